"""One opened citation as a screen: the commit with its diff of the key, the message in its thread, the ticket, the file's lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from forensics.model import Account, Event, Excerpt, FileLine, Moved, Opened, Related, Ticket, Written
from forensics.present.drawing import drawn
from forensics.present.page import Page, Piece
from forensics.present.rows import leads_to
from forensics.present.story import people_in
from forensics.present.words import Roles, event_word, minute, number_of, shown

_LABEL = 11
_MOST_MESSAGES = 40
_MOST_MOVES = 60
_LONGEST_TEXT = 4_000
_SIGNED = re.compile(r"(?m)^[A-Za-z-]+-[Bb]y: ([^<\n]{1,200}?)[ \t]*<([^>\n]{1,200})>")


def showing(
    opened: Opened, width: int = 80, colour: bool = True, unicode: bool = True, who: bool = False, links: bool = False
) -> str:
    """An opened citation as a screen of `width` cells, 40 at least; people are A, B and so on unless `who`. Every text is cleaned."""
    page = Page(max(40, width), unicode)
    _Shown(page, opened, who).write()
    return drawn(page, colour, links)


class _Shown:
    """Writes one citation on a page."""

    def __init__(self, page: Page, opened: Opened, who: bool) -> None:
        self._page = page
        self._opened = opened
        self._roles = Roles(_names(opened), who)
        self._letters: dict[str, str] = {}

    def write(self) -> None:
        opened = self._opened
        self._top(opened.event)
        if opened.written is not None:
            self._commit(opened.event, opened.written)
        self._moved(opened.moved)
        for excerpt in opened.excerpts:
            self._excerpt(excerpt)
        self._thread()
        if opened.ticket is not None:
            self._ticket(opened.ticket)
        self._notes()
        self._linked()

    def _top(self, event: Event) -> None:
        page = self._page
        place = [*([event.environment] if event.environment else []), event_word(event)]
        lead: list[Piece] = [(f"[{number_of(event.id)}]", "cite"), (" ", "plain"), (minute(event.time) + " ", "strong")]
        page.wrapped(lead, [*((f"{page.glyphs.dot} {word}", "strong") for word in place)], 4)
        page.wrapped([("    ", "plain")], [(self._roles.text(event.title), "plain")], 4, most=6)
        file = f"{event.path}:{event.line}" if event.path and event.line else event.path
        for label, text in (("key", self._opened.key), ("where", file), ("of", event.ref), ("address", event.url)):
            if text:
                self._labelled(label, [(text, leads_to(event) if label == "address" else "plain")])
        if event.before is not None or event.after is not None:
            self._labelled("value", self._change(event.before, event.after, event.kind in ("observation", "live_edit")))

    def _labelled(self, label: str, pieces: list[Piece]) -> None:
        self._page.wrapped([("    " + label.ljust(_LABEL), "dim")], pieces, 4 + _LABEL, most=12)

    def _change(self, before: str | None, after: str | None, unsure: bool = False) -> list[Piece]:
        known = before is not None or not unsure
        arrow: list[Piece] = [(shown(before), "plain"), (self._page.glyphs.arrow, "dim")] if known else []
        return [*arrow, (self._roles.text(shown(after)), "value")]

    def _person(self, account: Account | None) -> str:
        """The name where it was asked for; otherwise a letter that stays the same through this screen."""
        if account is None:
            return "?"
        if self._roles.who:
            return account.name
        letters = self._letters
        name = letters.setdefault(f"{account.source}:{account.id}", chr(ord("A") + len(letters)) if len(letters) < 26 else "…")
        return f"{name} (bot)" if account.bot else name

    def _commit(self, event: Event, written: Written) -> None:
        self._page.heading("THE COMMIT")
        self._labelled("commit", [(event.commit or "", leads_to(event))])
        for oid in event.written_in:
            self._labelled("written in", [(oid, "plain")])
        for label, moment in (("authored", written.authored_at), ("committed", written.committed_at), ("landed", event.time)):
            if moment is not None:
                self._labelled(label, [(minute(moment), "plain")])
        people = {written.author.name: written.author, written.committer.name: written.committer}
        if self._roles.who:
            self._labelled("by", [(" and ".join(f"{one.name} <{one.email}>" for one in people.values()), "plain")])
        else:
            self._labelled("by", [("one person" if len(people) == 1 else "its author, and another committer", "plain"), ("(--who)", "dim")])
        self._page.blank()
        self._prose(written.message)

    def _prose(self, text: str) -> None:
        """A text of several paragraphs, its own line ends kept; a very long one is cut."""
        kept = self._roles.text(text.strip())
        for line in kept[:_LONGEST_TEXT].split("\n"):
            self._page.wrapped([("    ", "plain")], [(line, "plain")], 4)
        if len(kept) > _LONGEST_TEXT:
            self._page.line((f"    {self._page.glyphs.cut} {len(kept) - _LONGEST_TEXT:,} more characters", "dim"))

    def _moved(self, moved: tuple[Moved, ...]) -> None:
        if not moved:
            return
        self._page.heading("WHAT IT DID", "value by environment")
        room = min(max(self._page.cells(self._page.text(one.environment)) for one in moved), 24)
        for one in moved:
            lead: list[Piece] = [("    ", "plain"), (self._page.fit(one.environment, room) + "  ", "strong")]
            after = [(shown(one.after), "plain"), ("(not touched)", "dim")]
            self._page.wrapped(lead, self._change(one.before, one.after) if one.changed else after, 6 + room, most=6)

    def _excerpt(self, excerpt: Excerpt) -> None:
        self._page.heading("THE DIFF" if any(one.mark in ("added", "taken") for one in excerpt.lines) else "THE LINES", excerpt.remark)
        self._page.wrapped([("    ", "plain")], [(excerpt.path, "link")], 4)
        room = len(str(max((one.number for one in excerpt.lines), default=0)))
        for one in excerpt.lines:
            self._file_line(one, room)
        if not excerpt.lines:
            self._page.line(("    the file has no such line", "dim"))

    def _file_line(self, one: FileLine, room: int) -> None:
        page = self._page
        sign, tone = {"added": ("+", "added"), "taken": ("-", "taken"), "cited": (">", "strong"), "same": (" ", "plain")}[one.mark]
        indent = len(one.text) - len(one.text.lstrip(" \t"))
        lead: list[Piece] = [("    ", "plain"), (f"{one.number:>{room}} ", "dim"), (f"{sign} ", tone), (" " * min(indent, 24), "plain")]
        used = 4 + room + 3 + min(indent, 24)
        words = page.broken(self._roles.text(one.text), max(8, page.width - used), most=6)
        for number, text in enumerate(words):
            page.line(*(lead if number == 0 else [(" " * used, "plain")]), (text, tone))

    def _thread(self) -> None:
        thread = self._opened.thread
        if not thread:
            return
        said = self._opened.said or 0
        one_thread = len({one.thread for one in thread}) == 1 and thread[0].thread is not None and len(thread) > 1
        self._page.heading("THE THREAD" if one_thread else "AROUND IT", f"#{thread[0].channel} {self._page.glyphs.dot} UTC")
        start = max(0, min(said - _MOST_MESSAGES // 2, len(thread) - _MOST_MESSAGES))
        for place, one in list(enumerate(thread))[start : start + _MOST_MESSAGES]:
            mark = self._page.glyphs.onward if place == said else " "
            lead: list[Piece] = [("  ", "plain"), (mark, "strong"), (f" {minute(one.time)}  ", "dim")]
            edited = [(f"(edited {minute(one.edited_at)})", "dim")] if one.edited_at else []
            self._page.wrapped(lead, [(f"{self._person(one.author)}:", "strong"), *edited], 4)
            tone = "value" if place == said else "plain"
            for line in self._roles.text(one.text[:_LONGEST_TEXT]).split("\n"):
                self._page.wrapped([("      ", "plain")], [(line, tone)], 6)
        if len(thread) > _MOST_MESSAGES:
            self._page.line((f"    {self._page.glyphs.cut} {len(thread) - _MOST_MESSAGES} more messages", "dim"))

    def _ticket(self, ticket: Ticket) -> None:
        self._page.heading("THE TICKET", "as it stood at the trace's moment")
        self._page.wrapped([("    ", "plain")], [(ticket.key, "strong"), (self._roles.text(ticket.summary), "strong")], 4, most=4)
        facts = [("kind", ticket.kind), ("status", ticket.status), ("resolution", ticket.resolution or "")]
        facts += [("labels", ", ".join(ticket.labels)), ("sprints", ", ".join(ticket.sprints)), ("links", ", ".join(ticket.links))]
        for label, text in facts:
            if text:
                self._labelled(label, [(text, "plain")])
        self._labelled("assigned", [(f"to {self._person(ticket.assignee)}" if ticket.assignee else "to nobody", "plain")])
        if ticket.description.strip():
            self._page.blank()
            self._prose(ticket.description)
        self._moves(ticket)
        self._comments(ticket)
        for what in ticket.unread:
            self._page.wrapped([(f"  {self._page.glyphs.bullet} ", "dim")], [(f"not read: {what}", "open")], 4)

    def _moves(self, ticket: Ticket) -> None:
        if not ticket.moves:
            return
        self._page.heading("ITS MOVES", "UTC")
        for move in ticket.moves[-_MOST_MOVES:]:
            people = move.field.casefold() == "assignee" and not self._roles.who
            told = [("somebody", "plain")] if people else self._change(move.before or "none", move.after or "none")
            bulk = [("(with many others at once)", "dim")] if move.bulk else []
            here = self._is_cited(ticket, move.time)
            lead: list[Piece] = [("  ", "plain"), (self._page.glyphs.onward if here else " ", "strong"), (f" {minute(move.time)}  ", "dim")]
            self._page.wrapped(lead, [(move.field, "strong"), *told, *bulk, (f"by {self._person(move.author)}", "dim")], 6)
        if len(ticket.moves) > _MOST_MOVES:
            self._page.line((f"    {self._page.glyphs.cut} {len(ticket.moves) - _MOST_MOVES} earlier moves", "dim"))

    def _comments(self, ticket: Ticket) -> None:
        if not ticket.comments:
            return
        self._page.heading("ITS COMMENTS", "UTC")
        for one in ticket.comments[-_MOST_MESSAGES:]:
            when = minute(one.time) if one.time else "time not known"
            here = one.time is not None and self._opened.event.kind == "ticket_comment" and self._is_cited(ticket, one.time)
            lead: list[Piece] = [("  ", "plain"), (self._page.glyphs.onward if here else " ", "strong"), (f" {when}  ", "dim")]
            self._page.wrapped(lead, [(f"{self._person(one.author)}:", "strong")], 4)
            for line in self._roles.text(one.text[:_LONGEST_TEXT]).split("\n"):
                self._page.wrapped([("      ", "plain")], [(line, "plain")], 6)

    def _is_cited(self, ticket: Ticket, when: object) -> bool:
        return self._opened.event.kind in ("ticket_change", "ticket_comment") and self._opened.event.time == when

    def _notes(self) -> None:
        event, opened = self._opened.event, self._opened
        if not (event.notes or opened.gaps):
            return
        self._page.heading("TO BE KNOWN")
        for note in event.notes:
            self._page.wrapped([(f"  {self._page.glyphs.bullet} ", "dim")], [(self._roles.text(note), "plain")], 4, most=8)
        for gap in opened.gaps:
            self._page.wrapped([(f"  {self._page.glyphs.bullet} ", "dim")], [(f"{gap.where}:", "strong"), (gap.why, "open")], 4, most=8)

    def _linked(self) -> None:
        opened = self._opened
        if not (opened.cited_for or opened.related):
            return
        titles = [title for title, told in (("CITED FOR", opened.cited_for), ("LINKED WITH", opened.related)) if told]
        self._page.heading(" AND ".join(titles))
        for says in opened.cited_for:
            self._page.wrapped([(f"  {self._page.glyphs.bullet} ", "dim")], [(self._roles.text(says), "plain")], 4)
        for one in opened.related[:20]:
            self._page.wrapped([("  ", "plain"), (f"[{number_of(one.event.id)}] ", "cite")], self._related(one), 6, most=3)

    def _related(self, one: Related) -> list[Piece]:
        return [(event_word(one.event), "strong"), (self._roles.text(one.event.title), "plain"), (f"({one.rule})", "dim")]


def _names(opened: Opened) -> Iterator[str | None]:
    """Everybody whom the opened texts may name."""
    for event in (opened.event, *(one.event for one in opened.related)):
        yield from people_in(event)
    if opened.written is not None:
        for person in (opened.written.author, opened.written.committer):
            yield from (person.name, person.email)
        for name, email in _SIGNED.findall(opened.written.message):
            yield from (name, email)
    ticket = opened.ticket
    accounts = [one.author for one in opened.thread]
    if ticket is not None:
        accounts += [ticket.creator, ticket.assignee]
        accounts += [*(one.author for one in ticket.comments), *(one.author for one in ticket.moves)]
        yield from (name for move in ticket.moves if move.field.casefold() == "assignee" for name in (move.before, move.after))
    for account in accounts:
        if account is not None:
            yield from (account.name, account.email, account.handle)
