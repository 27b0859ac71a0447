"""Git's nouns: commits, refs, and what one walk saw."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from forensics.model.times import check_utc


@dataclass(frozen=True, slots=True)
class Person:
    """An identity as a commit states it; never resolved through a mailmap."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """One of a commit's two times.

    `utc` is None where the bytes hold no usable time (`status` says `implausible` or `unparsable`); `offset` is the
    zone as written (`+0200`), `raw` the text that was read.
    """

    utc: datetime | None
    offset: str
    raw: str
    status: Literal["valid", "implausible", "unparsable"] = "valid"

    def __post_init__(self) -> None:
        check_utc(self.utc)


_TRAILER = re.compile(r"^([A-Za-z][A-Za-z0-9-]*): (\S.*)$")
_PULL = re.compile(r"^Merge pull request #(\d+)|\(#(\d+)\)\s*$|^Merged PR (\d+)|See merge request \S*!(\d+)", re.MULTILINE)
_MERGED = re.compile(r"^Merge (?:remote-tracking )?branch '([^']+)'|^Merge pull request #\d+ from (\S+)|^Merge tag '([^']+)'")
_CHERRY = re.compile(r"\(cherry picked from commit ([0-9a-f]{7,64})\)")
_REVERTS = re.compile(r"This reverts commit ([0-9a-f]{7,64})")


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit, as its raw bytes say."""

    oid: str
    tree: str
    parents: tuple[str, ...]
    author: Person
    committer: Person
    authored: Stamp
    committed: Stamp
    message: str
    signed: bool = False

    @property
    def subject(self) -> str:
        """The message's first line that is not blank."""
        return next((line.strip() for line in self.message.splitlines() if line.strip()), "")

    @property
    def body(self) -> str:
        """The message below its subject."""
        return self.message.strip().partition("\n")[2].strip()

    @property
    def trailers(self) -> tuple[tuple[str, str], ...]:
        """`Name: value` lines of the message's last paragraph (git-interpret-trailers), in order."""
        paragraphs = [part for part in self.message.strip().split("\n\n") if part.strip()]
        if len(paragraphs) < 2:
            return ()
        found = [_TRAILER.match(line) for line in paragraphs[-1].splitlines()]
        return tuple((hit[1], hit[2]) for hit in found if hit)

    @property
    def cherry_picked_from(self) -> tuple[str, ...]:
        """Ids named by `git cherry-pick -x` notes."""
        return tuple(_CHERRY.findall(self.message))

    @property
    def reverts(self) -> tuple[str, ...]:
        """Ids named by `git revert` notes."""
        return tuple(_REVERTS.findall(self.message))

    @property
    def pull_request(self) -> str | None:
        """The number of the pull or merge request that brought it, from its merge or squash subject."""
        hit = _PULL.search(self.subject) or (_PULL.search(self.message) if len(self.parents) > 1 else None)
        return next((part for part in hit.groups() if part), None) if hit else None

    @property
    def merged_branch(self) -> str | None:
        """The branch (or tag) that a merge subject names."""
        hit = _MERGED.match(self.subject)
        return next((part for part in hit.groups() if part), None) if hit else None


@dataclass(frozen=True, slots=True)
class Ref:
    """A ref and the commit it leads to (tags peeled). `name` is full: `refs/heads/main`."""

    name: str
    oid: str

    @property
    def short(self) -> str:
        """The branch's own name: `main` for refs/heads/main and for refs/remotes/origin/main."""
        parts = self.name.split("/")
        return "/".join(parts[3:] if self.name.startswith("refs/remotes/") else parts[2:])


class FileChange(NamedTuple):  # of which there are hundreds of thousands: a dataclass takes four times as long to make
    """One file in one commit, against its first parent. Blob ids; None where the file is not there."""

    commit: int
    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class History:
    """What one walk over the refs saw: commits by index (newest first, as git lists them), and the configuration files that those on
    the refs' first-parent lines (`lines`) changed.

    `parents[i]` are indexes into `commits` (a parent that was not walked is left out); `times[i]` the committer's
    time in epoch seconds, None where it is unusable.
    """

    commits: tuple[str, ...]
    parents: tuple[tuple[int, ...], ...]
    times: tuple[int | None, ...]
    changes: tuple[FileChange, ...]
    lines: frozenset[int] = frozenset()
