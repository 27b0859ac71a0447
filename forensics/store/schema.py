"""The store's file: made private, opened, brought to the newest schema step by step, and its failures as one sentence each."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

APPLICATION_ID = 0x464F5245  # "FORE": tells our files from other databases
_WAIT_SECONDS = 60.0

# Each step leads from the schema of its number to the next, in one transaction; a step that was released is never changed.
# Times are microseconds since 1970, UTC. `ts` is NULL where it is what `time` gives in Slack's usual form. Of `messages` and `tickets`
# each row is a version: the current one has `superseded` NULL. `state_at` is the moment of the source that said last whether it is there.
MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE accounts (
      id INTEGER PRIMARY KEY, source TEXT NOT NULL, account TEXT NOT NULL, name TEXT NOT NULL, handle TEXT, email TEXT,
      active INTEGER, bot INTEGER NOT NULL, seen_at INTEGER NOT NULL);
    CREATE INDEX accounts_by_id ON accounts (source, account);
    CREATE TABLE places (
      id INTEGER PRIMARY KEY, source TEXT NOT NULL, place TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (source, place));
    CREATE TABLE messages (
      id INTEGER PRIMARY KEY, place INTEGER NOT NULL, time INTEGER NOT NULL, ts TEXT, thread, author INTEGER, text TEXT NOT NULL,
      links TEXT, url TEXT, edited_at INTEGER, state_at INTEGER NOT NULL, gone_at INTEGER, superseded INTEGER);
    CREATE INDEX messages_by_time ON messages (place, time);
    CREATE INDEX messages_by_thread ON messages (place, thread) WHERE thread IS NOT NULL;
    CREATE TABLE tickets (
      id INTEGER PRIMARY KEY, place INTEGER NOT NULL, key TEXT NOT NULL, created INTEGER, updated INTEGER, digest BLOB NOT NULL,
      content BLOB NOT NULL, unread INTEGER NOT NULL, state_at INTEGER NOT NULL, missed_at INTEGER, gone_at INTEGER, superseded INTEGER);
    CREATE INDEX tickets_by_key ON tickets (key);
    CREATE INDEX tickets_by_update ON tickets (place, updated) WHERE superseded IS NULL;
    CREATE TABLE ticket_moves (time INTEGER NOT NULL, ticket INTEGER NOT NULL, PRIMARY KEY (time, ticket)) WITHOUT ROWID;
    CREATE TABLE former_keys (key TEXT NOT NULL, ticket INTEGER NOT NULL, PRIMARY KEY (key, ticket)) WITHOUT ROWID;
    CREATE TABLE windows (
      place INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, read_at INTEGER NOT NULL, complete INTEGER NOT NULL);
    CREATE INDEX windows_by_place ON windows (place, first);
    CREATE TABLE units (
      source TEXT NOT NULL, unit TEXT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (source, unit)) WITHOUT ROWID;
    """,
)
SCHEMA = len(MIGRATIONS)
# A contentless index of terms that we cut ourselves: no positions, no sizes, and the texts themselves stand in the tables only.
# https://sqlite.org/fts5.html, sections 4.4 and 4.6
_FTS5 = """
    CREATE VIRTUAL TABLE {name}_terms USING fts5 (terms, content='', detail=none, columnsize=0, tokenize='ascii');
    INSERT INTO {name}_terms ({name}_terms, rank) VALUES ('automerge', 8);
"""
_PLAIN = "CREATE TABLE {name}_terms (term TEXT NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (term, id)) WITHOUT ROWID;"
INDEXED = ("messages", "tickets")


class StoreError(Exception):
    """One clear sentence that names the file and the way out; made to be shown as it is."""


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turns what SQLite and the file system raise within into a StoreError."""
    try:
        yield
    except sqlite3.DatabaseError as trouble:
        raise StoreError(_sentence(path, str(trouble))) from trouble


def _sentence(path: Path, why: str) -> str:
    if "full" in why or "disk I/O" in why:
        return f"The disk of {path} is full, or failed ({why}): make room and sync again; what was noted before is kept."
    if "locked" in why or "busy" in why:
        return f"Another sync keeps {path} locked: wait for it to end, then sync again."
    if "readonly" in why or "read-only" in why or "unable to open" in why:
        return f"The store {path} can't be written: name another place with --store."
    if "not a database" in why or "malformed" in why:
        return f"The store {path} is damaged ({why}): move it away, or name another place with --store, and sync again."
    return f"The store {path} can't be used: {why}."


def connect(path: Path, write: bool, plain_index: bool) -> sqlite3.Connection:
    """A connection to the store at `path`, of the newest schema; made private (0600) where it isn't there and `write`.

    StoreError where it can't be had, belongs to another program, or was written by a newer version.
    """
    with told(path):
        if write:
            _make_private(path)
            connection = sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None)
        else:
            connection = _reading(path)
        try:
            _check(connection, path)
            if write:
                _prepare(connection, path, plain_index)
            elif _version(connection) < SCHEMA:
                raise StoreError(f"The store {path} is of an older version: run forensics sync once, which brings it up to date.")
        except BaseException:
            connection.close()
            raise
        return connection


def _make_private(path: Path) -> None:
    """SQLite would make the file as the umask says, and its -wal and -shm copy the file's own mode: so it is made here, before."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        return
    except FileExistsError:
        pass
    except OSError as trouble:
        raise StoreError(f"The store can't be made at {path}: {trouble.strerror}: name another place with --store.") from None
    try:
        found = path.stat()
    except OSError as trouble:
        raise StoreError(f"The store {path} can't be opened: {trouble.strerror}: name another place with --store.") from None
    if not stat.S_ISREG(found.st_mode):
        raise StoreError(f"{path} is not a regular file, and no store: name another place with --store.")
    if os.name == "posix" and found.st_mode & 0o077:
        raise StoreError(f"The store {path} can be read by others (mode {found.st_mode & 0o777:04o}): chmod 600 it.")


def _reading(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise StoreError(f"There is no store at {path}: run forensics sync first, or name it with --store.")
    address = "file:" + str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    for mode in ("mode=ro", "mode=ro&immutable=1"):  # the second where the folder can't be written: then nobody else writes either
        connection = sqlite3.connect(f"{address}?{mode}", uri=True, timeout=_WAIT_SECONDS, isolation_level=None)
        try:
            connection.execute("PRAGMA user_version").fetchone()
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            return connection
        except sqlite3.OperationalError:
            connection.close()
    raise StoreError(f"The store {path} can't be read: see whether it is yours, and whole.")


def _check(connection: sqlite3.Connection, path: Path) -> None:
    mine = connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    empty = not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if not mine and not empty:
        raise StoreError(f"{path} is a database of another program: name another place with --store.")
    version = _version(connection)
    if version > SCHEMA:
        raise StoreError(
            f"The store {path} was written by a newer version of forensics (schema {version}; this one knows {SCHEMA}): update forensics."
        )


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _prepare(connection: sqlite3.Connection, path: Path, plain_index: bool) -> None:
    # WAL where the file system can do it; over a network it can't, and SQLite stays with its journal.
    connection.execute("PRAGMA journal_mode = WAL")
    for name, value in (("synchronous", "NORMAL"), ("secure_delete", "ON"), ("cache_size", "-65536"), ("foreign_keys", "OFF")):
        connection.execute(f"PRAGMA {name} = {value}")
    if _version(connection) == SCHEMA:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        _check(connection, path)  # again: another process may have been here in between
        for number in range(_version(connection), SCHEMA):
            _run(connection, MIGRATIONS[number])
            if number == 0:
                form = _PLAIN if plain_index or not has_fts5(connection) else _FTS5
                for name in INDEXED:
                    _run(connection, form.format(name=name))
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {SCHEMA}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _run(connection: sqlite3.Connection, script: str) -> None:
    """Statement by statement: executescript would end the transaction first."""
    for statement in script.split(";"):
        if statement.strip():
            connection.execute(statement)


def has_fts5(connection: sqlite3.Connection) -> bool:
    """Whether this SQLite was built with FTS5."""
    return any("ENABLE_FTS5" in row[0] for row in connection.execute("PRAGMA compile_options"))
