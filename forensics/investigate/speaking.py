"""Talk beside changes: which message and ticket speaks of which change, as events with links; and what was promised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from forensics.investigate.talk import Talk, talk_for
from forensics.keys import Key
from forensics.model import Commit, Event, Gap, Promised, Source, Ticket
from forensics.question import Question

if TYPE_CHECKING:
    from forensics.correlate.linking import LinkFound
    from forensics.correlate.promises import Promise

_TICKET = re.compile(r"\b[A-Z][A-Z0-9_]{1,15}-[1-9][0-9]{0,6}\b")
_CHANGES = frozenset({"change", "live_edit"})


@dataclass(frozen=True, slots=True)
class Spoken:
    """What talk adds to a report: events with their links, promises, and how much of each source was read."""

    events: tuple[Event, ...] = ()
    promises: tuple[Promised, ...] = ()
    sources: tuple[Source, ...] = ()
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """What the repositories know that talk may name: commits behind the changes, all ids, their names on the host; and whose accounts
    are one person's, as their .mailmap files state it."""

    commits: Mapping[str, Commit] = field(default_factory=dict)
    oids: tuple[str, ...] = ()
    repositories: frozenset[str] = frozenset()
    people: str = ""


def heard_in(parts: Iterable[Heard]) -> Heard:
    """What several repositories know, together."""
    some = list(parts)
    return Heard(
        {oid: commit for one in some for oid, commit in one.commits.items()},
        tuple(oid for one in some for oid in one.oids),
        frozenset(name for one in some for name in one.repositories),
        "\n".join(one.people for one in some if one.people),
    )


def spoken_of(question: Question, key: Key, environments: Sequence[str], events: Sequence[Event], heard: Heard) -> Spoken:
    """Reads what was said and holds it against the changes among `events`."""
    if question.slack is None and question.jira is None and question.store is None:
        return Spoken()
    # Its tables of words take a quarter of a second to load, which a question without talk need not wait for.
    from forensics.correlate.linking import Sought, link
    from forensics.correlate.to_events import talk_events

    changes = [event for event in events if event.kind in _CHANGES]
    named = _named(events, heard.commits)
    talk = talk_for(question, key, sorted({event.time for event in changes}), named)
    sought = Sought(
        spellings=key.spellings,
        environments=tuple(environments),
        commits=heard.commits,
        oids=heard.oids,
        repositories=heard.repositories,
        projects=talk.projects,
        accounts=talk.accounts,
        stated_people=heard.people,
    )
    found = link(changes, talk.messages, talk.tickets, sought)
    said = talk_events(talk.messages, talk.tickets, found, key.spellings, environments, question.as_of)
    told = tuple(_promised(question, talk, said, found, changes, environments))
    return Spoken(said, told, talk.sources, talk.gaps)


def _named(events: Sequence[Event], commits: Mapping[str, Commit]) -> tuple[str, ...]:
    """Ticket keys that stand in the commits, and the commits' own short ids."""
    texts = [event.title for event in events] + [commit.message for commit in commits.values()]
    keys = {hit for text in texts for hit in _TICKET.findall(text)}
    return (*sorted(keys), *sorted({event.commit[:7] for event in events if event.commit}))


def _promised(
    question: Question, talk: Talk, said: Sequence[Event], found: Sequence[LinkFound], changes: Sequence[Event], environments: Sequence[str]
) -> Iterator[Promised]:
    """The promises in what is linked to a change, each held against what changed afterwards."""
    from forensics.correlate.keeping import kept
    from forensics.correlate.promises import promises

    texts = {message.id: message.text for message in talk.messages}
    by_key = {ticket.key: ticket for ticket in talk.tickets}
    by_id = {change.id: change for change in changes}
    about: dict[str, tuple[float, str]] = {}
    for one in found:
        if one.to in by_id:
            about[one.source] = max(about.get(one.source, (0.0, "")), (one.strength, one.to))
    for event in said:
        if event.id not in about or event.kind == "ticket_change":
            continue
        text = texts.get(event.id) or _text_of(event, by_key)
        tickets = [by_key[event.ref]] if event.ref in by_key else _linked_tickets(event, found, by_key)
        for promise in promises(text, event.time, environments):
            if promise.kind == "scope":
                continue
            change = _spoken_of(by_id[about[event.id][1]], event, promise)
            outcome = kept(promise, event.time, change, changes, environments, question.as_of, tickets)
            yield Promised(event.id, promise.kind, promise.quote, outcome.state, outcome.why, outcome.by, outcome.left)


def _spoken_of(change: Event, event: Event, promise: Promise) -> Event:
    """The change that a promise is about: of a fix in an environment that the words name, that environment's own, though only
    another's was written down."""
    elsewhere = event.environment is not None and event.environment != change.environment
    if promise.kind not in ("permanent", "temporary") or not elsewhere:
        return change
    return replace(change, id=event.id, environment=event.environment, source=event.source, time=event.time, before=None)


def _text_of(event: Event, tickets: Mapping[str, Ticket]) -> str:
    ticket = tickets.get(event.ref or "")
    if ticket is None:
        return event.title
    if event.kind == "ticket":
        return f"{ticket.summary}\n{ticket.description}"
    return next((one.text for one in ticket.comments if event.id.endswith(f"/{one.id}")), event.title)


def _linked_tickets(event: Event, found: Sequence[LinkFound], tickets: Mapping[str, Ticket]) -> list[Ticket]:
    keys = [one.to.removeprefix("jira:") for one in found if one.source == event.id and one.to.startswith("jira:")]
    return [tickets[key] for key in keys if key in tickets]
