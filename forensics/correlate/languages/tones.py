"""In what manner something is said: of work by hand, of trouble, unsure, of what is finished, with a reason, as a trial, of a mistake."""

from __future__ import annotations

import re
from typing import Final

# One row per language, the words that people use at work; what two languages share stands once. A tone never decides anything alone.
_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "by_hand": (
        r"by hand|manually|kubectl (?:edit|set|patch|scale)|hand-?edit\w*|live edit\w*|ssh(?:ed)?|directly (?:on|in)|on the (?:box|host|pod|deployment)",
        r"von hand|händisch|direkt (?:auf|in|am)",
        r"à la main|manuellement|directement (?:sur|dans|en)",
        r"(?:à|na) mão|manualmente|direto (?:em|no|na)|a mano|directamente (?:en|sobre)",
        r"手動|手で|直接",
    ),
    "trouble": (
        r"INC-?\d+|incidents?|outage|hot-?fix|on-?call|pager|paged|firing|5\d\d(?:s|er)?|429s?|timing out|timed out|crash\w*|OOM\w*|alert\w*",
        r"stuck|rate[- ]?limit(?:ed|ing)|errors?|fail(?:s|ed|ing|ures?)?|broken|(?:is|are|went) down|emergency",
        r"störung|ausfall|notfall|kaputt|fehler\w*|hängt|panne|urgence|erreurs?|plant(?:e|é)|incidentes?|caiu|fora do ar|erros?|emergência",
        r"caíd[oa]|fallos?|emergencia|障害|落ち|緊急|エラー|失敗",
    ),
    "unsure": (
        r"no idea|not sure|i (?:guess|think)|maybe|perhaps|don['’]?t (?:know|remember)|can['’]?t remember|could be|which (?:one|side|of)|anybody know",
        r"keine ahnung|nicht sicher|vielleicht|weiß nicht|glaub(?:e)?(?: ich)?|aucune idée|pas sûr|peut-être|sûrement|je (?:ne )?sais (?:plus|pas)",
        r"não (?:sei|lembro)|talvez|sem ideia|acho que|no sé|quizás?|creo que|わからない|かも|たぶん|不明|覚えてない",
    ),
    "finished": (
        r"done|deployed|(?:is|are|went|goes|now|all) live|live (?:now|in|on|since|with|for|everywhere)|shipped|merged|rolled out|released|complete[d]?|applied|(?:is|are) (?:out|in|up|on)|took effect",
        r"fertig|erledigt|durch|ausgerollt|gemergt|fait|terminée?|déployée?|feito|aplicad[oa]|subi|no ar|pronto|hecho|desplegad[oa]|listo",
        r"完了|リリース済み|反映済み|済み|入れました|出しました",
    ),
    "reason": (
        r"because|so that|due to|as long as|in order to|the reason|otherwise|or else|since the|needs? (?:a|the|to)|requires?|allows?|instead",
        r"weil|damit|wegen|sonst|solange|parce que|car|afin|sinon|à cause|porque|pois|senão|por causa|debido|para que|ため|ので|から|理由",
    ),
    "trial": (
        r"load[- ]?tests?|experiment\w*|trial|try(?:ing)? out|a/b|benchmark|practi[cs]e|exercise|rehears\w+|perf(?:ormance)?[- ]?tests?|testing|to test|trying",
        r"lasttest|versuch\w*|vergleich|essai|tester|comparaison|teste de carga|experiência|prueba|試し|検証|実験|負荷テスト",
    ),
    "mistake": (
        r"typo|forgot(?:ten)?|forget|oops|by mistake|accidental(?:ly)?|by accident|my bad|missed|left-?overs?|overlooked|inadvertent(?:ly)?|never meant|wrongly",
        r"vergessen|versehen\w*|tippfehler|übersehen|oublié\w*|par erreur|faute de frappe|esquec\w+|por engano|sem querer|olvid\w+|por error",
        r"忘れ|ミス|間違|漏れ",
    ),
}  # fmt: skip
_QUESTION = re.compile(r"[?？](?:\s|$)|\bか[。\s]?$")


def _compiled(rows: tuple[str, ...]) -> re.Pattern[str]:
    """Latin words stand alone; Japanese has no gaps between words."""
    parts = [part for row in rows for part in _alternatives(row)]
    latin = "|".join(part for part in parts if part[0].isascii() or (part[0].isalpha() and ord(part[0]) < 0x3000))
    other = "|".join(part for part in parts if ord(part[0]) >= 0x3000)
    return re.compile(rf"(?<![\w-])(?:{latin})(?!\w)" + (f"|{other}" if other else ""), re.IGNORECASE)


def _alternatives(row: str) -> list[str]:
    """A row's alternatives, cut at bars outside of brackets."""
    found, depth, last = [], 0, 0
    for place, sign in enumerate(row):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and depth == 0:
            found.append(row[last:place])
            last = place + 1
    return [*found, row[last:]]


_PATTERNS: Final = {tone: _compiled(rows) for tone, rows in _WORDS.items()}
_MOST = 4000


def tones(text: str) -> frozenset[str]:
    """The tones of a text, by the words of six languages; of longer texts the first 4,000 signs are read."""
    return frozenset(tone for tone, pattern in _PATTERNS.items() if pattern.search(text[:_MOST]))


def asks(text: str) -> bool:
    """Whether the text is a question in whole or at its end."""
    return _QUESTION.search(text[:_MOST]) is not None
