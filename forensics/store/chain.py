"""Batches in a table of the index, each vouched for by a digest that goes on from the one before."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal


class Damaged(Exception):
    """What the file holds is not what was written into it."""


@dataclass(frozen=True, slots=True)
class Chain:
    """The batches of one table; `generation`: of which making of the file. Each call is a part of the caller's transaction."""

    connection: sqlite3.Connection
    table: Literal["ancestry", "batches"]
    generation: bytes

    def bodies(self) -> tuple[list[bytes], bytes]:
        """All batches, and the digest of the last one. Damaged where one is not what was written."""
        digest, found = self.generation, []
        for said, body in self.connection.execute(f"SELECT digest, body FROM {self.table} ORDER BY number"):
            digest = _digest(digest, body) if isinstance(body, bytes) else b""
            if digest != said:
                raise Damaged(f"a batch of {self.table} is damaged")
            found.append(body)
        return found, digest

    def last_digest(self) -> bytes:
        found = self.connection.execute(f"SELECT digest FROM {self.table} ORDER BY number DESC LIMIT 1").fetchone()
        return self.generation if found is None else bytes(found[0])

    def count(self) -> int:
        (count,) = self.connection.execute(f"SELECT count(*) FROM {self.table}").fetchone()
        return int(count)

    def add(self, digest: bytes, body: bytes) -> bytes:
        """Adds a batch after the one of a digest; its own digest."""
        digest = _digest(digest, body)
        self.connection.execute(f"INSERT INTO {self.table} (digest, body) VALUES (?, ?)", (digest, body))
        return digest

    def replace(self, body: bytes) -> None:
        """One batch in place of all."""
        self.connection.execute(f"DELETE FROM {self.table}")
        self.add(self.generation, body)


def schema(table: Literal["ancestry", "batches"]) -> str:
    return f"CREATE TABLE {table} (number INTEGER PRIMARY KEY, digest BLOB NOT NULL, body BLOB NOT NULL)"


def _digest(before: bytes, body: bytes) -> bytes:
    return blake2b(before + body, digest_size=16).digest()
