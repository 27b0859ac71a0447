"""The globs of forensics.toml: `*` and `?` inside one segment of a path, `**` over any number of segments."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache


@lru_cache(maxsize=4096)
def pattern_of(glob: str) -> re.Pattern[str]:
    """A regular expression for whole paths. A leading `./` or `/` means the repository's root, as no prefix does."""
    text = glob.removeprefix("./").lstrip("/")
    parts: list[str] = []
    index = 0
    while index < len(text):
        if text.startswith("**/", index):
            parts.append("(?:.*/)?")
            index += 3
        elif text.startswith("**", index):
            parts.append(".*")
            index += 2
        else:
            mark = text[index]
            parts.append({"*": "[^/]*", "?": "[^/]"}.get(mark) or re.escape(mark))
            index += 1
    return re.compile("".join(parts), re.DOTALL)


def matches(glob: str, path: str) -> bool:
    return pattern_of(glob).fullmatch(path) is not None


def bound(glob: str, like: str, path: str) -> str:
    """`glob` with its leading segments, as far as they are also those of `like`, as `path` (which matches `like`) has them:
    `deploy/*/values.yaml` for deploy/payments/values-prod.yaml under `deploy/*/values-*.yaml` is deploy/payments/values.yaml."""
    fixed: list[str] = []
    mine, other, real = glob.split("/"), like.split("/"), path.split("/")
    for one, two, segment in zip(mine[:-1], other[:-1], real, strict=False):
        if one != two or "**" in one:
            break
        fixed.append(segment)
    return "/".join([*(_escaped(segment) for segment in fixed), *mine[len(fixed) :]])


def _escaped(segment: str) -> str:
    # A name that holds a star itself is matched by a mark for one character: rare, and never too narrow.
    return segment.replace("*", "?")


def chosen(glob: str, paths: Iterable[str]) -> list[str]:
    pattern = pattern_of(glob)
    return sorted(path for path in paths if pattern.fullmatch(path))


def opening(glob: str, others: Iterable[str], path: str) -> tuple[int, int] | None:
    """The bounds in `path` (which matches `glob`) of what another environment's glob writes otherwise: `live` of envs/live/x for
    `envs/live/**` beside `envs/stg/**`. None where no other glob differs in just one piece of one segment."""
    mine = glob.split("/")
    for other in others:
        theirs = other.split("/")
        differing = [index for index, (one, two) in enumerate(zip(mine, theirs, strict=False)) if one != two]
        if len(mine) != len(theirs) or len(differing) != 1 or "**" in mine[: differing[0]]:
            continue
        found = _piece(mine[differing[0]], theirs[differing[0]], path.split("/"), differing[0])
        if found is not None:
            return found
    return None


def _piece(one: str, two: str, segments: list[str], index: int) -> tuple[int, int] | None:
    front = 0
    while front < min(len(one), len(two)) and one[front] == two[front]:
        front += 1
    back = 0
    while back < min(len(one), len(two)) - front and one[-1 - back] == two[-1 - back]:
        back += 1
    # Whole words only: `prod` and `preprod` end alike.
    while front and one[front - 1].isalnum():
        front -= 1
    while back and one[len(one) - back].isalnum():
        back -= 1
    piece = one[front : len(one) - back]
    if not piece or any(mark in piece for mark in "*?"):
        return None
    at = segments[index].find(piece) if "*" in one[:front] else front
    start = sum(len(segment) + 1 for segment in segments[:index]) + at
    return (start, start + len(piece)) if at >= 0 else None
