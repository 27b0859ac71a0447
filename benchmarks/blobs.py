"""Real versions of configuration files, drawn by lot from all history of the repositories in FORENSICS_MIRRORS."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from forensics.parse import format_of

# A copy may lack objects that its origin promised; what is missing is left out and not asked for over the network.
_ENVIRON = {**os.environ, "GIT_NO_LAZY_FETCH": "1"}
_LARGEST = 500_000  # bytes; generated dashboards beyond it would weigh more than all the rest of their format


@dataclass(frozen=True, slots=True)
class FileVersion:
    """What one file held at some time."""

    repository: str
    path: str
    oid: str
    form: str
    content: bytes


def mirrors() -> tuple[Path, ...]:
    """The bare repositories in the folder that FORENSICS_MIRRORS names, as OWNER+NAME/repo."""
    folder = os.environ.get("FORENSICS_MIRRORS")
    if not folder:
        sys.exit("FORENSICS_MIRRORS names no folder of bare repositories (OWNER+NAME/repo)")
    return tuple(sorted(place for place in Path(folder).glob("*+*/repo") if (place / "HEAD").exists() and place.parent.suffix != ".part"))


def drawn(seed: int, per_form: int, only: Iterable[str] = ()) -> Iterator[FileVersion]:
    """Up to `per_form` distinct versions of each format from each repository; the same ones for the same seed."""
    taken: set[str] = set()
    for repository in mirrors():
        by_form: dict[str, dict[str, str]] = {}
        for oid, path in _listed(repository):
            form = format_of(path)
            if form is not None and oid not in taken and (not only or form in only):
                by_form.setdefault(form, {}).setdefault(oid, path)
        for form, paths in sorted(by_form.items()):
            chosen = random.Random(f"{seed}/{repository.parent.name}/{form}").sample(sorted(paths), min(per_form, len(paths)))
            taken.update(chosen)
            for oid, content in _contents(repository, chosen):
                yield FileVersion(repository.parent.name.replace("+", "/"), paths[oid], oid, form, content)


def _listed(repository: Path) -> Iterator[tuple[str, str]]:
    """Each blob that a branch, tag or remote reaches, with a path that it had."""
    command = ["git", "-C", str(repository), "rev-list", "--objects", "--branches", "--tags", "--remotes", "--missing=allow-any"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", errors="surrogateescape", env=_ENVIRON) as git:
        for line in git.stdout or ():
            oid, _, path = line.rstrip("\n").partition(" ")
            if path:
                yield oid, path


def _contents(repository: Path, oids: list[str]) -> Iterator[tuple[str, bytes]]:
    """Each blob's bytes; objects that are missing or too large are left out."""
    command = ["git", "-C", str(repository), "cat-file", "--batch", "--buffer"]
    asked = "".join(f"{oid}\n" for oid in oids).encode()
    answer = subprocess.run(command, input=asked, capture_output=True, check=True, env=_ENVIRON).stdout
    at = 0
    while at < len(answer):
        end = answer.index(b"\n", at)
        head = answer[at:end].split()
        at = end + 1
        if head[-1] == b"missing":
            continue
        size = int(head[2])
        if head[1] == b"blob" and size <= _LARGEST:
            yield head[0].decode(), answer[at : at + size]
        at += size + 1
