"""What people made of an episode, beside the tool's own verdict and never instead of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from forensics.model import Note, Noted, utc_text
from forensics.present.page import Page
from forensics.present.words import Roles, day, headline_of, shown


def note_words(one: Noted, roles: Roles) -> tuple[str, str, str]:
    """A note as its date (with a name where names are asked for), its reading, and its reason with what else is to be said of it."""
    note = one.note
    who = f" by {note.by}" if note.by and roles.who else ""
    reading = headline_of(note.verdict) + _roles(note)
    agrees = {True: "as the verdict has it", False: "other than the verdict", None: "there is no verdict"}[one.agrees]
    return f"{day(note.at)}{who}", reading, f"({'; '.join(part for part in (agrees, one.since) if part)})"


def _roles(note: Note) -> str:
    parts = [f"chosen in {', '.join(note.deliberate)}" if note.deliberate else ""]
    parts.append(f"not in {', '.join(note.diverged)}" if note.diverged else "")
    parts.append(f"{shown(note.intended_value)} is meant" if note.intended_value is not None else "")
    told = [part for part in parts if part]
    return f": {', '.join(told)}" if told else ""


def noted(page: Page, notes: Sequence[Noted], episode: str | None, roles: Roles) -> None:
    """A section with each note on the episode that is told, and how many there are on others; nothing where there is none."""
    if not notes:
        return
    page.heading("NOTED BY PEOPLE", "beside the verdict")
    for one in notes:
        if one.episode != episode:
            continue
        when, reading, remark = note_words(one, roles)
        told = [(f"{reading}.", "strong"), (f"“{roles.text(one.note.because)}”", "value"), (remark, "plain" if one.agrees else "open")]
        page.wrapped([("  ", "plain"), (f"{page.text(when)}  ", "dim")], told, 14)
    others = sum(one.episode != episode for one in notes)
    if others:
        page.wrapped([("  ", "plain")], [(f"{others} on other episodes: --format json", "dim")], 2)


def note_row(one: Noted) -> dict[str, Any]:
    """A note as the JSON report writes it."""
    note = one.note
    return {
        "episode": one.episode,
        "agrees": one.agrees,
        "since": one.since,
        "key": note.key,
        "setting": note.setting,
        "opened_at": utc_text(note.opened_at),
        "values": dict(note.values),
        "verdict": note.verdict,
        "because": note.because,
        "at": utc_text(note.at),
        "by": note.by,
        "deliberate": list(note.deliberate),
        "diverged": list(note.diverged),
        "intended_value": note.intended_value,
    }
