"""The index of history: one private SQLite file per object store, from which a walk and a key's readings are taken up again.

All in it is named by content, so that no ref, however it moves, makes it wrong. It can be made anew at any time: what can't be
read, is damaged, or was written by another version is dropped, and no trace ever fails because of it.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar

from forensics.caching import own_folder
from forensics.collect.git.ancestry import Ancestry
from forensics.collect.git.recalled import Recalled
from forensics.model import FileChange
from forensics.model.inventory import Inventory

from . import ancestry, blames, commits, inventories, own_file, readings
from .chain import Damaged
from .readings import Found, Readings

APPLICATION_ID = 0x464F4849  # "FOHI": tells our files from other databases
_SUFFIX = ".index"
_MOST_BYTES = 1_000_000_000
# What a walk has read is kept at least this often, so that one that is broken off is gone on with.
_KEPT_EVERY_SECONDS = 20.0
# A trace waits this long for another's lock before it goes on without the index.
_READ_SECONDS, _WRITE_SECONDS = 1.0, 10.0
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Held:
    """What an index holds: commits, changes to configuration files, versions of these, and of how many contents it knows the entries;
    keys of which something was read; bytes."""

    commits: int
    changes: int
    versions: int
    known: int
    keys: int
    size: int


@dataclass(slots=True)
class HistoryIndex:
    """The index of the object store in the folder `objects`. `mark` says by which rules its commits were read, `parsers` by which
    its readings: other ones are other contents. `width`: the bytes of an object id. Only `write`, `keep`, `forget` and `held` change
    or tell of the file; none of the methods raises for what it finds there."""

    folder: Path
    objects: str
    mark: bytes
    parsers: bytes
    width: int = 20
    most_bytes: int = _MOST_BYTES
    _learned: list[tuple[Sequence[str], Sequence[FileChange]]] = field(default_factory=list)
    _grown: list[tuple[Ancestry, Sequence[int]]] = field(default_factory=list)
    _read: dict[bytes, dict[str, tuple[str, Found]]] = field(default_factory=dict)
    _blamed: dict[blames.Line, str] = field(default_factory=dict)
    _known: tuple[bytes, Recalled] | None = None  # generation, rows
    _readings: dict[bytes, Readings] = field(default_factory=dict)
    _placed: list[inventories.Learned] = field(default_factory=list)
    _numbers: dict[tuple[str, str], int] = field(default_factory=dict)  # of the versions in `_known`
    _damaged: bool = False
    _was_told: bool = False
    _kept_at: float = field(default_factory=time.monotonic)

    @property
    def path(self) -> Path:
        name = blake2b(self.objects.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
        return self.folder / f"{name}{_SUFFIX}"

    # --- what a trace asks

    def ancestry(self) -> Ancestry | None:
        """The commits that earlier walks listed, with times and parents; None: none, or they can't be had."""
        known = self._asked(lambda connection, generation: ancestry.load(connection, generation, self.width))
        return known if known is not None and known.commits else None

    def recall(self) -> Recalled | None:
        """The commits that earlier walks read; None: none, or they can't be had. The file is asked once."""
        if self._known is not None:
            return self._known[1]
        known = self._asked(lambda connection, generation: (generation, commits.known(connection, generation, self.width)))
        self._known = known if known is not None and known[1].commits else None
        return self._known[1] if self._known is not None else None

    def readings(self, mark: bytes, path_of: Mapping[str, str]) -> tuple[set[str], dict[str, Found]]:
        """What is known of a key in blobs, each a file of its path: those that hold nothing, and what others hold."""
        if self._known is None:
            return set(), {}
        generation, versions = self._known
        if mark not in self._readings:
            known = self._asked(lambda connection, now: readings.load(connection, generation, mark) if now == generation else None)
            self._readings[mark] = known or Readings()
        return self._readings[mark].of(versions, path_of)

    def has_readings(self, mark: bytes) -> bool:
        """Whether anything is known of a key, by its mark."""
        return bool(self._asked(lambda connection, _: readings.are_there(connection, mark)))

    def inventories(
        self, path_of: Mapping[str, str], is_wanted: Callable[[str], bool]
    ) -> Iterator[tuple[Mapping[str, str], Mapping[str, str], Inventory | None]]:
        """What is known of the entries of some versions, and of others, in batches: by blob the path of each, and why some are degraded;
        None of a batch of whose names `is_wanted` is false."""
        if self._known is None:
            return
        generation, rows = self._known

        def loaded(connection: sqlite3.Connection, now: bytes) -> list[inventories.Batch]:
            return inventories.load(connection, now, self.parsers, rows, path_of, is_wanted) if now == generation else []

        try:
            for batch in self._asked(loaded) or ():
                yield batch.versions, batch.degraded, batch.inventory()
        except Damaged:
            self._damaged = True

    def lacks_inventory(self, path_of: Mapping[str, str]) -> dict[str, str]:
        """Those of some versions (by blob the path of each) whose entries nobody has looked at; none where that can't be told."""
        if self._known is None:
            return {}
        generation, rows = self._known
        self._numbers = self._numbers or inventories.numbers_of(rows)
        there = self._asked(lambda connection, now: inventories.covered(connection, now, self.parsers) if now == generation else None)
        if there is None:
            return {}
        number_of = self._numbers
        return {oid: path for oid, path in path_of.items() if (path, oid) in number_of and number_of[path, oid] not in there}

    def blamed(self, lines: Sequence[blames.Line]) -> dict[blames.Line, str]:
        """The commits that `git blame` is known to name for some lines of files, each as a commit has it."""
        known = self._asked(lambda connection, generation: blames.load(connection, generation, lines)) if lines else None
        return known or {}

    # --- what a trace tells

    def learn_ancestry(self, ancestry: Ancestry, rows: Sequence[int]) -> None:
        """Commits that `ancestry` didn't give, parents before children, in rows of an ancestry."""
        if rows:
            self._grown.append((ancestry, rows))

    def learn(self, commits: Sequence[str], changes: Sequence[FileChange]) -> None:
        """Commits that `recall` didn't give, and their changes, whose commits are places in `commits`."""
        self._learned.append((commits, changes))
        self._was_told = True

    @property
    def learned(self) -> bool:
        """Whether a walk's history was whole, so that it was told."""
        return self._was_told

    @property
    def is_due(self) -> bool:
        """Whether nothing was kept for so long that a walk should tell what it read by now."""
        return time.monotonic() - self._kept_at > _KEPT_EVERY_SECONDS

    def keep(self) -> None:
        """Writes what was learned of history by now."""
        read, blamed = self._read, self._blamed
        self._read, self._blamed = {}, {}
        if self._put():
            self._grown, self._learned, self._placed = [], [], []
        self._read, self._blamed = read, blamed
        self._kept_at = time.monotonic()

    def learn_blame(self, line: blames.Line, commit: str) -> None:
        """The commit that `git blame` names for a line of a file as a commit has it."""
        self._blamed[line] = commit

    def learn_readings(self, mark: bytes, read: Mapping[str, tuple[str, Found]]) -> None:
        """What was read of a key, by blob: the path that it was read as, and what was found."""
        if read:
            self._read.setdefault(mark, {}).update(read)

    def learn_inventory(self, found: Inventory) -> None:
        """Where the entries of versions stand that `lacks_inventory` gave."""
        learned = inventories.Learned.of(self._known[0], self._numbers, found) if self._known is not None else None
        if learned is not None:
            self._placed.append(learned)

    def write(self, private: bool = False) -> bool:
        """Writes what was learned, and lets go of the indexes unused for longest; False where that can't be done. `private`: nothing
        of what files hold of the keys."""
        try:
            return self._put(private)
        finally:
            self._learned, self._grown, self._read, self._blamed, self._known, self._readings = [], [], {}, {}, None, {}
            self._placed, self._numbers, self._was_told = [], {}, False

    def forget(self) -> bool:
        """Removes the index; False where there was none. Raises OSError where there is one that can't be removed."""
        try:
            self.path.unlink()
            own_file.journal_of(self.path).unlink(missing_ok=True)
        except (FileNotFoundError, NotADirectoryError):
            return False
        return True

    def held(self) -> Held | None:
        """What it holds; None where there is no index that can be read."""

        def told(connection: sqlite3.Connection, generation: bytes) -> Held:
            rows = commits.known(connection, generation, self.width)
            (keys,) = connection.execute("SELECT count(*) FROM readings").fetchone()
            known = len(inventories.covered(connection, generation, self.parsers))
            return Held(len(rows.commits), len(rows.changed), len(rows.blobs), known, keys, self.path.stat().st_size)

        return self._asked(told)

    # --- the file

    def _asked(self, question: Callable[[sqlite3.Connection, bytes], T]) -> T | None:
        """What a question finds in the file, whose generation it is told, within one transaction; None where there is nothing to be
        read, or what there is was written by other rules, or is damaged."""
        try:
            connection = own_file.connected(self.path, _READ_SECONDS)
            if connection is None:
                return None
            with contextlib.closing(connection):
                connection.execute("BEGIN")
                about = _about(connection)
                return question(connection, about[1]) if about is not None and about[0] == self.mark else None
        except Exception as trouble:  # whatever a damaged file leads to
            self._damaged = self._damaged or _is_damage(trouble)
            return None

    def _open_to_write(self) -> sqlite3.Connection:
        own_file.create(self.path)
        connection = own_file.connected(self.path, _WRITE_SECONDS)
        if connection is None:
            raise OSError("removed by another process")
        try:
            connection.execute("BEGIN IMMEDIATE")
            about = _about(connection)
            if about is None or about[0] != self.mark:
                self._make_empty(connection)
            connection.execute("COMMIT")
        except BaseException:
            connection.close()
            raise
        return connection

    def _make_empty(self, connection: sqlite3.Connection) -> None:
        for table in ("about", "ancestry", "batches", "blames", "inventories", "readings"):
            connection.execute(f"DROP TABLE IF EXISTS {table}")
        connection.execute("CREATE TABLE about (mark BLOB NOT NULL, generation BLOB NOT NULL)")
        connection.execute(ancestry.SCHEMA)
        connection.execute(commits.SCHEMA)
        connection.execute(blames.SCHEMA)
        connection.execute(inventories.SCHEMA)
        connection.execute(readings.SCHEMA)
        connection.execute("INSERT INTO about VALUES (?, ?)", (self.mark, secrets.token_bytes(16)))
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")

    def _put(self, private: bool = False) -> bool:
        try:
            if not own_folder(self.folder):
                return False
            if self._damaged:
                own_file.remove(self.path)
                self._damaged = False
            if self._grown or self._blamed or self._placed or (self._was_told and (self._read or any(oids for oids, _ in self._learned))):
                with contextlib.closing(self._open_to_write()) as connection:
                    self._write(connection, private)
            if self.path.exists():
                os.utime(self.path)  # what is used stays longest
            own_file.make_room(self.folder, _SUFFIX, self.most_bytes)
        except Exception as trouble:  # whatever a damaged file leads to
            if _is_damage(trouble):
                own_file.remove(self.path)
            return False
        return True

    def _write(self, connection: sqlite3.Connection, private: bool) -> None:
        about = _about(connection)
        if about is None or about[0] != self.mark:
            return  # another process has dropped it in between
        generation = about[1]

        def locked() -> None:
            connection.execute("BEGIN IMMEDIATE")
            if _about(connection) != about:
                raise sqlite3.OperationalError("rebuilt by another process")

        for listed, rows in self._grown:
            locked()
            ancestry.add(connection, generation, listed, rows, self.width)
            connection.execute("COMMIT")
        for oids, changes in self._learned:
            if oids:
                commits.add(connection, generation, oids, changes, self.width, locked)
        if self._blamed:
            locked()
            blames.keep(connection, generation, self._blamed)
            connection.execute("COMMIT")
        if self._placed:
            locked()
            inventories.add(connection, generation, self.parsers, self._placed)
            connection.execute("COMMIT")
        for mark, read in self._read.items():
            locked()
            versions = commits.known(connection, generation, self.width)
            known = readings.load(connection, generation, mark)
            known.add(versions, read, private)
            readings.keep(connection, generation, mark, self.parsers, known)
            connection.execute("COMMIT")


def _about(connection: sqlite3.Connection) -> tuple[bytes, bytes] | None:
    """By which rules the file was written, and its generation; None of an empty one. Damaged of another program's."""
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if not tables:
        return None
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise Damaged("a database of another program")
    row = connection.execute("SELECT mark, generation FROM about").fetchone()
    if row is None or not isinstance(row[0], bytes) or not isinstance(row[1], bytes):
        raise Damaged("it does not say what it is")
    return row[0], row[1]


def _is_damage(trouble: Exception) -> bool:
    """Whether what was raised says that the file's content is wrong; not that it is locked, or can't be read or written just now."""
    if isinstance(trouble, (OSError, sqlite3.OperationalError)):
        return "no such table" in str(trouble) or "no such column" in str(trouble)
    return True
