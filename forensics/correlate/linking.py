"""Links what was said to the changes it speaks of, each by named rules and with a strength."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from forensics.correlate.by_words import Changed, Heard, Window, by_words, changed, hear
from forensics.correlate.evidence import Said, said, ticket_id
from forensics.correlate.explicit import explicit
from forensics.correlate.identities import People, git_account, people
from forensics.correlate.mentions import Known, Mention, identifiers, projects_of
from forensics.correlate.rules import (
    BY_MESSAGE,
    BY_TICKET,
    COMMENT,
    IN_THREAD,
    IN_THREAD_BY_AUTHOR,
    TICKET_TO_TICKET,
    Rule,
    Witness,
    together,
)
from forensics.correlate.wording import Corpus, corpus, telling_words
from forensics.model import Account, Commit, Event, Message, Ticket


@dataclass(frozen=True, slots=True)
class LinkFound:
    """`source` speaks of `to`: ids of a message (`slack:C/ts`), a ticket (`jira:KEY`), a comment (`jira:KEY/comment/ID`) or a change
    event. `rule` holds the sentences of all rules that said so, `strength` is what they are worth together."""

    source: str
    to: str
    rule: str
    strength: float


@dataclass(frozen=True, slots=True)
class Sought:
    """What links are looked for. `spellings`: the key's, the sought one first; none: no words of a key are known.

    `commits`: those behind the changes by id, and as many others as are known; `oids`: all ids of the repositories, where more of them
    are known; `repositories`: their names on the host. `projects`: ticket projects that exist beside those of the tickets given.
    """

    spellings: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    commits: Mapping[str, Commit] = field(default_factory=dict)
    oids: tuple[str, ...] = ()
    repositories: frozenset[str] = frozenset()
    projects: frozenset[str] = frozenset()
    accounts: tuple[Account, ...] = ()
    stated_people: str = ""
    window: Window = field(default_factory=Window)
    least: float = 0.5

    def known(self, changes: Sequence[Event], tickets: Sequence[Ticket]) -> Known:
        pulls = {change.pull_request for change in changes} | {commit.pull_request for commit in self.commits.values()}
        return Known(
            projects=projects_of([ticket.key for ticket in tickets]) | self.projects,
            commits=(*self.commits, *self.oids, *(change.commit for change in changes if change.commit)),
            pull_requests=frozenset(number for number in pulls if number),
            repositories=self.repositories,
            environments=self.environments,
            spellings=self.spellings,
        )


def link(changes: Sequence[Event], messages: Sequence[Message], tickets: Sequence[Ticket], sought: Sought) -> tuple[LinkFound, ...]:
    """Every link from something said to a change, and from something said to a ticket or message that it names, by source and target.

    Ids count at any time; words only within `sought.window` around a change. Links that come to less than `sought.least` are left out.
    """
    known = sought.known(changes, tickets)
    every = said(messages, tickets)
    found: dict[tuple[str, str], list[Witness]] = defaultdict(list)
    named = {one.id: identifiers(one.text, known) for one in every}
    for pair, witness in explicit(changes, every, named, sought.commits, known):
        found[pair].append(witness)
    everybody = people([*sought.accounts, *_authors(every), *_writers(changes, sought.commits)], sought.stated_people)
    made = _made(changes, sought)
    talked = corpus([*(one.text for one in every), *("\n".join(texts) for texts in made.values())])
    for pair, witness in _worded(changes, every, made, everybody, talked, sought):
        found[pair].append(witness)
    _inherit(found, changes, every, named, everybody, sought)
    links = [LinkFound(source, to, *together(witnesses)) for (source, to), witnesses in found.items()]
    links += _between(every, named)
    return tuple(sorted((one for one in links if one.strength >= sought.least), key=lambda one: (one.source, one.to)))


def _made(changes: Sequence[Event], sought: Sought) -> dict[str, list[str]]:
    """The messages of the commits behind each change."""
    return {
        change.id: [sought.commits[oid].message for oid in (change.commit, *change.written_in) if oid and oid in sought.commits]
        for change in changes
    }


def _authors(every: Iterable[Said]) -> list[Account]:
    return [one.author for one in every if one.author is not None]


def _writer(change: Event, commits: Mapping[str, Commit]) -> Account | None:
    """The account of who wrote the change: the last writer's, or else the landing's."""
    oids = [oid for oid in (*reversed(change.written_in), change.commit) if oid and oid in commits]
    return git_account(commits[oids[0]].author.name, commits[oids[0]].author.email) if oids else None


def _writers(changes: Sequence[Event], commits: Mapping[str, Commit]) -> list[Account]:
    return [account for change in changes if (account := _writer(change, commits)) is not None]


def _worded(
    changes: Sequence[Event], every: Sequence[Said], made: Mapping[str, list[str]], everybody: People, talked: Corpus, sought: Sought
) -> Iterable[tuple[tuple[str, str], Witness]]:
    """The witnesses of words; each text near a change is read once."""
    telling = {word: talked.telling(word) for spelling in sought.spellings for word in telling_words(spelling)}
    prepared = [
        changed(change, made[change.id], talked, everybody.person(_writer(change, sought.commits)), sought.spellings) for change in changes
    ]
    pairs: list[tuple[Heard, Changed, float]] = []
    most: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for one in every:
        close = [change for change in prepared if _inside(one, change.event, sought.window)]
        if not close:
            continue
        heard = hear(one, sought.spellings, sought.environments, talked, telling)
        for change in close:
            shared = heard.shared(change)
            pairs.append((heard, change, shared))
            most[change.event.id] = sorted([*most[change.event.id], shared])[-2:]
    for heard, change, shared in pairs:
        second, first = most[change.event.id]
        stands_out = shared - (second if shared == first else first)
        witness = by_words(heard, change, everybody.person(heard.said.author), sought.window, shared, max(stands_out, -0.3))
        if witness is not None:
            yield (heard.said.id, change.event.id), witness


def _inside(one: Said, change: Event, window: Window) -> bool:
    return any(-window.before <= time - change.time <= window.after for time in one.times)


def _inherit(
    found: dict[tuple[str, str], list[Witness]],
    changes: Sequence[Event],
    every: Sequence[Said],
    named: Mapping[str, tuple[Mention, ...]],
    everybody: People,
    sought: Sought,
) -> None:
    """One step on from what is linked itself: tickets and messages named, then comments and tickets' tickets, then threads."""
    strong = {pair: together(witnesses)[1] for pair, witnesses in found.items()}
    linked: dict[str, dict[str, float]] = defaultdict(dict)
    for (source, to), strength in strong.items():
        if strength >= sought.least:
            linked[source][to] = strength
    writers = {change.id: _writer(change, sought.commits) for change in changes}
    threads: dict[str, dict[str, float]] = defaultdict(dict)
    for one in every:
        thread = threads[one.thread or one.id]
        for to, strength in linked.get(one.id, {}).items() if one.kind == "message" else ():
            thread[to] = max(strength, thread.get(to, 0.0))
    for one in every:
        for step, rule in _steps(one, named[one.id]):
            for to, strength in (threads if rule is IN_THREAD else linked).get(step, {}).items():
                by_author = rule is IN_THREAD and everybody.same(one.author, writers[to])
                kind: Rule = IN_THREAD_BY_AUTHOR if by_author else rule
                if rule is not IN_THREAD or to not in linked.get(one.id, {}):
                    found[one.id, to].append(Witness(kind, kind.strength * strength))


def _steps(one: Said, named: Sequence[Mention]) -> Iterable[tuple[str, Rule]]:
    """What this hangs on: (id of the thing that may be linked, by which rule that would pass on)."""
    if one.kind == "comment" and one.ticket:
        yield ticket_id(one.ticket), COMMENT
    for key in one.related:
        yield ticket_id(key), TICKET_TO_TICKET
    for mention in named:
        if mention.kind == "ticket" and mention.what != one.ticket:
            yield ticket_id(mention.what), BY_TICKET
        if mention.kind == "message" and mention.what != one.id:
            yield mention.what, BY_MESSAGE
    if one.kind == "message":
        yield one.thread or one.id, IN_THREAD


def _between(every: Sequence[Said], named: Mapping[str, tuple[Mention, ...]]) -> Iterable[LinkFound]:
    """Links among what was said: to a ticket or message that a text names, from a ticket to its tickets."""
    ids = {one.id for one in every}
    found: dict[tuple[str, str], tuple[str, float]] = {}
    for one in every:
        for key in one.related:
            found.setdefault((one.id, ticket_id(key)), ("the tickets are linked", 1.0))
        for mention in named[one.id]:
            if mention.kind == "ticket" and mention.what != one.ticket:
                found.setdefault((one.id, ticket_id(mention.what)), ("it names the ticket", 0.95))
            if mention.kind == "message" and mention.what != one.id:
                found.setdefault((one.id, mention.what), ("it links to the message", 0.97))
        if one.kind == "comment" and one.ticket:
            found[one.id, ticket_id(one.ticket)] = ("it is a comment on the ticket", 1.0)
    return [LinkFound(source, to, rule, strength) for (source, to), (rule, strength) in found.items() if to in ids and source != to]
