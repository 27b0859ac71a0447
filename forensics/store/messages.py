"""Messages in the store: each version a row, the newest current; what vanished stays as a tombstone with its words."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from forensics.collect.slack.reading import permalink, ts_time
from forensics.model import Message

from .directory import Directory, Place
from .index import Index
from .masking import Mask
from .times import maybe_micros, maybe_moment, micros, moment_of, ts_of

Outcome = Literal["new", "changed", "same"]
_COLUMNS = "id, place, time, ts, thread, author, text, links, url, edited_at, state_at, gone_at, superseded"


@dataclass(slots=True)
class Messages:
    connection: sqlite3.Connection
    directory: Directory
    index: Index

    def put(self, message: Message, at: int, mask: Mask) -> Outcome:
        """Write a message as a source showed it at the moment `at`.

        The same again is once. Other words are a new version, the current one where they were edited later (or the source is the later
        one). Whether it is deleted is for the source that was read last to say: an old export brings back nothing that is gone.
        """
        place = self.directory.place("slack", message.channel_id, message.channel)
        time, ts = micros(message.time), _odd(message.ts)
        masked = mask.message(message)
        links = json.dumps(masked.links, ensure_ascii=False) if masked.links else None
        row = self.connection.execute(
            "SELECT id, text, links, edited_at, state_at, gone_at FROM messages "
            "WHERE place = ? AND time = ? AND ts IS ? AND superseded IS NULL",
            (place, time, ts),
        ).fetchone()
        fresh = {
            "place": place, "time": time, "ts": ts, "thread": thread_key(masked.thread),
            "author": self.directory.number_of(masked.author, at), "text": masked.text, "links": links, "url": _url(masked),
            "edited_at": maybe_micros(masked.edited_at), "state_at": at, "gone_at": at if masked.deleted else None, "superseded": None,
        }  # fmt: skip
        if row is None:
            self._insert(fresh, masked)
            return "new"
        id, text, old_links, edited_at, state_at, gone_at = row
        if at < state_at:
            fresh |= {"state_at": state_at, "gone_at": gone_at}
        elif masked.deleted and gone_at is not None:
            fresh["gone_at"] = gone_at
        if (text, old_links) == (masked.text, links) or (masked.deleted and not masked.text):
            self._refresh(id, fresh, later=at >= state_at)
            return "same"
        newer = ((fresh["edited_at"] or 0), at) >= ((edited_at or 0), state_at)
        if not newer:
            if self._has_version(fresh):
                return "same"
            self._refresh(id, fresh, later=False)
            self._insert(fresh | {"superseded": state_at, "gone_at": None}, masked)
            return "changed"
        self.connection.execute("UPDATE messages SET superseded = ?, gone_at = NULL WHERE id = ?", (at, id))
        if not self._revive(fresh):
            self._insert(fresh, masked)
        return "changed"

    def _insert(self, row: dict[str, Any], message: Message) -> None:
        marks = ", ".join("?" * len(row))
        cursor = self.connection.execute(f"INSERT INTO messages ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))
        assert cursor.lastrowid is not None
        self.index.add(cursor.lastrowid, (message.text, *message.links))

    def _refresh(self, id: int, fresh: dict[str, Any], *, later: bool) -> None:
        """What may change without other words: whether it is there, and that it began a thread. Only a later source says the rest."""
        self.connection.execute(
            "UPDATE messages SET state_at = ?, gone_at = ?, thread = coalesce(thread, ?) WHERE id = ?",
            (fresh["state_at"], fresh["gone_at"], fresh["thread"], id),
        )
        if later:
            self.connection.execute(
                "UPDATE messages SET author = coalesce(?, author), url = coalesce(?, url), edited_at = coalesce(?, edited_at) WHERE id = ?",
                (fresh["author"], fresh["url"], fresh["edited_at"], id),
            )

    def _versions(self, fresh: dict[str, Any]) -> list[int]:
        """Superseded rows of these very words."""
        return [row[0] for row in self.connection.execute(
            "SELECT id FROM messages WHERE place = ? AND time = ? AND ts IS ? AND text = ? AND links IS ? AND superseded IS NOT NULL",
            (fresh["place"], fresh["time"], fresh["ts"], fresh["text"], fresh["links"]),
        )]  # fmt: skip

    def _has_version(self, fresh: dict[str, Any]) -> bool:
        return bool(self._versions(fresh))

    def _revive(self, fresh: dict[str, Any]) -> bool:
        """Makes the version with these words the current one again, where there is one: an edit that was taken back."""
        for id in self._versions(fresh):
            self.connection.execute(
                "UPDATE messages SET superseded = NULL, state_at = ?, gone_at = ?, edited_at = ? WHERE id = ?",
                (fresh["state_at"], fresh["gone_at"], fresh["edited_at"], id),
            )
            return True
        return False

    def bury(self, place: int, first: int, last: int, present: Iterable[Message], at: int, threads: Iterable[str] | None = None) -> int:
        """Make tombstones of what stands in `first` ≤ time < `last` and was not among what a complete reading at `at` found there.

        `threads` None: everything in these times. Else: messages that are no replies, and every reply in one of these threads, whenever.
        Nothing is judged that a later source spoke of.
        """
        seen = {(micros(message.time), _odd(message.ts)) for message in present}
        rows = self.connection.execute(
            "SELECT id, time, ts, thread FROM messages WHERE place = ? AND time >= ? AND time < ? "
            "AND superseded IS NULL AND gone_at IS NULL AND state_at <= ?",
            (place, first, last, at),
        ).fetchall()
        if threads is not None:
            rows = [row for row in rows if row[3] is None or row[3] == (row[1] if row[2] is None else row[2])]
            for thread in threads:
                rows += self.connection.execute(
                    "SELECT id, time, ts, thread FROM messages WHERE place = ? AND thread = ? "
                    "AND superseded IS NULL AND gone_at IS NULL AND state_at <= ?",
                    (place, thread_key(thread), at),
                ).fetchall()
        lost = {row[0] for row in rows if (row[1], row[2]) not in seen}
        self.connection.executemany("UPDATE messages SET gone_at = ?, state_at = ? WHERE id = ?", [(at, at, id) for id in sorted(lost)])
        return len(lost)

    def where(self, condition: str, parameters: Iterable[Any], order: str = "time, place, ts, id") -> Iterator[Message]:
        """The messages of an SQL condition, in order; a superseded version is a message of its own, with the same id."""
        places = self.directory.places()
        rows = self.connection.execute(f"SELECT {_COLUMNS} FROM messages WHERE {condition} ORDER BY {order}", tuple(parameters)).fetchall()
        return (self._read(row, places) for row in rows)

    def _read(self, row: tuple[Any, ...], places: dict[int, Place]) -> Message:
        _, place, time, ts, thread, author, text, links, url, edited_at, _, gone_at, _ = row
        _, channel_id, channel = places[place]
        ts = ts_of(time) if ts is None else ts
        thread = ts_of(thread) if isinstance(thread, int) else thread
        if url and url.startswith("*"):
            url = permalink(url[1:], channel_id, ts, thread)
        return Message(
            channel=channel, channel_id=channel_id, ts=ts, time=moment_of(time), text=text, author=self.directory.account(author),
            thread=thread, links=tuple(json.loads(links)) if links else (), url=url, edited_at=maybe_moment(edited_at),
            deleted=gone_at is not None,
        )  # fmt: skip


def _odd(ts: str) -> str | None:
    """The ts where it is not what its moment gives in the usual form: some old exports write whole seconds."""
    time = ts_time(ts)
    return None if time is not None and ts_of(micros(time)) == ts else ts


def thread_key(ts: str | None) -> int | str | None:
    time = ts_time(ts)
    return ts if time is None or ts_of(micros(time)) != ts else micros(time)


def _url(message: Message) -> str | None:
    """A permalink as its workspace alone: the rest follows from the message."""
    base, mark, _ = (message.url or "").partition("archives/")
    derived = permalink(base, message.channel_id, message.ts, message.thread) if mark else None
    return f"*{base}" if derived == message.url and derived else message.url
