"""What was said, and what became of tickets, as the report's events: those that are linked to a change, or that name the key."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from forensics.correlate.evidence import comment_id, said, ticket_id
from forensics.correlate.identities import standing
from forensics.correlate.linking import LinkFound
from forensics.correlate.spoken import spoken_environments
from forensics.correlate.wording import names_key
from forensics.model import Account, Event, Link, Message, Ticket, TicketMove

_TITLE = 300
_MINUTE = timedelta(minutes=1)
_BULK = 3
# How a ticket's changelog row is called; other fields (rank, labels, story points) tell nothing of a change.
_FIELDS = {"status": "moved", "resolution": "resolved", "assignee": "assigned", "sprint": "sprint", "key": "moved to another project"}
_CLOSED = frozenset({"done", "closed", "resolved", "complete", "completed", "fixed", "cancelled", "canceled", "won't do", "rejected"})


def talk_events(
    messages: Sequence[Message],
    tickets: Sequence[Ticket],
    found: Iterable[LinkFound],
    spellings: Sequence[str],
    environments: Sequence[str],
    as_of: datetime,
) -> tuple[Event, ...]:
    """Events of kind `message`, `ticket`, `ticket_comment` and `ticket_change`, by time, for what is linked or names the key by a spelling.

    A linked ticket brings its moves and those of its comments that are linked or name the key. Nothing later than `as_of`; what has no
    time is left out. Ids are those that `found` uses, a move's is its ticket's with `/move/` and its own.
    """
    links: dict[str, list[Link]] = defaultdict(list)
    for one in found:
        links[one.source].append(Link(one.to, one.rule, one.strength))
    wanted = set(links) | {one.id for one in said(messages, tickets) if (named := names_key(one.text, spellings)) and named.spelled}
    wanted |= {link.to for some in list(links.values()) for link in some}
    events = [_message(one, links, environments) for one in messages if one.id in wanted and not one.deleted]
    together = _moved_together(tickets)
    for ticket in tickets:
        if ticket_id(ticket.key) in wanted or any(comment_id(ticket.key, comment) in wanted for comment in ticket.comments):
            events += _ticket(ticket, links, wanted, environments, together)
    kept = [event for event in events if event.time <= as_of]
    ids = {event.id for event in kept}
    return tuple(sorted((_without_lost(event, ids) for event in kept), key=lambda event: (event.time, event.id)))


def _without_lost(event: Event, ids: set[str]) -> Event:
    """Links to talk that is left out are left out too; those to changes stay."""
    lost = [link for link in event.links if link.to.startswith(("slack:", "jira:")) and link.to not in ids]
    if not lost:
        return event
    return replace(event, links=tuple(link for link in event.links if link not in lost))


def _message(message: Message, links: Mapping[str, list[Link]], environments: Sequence[str]) -> Event:
    notes = [f"edited {message.edited_at:%Y-%m-%d %H:%M} UTC; only the newest text is kept"] if message.edited_at else []
    return Event(
        id=message.id,
        time=message.time,
        kind="message",
        title=_title(message.text),
        source="slack",
        environment=_environment(message.text, environments),
        actor=_actor(message.author),
        ref=f"#{message.channel}",
        url=message.url,
        notes=(*notes, *_standing(message.author)),
        links=tuple(links.get(message.id, ())),
    )


def _ticket(
    ticket: Ticket,
    links: Mapping[str, list[Link]],
    wanted: set[str],
    environments: Sequence[str],
    together: Mapping[tuple[str, str], int],
) -> Iterator[Event]:
    id = ticket_id(ticket.key)
    if ticket.created is not None:
        yield Event(
            id=id,
            time=ticket.created,
            kind="ticket",
            title=_title(ticket.summary),
            source="jira",
            environment=_environment(f"{ticket.summary}\n{ticket.description}", environments),
            actor=_actor(ticket.creator),
            ref=ticket.key,
            url=ticket.url,
            notes=(
                *([f"status {ticket.status}"] if ticket.status else []),
                *([f"assigned to {ticket.assignee.name}"] if ticket.assignee else ["assigned to nobody"]),
                *_standing(ticket.assignee or ticket.creator),
                *(f"not read: {what}" for what in ticket.unread),
            ),
            links=tuple(links.get(id, ())),
        )
    for comment in ticket.comments:
        mine = comment_id(ticket.key, comment)
        if comment.time is not None and mine in wanted:
            yield Event(
                id=mine,
                time=comment.time,
                kind="ticket_comment",
                title=_title(comment.text),
                source="jira",
                environment=_environment(comment.text, environments),
                actor=_actor(comment.author),
                ref=ticket.key,
                url=ticket.url,
                notes=_standing(comment.author),
                links=tuple(links.get(mine, ())),
            )
    for move in ticket.moves:
        if move.field.casefold() in _FIELDS:
            yield _move(ticket, move, together)


def _move(ticket: Ticket, move: TicketMove, together: Mapping[tuple[str, str], int]) -> Event:
    others = together.get((ticket.key, move.id), 0)
    bulk = [f"moved with {others} others within a minute"] if others else ["moved in bulk"] if move.bulk else []
    return Event(
        id=f"{ticket_id(ticket.key)}/move/{move.id}",
        time=move.time,
        kind="ticket_change",
        title=f"{ticket.key} {_moved(move)}",
        source="jira",
        before=move.before,
        after=move.after,
        actor=_actor(move.author),
        ref=ticket.key,
        url=ticket.url,
        notes=(*bulk, *_standing(move.author)),
        links=(Link(ticket_id(ticket.key), "it changes the ticket", 1.0),),
    )


def _moved(move: TicketMove) -> str:
    """What a row did, in a few words: closed, reopened, assigned to …, moved from … to …."""
    field, after, before = move.field.casefold(), move.after or "", move.before or ""
    if field == "assignee":
        return f"assigned to {after}" if after else f"taken from {before}" if before else "assigned to nobody"
    if field == "status" and after.casefold() in _CLOSED:
        return f"closed ({before} → {after})"
    if field == "status" and before.casefold() in _CLOSED:
        return f"reopened ({before} → {after})"
    return f"{_FIELDS[field]} ({before or 'none'} → {after or 'none'})"


def _moved_together(tickets: Iterable[Ticket]) -> dict[tuple[str, str], int]:
    """For each move that is one of many: how many other tickets the same account moved in the same field within a minute of it."""
    rows: dict[tuple[str, str], list[tuple[datetime, str, TicketMove]]] = defaultdict(list)
    for ticket in tickets:
        for move in ticket.moves:
            if move.author is not None:
                rows[move.author.id, move.field.casefold()].append((move.time, ticket.key, move))
    found: dict[tuple[str, str], int] = {}
    for some in rows.values():
        some.sort(key=lambda row: (row[0], row[1], row[2].id))
        first = last = 0
        near: Counter[str] = Counter()
        for time, key, move in some:
            while last < len(some) and some[last][0] - time <= _MINUTE:
                near[some[last][1]] += 1
                last += 1
            while time - some[first][0] > _MINUTE:
                near[some[first][1]] -= 1
                near += Counter()
                first += 1
            others = len(near) - 1
            if others + 1 >= _BULK or (move.bulk and others):
                found[key, move.id] = others
    return found


def _title(text: str) -> str:
    """The first 300 signs, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _TITLE else line[: _TITLE - 1].rstrip() + "…"


def _environment(text: str, environments: Sequence[str]) -> str | None:
    """The environment that a text is about: the one that it names; None where it names none, or several."""
    named = {one.environment for one in spoken_environments(text, environments)}
    return next(iter(named)) if len(named) == 1 else None


def _actor(account: Account | None) -> str | None:
    return account.name if account is not None else None


def _standing(account: Account | None) -> tuple[str, ...]:
    told = standing(account) if account is not None else None
    return (told,) if told else ()
