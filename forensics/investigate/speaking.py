"""Talk beside changes: which message and ticket speaks of which change, as events with links; and what was promised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from forensics.investigate.talk import talk_for
from forensics.judge.said import Said
from forensics.keys import Key
from forensics.model import Commit, Event, Gap, Promised, Source
from forensics.question import Question

_TICKET = re.compile(r"\b[A-Z][A-Z0-9_]{1,15}-[1-9][0-9]{0,6}\b")
_CHANGES = frozenset({"change", "live_edit"})


@dataclass(frozen=True, slots=True)
class Spoken:
    """What talk adds to a report: events with their links, promises, and how much of each source was read; and, for the judge, what was
    said in full."""

    events: tuple[Event, ...] = ()
    promises: tuple[Promised, ...] = ()
    sources: tuple[Source, ...] = ()
    gaps: tuple[Gap, ...] = ()
    statements: tuple[Said, ...] = ()

    def of(self, repository: str) -> tuple[Said, ...]:
        """The statements as one of several repositories knows them: links to its own changes under their own ids, and no others."""
        lead = f"{repository}:"
        return tuple(
            replace(one, about=tuple((to.removeprefix(lead), strength) for to, strength in one.about if to.startswith(lead)))
            for one in self.statements
        )


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
    from forensics.correlate.evidence import said as texts_of
    from forensics.correlate.linking import Sought, link
    from forensics.correlate.to_events import talk_events
    from forensics.investigate.statements import Around, statements

    changes = [event for event in events if event.kind in _CHANGES or (event.kind == "deploy" and event.setting is not None)]
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
    tickets = {ticket.key: ticket for ticket in talk.tickets}
    around = Around(tuple(changes), tuple(environments), key.spellings, tickets, question.as_of)
    heard_of, promised = statements(texts_of(talk.messages, talk.tickets), found, around)
    shown = {event.id for event in said}
    told = tuple(one for one in promised if one.event in shown)
    return Spoken(said, told, talk.sources, talk.gaps, tuple(one for one in heard_of if one.event in shown))


def _named(events: Sequence[Event], commits: Mapping[str, Commit]) -> tuple[str, ...]:
    """Ticket keys that stand in the commits, and the commits' own short ids."""
    texts = [event.title for event in events] + [commit.message for commit in commits.values()]
    keys = {hit for text in texts for hit in _TICKET.findall(text)}
    return (*sorted(keys), *sorted({event.commit[:7] for event in events if event.commit}))
