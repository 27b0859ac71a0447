"""The evidence on the screen: what speaks for the verdict, what against it, and what else was weighed and set aside, and why."""

from __future__ import annotations

from forensics.model import Alternative, Clue, Verdict
from forensics.present.page import Page
from forensics.present.story import Story, sides
from forensics.present.words import kind_words, mechanism_words, number_of, strength, weight_word

_MOST_CITES = 6


def evidence(page: Page, told: Story) -> None:
    """A section with every clue, the weightiest first; nothing where there is no verdict."""
    verdict = told.verdict
    if verdict is None or not (verdict.evidence or verdict.alternatives):
        return
    page.heading("EVIDENCE")
    speaks_for, against = sides(verdict)
    undecided = verdict.kind == "undetermined"
    if speaks_for:
        page.line(("  " + ("pointing several ways" if undecided else f"for {kind_words(verdict.kind)}"), "dim"))
    for clue in speaks_for:
        _clue(page, told, clue, undecided)
    if against:
        page.line(("  against", "dim"))
    for clue in against:
        _clue(page, told, clue, True)
    _others(page, told, verdict)


def _clue(page: Page, told: Story, clue: Clue, leaning: bool) -> None:
    room = len("very strong") + 2 if page.width >= 60 else 2
    word = weight_word(clue.weight) if page.width >= 60 else page.glyphs.bullet
    more = [(f"and {len(clue.cites) - _MOST_CITES} more", "cite")] if len(clue.cites) > _MOST_CITES else []
    toward = [(f"({'speaks against' if clue.weight < 0 else 'points to'} {kind_words(clue.leans)})", "dim")] if leaning else []
    pieces = [(told.roles.text(clue.says), "plain"), *toward, *_cites(clue), *more]
    page.wrapped([("    " + word.ljust(room), "dim")], pieces, 4 + room)


def _cites(clue: Clue) -> list[tuple[str, str]]:
    return [(f"[{number_of(cite)}]", "cite") for cite in clue.cites[:_MOST_CITES]]


def _others(page: Page, told: Story, verdict: Verdict) -> None:
    """The readings that were weighed beside the verdict's; where nothing is decided, all that it could be."""
    others = [one for one in verdict.alternatives if one.kind != "undetermined"]
    if not others:
        return
    undecided = verdict.kind == "undetermined"
    page.line(("  could be" if undecided else "  set aside", "dim"))
    for other in others[:3]:
        why, cites = set_aside_because(other, verdict)
        pieces = [(reading_words(other), "plain"), (f"({strength(other.confidence)} support):", "dim"), (told.roles.text(why), "plain")]
        page.wrapped([("    ", "plain")], [*pieces, *((f"[{number_of(cite)}]", "cite") for cite in cites[:_MOST_CITES])], 6)


def reading_words(other: Alternative) -> str:
    """An alternative in words: `an accident, a change that passed one by`."""
    kind = kind_words(other.kind)
    return kind if other.mechanism in ("", "none", other.kind) else f"{kind}, {mechanism_words(other.mechanism)}"


def set_aside_because(other: Alternative, verdict: Verdict) -> tuple[str, tuple[str, ...]]:
    """Why an alternative did not become the verdict, by the clues that lean to it alone; and what that cites."""
    mine = [clue for clue in verdict.evidence if clue.leans in (other.kind, other.mechanism)]
    pro = sorted((clue for clue in mine if clue.weight > 0), key=lambda clue: -clue.weight)
    contra = sorted((clue for clue in mine if clue.weight < 0), key=lambda clue: clue.weight)
    if verdict.kind == "undetermined":
        return (pro[0].says, pro[0].cites) if pro else ("nothing that was read points to it", ())
    if contra:
        return contra[0].says, contra[0].cites
    if pro:
        return "what points to it weighs less than what is for the verdict", tuple(cite for clue in pro for cite in clue.cites)
    return "nothing that was read points to it", ()
