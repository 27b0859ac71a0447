"""The terminal screen: verdict first, then values over time, how it went, the evidence, what is not known, and what comes next."""

from __future__ import annotations

from typing import Literal

from forensics.model import Event, Report, Setting
from forensics.present.contracted import contracted
from forensics.present.drawing import drawn
from forensics.present.evidence import evidence
from forensics.present.findings import findings
from forensics.present.in_code import read_in_code
from forensics.present.lanes import Lanes
from forensics.present.noted import noted
from forensics.present.page import Page, Piece
from forensics.present.promised import promised
from forensics.present.rows import Rows
from forensics.present.story import MANY_ROWS, Story, alike, differ_now, sides, story
from forensics.present.top import in_short, labelled, mainlines, standings, title
from forensics.present.words import counted, day, number_of, shown

_MOST_OTHERS = 12
_MOST_GAPS = 12


Extent = Literal["brief", "usual", "whole"]


def terminal(
    report: Report,
    width: int = 80,
    colour: bool = True,
    unicode: bool = True,
    who: bool = False,
    links: bool = False,
    extent: Extent = "usual",
) -> str:
    """The report as a screen of `width` cells, 40 at least. `colour`: with ANSI styles; `unicode`: False for pure ASCII;
    `who`: with people's names; `links`: places lead to their addresses; `extent`: the verdict alone, or every row and source too.
    Nothing on it steers the terminal but those styles and links: every text is cleaned on its way to the page.
    """
    page = Page(max(40, width), unicode)
    told = story(report, who, many=len(report.events) if extent == "whole" else MANY_ROWS)
    if told.setting is None:
        _nowhere(page, told)
    elif extent == "brief":
        _verdict(page, told, told.setting)
    else:
        _found(page, told, told.setting)
    if extent == "whole":
        _sources(page, report)
    return drawn(page, colour, links)


def _verdict(page: Page, told: Story, setting: Setting) -> None:
    title(page, told, setting)
    standings(page, told, setting)
    page.blank()
    in_short(page, told, setting)
    contracted(page, told.report.contract, setting)


def _found(page: Page, told: Story, setting: Setting) -> None:
    _verdict(page, told, setting)
    mainlines(page, told.report)
    noted(page, told.report.notes, told.episode.id if told.episode else None, told.roles)
    Lanes(page, told).draw()
    Rows(page, told).write()
    findings(page, setting, told.roles)
    evidence(page, told)
    promised(page, told.report.promises, told.roles)
    read_in_code(page, told.report.code)
    _others(page, told)
    _not_known(page, told)
    _next(page, told)


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
    missing = [source.name for source in told.report.sources if source.status == "absent"]
    if not gaps and not sources and not settle and not missing:
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
    if missing:
        page.wrapped(bullet, [("not asked:", "strong"), (f"{', '.join(missing)}; what they could tell is not in this", "plain")], 4)
    if settle:
        page.line(("  would settle it", "dim"))
    for wish in settle:
        page.wrapped(bullet, [(told.roles.text(wish), "plain")], 4)


def _sources(page: Page, report: Report) -> None:
    """Every source that was asked, or could have been: how much of it was read."""
    page.heading("SOURCES")
    for source in report.sources:
        span = f" ({day(source.start)} to {day(source.until)})" if source.start and source.until else ""
        tone = "good" if source.status == "complete" else "dim" if source.status == "absent" else "open"
        pieces = [(f"{source.status}{span}", tone), (source.detail, "plain")]
        page.wrapped([("  ", "plain"), (page.fit(source.name, 14), "strong")], pieces, 16)


def _next(page: Page, told: Story) -> None:
    """Commands that exist and lead on from here."""
    key = told.report.asked.key
    quoted = key if all(char.isalnum() or char in "_.-/" for char in key) else "'" + key.replace("'", "'\\''") + "'"
    steps = [(f"forensics show {number_of(cite)}", purpose) for cite, purpose in _worth_opening(told)]
    steps.append((f"forensics explain {quoted}", "which layer decides, in each environment"))
    steps.append((f"forensics trace {quoted} --format markdown", "the same options: for the incident document"))
    page.heading("NEXT")
    sizes = [page.cells(page.text(command)) for command, _ in steps]
    fitting = [size + 4 + len(purpose) <= page.width for size, (_, purpose) in zip(sizes, steps, strict=True)]
    room = max((size for size, fits in zip(sizes, fitting, strict=True) if fits), default=0)
    for (command, purpose), size, fits in zip(steps, sizes, fitting, strict=True):
        if fits:
            aligned = room if room + 4 + len(purpose) <= page.width else size
            page.line(("  ", "plain"), (page.fit(command, aligned), "plain"), ("  ", "plain"), (purpose, "dim"))
        else:
            page.wrapped([("  ", "plain")], [(command, "plain"), (f"{page.glyphs.dot} {purpose}", "dim")], 6)


def _worth_opening(told: Story) -> list[tuple[str, str]]:
    """The event that opened the difference, then what the weightiest other clue cites first."""
    verdict = told.verdict
    if verdict is None:
        newest = [(row.cites[0], _opens(told.events[row.cites[0]])) for row in told.rows[-1:]]
        return [one for one in newest if number_of(one[0]).isdigit()]
    cites = [verdict.opened_by or "", *(cite for clue in sides(verdict)[0] for cite in clue.cites)]
    known = [cite for cite in dict.fromkeys(cites) if cite in told.events and number_of(cite).isdigit()]
    return [(cite, _opens(told.events[cite])) for cite in known[:2]]


def _opens(event: Event) -> str:
    """What `forensics show` shows of an event."""
    if event.kind == "message":
        return "the message in its thread"
    if event.kind in ("ticket", "ticket_change", "ticket_comment"):
        return "the ticket with its moves"
    return "the commit, and its diff of this key" if event.commit else "the evidence file's own lines"


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
