"""The other side of shared reading: a process that reads the versions it is sent, one batch after another, until nobody asks."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from forensics.collect.git.unread import Unread
from forensics.collecting import collect_seldom
from forensics.reading.sharing import MAX_BYTES, Read

if TYPE_CHECKING:
    from forensics.collect.git.blobs import Blobs


def serve() -> None:
    """Reads a (begin, blobs) and then batches (blob → path) from standard input, and answers each with what it says and what is unread.

    Both sides are this program, so that what is unpickled is its own.
    """
    collect_seldom()
    asked, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that is printed by mistake gets between the answers
    given: tuple[Callable[[], Read[object]], Blobs] = pickle.load(asked)
    begin, blobs = given
    read = begin()
    while True:
        try:
            path_of: dict[str, str] = pickle.load(asked)
        except EOFError:
            return
        unread = Unread(blobs.where)
        said = read(path_of, blobs.read(path_of, MAX_BYTES, unread))
        pickle.dump((said, unread), answers, protocol=5)
        answers.flush()
