"""Why the verdict is what it is, on the page: evidence for, against and set aside; what was seen running; what was promised."""

from __future__ import annotations

from forensics.model import Alternative, Clue, Setting, Verdict
from forensics.present.evidence import reading_words, set_aside_because
from forensics.present.findings import FINDINGS
from forensics.present.html.bits import Bits, plain, section
from forensics.present.markup import Markup, joined, tag
from forensics.present.promised import promise_words
from forensics.present.story import sides
from forensics.present.words import kind_words, minute, strength, weight_word

_MOST_ASIDE = 5



def evidence(bits: Bits) -> Markup | None:
    """Each clue with its weight in words and what it cites."""
    verdict = bits.told.verdict
    if verdict is None or not (verdict.evidence or verdict.alternatives):
        return None
    speaks_for, against = sides(verdict)
    undecided = verdict.kind == "undetermined"
    parts: list[Markup] = []
    if speaks_for:
        title = "Pointing several ways" if undecided else f"For {kind_words(verdict.kind)}"
        parts += [tag("h3", title), tag("ul", (_clue(bits, clue, undecided) for clue in speaks_for), class_="weighed")]
    if against:
        parts += [tag("h3", "Against"), tag("ul", (_clue(bits, clue, True) for clue in against), class_="weighed")]
    others = [one for one in verdict.alternatives if one.kind != "undetermined"][:_MOST_ASIDE]
    if others:
        rows = [_aside(bits, one, verdict) for one in others]
        parts += [tag("h3", "Could be" if undecided else "Set aside"), tag("ul", rows, class_="weighed")]
    return section("evidence", "Evidence", *parts) if parts else None


def _clue(bits: Bits, clue: Clue, leaning: bool) -> Markup:
    toward = f" ({'speaks against' if clue.weight < 0 else 'points to'} {kind_words(clue.leans)[:80]})" if leaning else None
    return tag(
        "li",
        tag("span", weight_word(clue.weight), class_="weight"),
        tag("span", plain(bits.words(clue.says)), tag("span", toward, class_="dim") if toward else None, bits.cites(clue.cites)),
    )


def _aside(bits: Bits, other: Alternative, verdict: Verdict) -> Markup:
    """A reading that was weighed beside the verdict's, and why it is not the verdict."""
    why, cites = set_aside_because(other, verdict)
    words = joined(bits.words(reading_words(other))[:160], ": ", plain(bits.words(why)), bits.cites(cites))
    return tag("li", tag("span", strength(other.confidence), class_="weight"), tag("span", words))


def findings(bits: Bits, setting: Setting) -> Markup | None:
    """Named differences between what was declared and what ran."""
    rows = []
    for one in setting.findings:
        bounds = " to ".join(minute(moment) for moment in (one.since, one.until) if moment is not None)
        says = joined(plain(bits.words(one.says)), tag("span", f" ({bounds})", class_="dim") if bounds else None, bits.cites(one.cites))
        where = tag("strong", plain(one.environment))
        rows.append(tag("li", tag("span", FINDINGS[one.mechanism].capitalize(), class_="weight"), tag("span", where, ": ", says)))
    return section("running", "Seen running", tag("ul", *rows, class_="weighed"), aside="beside what the files say") if rows else None


def promised(bits: Bits) -> Markup | None:
    """What was promised about the changes, and whether it was kept."""
    tones = {"kept": "good", "open": "open", "broken": "bad"}
    rows = [
        tag(
            "li",
            tag("span", one.state.capitalize(), class_=f"weight {tones[one.state]}"),
            tag(
                "span",
                joined("“", plain(bits.words(one.quote)), "” "),
                tag("span", bits.words(promise_words(one)), class_="dim"),
                bits.cites((one.event, *one.by)),
            ),
        )
        for one in bits.told.report.promises
    ]
    return section("promised", "Promised", tag("ul", *rows, class_="weighed")) if rows else None
