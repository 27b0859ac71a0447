"""The page's small parts: citations that lead to their rows, values, places, and shapes beside words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from forensics.model import Event
from forensics.present.clean import one_line, safe_url
from forensics.present.markup import Markup, Part, joined, tag, text
from forensics.present.picture.shapes import TONES, mark_of
from forensics.present.story import Story
from forensics.present.words import Role, number_of, shown

_ID = re.compile(r"[A-Za-z][\w-]{0,40}\Z", re.ASCII)
LONGEST = 160
_WHOLE = 20_000


@dataclass(frozen=True, slots=True)
class Bits:
    """Makes the parts for one story. `on_page`: the events that have a row, which citations can lead to."""

    told: Story
    on_page: frozenset[str]

    @staticmethod
    def fits(event_id: str) -> bool:
        """Whether an event's id can be an element's id and a link's fragment as it is."""
        return _ID.match(event_id) is not None

    def words(self, words: str) -> str:
        """A sentence of the report, its people as roles."""
        return self.told.roles.text(one_line(words))

    def cites(self, ids: Iterable[str], most: int = 12, about: bool = True) -> Markup:
        """`[4] [7]`, each leading to its row. `about`: with what the row says, for whoever hovers."""
        every = list(dict.fromkeys(ids))
        told: list[Part] = []
        for one in every[:most]:
            words = f"[{number_of(one)[:12]}]"
            event = self.told.events.get(one) if about else None
            hover = f"Event {number_of(one)[:12]}: {self.words(event.title)[:120]}" if event is not None else None
            link = tag("a", words, href=f"#{one}", class_="cite", title=hover) if one in self.on_page else tag("span", words, class_="cite")
            told += [" ", link]
        if len(every) > most:
            told.append(f" and {len(every) - most} more")
        return joined(*told)

    def value(self, value: str | None, room: int = LONGEST) -> Markup:
        """A value as code; a long one cut."""
        words = one_line(shown(value)[: 4 * room + 200])
        return tag("bdi", tag("code", words if len(words) <= room else words[: room - 1] + "…", class_="value"))

    def whole(self, value: str | None) -> Markup | None:
        """A long value in full, to be opened; None for one that is shown in full already."""
        if value is None or len(value) <= 60:
            return None
        size = f"{len(value):,} characters"
        rest = f"\n… {len(value) - _WHOLE:,} more characters" if len(value) > _WHOLE else ""
        summary = tag("summary", f"All of it: {size}")
        return tag("details", summary, tag("pre", text(value[:_WHOLE] + rest, keep="\n\t"), tabindex=0, dir="auto"), class_="whole")


def plain(words: str) -> Markup:
    """Words that may run from right to left, kept from turning what stands around them."""
    return tag("bdi", words)


def named(name: str, room: int = 60) -> Markup:
    """An environment's name; one that no screen has room for is cut."""
    words = one_line(name)
    return plain(words if len(words) <= room else words[: room - 1] + "…")


def section(name: str, title: Part, *parts: Part, aside: str = "") -> Markup:
    """A part of the page with its heading, to which its region is labelled."""
    heading = tag("h2", title, tag("small", aside) if aside else None, id=f"{name}-title")
    return tag("section", heading, *parts, id=name, aria_labelledby=f"{name}-title")


def shape(path: str, kind: str) -> Markup:
    """A shape beside a word that says the same."""
    return tag("svg", tag("path", d=path), viewBox="-8 -8 16 16", class_=f"shape {kind}", aria_hidden="true", focusable="false")


def tone_shape(role: Role) -> Markup:
    return shape(TONES[role.tone], role.tone)


def event_shape(event: Event) -> Markup:
    path, kind, _ = mark_of(event.kind)
    return shape(path, kind)


def address(words: str, url: str | None) -> Markup:
    """A link where the address is a plain http(s) one; the words alone otherwise."""
    safe = safe_url(url)
    return tag("a", words, href=safe, rel="noopener noreferrer") if safe else joined(words)
