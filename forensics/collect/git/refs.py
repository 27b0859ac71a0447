"""Reads a repository's refs: once, from the real git directory; what they lead to, from the objects."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from .errors import RepositoryError, plain
from .running import Git
from .unread import Unread

if TYPE_CHECKING:
    from forensics.model import Ref

_MINED = ("refs/heads/", "refs/remotes/", "refs/tags/")
_REPLACED = "refs/replace/"


class RefNames(NamedTuple):
    """Refs as they are written: `(full name, object id)`; HEAD's target (None: detached) and id (None: unborn)."""

    listed: tuple[tuple[str, str], ...]
    head_ref: str | None
    head_oid: str | None
    origin_head: str | None

    def wanted(self, all_refs: bool) -> list[tuple[str, str]]:
        """Heads, remotes and tags, or all; without replacements, and without the remote's HEAD, which only names another."""
        return [
            (name, oid)
            for name, oid in self.listed
            if name.startswith(_MINED) or (all_refs and not name.startswith(_REPLACED))
            if not (name.startswith("refs/remotes/") and name.endswith("/HEAD"))
        ]

    @property
    def replaced(self) -> int:
        return sum(name.startswith(_REPLACED) for name, _ in self.listed)


def read_refs(real: Git, unread: Unread) -> RefNames:
    """Names and ids through git, so that loose, packed and reftable refs are read alike. `real` stands in the real git directory."""
    with real.start("symbolic-ref", "-q", "HEAD", stall=120.0) as heading:  # both at once
        told = real.run("for-each-ref", "--format=%(refname)%00%(objectname)%00%(symref)")
        head = heading.to_its_end("symbolic-ref")
    if told.status:
        raise RepositoryError(f"The refs of {unread.where} can't be read ({told.complaint}): run git fsck on a copy of the repository.")
    if "ignoring" in told.complaint:
        unread.note(f"git says of a ref: {told.complaint}")
    lines = [line.split("\0") for line in os.fsdecode(told.output).split("\n")[:-1]]
    listed = tuple([(name, oid) for name, oid, _ in lines])
    origin_head = next((target for name, _, target in lines if target and name == "refs/remotes/origin/HEAD"), None)
    head_ref = os.fsdecode(head.output.rstrip(b"\n")) or None
    head_oid = dict(listed).get(head_ref) if head_ref else real.run("rev-parse", "-q", "--verify", "HEAD").output.decode().strip() or None
    return RefNames(listed, head_ref, head_oid, origin_head)


def commits_behind(git: Git, named: Sequence[tuple[str, str]], unread: Unread) -> tuple[Ref, ...]:
    """Each ref with the commit it leads to, tags peeled; refs that lead to something else are left out, missing objects noted."""
    from forensics.model import Ref  # here, as whether anything moved is told without the nouns

    oids = tuple(dict.fromkeys(oid for _, oid in named))
    peeled = dict(zip(oids, _check(git, [f"{oid}^{{commit}}" for oid in oids]), strict=True))
    doubtful = [oid for oid, (_, kind) in peeled.items() if kind != "commit"]
    lost = {oid for oid, (_, kind) in zip(doubtful, _check(git, doubtful), strict=True) if kind == "missing"}
    for name, oid in named:
        if oid in lost:
            unread.note(f"{plain(name)} names object {oid}, which is missing or unreadable")
    return tuple(Ref(name, peeled[oid][0]) for name, oid in named if peeled[oid][1] == "commit")


def _check(git: Git, asked: Sequence[str]) -> list[tuple[str, str]]:
    """`(object id, kind)` of each; kind `missing` where there is none."""
    if not asked:
        return []
    told = git.run("cat-file", "--batch-check=%(objectname) %(objecttype)", "--buffer", feed=asked).output.decode().splitlines()
    answers = [(line.rpartition(" ")[0], line.rpartition(" ")[2]) for line in told]
    # A git that broke off has no answer for the rest.
    return answers + [(oid, "missing") for oid in asked[len(answers) :]]
