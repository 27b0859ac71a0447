"""The one walk over a report that every incident document shares: verdict, environments, timeline, evidence, what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from forensics.model import Clue, Report, Setting, Stand
from forensics.present.contracted import contract_words
from forensics.present.document import Block, Bullets, Document, Paragraph, Run, Runs, Section, Table, code, plain, strong
from forensics.present.happened import Columns, cites, timeline
from forensics.present.noted import note_words
from forensics.present.promised import promise_words
from forensics.present.story import Story, cites_of, differ_now, ordered_stands, sides, story
from forensics.present.words import (
    counted,
    default_words,
    headline,
    kind_words,
    lasted,
    mechanism_words,
    minute,
    role,
    shown,
    strength,
    weight_word,
)

MANY_ROWS = 200
_MOST_GAPS = 40
_FINDINGS = {
    "live_only": "Running, and declared nowhere",
    "undone": "Put back by a deploy",
    "codified_later": "Written into a file later",
    "codified_elsewhere": "Written into another environment's file",
    "unmanaged": "Declared by no file, and kept by every apply",
    "not_yet_running": "Declared, and not yet running",
    "split": "Two parts of one environment disagree",
    "conflict": "Sources contradict one another",
    "clock": "Two sources' clocks differ",
}


def incident(report: Report, who: bool = False, columns: Columns = "std", many: int = MANY_ROWS) -> Document:
    """The report as a document. `who`: with people's names; `columns`: those of the timeline; `many`: its rows at most."""
    told = story(report, who, many)
    title = (code(report.asked.key),)
    if told.setting is None:
        return Document(report.asked.key, title, _nowhere(told), _sections(_code(told), *_not_known(told)))
    sections = _sections(
        Section("environments", "Environments", _environments(told, told.setting)),
        _noted(told),
        _timeline(told, columns),
        _evidence(told),
        _running(told, told.setting),
        _promised(told),
        _code(told),
        _elsewhere(told),
        *_not_known(told),
    )
    return Document(report.asked.key, title, _summary(told, told.setting), sections)


def _sections(*sections: Section) -> tuple[Section, ...]:
    return tuple(section for section in sections if section.blocks)


def _summary(told: Story, setting: Setting) -> tuple[Block, ...]:
    report = told.report
    facts = (code(setting.id), plain(f", as of {minute(report.asked.as_of)}, by forensics {report.version}."))
    return (Paragraph(facts), *(Paragraph(runs) for runs in _verdict(told, setting)))


def _verdict(told: Story, setting: Setting) -> Iterator[Runs]:
    verdict, episode = told.verdict, told.episode
    if verdict is None:
        alone = "Only one environment has this key." if len(setting.stands) < 2 else "The environments never differed."
        never = (strong("No difference."), plain(f" {alone}"))
        yield never if episode is None else (strong("The environments differ."), plain(" No verdict was given."))
        return
    sure = "" if verdict.kind == "undetermined" else f" ({strength(verdict.confidence)} support)"
    yield strong(headline(verdict)), plain(f"{sure}. {told.roles.text(verdict.summary)}")
    if episode is not None:
        end = episode.closed_at or told.report.asked.as_of
        word = "differed" if episode.nature == "difference" else "agreed"
        closed = f"They {word} from {minute(episode.opened_at)} to {minute(end)}"
        stretch = closed if episode.closed_at else f"They have {word} since {minute(episode.opened_at)}"
        yield (plain(f"{stretch} ({lasted(end - episode.opened_at)})."),)
    if verdict.intended_value is not None and verdict.diverged:
        yield plain("The evidence supports "), code(verdict.intended_value), plain(" for "), *_listed(verdict.diverged), plain(".")


def _listed(names: Iterable[str]) -> Runs:
    told: list[Run] = []
    for name in names:
        told += [plain(", "), code(name)] if told else [code(name)]
    return tuple(told)


def _environments(told: Story, setting: Setting) -> tuple[Block, ...]:
    rows = tuple(_environment(told, setting, stand) for stand in ordered_stands(setting, told.verdict))
    table = Table(("Environment", "Value", "What it is", "Where", "Evidence"), rows, (14, 20, 30, 26, 10))
    mainlines = tuple(
        (plain("Mainline of "), code(one.path), plain(": "), code(one.mainline), plain(f" ({one.mainline_rule})"))
        for one in told.report.asked.repositories
    )
    facts = (*mainlines, *_contract(told, setting))
    return (table, Bullets(facts)) if facts else (table,)


def _contract(told: Story, setting: Setting) -> tuple[Runs, ...]:
    words = contract_words(told.report.contract, setting)
    return tuple((plain(f"Contract: {told.roles.text(says)}"), *cites(one.cites[:3])) for one, says in words)


def _noted(told: Story) -> Section:
    """What people made of the episode, beside the verdict and never instead of it."""
    rows = []
    for one in told.report.notes:
        if told.episode is not None and one.episode == told.episode.id:
            when, reading, remark = note_words(one, told.roles)
            rows.append((strong(reading), plain(f" ({when}): {told.roles.text(one.note.because)} {remark}".rstrip())))
    return Section("noted", "Noted by people, beside the verdict", (Bullets(tuple(rows)),) if rows else ())


def _environment(told: Story, setting: Setting, stand: Stand) -> tuple[Runs, ...]:
    called = role(stand, setting, told.verdict)
    where = next((layer for layer in reversed(stand.layers) if layer.value is not None), None)
    place = f"{where.path}:{where.line}" if where and where.line else where.path if where else ""
    label = called.label.capitalize() + (f": {called.because}" if called.because else "")
    unlike = stand.observed is not None and stand.observed != stand.declared
    files = (plain(" runs; the files say "), code(shown(stand.declared))) if unlike else ()
    cited = cites(cites_of(stand.environment, setting, told.verdict, told.events)[:4])
    return (code(stand.environment),), (code(shown(stand.effective)), *files), (plain(label),), ((code(place),) if place else ()), cited


def _timeline(told: Story, columns: Columns) -> Section:
    if not told.rows:
        return Section("timeline", "Timeline", ())
    left_out = (Paragraph((plain(f"{counted(told.left_out, 'more row')} in the JSON report."),)),) if told.left_out else ()
    return Section("timeline", "Timeline", (timeline(told, columns), *left_out))


def _evidence(told: Story) -> Section:
    verdict = told.verdict
    if verdict is None or not verdict.evidence:
        return Section("evidence", "Evidence", ())
    speaks_for, against = sides(verdict)
    undecided = verdict.kind == "undetermined"
    told_for = "Pointing several ways:" if undecided else f"For {kind_words(verdict.kind)}:"
    parts: list[Block] = [_words(told_for), Bullets(tuple(_clue(told, clue, undecided) for clue in speaks_for))] if speaks_for else []
    if against:
        parts += [_words("Against:"), Bullets(tuple(_clue(told, clue, True) for clue in against))]
    others = [one for one in verdict.alternatives if one.kind != "undetermined"]
    if others:
        aside = tuple(
            (plain(f"{kind_words(one.kind)}{_by(told, one.mechanism)} ({strength(one.confidence)} support)"),) for one in others[:5]
        )
        parts += [_words("Also thinkable:" if undecided else "Set aside:"), Bullets(aside)]
    return Section("evidence", "Evidence", tuple(parts))


def _by(told: Story, mechanism: str) -> str:
    return f", {told.roles.text(mechanism_words(mechanism))}" if mechanism not in ("", "none") else ""


def _clue(told: Story, clue: Clue, leaning: bool) -> Runs:
    toward = f", {'speaks against' if clue.weight < 0 else 'points to'} {kind_words(clue.leans)}" if leaning else ""
    return plain(f"{told.roles.text(clue.says)} ({weight_word(clue.weight)}{toward})"), *cites(clue.cites)


def _running(told: Story, setting: Setting) -> Section:
    """What was declared and what ran, where live evidence names a difference between them."""
    rows = []
    for one in setting.findings:
        bounds = " to ".join(minute(moment) for moment in (one.since, one.until) if moment is not None)
        says = f": {told.roles.text(one.says)}" + (f" ({bounds})" if bounds else "")
        rows.append((code(one.environment), plain(f" {_FINDINGS[one.mechanism]}"), plain(says), *cites(one.cites)))
    return Section("running", "Declared and running", (Bullets(tuple(rows)),) if rows else ())


def _promised(told: Story) -> Section:
    rows = tuple(
        (
            strong(one.state.capitalize()),
            plain(f": “{told.roles.text(one.quote)}” ({told.roles.text(promise_words(one))})"),
            *cites((one.event, *one.by)),
        )
        for one in told.report.promises
    )
    return Section("promised", "Promised", (Bullets(rows),) if rows else ())


def _code(told: Story) -> Section:
    rows = tuple((code(f"{read.path}:{read.line}"), plain(f": {default_words(read)}")) for read in told.report.code)
    return Section("code", "Read in code", (Bullets(rows),) if rows else ())


def _elsewhere(told: Story) -> Section:
    rows = []
    for setting in told.others[:40]:
        values: list[Run] = []
        for stand in setting.stands[:8]:
            values += [*([plain(", ")] if values else []), code(stand.environment), plain(" "), code(shown(stand.effective))]
        rows.append(((code(setting.id),), tuple(values), (plain("yes" if differ_now(setting) else "no"),)))
    table = Table(("Setting", "Now", "Differ"), tuple(rows), (50, 40, 10))
    return Section("elsewhere", "Other places of this key", (table,) if rows else ())


def _not_known(told: Story) -> tuple[Section, Section]:
    """What could not be read or was not watched; and what would settle the question."""
    rows: list[Runs] = []
    sources = [one for one in told.report.sources if one.status in ("partial", "unavailable")]
    for source in sources:
        rows.append((plain(f"{source.name}: {source.status}" + (f": {told.roles.text(source.detail)}" if source.detail else "")),))
    said = {(source.name, source.detail) for source in sources}
    gaps = [gap for gap in told.report.gaps if (gap.where, gap.why) not in said]
    rows += [(plain(f"{gap.where}: {told.roles.text(gap.why)}"),) for gap in gaps[:_MOST_GAPS]]
    if len(gaps) > _MOST_GAPS:
        rows.append((plain(f"{len(gaps) - _MOST_GAPS} more in the JSON report."),))
    unasked = [source.name for source in told.report.sources if source.status == "absent"]
    rows += [(plain(f"Not asked: {', '.join(unasked)}."),)] if unasked else []
    wishes = tuple((plain(told.roles.text(wish)),) for wish in (told.verdict.would_settle if told.verdict else ()))
    return (
        Section("unknown", "What is not known", (Bullets(tuple(rows)),) if rows else ()),
        Section("settle", "What would settle it", (Bullets(wishes),) if wishes else ()),
    )


def _nowhere(told: Story) -> tuple[Block, ...]:
    """The key was found in no repository: where was looked, and what is spelt alike."""
    report = told.report
    looked = tuple((plain("Looked in "), code(one.path), plain(f": {counted(one.commits, 'commit')}")) for one in report.asked.repositories)
    alike = tuple((code(suggestion),) for suggestion in report.suggestions)
    blocks: list[Block] = [Paragraph((strong("Found nowhere."), plain(" No version of any configuration file has this key.")))]
    blocks += [Bullets(looked)] if looked else []
    blocks += [_words("Spelt alike:"), Bullets(alike)] if alike else []
    return tuple(blocks)


def _words(text: str) -> Paragraph:
    return Paragraph((plain(text),))
