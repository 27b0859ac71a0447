"""A repository that was opened for reading: what it can be asked. Nothing is ever written into it."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from forensics.model import Commit, FileChange, Gap, History, Ref

from .blobs import Blobs
from .commits import parse_commit
from .discovery import Found
from .errors import plain
from .hosting import Hosting
from .objects import MAX_BYTES, Asker, check_oids, read_objects
from .recalled import Memory
from .refs import RefNames, commits_behind
from .shadow import Shadow
from .trees import blobs_at, list_files
from .unread import Unread
from .walking import Ground, changes_at, walk_history


@dataclass(slots=True)
class Repository:
    """Made by `open_repository`; a context manager. All ids are full object ids; ValueError for anything else.

    `path` is the work tree, or the git directory of a bare repository; `mismatched` (and `gaps`) grow while it is read.
    """

    path: str
    git_dir: str
    object_format: str
    remote_url: str | None
    _found: Found
    _shadow: Shadow
    _names: RefNames
    _hosting: Hosting | None
    _unread: Unread
    _cut: list[str]
    _peeled: dict[bool, tuple[Ref, ...]] = field(default_factory=dict)
    _asker: Asker = field(default_factory=Asker)
    _listed: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End git and remove the temporary folder. Closing twice is fine."""
        self._asker.close()
        self._shadow.close()

    # --- what it says of itself

    @property
    def objects(self) -> str:
        """The folder of its objects, resolved: the same for all work trees of one repository."""
        return os.path.realpath(Path(self._found.common_dir, "objects"))

    @property
    def shallow(self) -> tuple[str, ...]:
        """Commits at which history is cut: a shallow clone's, and those whose first parent turned out to be missing."""
        return tuple(self._cut)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What could not be read so far, and what was left aside on purpose."""
        cut = len(self._cut)
        told = f"history is cut at {cut} commit{'s' if cut != 1 else ''} ({', '.join(self._cut[:3])}{', …' if cut > 3 else ''})"
        gap = (Gap(self.path, f"{told}: values before are unknown, and first seen means at or before"),) if cut else ()
        return gap + self._unread.gaps()

    @property
    def mismatched(self) -> frozenset[str]:
        """Objects whose bytes are not what their names say: never evidence."""
        return frozenset(self._unread.mismatched)

    @property
    def host_name(self) -> str | None:
        """`owner/name` on the remote's host; None where that is not known."""
        return None if self._hosting is None else "/".join(self._hosting.project.split("/")[3:])

    def commit_url(self, oid: str) -> str | None:
        return None if self._hosting is None else self._hosting.commit_url(oid)

    def file_url(self, oid: str, path: str, line: int | None = None) -> str | None:
        """The address of a file as commit `oid` has it."""
        return None if self._hosting is None else self._hosting.file_url(oid, path, line)

    @property
    def packed(self) -> int:
        """Roughly how many objects lie in its packs, borrowed ones included (gitformat-pack: an index has at least 28 bytes for each)."""
        objects = Path(self.objects)
        try:
            borrowed = os.fsdecode(Path(objects, "info", "alternates").read_bytes()).splitlines()
        except OSError:
            borrowed = []
        folders = [objects, *(objects / line for line in borrowed if line and not line.startswith("#"))]
        return sum(index.stat().st_size for folder in folders for index in Path(folder, "pack").glob("*.idx")) // 28

    # --- refs

    def refs(self, all_refs: bool = False) -> tuple[Ref, ...]:
        """Heads, remotes and tags with the commits they lead to, sorted by name; with `all_refs` every other ref too."""
        if all_refs not in self._peeled:
            self._peeled[all_refs] = commits_behind(self._shadow.git, self._names.wanted(all_refs), self._unread)
        return self._peeled[all_refs]

    def head_ref(self) -> str | None:
        """The full name of the branch that HEAD names, None where it is detached."""
        return self._names.head_ref

    def head_oid(self) -> str | None:
        """HEAD's commit, None on a branch that has none yet."""
        return self._names.head_oid

    def origin_head(self) -> str | None:
        """The branch that the remote calls its default: `refs/remotes/origin/main`."""
        return self._names.origin_head

    # --- history

    def walk(
        self,
        tips: Sequence[str],
        keep: Callable[[str], bool],
        progress: Callable[[int, int], None] | None = None,
        memory: Memory | None = None,
    ) -> History:
        """All commits reachable from `tips`, children before parents, and what those on the tips' first-parent lines changed of the files
        that `keep` accepts: what came by a merge is seen there as the merge's own change.

        Changes are against the first parent. `progress` is told now and then how many commits were read, and of how many. Paths that are
        no UTF-8 carry surrogates (os.fsdecode). `memory`: what earlier walks with the same `keep` saw; the history is the same with it.
        """
        return walk_history(self._shadow.git, tips, keep, self._ground, progress, memory)

    def changes_at(
        self,
        history: History,
        places: Iterable[int],
        keep: Callable[[str], bool],
        progress: Callable[[int, int], None] | None = None,
        memory: Memory | None = None,
    ) -> tuple[FileChange, ...]:
        """What further commits of a walked history changed, by their places in it and in that order; otherwise as `walk` tells it."""
        return changes_at(self._shadow.git, history, places, keep, self._ground, progress, memory)

    @property
    def _ground(self) -> Ground:
        return Ground(self._shadow.grafts, self._cut, self._unread)

    def commits(self, oids: Iterable[str]) -> dict[str, Commit]:
        """Commits as their bytes say, re-hashed. One that is missing, or is not what its name says, is left out and noted."""
        read = read_objects(self._shadow.git, oids, self._unread, asker=self._asker)
        return {found.oid: parse_commit(found.oid, found.body) for found in read if found.body is not None and found.kind == "commit"}

    def leads_to(self, commit: str, other: str) -> bool:
        """Whether a commit is another's descendant, or the other itself."""
        return self._shadow.git.run("merge-base", "--is-ancestor", *check_oids([other, commit])).status == 0

    # --- files

    def blobs(self, oids: Iterable[str], max_bytes: int = MAX_BYTES, verify: bool = True) -> Iterator[tuple[str, bytes | None]]:
        """Each blob once, in the order asked; None where it is missing, too large, or (with `verify`) not what its name says."""
        for found in read_objects(self._shadow.git, oids, self._unread, max_bytes, verify, self._asker):
            yield found.oid, found.body if found.kind == "blob" else None

    @property
    def elsewhere(self) -> Blobs:
        """What reads blobs in another process too."""
        return Blobs(self._shadow.git, self.path)

    def note(self, unread: Unread, order: Iterable[str]) -> None:
        """Take over what was noted elsewhere of objects, as if they had been read here in some order."""
        self._unread.add(unread.in_order(order))

    def verify(self, oids: Iterable[str]) -> None:
        """Re-hash objects of any kind and size; those that are not what their names say land in `mismatched` and `gaps`."""
        aside = Unread(self.path, missing=self._unread.missing, mismatched=self._unread.mismatched)  # too large matters to reading only
        for _ in read_objects(self._shadow.git, oids, aside, max_bytes=0):
            pass

    def files(self, commit_oid: str) -> tuple[tuple[str, str], ...]:
        """`(path, blob id)` of a commit's regular files."""
        if commit_oid not in self._listed:
            self._listed[commit_oid] = list_files(self._shadow.git, commit_oid, self._unread)
        return self._listed[commit_oid]

    def at(self, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str | None]:
        """The blob id of each path at each commit, `(commit, path)`, every object on the way re-hashed; None where no file is."""
        return blobs_at(self._shadow.git, pairs, self._unread)

    def blame(self, commit: str, path: str, line: int) -> str | None:
        """The commit that `git blame` names for a line (from 1) of a file as `commit` has it; None where there is no such line."""
        check_oids([commit])
        told = self._shadow.git.run("blame", "--porcelain", "--no-textconv", "-L", f"{line},{line}", commit, "--", path)
        return told.output.partition(b" ")[0].decode() if told.status == 0 and told.output else None

    def work_tree_file(self, path: str, max_bytes: int = MAX_BYTES) -> bytes | None:
        """The bytes of a regular file in the work tree; no link is followed. None where there is none, or in a bare repository."""
        parts = path.split("/")
        if self._found.work_tree is None or Path(path).is_absolute() or not {"", ".", "..", ".git"}.isdisjoint(parts):
            return None
        place = Path(self._found.work_tree)
        try:
            for part in parts:
                place /= part
                mode = place.lstat().st_mode
                if not (stat.S_ISREG(mode) if part is parts[-1] else stat.S_ISDIR(mode)):
                    return None
            with os.fdopen(os.open(place, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb") as stream:
                content = stream.read(max_bytes + 1)
        except (OSError, ValueError):
            return None
        if len(content) > max_bytes:
            self._unread.note(f"skipped: too large: {plain(path)} in the work tree")
            return None
        return content
