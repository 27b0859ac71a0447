"""The other side of shared reading: a process that reads the versions it is sent, one batch after another, until nobody asks."""

from __future__ import annotations

import os
import pickle
import sys
from typing import TYPE_CHECKING

from forensics.collect.git.unread import Unread
from forensics.reading.versions import MAX_BYTES, Reader

if TYPE_CHECKING:
    from forensics.collect.git.blobs import Blobs
    from forensics.keys import Key


def serve() -> None:
    """Reads a (key, blobs) and then batches (blob → path) from standard input, and answers each with what it says and what is unread.

    Both sides are this program, so that what is unpickled is its own.
    """
    asked, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that is printed by mistake gets between the answers
    task: tuple[Key, Blobs] = pickle.load(asked)
    key, blobs = task
    reader = Reader(key)
    while True:
        try:
            path_of: dict[str, str] = pickle.load(asked)
        except EOFError:
            return
        unread = Unread(blobs.where)
        said = reader.read(path_of, blobs.read(path_of, MAX_BYTES, unread))
        pickle.dump((said, unread), answers, protocol=5)
        answers.flush()
