"""How it went, on the page: a row for each event, oldest first, that other parts lead to, and what more is known of it."""

from __future__ import annotations

from forensics.model import Clue, Event
from forensics.present.clean import one_line
from forensics.present.html.bits import Bits, address, event_shape, named, plain, section
from forensics.present.markup import Markup, Part, joined, tag
from forensics.present.story import Row, alike
from forensics.present.words import counted, event_word, kind_words, lasted, minute, number_of, shown, strength, utc

_MOST_CLUES = 6
_ROOM = 80


def went(bits: Bits) -> Markup | None:
    """The rows, with a field to find words in them (hidden without the script)."""
    rows = bits.told.rows
    if not rows:
        return None
    find = tag(
        "div",
        tag("label", "Find", tag("input", type="search", name="find", autocomplete="off")),
        tag("p", counted(len(rows), "row"), class_="dim", role="status"),
        class_="find",
        hidden=True,
    )
    left_out = bits.told.left_out
    more = tag("p", f"{counted(left_out, 'more row')}: --format json", class_="dim") if left_out else None
    clues = _clues(bits)
    items = [_row(bits, row, clues) for row in rows]
    return section("went", "How it went", find, tag("ol", *items, class_="rows"), more, aside="UTC, oldest first")


def _clues(bits: Bits) -> dict[str, list[Clue]]:
    """Which clues cite an event."""
    found: dict[str, list[Clue]] = {}
    for clue in bits.told.verdict.evidence if bits.told.verdict else ():
        for cite in clue.cites:
            found.setdefault(cite, []).append(clue)
    return found


def _row(bits: Bits, row: Row, clues: dict[str, list[Clue]]) -> Markup:
    event = row.event
    first, *others = [cite for cite in row.cites if cite in bits.on_page] or [""]
    numbers = [number_of(cite)[:12] for cite in row.cites]
    number = numbers[0] if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"
    anchors = [tag("span", id=cite) for cite in others]
    opened = bits.told.verdict is not None and bits.told.verdict.opened_by in row.cites
    own = tag("a", f"[{number}]", href=f"#{first}", class_="cite own", aria_label=f"Event {number}") if first else None
    where = named(event.environment) if event.environment else event_word(event)
    return tag(
        "li",
        *anchors,
        own or tag("span", f"[{number}]", class_="cite own"),
        tag("time", minute(event.time), datetime=utc(event.time)),
        tag("span", event_shape(event), where, class_="env"),
        _what(bits, row, [clue for cite in row.cites for clue in clues.get(cite, ())]),
        tag("p", _places(bits, event), tag("span", "opened the difference", class_="opened") if opened else None, class_="place"),
        id=first or None,
        data_env=event.environment or "",
        data_src=event.source,
    )


def _what(bits: Bits, row: Row, clues: list[Clue]) -> Markup:
    """What happened; where more is known, it opens below."""
    change = _change(bits, row)
    words = joined(tag("span", change, class_="change") if change else None, " " if change else None, _title(bits, row))
    more = _more(bits, row, clues)
    return tag("details", tag("summary", words), tag("dl", *more), class_="what") if more else tag("p", words, class_="what")


def _title(bits: Bits, row: Row) -> Markup:
    event = row.event
    if row.window is not None:
        return joined(f"back and forth: {counted(row.window.changes, 'change')} in {lasted(row.window.until - row.window.start)}")
    words = bits.words(event.title)
    lead = "base changed, hidden by an override: " if event.kind == "masked" else ""
    words = f"“{words}”" if event.kind == "message" and words else words
    by = joined(" (by ", plain(one_line(event.actor)), ")") if bits.told.roles.who and event.actor else None
    word = f"{event_word(event)}: " if event.environment and event.kind not in ("change", "message", "masked") else ""
    return joined(tag("span", word, class_="dim") if word else None, lead, plain(words[:1200]), by)


def _change(bits: Bits, row: Row) -> Markup | None:
    event = row.event
    if row.window is not None:
        return _arrowed(bits, [shown(value) for value in row.window.values[:3]])
    if event.before is None and event.after is None:
        return joined("removed") if event.kind == "change" and event.path is None else None
    if event.before is None:
        lead = "set to " if event.kind == "change" else None
        return joined(lead, bits.value(event.after, _ROOM))
    told = [shown(event.before)[:4000], shown(event.after)[:4000]]
    if event.kind == "ticket_change":
        told = [bits.told.roles.text(value) for value in told]
    return _arrowed(bits, alike([one_line(value) for value in told], _ROOM))


def _arrowed(bits: Bits, values: list[str]) -> Markup:
    parts: list[Part] = []
    for value in values:
        parts += [" → ", bits.value(value, _ROOM)] if parts else [bits.value(value, _ROOM)]
    return joined(*parts)


def _places(bits: Bits, event: Event) -> Markup:
    """Where the row can be checked; the first of them leads there, where its address is known."""
    file = event.path.rpartition("/")[2] + (f":{event.line}" if event.line else "") if event.path else ""
    pull = f"#{event.pull_request}" if event.pull_request else ""
    parts = dict.fromkeys(bits.words(part)[:120] for part in ((event.commit or "")[:9], file, pull, event.ref or "") if part)
    told: list[Part] = []
    for place, part in enumerate(parts or [event.source]):
        told += [" · " if place else None, tag("span", address(part, event.url) if place == 0 else plain(part), class_="part")]
    return joined(*told)


def _more(bits: Bits, row: Row, clues: list[Clue]) -> list[Markup]:
    """What else is known of the event: what it is cited for, its other times, its whole file and commit, and what it is linked to."""
    event = row.event
    told: list[tuple[str, Part]] = []
    for clue in dict.fromkeys(clues[:_MOST_CLUES]):
        word = "Speaks against" if clue.weight < 0 else "Speaks for"
        told.append((word, joined(kind_words(clue.leans)[:80], ": ", plain(bits.words(clue.says)[:400]))))
    if event.authored_at is not None and abs((event.time - event.authored_at).total_seconds()) >= 60:
        told.append(("Written", f"{minute(event.authored_at)}, {lasted(abs(event.time - event.authored_at))} before it landed"))
    if event.commit:
        told.append(("Commit", tag("code", event.commit)))
    if event.path:
        told.append(("File", tag("code", plain(one_line(event.path)[:300]))))
    told += [("Note", plain(bits.words(note)[:400])) for note in event.notes[:6]]
    for link in event.links[:8]:
        told.append(("Linked", joined(plain(bits.words(link.rule)[:200]), f" ({strength(link.strength)})", bits.cites([link.to]))))
    return [joined(tag("dt", word), tag("dd", words)) for word, words in told]
