"""The terminal screen: verdict first, then values over time, how it went, the evidence, what is not known, and what comes next."""

from __future__ import annotations

from forensics.model import Clue, Report, Setting
from forensics.present.contracted import contracted
from forensics.present.drawing import drawn
from forensics.present.in_code import read_in_code
from forensics.present.lanes import Lanes
from forensics.present.noted import noted
from forensics.present.page import Page, Piece
from forensics.present.promised import promised
from forensics.present.rows import Rows
from forensics.present.story import Story, alike, differ_now, sides, story
from forensics.present.top import in_short, labelled, mainlines, standings, title
from forensics.present.words import counted, day, kind_words, number_of, shown, strength, weight_word

_MOST_OTHERS = 12
_MOST_GAPS = 12


def terminal(report: Report, width: int = 80, colour: bool = True, unicode: bool = True, who: bool = False) -> str:
    """The report as a screen of `width` cells, 40 at least. `colour`: with ANSI styles; `unicode`: False for pure ASCII;
    `who`: with people's names. Nothing on it steers the terminal but those styles: every text is cleaned on its way to the page.
    """
    page = Page(max(40, width), unicode)
    told = story(report, who)
    if told.setting is None:
        _nowhere(page, told)
    else:
        _found(page, told, told.setting)
    return drawn(page, colour)


def _found(page: Page, told: Story, setting: Setting) -> None:
    title(page, told, setting)
    standings(page, told, setting)
    page.blank()
    in_short(page, told, setting)
    contracted(page, told.report.contract, setting)
    mainlines(page, told.report)
    noted(page, told.report.notes, told.episode.id if told.episode else None, told.roles)
    Lanes(page, told).draw()
    Rows(page, told).write()
    _evidence(page, told)
    promised(page, told.report.promises, told.roles)
    read_in_code(page, told.report.code)
    _others(page, told)
    _not_known(page, told)
    _next(page, told)


def _evidence(page: Page, told: Story) -> None:
    verdict = told.verdict
    if verdict is None or not verdict.evidence:
        return
    page.heading("EVIDENCE")
    speaks_for, against = sides(verdict)
    undecided = verdict.kind == "undetermined"
    page.line(("  " + ("pointing several ways" if undecided else f"for {kind_words(verdict.kind)}"), "dim"))
    for clue in speaks_for:
        _clue(page, told, clue, undecided)
    if against:
        page.line(("  against", "dim"))
    for clue in against:
        _clue(page, told, clue, True)
    if verdict.alternatives:
        page.line(("  also thinkable", "dim"))
    for other in verdict.alternatives[:3]:
        words = (
            f"{kind_words(other.kind)}, {kind_words(other.mechanism)}" if other.mechanism not in ("", "none") else kind_words(other.kind)
        )
        page.wrapped([("    ", "plain")], [(words, "plain"), (f"({strength(other.confidence)} support)", "dim")], 4)


def _clue(page: Page, told: Story, clue: Clue, leaning: bool) -> None:
    room = len("very strong") + 2 if page.width >= 60 else 2
    word = weight_word(clue.weight) if page.width >= 60 else page.glyphs.bullet
    cites = [(f"[{number_of(cite)}]", "cite") for cite in clue.cites[:6]]
    more = [(f"and {len(clue.cites) - 6} more", "cite")] if len(clue.cites) > 6 else []
    toward = [(f"({'speaks against' if clue.weight < 0 else 'points to'} {kind_words(clue.leans)})", "dim")] if leaning else []
    pieces = [(told.roles.text(clue.says), "plain"), *toward, *cites, *more]
    page.wrapped([("    " + word.ljust(room), "dim")], pieces, 4 + room)


def _others(page: Page, told: Story) -> None:
    """The other settings that the key matches: each with what its environments hold now, and whether that differs."""
    if not told.others:
        return
    page.heading("OTHER PLACES OF THIS KEY", "--setting ID puts one first")
    for setting in told.others[:_MOST_OTHERS]:
        word, tone = ("differ", "open") if differ_now(setting) else ("agree", "calm") if len(setting.stands) > 1 else ("alone", "dim")
        page.wrapped([("  " + word.ljust(8), tone)], [(setting.id, "plain")], 10)
        texts = alike([page.text(shown(stand.effective)) for stand in setting.stands], 24)
        values = [(f"{stand.environment} {text}", "dim") for stand, text in zip(setting.stands, texts, strict=True)][:8]
        joined = [(text + (f" {page.glyphs.dot}" if place + 1 < len(values) else ""), tone) for place, (text, tone) in enumerate(values)]
        page.wrapped([(" " * 10, "plain")], joined, 10, most=2)
    if len(told.others) > _MOST_OTHERS:
        page.line((f"  {page.glyphs.cut} {len(told.others) - _MOST_OTHERS} more: --format json", "dim"))


def _not_known(page: Page, told: Story) -> None:
    sources = [source for source in told.report.sources if source.status in ("partial", "unavailable")]
    said = {(source.name, source.detail) for source in sources}
    gaps = [gap for gap in told.report.gaps if (gap.where, gap.why) not in said]
    settle = told.verdict.would_settle if told.verdict else ()
    if not gaps and not sources and not settle:
        return
    page.heading("NOT KNOWN")
    bullet: list[Piece] = [(f"  {page.glyphs.bullet} ", "dim")]
    for source in sources:
        span = f" ({day(source.start)} to {day(source.until)})" if source.start and source.until else ""
        page.wrapped(bullet, [(f"{source.name}:", "strong"), (f"{source.status}{span}", "open"), (source.detail, "plain")], 4)
    for gap in gaps[:_MOST_GAPS]:
        page.wrapped(bullet, [(f"{gap.where}:", "strong"), (gap.why, "plain")], 4, most=4)
    if len(gaps) > _MOST_GAPS:
        page.line((f"  {page.glyphs.cut} {len(gaps) - _MOST_GAPS} more: --format json", "dim"))
    if settle:
        page.line(("  would settle it", "dim"))
    for wish in settle:
        page.wrapped(bullet, [(told.roles.text(wish), "plain")], 4)


def _next(page: Page, told: Story) -> None:
    """Commands that exist and lead on from here."""
    key = told.report.asked.key
    quoted = key if all(char.isalnum() or char in "_.-/" for char in key) else "'" + key.replace("'", "'\\''") + "'"
    opened = told.events.get(told.verdict.opened_by or "") if told.verdict else None
    steps = []
    if opened is not None and opened.commit:
        steps.append((f"git show {opened.commit[:12]}", f"what opened it [{number_of(opened.id)}]"))
    steps.append((f"forensics trace {quoted} --format markdown", "for the incident document"))
    steps.append((f"forensics trace {quoted} --format json", "everything, for scripts"))
    page.heading("NEXT")
    room = max(page.cells(page.text(command)) for command, _ in steps)
    aligned = room + 4 + max(len(purpose) for _, purpose in steps) <= page.width
    for command, purpose in steps:
        shown_command = page.fit(command, room) if aligned else page.text(command)
        if page.cells(shown_command) + 4 + len(purpose) <= page.width:
            page.line(("  ", "plain"), (shown_command, "plain"), ("  ", "plain"), (purpose, "dim"))
        else:
            page.wrapped([("  ", "plain")], [(command, "plain")], 6)


def _nowhere(page: Page, told: Story) -> None:
    """The key was found in no repository: where was looked, what is spelt alike, what could not be read."""
    report = told.report
    page.wrapped([], [(report.asked.key, "strong")], 0, most=3)
    page.blank()
    elsewhere = any(gap.where == report.asked.key for gap in report.gaps)
    why = "nothing as it was asked for; see NOT KNOWN" if elsewhere else "no version of any configuration file has this key"
    page.line(("  ", "plain"), ("FOUND NOWHERE", "strong open"), (f"  {why}", "plain"))
    page.blank()
    for repository in report.asked.repositories:
        shallow = ", shallow: older history is not there" if repository.shallow else ""
        labelled(page, "Looked in", [(f"{repository.path}: {counted(repository.commits, 'commit')}{shallow}", "plain")])
    if report.asked.environments:
        labelled(page, "Only for", [(", ".join(report.asked.environments), "plain")])
    if report.suggestions:
        page.heading("SPELT ALIKE")
    for suggestion in report.suggestions[:10]:
        page.wrapped([("  ", "plain")], [(suggestion, "strong")], 4)
    Rows(page, told).write()
    read_in_code(page, report.code)
    _not_known(page, told)
    page.heading("NEXT")
    page.wrapped([("  ", "plain")], [("forensics keys", "plain"), (f"{page.glyphs.dot} lists the keys that are there", "dim")], 4)
