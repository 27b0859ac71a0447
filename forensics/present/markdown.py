"""The report as GitHub-flavoured Markdown, for an incident document: verdict, environments, timeline, evidence, what is not known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from forensics.model import Clue, Event, Report, Setting
from forensics.present.clean import one_line, safe_url
from forensics.present.contracted import contract_words
from forensics.present.noted import note_words
from forensics.present.promised import promise_words
from forensics.present.story import Row, Story, cites_of, differ_now, ordered_stands, sides, story
from forensics.present.words import (
    Roles,
    counted,
    default_words,
    event_word,
    headline,
    kind_words,
    lasted,
    minute,
    number_of,
    role,
    shown,
    strength,
    weight_word,
)

# Entities, because a backslash escape still lets GitHub see @names, #numbers and bare addresses.
_ENTITIES = {char: f"&#{ord(char)};" for char in "|@\\`*_[]~#!:$"} | {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_TABLE = str.maketrans(_ENTITIES)
_PLAIN_CODE = re.compile(r"[\w.,:;/ +=%@#()\[\]{}*~!?'\"→…-]+\Z")
_LIST_SIGN = re.compile(r"^([-+=])|^(\d{1,9})([.)])(?=\s|$)")
_WWW = re.compile(r"www\.", re.IGNORECASE)
_IN_URL = {char: f"%{ord(char):02X}" for char in "()<>[]|\\`*_~"}
_LONGEST = 300


def markdown(report: Report, who: bool = False) -> str:
    """The report as GFM. `who`: with people's names. No text of the report can become markup: see `escaped` and `code`."""
    told = story(report, who, many=200)
    parts = _nowhere(told) if told.setting is None else _found(told, told.setting)
    return "\n\n".join(part for part in parts if part) + "\n"


def escaped(text: str) -> str:
    """Text from outside as one line that Markdown shows as it is."""
    line = one_line(text)
    line = line if len(line) <= 4 * _LONGEST else line[: 4 * _LONGEST] + "…"
    line = _WWW.sub(lambda hit: hit[0][:3] + "\0", line.translate(_TABLE)).replace("\0", "&#46;")
    return _LIST_SIGN.sub(lambda hit: f"{hit[2] or ''}&#{ord(hit[1] or hit[3])};", line)


def code(text: str) -> str:
    """A key, a value or a path as code where nothing in it could end the code or the table cell; escaped text otherwise."""
    line = one_line(text)
    line = line if len(line) <= _LONGEST else line[:_LONGEST] + "…"
    return f"`{line}`" if _PLAIN_CODE.match(line) else escaped(line)


def link(words: str, url: str | None) -> str:
    """A link where the address is a plain http(s) one; the escaped words alone otherwise."""
    address = safe_url(url)
    if address is None:
        return escaped(words)
    return f"[{escaped(words)}]({''.join(_IN_URL.get(char, char) for char in address)})"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A GFM table. Cells are finished Markdown; an empty cell stays empty."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell or " " for cell in line) + " |" for line in lines)


def _found(told: Story, setting: Setting) -> list[str]:
    report = told.report
    facts = f"{code(setting.id)}, as of {minute(report.asked.as_of)}, by forensics {escaped(report.version)}."
    parts = [f"## {code(report.asked.key)}", facts, _verdict(told, setting), "### Environments", _environments(told, setting)]
    mainlines = [
        f"- Mainline of {code(repository.path)}: {code(repository.mainline)} ({escaped(repository.mainline_rule)})"
        for repository in report.asked.repositories
    ]
    parts.append("\n".join([*mainlines, *_contract(told, setting)]))
    parts += _noted(told)
    if told.rows:
        left_out = f"{counted(told.left_out, 'more row')} in the JSON report." if told.left_out else ""
        parts += ["### Timeline", _timeline(told), left_out]
    return [*parts, *_evidence(told), *_promised(told), *_in_code(told), *_others(told), *_not_known(told)]


def _verdict(told: Story, setting: Setting) -> str:
    verdict, episode = told.verdict, told.episode
    if verdict is None:
        if episode is None:
            return "**No difference.** " + (
                "The environments never differed." if len(setting.stands) > 1 else "Only one environment has this key."
            )
        return "**The environments differ.** No verdict was given."
    sure = "" if verdict.kind == "undetermined" else f" ({strength(verdict.confidence)} support)"
    lines = [f"**{headline(verdict)}**{sure}. {escaped(told.roles.text(verdict.summary))}"]
    if episode is not None:
        end = episode.closed_at or told.report.asked.as_of
        word = "differed" if episode.nature == "difference" else "agreed"
        until = f"They {word} from {minute(episode.opened_at)} to {minute(end)}"
        stretch = until if episode.closed_at else f"They have {word} since {minute(episode.opened_at)}"
        lines.append(f"{stretch} ({lasted(end - episode.opened_at)}).")
    if verdict.intended_value is not None and verdict.diverged:
        lines.append(f"The evidence supports {code(verdict.intended_value)} for {', '.join(map(code, verdict.diverged))}.")
    return "\n\n".join(lines)


def _environments(told: Story, setting: Setting) -> str:
    rows = []
    for stand in ordered_stands(setting, told.verdict):
        called = role(stand, setting, told.verdict)
        where = next((layer for layer in reversed(stand.layers) if layer.value is not None), None)
        place = f"{where.path}:{where.line}" if where and where.line else where.path if where else ""
        label = called.label.capitalize() + (f": {escaped(called.because)}" if called.because else "")
        cites = _cites(cites_of(stand.environment, setting, told.verdict, told.events)[:4])
        rows.append([code(stand.environment), code(shown(stand.effective)), label, code(place) if place else "", cites])
    return table(["Environment", "Value", "What it is", "Where", "Evidence"], rows)


def _contract(told: Story, setting: Setting) -> list[str]:
    words = contract_words(told.report.contract, setting)
    return [f"- Contract: {escaped(told.roles.text(says))} {_cites(one.cites[:3])}".rstrip() for one, says in words]


def _noted(told: Story) -> list[str]:
    """What people made of the episode, beside the verdict."""
    lines = []
    for one in told.report.notes:
        if told.episode is not None and one.episode == told.episode.id:
            when, reading, remark = note_words(one, told.roles)
            lines.append(f"- {escaped(when)}: **{escaped(reading)}**. {escaped(told.roles.text(one.note.because))} {escaped(remark)}")
    return ["### Noted by people, beside the verdict", "\n".join(lines)] if lines else []


def _timeline(told: Story) -> str:
    return table(["#", "When (UTC)", "Where", "What", "Change", "Source"], [_row(told, row) for row in told.rows])


def _row(told: Story, row: Row) -> list[str]:
    event, window = row.event, row.window
    number = number_of(row.cites[0]) if len(row.cites) == 1 else f"{number_of(row.cites[0])}–{number_of(row.cites[-1])}"
    what = escaped(told.roles.text(event.title)) + (f" — {escaped(event.actor)}" if told.roles.who and event.actor else "")
    if event.kind == "masked":
        what = f"the base changed, {escaped(event.notes[0] if event.notes else 'hidden')}: {what}"
    if window is not None:
        what = f"back and forth: {counted(window.changes, 'change')} in {lasted(window.until - window.start)}"
    where = code(event.environment) if event.environment else escaped(event_word(event))
    return [escaped(number), minute(event.time), where, what, _change(row, told.roles), _source(event)]


def _change(row: Row, roles: Roles) -> str:
    event = row.event
    if row.window is not None:
        return " → ".join(code(shown(value)) for value in row.window.values[:3])
    if event.before is None and event.after is None:
        return ""
    if event.before is None:
        return code(shown(event.after))
    told = [roles.text(shown(value)) if event.kind == "ticket_change" else shown(value) for value in (event.before, event.after)]
    return f"{code(told[0])} → {code(told[1])}"


def _source(event: Event) -> str:
    """The commit (linked where its address is known), file and line, pull request, and the event's own reference."""
    name = event.commit[:9] if event.commit else event.ref or event.source
    file = event.path.rpartition("/")[2] + (f":{event.line}" if event.line else "") if event.path else ""
    parts = [link(name, event.url), code(file) if file else "", escaped(f"#{event.pull_request}") if event.pull_request else ""]
    if event.commit and event.ref:
        parts.append(escaped(event.ref))
    return " ".join(part for part in parts if part)


def _evidence(told: Story) -> list[str]:
    verdict = told.verdict
    if verdict is None or not verdict.evidence:
        return []
    speaks_for, against = sides(verdict)
    undecided = verdict.kind == "undetermined"
    parts = ["### Evidence", "Pointing several ways:" if undecided else f"For {kind_words(verdict.kind)}:"]
    parts.append("\n".join(_clue(told, clue, undecided) for clue in speaks_for))
    if against:
        parts += ["Against:", "\n".join(_clue(told, clue, True) for clue in against)]
    return parts


def _clue(told: Story, clue: Clue, leaning: bool) -> str:
    toward = f", {'speaks against' if clue.weight < 0 else 'points to'} {escaped(kind_words(clue.leans))}" if leaning else ""
    return f"- {escaped(told.roles.text(clue.says))} ({weight_word(clue.weight)}{toward}) {_cites(clue.cites)}".rstrip()


def _cites(cites: Iterable[str]) -> str:
    return " ".join(escaped(f"[{number_of(cite)}]") for cite in cites)


def _others(told: Story) -> list[str]:
    if not told.others:
        return []
    rows = [
        [
            code(setting.id),
            ", ".join(f"{code(stand.environment)} {code(shown(stand.effective))}" for stand in setting.stands[:8]),
            "yes" if differ_now(setting) else "no",
        ]
        for setting in told.others[:40]
    ]
    return ["### Other places of this key", table(["Setting", "Now", "Differ"], rows)]


def _promised(told: Story) -> list[str]:
    lines = [
        f"- {one.state.capitalize()}: {escaped(told.roles.text(one.quote))} ({escaped(promise_words(one))}) {_cites((one.event, *one.by))}"
        for one in told.report.promises
    ]
    return ["### Promised", "\n".join(lines)] if lines else []


def _in_code(told: Story) -> list[str]:
    lines = [f"- {code(f'{read.path}:{read.line}')}: {escaped(default_words(read))}" for read in told.report.code]
    return ["### Read in code", "\n".join(lines)] if lines else []


def _not_known(told: Story) -> list[str]:
    lines = [
        f"- {escaped(source.name)}: {source.status}. {escaped(source.detail)}".rstrip()
        for source in told.report.sources
        if source.status in ("partial", "unavailable")
    ]
    lines += [f"- {escaped(gap.where)}: {escaped(gap.why)}" for gap in told.report.gaps]
    lines += [f"- Would settle it: {escaped(wish)}" for wish in (told.verdict.would_settle if told.verdict else ())]
    return ["### Not known", "\n".join(lines)] if lines else []


def _nowhere(told: Story) -> list[str]:
    report = told.report
    looked = [f"- Looked in {code(one.path)}: {counted(one.commits, 'commit')}" for one in report.asked.repositories]
    alike = [f"- {code(suggestion)}" for suggestion in report.suggestions]
    parts = [f"## {code(report.asked.key)}", "**Found nowhere.** No version of any configuration file has this key.", "\n".join(looked)]
    return [*parts, *(["Spelt alike:", "\n".join(alike)] if alike else []), *_in_code(told), *_not_known(told)]
