"""What a commit's tree holds: all its files, or single paths, followed tree by tree with every object re-hashed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from .objects import check_oids, read_objects
from .running import Git
from .unread import Unread

# Trees of 100,000 files in one folder stay below this.
_TREE_BYTES = 32_000_000

# The first line of a commit object.
_TREE_LINE = re.compile(rb"tree ([0-9a-f]{40}|[0-9a-f]{64})\n")

Pair = tuple[str, str]
# Tree id → name looked for in it → the pairs that want it, each with the rest of its path.
Wanted = dict[str, dict[bytes, list[tuple[Pair, bytes]]]]


def is_file(mode: bytes) -> bool:
    """True for a regular file's mode (100644, 100755, old 100664); links, submodules and folders are none."""
    return mode.startswith(b"100")


def list_files(git: Git, commit: str, unread: Unread) -> tuple[Pair, ...]:
    """`(path, blob id)` of a commit's regular files, in git's order."""
    told = git.run("ls-tree", "-r", "-z", "--full-tree", *check_oids([commit]))
    if told.status:
        unread.note(f"the files of commit {commit} could not all be listed: {told.complaint}")
    files = []
    for line in told.output.split(b"\0")[:-1]:
        front, _, path = line.partition(b"\t")
        mode, _, oid = front.split(b" ")
        if is_file(mode):
            files.append((os.fsdecode(path), oid.decode()))
    return tuple(files)


def blobs_at(git: Git, pairs: Iterable[Pair], unread: Unread) -> dict[Pair, str | None]:
    """The blob id of each `(commit, path)`; None where there is no such regular file, or a tree on the way can't be trusted.

    Walks all pairs down together, one level at a time, each tree read once. Not `commit:path`, which git reads as a
    revision first: a path that ends in `-g1234abc` or `@{1}` would name another object.
    """
    found: dict[Pair, str | None] = dict.fromkeys(pairs)
    trees = _trees_of(git, {commit for commit, _ in found}, unread)
    level: Wanted = {}
    for pair in found:
        if pair[0] in trees and not pair[1].endswith("/"):
            _step(level, trees[pair[0]], pair, os.fsencode(pair[1]))
    while level:
        below: Wanted = {}
        for tree in read_objects(git, level, unread, max_bytes=_TREE_BYTES):
            wanted = level[tree.oid]
            for mode, name, oid in _entries(tree.body, len(tree.oid) // 2) if tree.body is not None and tree.kind == "tree" else ():
                for pair, rest in wanted.get(name, ()):
                    if not rest and is_file(mode):
                        found[pair] = oid.hex()
                    elif rest and mode.lstrip(b"0").startswith(b"4"):
                        _step(below, oid.hex(), pair, rest)
        level = below
    return found


def _step(level: Wanted, tree: str, pair: Pair, path: bytes) -> None:
    name, _, rest = path.partition(b"/")
    level.setdefault(tree, {}).setdefault(name, []).append((pair, rest))


def _trees_of(git: Git, commits: set[str], unread: Unread) -> dict[str, str]:
    trees = {}
    for found in read_objects(git, sorted(commits), unread):
        first = _TREE_LINE.match(found.body) if found.body is not None and found.kind == "commit" else None
        if first is not None:
            trees[found.oid] = first[1].decode()
    return trees


def _entries(tree: bytes, width: int) -> list[tuple[bytes, bytes, bytes]]:
    """A tree object's `mode name NUL id` entries (gitformat-pack); `width` is an id's length in bytes."""
    return re.findall(rb"([0-7]+) ([^\0]+)\0(.{%d})" % width, tree, re.DOTALL)
