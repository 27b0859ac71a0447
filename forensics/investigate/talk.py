"""What was said: messages and tickets from exports, live services and the store, as far as they were visible at the question's moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from forensics.keys import Key
from forensics.model import Account, Gap, Message, Source, Ticket
from forensics.question import Question

if TYPE_CHECKING:
    from forensics.collect.retrying import Asker
    from forensics.store import Covered, Store

Status = Literal["complete", "partial", "unavailable", "absent"]
# Said so long before or after a change, words alone may speak of it; what names it by an id counts at any time.
_WINDOW = timedelta(days=45)
# In the channel of a message that names the key, what was said so long around a change may go on about it.
_NEARBY = timedelta(hours=6)
# A larger export of tickets is decoded only where it holds the key, or a ticket that a commit names.
_SMALL_BYTES = 40_000_000
_ANSWER_WITHIN = 60.0  # seconds, for all questions to one service
_INCOMPLETE = "evidence incomplete"


@dataclass(frozen=True, slots=True)
class Talk:
    """What was read of chat and tickets, and how much of what was asked for that is."""

    messages: tuple[Message, ...] = ()
    tickets: tuple[Ticket, ...] = ()
    accounts: tuple[Account, ...] = ()
    projects: frozenset[str] = frozenset()
    sources: tuple[Source, ...] = ()
    gaps: tuple[Gap, ...] = ()

    def __add__(self, other: Talk) -> Talk:
        return Talk(
            (*self.messages, *other.messages),
            (*self.tickets, *other.tickets),
            (*self.accounts, *other.accounts),
            self.projects | other.projects,
            (*self.sources, *other.sources),
            (*self.gaps, *other.gaps),
        )


def talk_for(question: Question, key: Key, changed: Sequence[datetime], named: Sequence[str]) -> Talk:
    """Reads the sources that the question names. `changed`: when the key's values changed; `named`: ticket keys and commit ids that
    stand in the history. Never raises for what a source holds or a service says: see `gaps` and `sources`."""
    found = _stored(question, question.store, key, changed, named) if question.store is not None else Talk()
    if question.slack is not None:
        found += _slack(question, question.slack, key, changed, named)
    if question.jira is not None:
        found += _jira(question, question.jira, key, changed, named)
    return found


def _near(time: datetime, changed: Sequence[datetime]) -> bool:
    return any(abs(time - one) <= _WINDOW for one in changed)


# --- what a sync brought ---


def _stored(question: Question, where: str, key: Key, changed: Sequence[datetime], named: Sequence[str]) -> Talk:
    """What the store holds of the sources that are not given otherwise: what names the key, a ticket or a commit, with its thread,
    and what was said in the same channels around the changes."""
    from forensics.store import StoreError, open_store

    try:
        with open_store(Path(where)) as store:
            messages = _stored_messages(store, question, key, changed, named) if question.slack is None else ()
            tickets = _stored_tickets(store, question, key, named) if question.jira is None else ()
            windows = {name: store.window(name) for name in ("slack", "jira") if getattr(question, name) is None}
            accounts, projects = store.accounts(), frozenset(store.projects())
    except StoreError as trouble:
        return _unavailable("store", str(trouble).rstrip("."))
    counts = {"slack": len(messages), "jira": len(tickets)}
    sources = tuple(_covered(name, covered, counts[name]) for name, covered in windows.items() if covered)
    return Talk(messages, tickets, accounts, projects, sources)


def _stored_messages(
    store: Store, question: Question, key: Key, changed: Sequence[datetime], named: Sequence[str]
) -> tuple[Message, ...]:
    hits = [one for words in (key, named) if words for one in store.messages_about(words, before=question.as_of)]
    threads = {(one.channel_id, one.thread) for one in hits if one.thread}
    found = [*hits, *(one for channel, ts in sorted(threads) for one in store.thread(channel, ts))]
    channels = sorted({one.channel_id for one in hits})
    found += [one for channel in channels for time in changed for one in store.around(channel, time - _NEARBY, time + _NEARBY)]
    newest = {one.id: one for one in sorted(found, key=lambda one: (one.edited_at or one.time)) if one.time <= question.as_of}
    return tuple(sorted(newest.values(), key=lambda one: (one.time, one.id)))


def _stored_tickets(store: Store, question: Question, key: Key, named: Sequence[str]) -> tuple[Ticket, ...]:
    found = {one.key: one for one in (*store.tickets_about(key), *store.tickets_by_key(named))}
    return tuple(seen for one in found.values() if (seen := visible(one, question.as_of)) is not None)


def _covered(name: str, windows: Sequence[Covered], count: int) -> Source:
    """How much a sync brought: from when to when, of how many channels or projects, and whether all of it is whole."""
    status: Status = "complete" if all(one.complete for one in windows) else "partial"
    places = len({one.place for one in windows})
    what = "channel" if name == "slack" else "project"
    read = max(one.read_at for one in windows)
    many = f"{places} {what}{'' if places == 1 else 's'}"
    detail = f"from the store: {many}, last synced {read:%Y-%m-%d %H:%M} UTC; {count} may concern the key"
    return Source(name, status, min(one.first for one in windows), max(one.last for one in windows), count, detail)


# --- chat ---


def _slack(question: Question, where: str, key: Key, changed: Sequence[datetime], named: Sequence[str]) -> Talk:
    return _slack_live(question, key, changed) if where == "api" else _slack_export(question, where, key, changed, named)


def _slack_export(question: Question, where: str, key: Key, changed: Sequence[datetime], named: Sequence[str]) -> Talk:
    from forensics.collect.slack.export import read_export
    from forensics.collect.slack.members import ExportError

    try:
        export = read_export(where)
    except ExportError as trouble:
        return Talk(sources=(Source("slack", "unavailable", detail=str(trouble)),), gaps=(Gap("slack", str(trouble)),))
    with export:
        every = [message for message in export.messages() if message.time <= question.as_of]
        kept = _concerning(every, key, changed, named)
        gaps, count, accounts = tuple(export.gaps), len(every), tuple(export.accounts.values())
    times = [message.time for message in every]
    detail = f"{len(kept)} of {count} messages may concern the key"
    source = Source("slack", "partial" if gaps else "complete", min(times, default=None), max(times, default=None), count, detail)
    return Talk(kept, accounts=accounts, gaps=gaps, sources=(source,))


def _concerning(every: Sequence[Message], key: Key, changed: Sequence[datetime], named: Sequence[str]) -> tuple[Message, ...]:
    """Messages near a change, those that name the key, a ticket or a commit, and the threads of both."""
    words = tuple(word.casefold() for word in (*key.spellings, *named))
    hits = [one for one in every if _near(one.time, changed) or any(word in one.text.casefold() for word in words)]
    threads = {(one.channel_id, one.thread) for one in hits if one.thread}
    ids = {one.id for one in hits}
    return tuple(one for one in every if one.id in ids or (one.channel_id, one.thread) in threads)


def _slack_live(question: Question, key: Key, changed: Sequence[datetime]) -> Talk:
    from forensics.collect.credentials import CredentialError, slack_credentials, usual_places
    from forensics.collect.slack.client import open_slack

    try:
        workspace = open_slack(slack_credentials(usual_places()), _asker())
    except CredentialError as trouble:
        return _unavailable("slack", str(trouble))
    after, before = _stretch(question, changed)
    messages = tuple(one for one in workspace.search(key.spellings, after, before) if one.time <= question.as_of)
    gaps = tuple(workspace.gaps)
    status: Status = "complete" if not gaps else "partial" if messages else "unavailable"
    accounts = tuple(dict.fromkeys(one.author for one in messages if one.author))
    detail = f"live: {len(messages)} messages found" + (f"; {_INCOMPLETE}" if gaps else "")
    return Talk(messages, accounts=accounts, gaps=gaps, sources=(Source("slack", status, after, before, len(messages), detail),))


def _asker() -> Asker:
    """An incident doesn't wait: a service that doesn't answer in time is done without."""
    from forensics.collect.retrying import Asker, Policy

    return Asker(Policy(total_seconds=_ANSWER_WITHIN))


def _stretch(question: Question, changed: Sequence[datetime]) -> tuple[datetime | None, datetime]:
    return (min(changed) - _WINDOW if changed else None), question.as_of


def _unavailable(name: str, why: str) -> Talk:
    return Talk(sources=(Source(name, "unavailable", detail=why),), gaps=(Gap(name, f"{why}: {_INCOMPLETE}"),))


# --- tickets ---


def _jira(question: Question, where: str, key: Key, changed: Sequence[datetime], named: Sequence[str]) -> Talk:
    return _jira_live(question, key, changed, named) if where == "api" else _jira_export(question, Path(where), key, named)


def _jira_export(question: Question, path: Path, key: Key, named: Sequence[str]) -> Talk:
    from forensics.collect.jira.export import read_export

    words = (*key.spellings, *named) if _bytes_of(path) > _SMALL_BYTES else ()
    export = read_export(path, words)
    gaps = export.gaps
    if not export.tickets and gaps and not export.looked_at:
        return Talk(sources=(Source("jira", "unavailable", detail=gaps[0].why),), gaps=gaps)
    seen = tuple(one for ticket in export.tickets if (one := visible(ticket, question.as_of)) is not None)
    unread = any(ticket.unread for ticket in seen)
    times = [one.created for one in seen if one.created]
    detail = f"{len(seen)} of {export.looked_at} tickets read" + (f"; only those that name the key: {path.name} is large" if words else "")
    status: Status = "partial" if gaps or unread else "complete"
    source = Source("jira", status, min(times, default=None), max(times, default=None), export.looked_at, detail)
    return Talk(tickets=seen, gaps=gaps, sources=(source,))


def _bytes_of(path: Path) -> int:
    try:
        files: Iterable[Path] = path.rglob("*") if path.is_dir() else (path,)
        return sum(file.stat().st_size for file in files if file.is_file())
    except OSError:
        return 0


def _jira_live(question: Question, key: Key, changed: Sequence[datetime], named: Sequence[str]) -> Talk:
    from forensics.collect.credentials import CredentialError, jira_credentials, usual_places
    from forensics.collect.jira.client import open_jira

    try:
        jira = open_jira(jira_credentials(usual_places()), _asker())
    except CredentialError as trouble:
        return _unavailable("jira", str(trouble))
    if isinstance(jira, Gap):
        return Talk(sources=(Source("jira", "unavailable", detail=jira.why),), gaps=(jira,))
    after, before = _stretch(question, changed)
    projects = jira.projects()
    answer = jira.search(key.spellings, after, before)
    fetched = jira.fetch([one for one in named if one.rpartition("-")[0] in projects.keys])
    tickets = {ticket.key: ticket for ticket in (*answer.tickets, *fetched.tickets)}
    seen = tuple(one for ticket in tickets.values() if (one := visible(ticket, question.as_of)) is not None)
    gaps = (*projects.gaps, *answer.gaps, *fetched.gaps)
    status: Status = "complete" if not gaps else "partial" if seen else "unavailable"
    detail = f"live: {answer.told}" + (f"; {_INCOMPLETE}" if gaps else "")
    source = Source("jira", status, after, before, len(seen), detail)
    return Talk(tickets=seen, projects=frozenset(projects.keys), gaps=gaps, sources=(source,))


def visible(ticket: Ticket, as_of: datetime) -> Ticket | None:
    """A ticket as it stood at a moment: without later comments and moves, with the status and assignee of then; None before it was
    created."""
    if ticket.created is not None and ticket.created > as_of:
        return None
    moves = tuple(move for move in ticket.moves if move.time <= as_of)
    later = [move for move in ticket.moves if move.time > as_of]
    status = next((move.before for move in later if move.field.casefold() == "status"), ticket.status) or ticket.status
    reassigned = any(move.field.casefold() == "assignee" for move in later)
    comments = tuple(one for one in ticket.comments if one.time is None or one.time <= as_of)
    if not later and len(comments) == len(ticket.comments):
        return ticket
    return replace(ticket, moves=moves, comments=comments, status=status, assignee=None if reassigned else ticket.assignee)
