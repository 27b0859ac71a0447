"""The case against a verdict as a screen, as Markdown and as JSON: what else it could be, what it rests on, and what would turn it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from forensics.model import Clue, Counter, Event, Report, Rival, Verdict
from forensics.present.drawing import drawn
from forensics.present.json import document, harmless
from forensics.present.markdown import code, escaped
from forensics.present.page import Page, Piece
from forensics.present.story import Story, story
from forensics.present.top import labelled
from forensics.present.words import headline, kind_words, minute, number_of, strength, weight_word

SCHEMA = "forensics.challenge/1"
_ROOM = len("very strong") + 2
_MOST = 8


@dataclass(frozen=True, slots=True)
class _Told:
    """A verdict that is challenged, with its story and the case against it."""

    story: Story
    verdict: Verdict
    case: Counter

    @property
    def undecided(self) -> bool:
        return self.verdict.kind == "undetermined"

    @property
    def shown(self) -> tuple[Rival, ...]:
        """The rivals that are told in full: the strongest, or where nothing is decided all that have a clue."""
        speaking = tuple(one for one in self.case.rivals if one.clues)
        return speaking[:3] if self.undecided else speaking[:1]

    @property
    def best(self) -> Rival | None:
        return self.shown[0] if self.shown else next(iter(self.case.rivals), None)


def _told(report: Report, case: Counter | None, who: bool = False) -> _Told | str:
    """The challenged verdict, or one sentence that says why there is none."""
    told = story(report, who)
    if told.setting is None:
        return f"{report.asked.key} was found nowhere: there is no verdict to challenge."
    if told.verdict is None or case is None:
        why = "The environments never differed" if told.episode is None else "No verdict was given"
        return f"{why}: there is nothing to challenge."
    return _Told(told, told.verdict, case)


def challenge_screen(
    report: Report, case: Counter | None, width: int = 80, colour: bool = True, unicode: bool = True, who: bool = False
) -> str:
    """The case against the report's verdict as a screen; for an undetermined one, what would decide it. `case` None: no verdict."""
    page = Page(max(40, width), unicode)
    page.wrapped([], [(report.asked.key, "strong")], 0, most=3)
    told = _told(report, case, who)
    if isinstance(told, str):
        page.blank()
        page.wrapped([("  ", "plain")], [(told, "plain")], 2)
        return drawn(page, colour)
    page.wrapped([], [(told.verdict.setting, "dim")], 2, most=3)
    page.blank()
    sure = "" if told.undecided else f" ({strength(told.verdict.confidence)} support)"
    labelled(page, "Verdict", [(f"{headline(told.verdict)}{sure}.", "strong"), (told.story.roles.text(told.verdict.summary), "plain")])
    _case(page, told)
    _props(page, told)
    _turns(page, told)
    _cited(page, told)
    return drawn(page, colour)


def _case(page: Page, told: _Told) -> None:
    page.heading("WHAT IT COULD BE" if told.undecided else "THE BEST CASE AGAINST IT")
    if not told.shown:
        page.wrapped([("  ", "plain")], [(_nothing(told), "plain")], 2)
    for rival in told.shown:
        page.wrapped([("  ", "plain")], [(_rival_words(rival), "strong")], 4)
        for clue in rival.clues[:_MOST]:
            _clue(page, told, clue, [])


def _props(page: Page, told: _Told) -> None:
    if told.undecided or not told.case.props:
        return
    page.heading("WHAT THE VERDICT RESTS ON")
    for prop in told.case.props[:_MOST]:
        _clue(page, told, prop.clue, [(_without_words(prop.without, told.verdict), "dim" if prop.without == told.verdict.kind else "open")])
    if len(told.case.props) > _MOST:
        page.line((f"  {page.glyphs.cut} {len(told.case.props) - _MOST} lighter ones: --format json", "dim"))
    page.wrapped([("  ", "plain")], [(_falls_words(told), "plain")], 2)


def _turns(page: Page, told: _Told) -> None:
    page.heading("WHAT WOULD DECIDE IT" if told.undecided else "WHAT WOULD TURN IT")
    bullet: list[Piece] = [(f"  {page.glyphs.bullet} ", "dim")]
    for line in _facts(told):
        page.wrapped(bullet, [(line, "plain")], 4)
    for wish in told.verdict.would_settle:
        page.wrapped(bullet, [("would settle it either way:", "dim"), (told.story.roles.text(wish), "plain")], 4)
    unread = _unread(told)
    if unread:
        page.wrapped(bullet, [(unread, "open")], 4)


def _cited(page: Page, told: _Told) -> None:
    events = _events(told)
    if not events:
        return
    page.heading("CITED", "times UTC")
    for event in events:
        where = event.environment or event.source
        lead: list[Piece] = [("  ", "plain"), (page.cut(f"[{number_of(event.id)}]", 6).ljust(6), "cite")]
        place = event.commit[:9] if event.commit else event.ref or ""
        title = told.story.roles.text(event.title)
        page.wrapped(lead, [(minute(event.time), "dim"), (where, "strong"), (title, "plain"), (place, "link")], 8, most=2)


def _clue(page: Page, told: _Told, clue: Clue, after: list[Piece]) -> None:
    room = _ROOM if page.width >= 60 else 2
    word = weight_word(clue.weight) if page.width >= 60 else page.glyphs.bullet
    cites = [(f"[{number_of(cite)}]", "cite") for cite in clue.cites[:6]]
    page.wrapped([("    " + word.ljust(room), "dim")], [(told.story.roles.text(clue.says), "plain"), *cites, *after], 4 + room)


def challenge_markdown(report: Report, case: Counter | None, who: bool = False) -> str:
    """The case against the report's verdict as GFM, for the incident document."""
    told = _told(report, case, who)
    if isinstance(told, str):
        return f"## The case against: {code(report.asked.key)}\n\n{escaped(told)}\n"
    sure = "" if told.undecided else f" ({strength(told.verdict.confidence)} support)"
    parts = [f"## {'What would decide' if told.undecided else 'The case against'}: {code(report.asked.key)}"]
    parts.append(f"Verdict: **{headline(told.verdict)}**{sure}. {escaped(told.story.roles.text(told.verdict.summary))}")
    parts.append(f"### {'What it could be' if told.undecided else 'The best case against it'}")
    parts += [escaped(_nothing(told))] if not told.shown else []
    for rival in told.shown:
        parts += [f"**{escaped(_rival_words(rival).capitalize())}**", "\n".join(_line(told, clue, "") for clue in rival.clues[:_MOST])]
    if not told.undecided and told.case.props:
        props = [_line(told, prop.clue, _without_words(prop.without, told.verdict)) for prop in told.case.props[:_MOST]]
        parts += ["### What the verdict rests on", "\n".join(props), escaped(_falls_words(told))]
    wishes = [f"would settle it either way: {told.story.roles.text(wish)}" for wish in told.verdict.would_settle]
    lines = [*_facts(told), *wishes, _unread(told)]
    parts += [f"### {'What would decide it' if told.undecided else 'What would turn it'}"]
    parts += ["\n".join(f"- {escaped(line)}" for line in lines if line)]
    cited = [f"- {escaped(f'[{number_of(event.id)}]')} {minute(event.time)} {_event_words(told, event)}" for event in _events(told)]
    parts += ["### Cited", "\n".join(cited)] if cited else []
    return "\n\n".join(parts) + "\n"


def _line(told: _Told, clue: Clue, after: str) -> str:
    cites = " ".join(escaped(f"[{number_of(cite)}]") for cite in clue.cites)
    return f"- {escaped(told.story.roles.text(clue.says))} ({weight_word(clue.weight)}) {cites} {escaped(after)}".rstrip()


def _event_words(told: _Told, event: Event) -> str:
    place = f" {code(event.commit[:9])}" if event.commit else f" {escaped(event.ref)}" if event.ref else ""
    return f"{escaped(event.environment or event.source)}: {escaped(told.story.roles.text(event.title))}{place}"


def challenge_json(report: Report, case: Counter | None) -> str:
    """`forensics.challenge/1`: the verdict, its rivals, what it rests on, and the events that are cited."""
    told = _told(report, case)
    whole = document(report)
    body: dict[str, Any] = {"schema": SCHEMA, "tool": whole["tool"], "question": whole["question"]}
    if isinstance(told, str):
        return harmless({**body, "verdict": None, "why": told})
    rests = [{**_clue_row(prop.clue), "without": prop.without} for prop in told.case.props]
    ids = {event.id for event in _events(told)}
    return harmless(
        {
            **body,
            "verdict": whole["verdict"],
            "rivals": [_rival_row(one) for one in told.case.rivals],
            "rests_on": rests,
            "falls_without": told.case.together,
            "then": told.case.then,
            "would_settle": list(told.verdict.would_settle),
            "not_read": [source.name for source in report.sources if source.status != "complete"],
            "events": [row for row in whole["events"] if row["id"] in ids],
        }
    )


def _rival_row(one: Rival) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "mechanism": one.mechanism,
        "behind": round(one.behind, 4),
        "evidence": [_clue_row(clue) for clue in one.clues],
        "fact": one.fact,
        "enough": one.enough,
    }


def _clue_row(clue: Clue) -> dict[str, Any]:
    return {"says": clue.says, "leans": clue.leans, "weight": round(clue.weight, 4), "cites": list(clue.cites)}


# --- the words that the screen and the document share


def _rival_words(rival: Rival) -> str:
    mechanism = kind_words(rival.mechanism) if rival.mechanism else ""
    return f"{kind_words(rival.kind)}: {mechanism}" if mechanism else kind_words(rival.kind)


def _nothing(told: _Told) -> str:
    if told.undecided:
        return "Nothing that was read points to one explanation more than to another."
    return "Nothing that was read speaks for another explanation."


def _without_words(without: str, verdict: Verdict) -> str:
    if without == verdict.kind:
        return "(without it the verdict stands)"
    return f"(without it: {'the evidence would not decide' if without == 'undetermined' else kind_words(without)})"


def _falls_words(told: _Told) -> str:
    case = told.case
    if not case.together:
        return "The verdict would stand without any one of these, and without all of them."
    then = "the evidence would not decide" if case.then == "undetermined" else f"it would be {kind_words(case.then)}"
    if case.together == 1:
        return f"It turns with the first of these alone: then {then}."
    return f"No one of these carries it alone: it turns with the first {case.together} together, and then {then}."


def _facts(told: _Told) -> Iterator[str]:
    """The one fact for each explanation that is told, and how much it would have to weigh."""
    rivals = told.shown or ((told.best,) if told.best else ())
    for rival in rivals:
        lead = f"For {kind_words(rival.kind)}" if told.undecided else f"One fact, for {kind_words(rival.kind)}"
        yield f"{lead}: {rival.fact}. {_needed(rival)}"


def _needed(rival: Rival) -> str:
    if not rival.enough:
        return "Alone it would hardly be enough: what the verdict rests on would have to fall too."
    return {
        "weak": "A weak clue would be enough.",
        "moderate": "A moderate clue would be enough.",
        "strong": "It would have to be a strong clue.",
        "very strong": "It would have to be a very strong clue.",
    }[weight_word(rival.behind)]


def _unread(told: _Told) -> str:
    missing = [source.name for source in told.story.report.sources if source.status in ("absent", "unavailable", "partial")]
    if not missing:
        return ""
    return f"not read, or not in full, and so where it may still be found: {', '.join(dict.fromkeys(missing))}"


def _events(told: _Told) -> tuple[Event, ...]:
    """The events that what is told cites, in their order."""
    clues = [*(clue for one in told.shown for clue in one.clues), *(prop.clue for prop in told.case.props)]
    ids = {cite for clue in clues for cite in clue.cites} | ({told.verdict.opened_by} if told.verdict.opened_by else set())
    return tuple(event for event in told.story.report.events if event.id in ids)
