"""Shell histories: bash with its `#epoch` lines, zsh's extended form. What was typed is not what happened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from forensics.collect.live.lens import Lens, epoch
from forensics.collect.live.shell.commands import deeds_of
from forensics.collect.live.shell.evidence import evidence
from forensics.model import Gap, LiveRead, Watched
from forensics.parse.text import decode

_BASH = re.compile(r"#(\d{9,11})[ \t]*")
_ZSH = re.compile(r": (\d{9,11}):\d+;(.*)", re.DOTALL)
_HEAD = re.compile(r"(?m)^(?:#\d{9,11}[ \t]*$|: \d{9,11}:\d+;)")
_HERE = re.compile(r"<<-?[ \t]*[\"'\\]?([A-Za-z_]\w*)")
_LONGEST_HERE = 500  # lines
_META = re.compile(rb"\x83(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Typed:
    """One command with its line and, where the history has one, its time."""

    line: int
    time: datetime | None
    text: str


def recognises(head: str) -> bool:
    return _HEAD.search(head) is not None


def read(content: bytes, lens: Lens) -> LiveRead:
    """Everything typed that concerns the key: writes that name it, and touches of objects and files that may hold it.

    No command's own text is kept, and no value of a key that keeps a secret. The window is that of the first to the last command with
    a time, of this one account on this one host; a shell writes its history when it ends.
    """
    text, doubt = decode(_unmeta(content))
    typed = list(_typed(text))
    made = LiveRead.joined(
        evidence(done, one.time, "typed", "shell history", one.line, lens) for one in typed for done in deeds_of(one.text, lens.key)
    )
    times = [one.time for one in typed if one.time is not None]
    if times:
        covers = "what this account typed in this shell"
        made += LiveRead(watched=(Watched(lens.environment, min(times), max(times), "shell history", covers, lens.spot()),))
    gaps = [Gap(lens.where, "the history was not read as UTF-8")] if doubt == "latin-1" else []
    if typed and len(times) < len(typed):
        without = "has no times" if not times else f"has no times for {len(typed) - len(times)} of its {len(typed)} commands"
        gaps.append(Gap(lens.where, f"the shell history {without}: when they were typed is unknown"))
    return made + LiveRead(gaps=tuple(gaps))


def _unmeta(content: bytes) -> bytes:
    """zsh writes each byte from 0x83 to 0x9d and NUL as 0x83 and the byte xor 32 (zsh, Src/utils.c, `metafy`)."""
    if not content.startswith(b": ") and b"\n: " not in content[:100_000]:
        return content
    return _META.sub(lambda hit: bytes([hit[1][0] ^ 32]), content)


def _typed(text: str) -> Iterator[Typed]:
    lines = text.split("\n")
    timed = _BASH.fullmatch(next((line for line in lines if line.strip()), "")) is not None
    at, time = 0, None
    while at < len(lines):
        start, line = at, lines[at]
        at += 1
        if (mark := _BASH.fullmatch(line)) is not None:
            time = epoch(int(mark[1]))
            continue
        if (extended := _ZSH.fullmatch(line)) is not None:
            body = [extended[2]]
            while body[-1].endswith("\\") and at < len(lines):
                body[-1] = body[-1][:-1]
                body.append(lines[at])
                at += 1
            yield Typed(start + 1, epoch(int(extended[1])), "\n".join(body))
        elif line.strip():
            body = [line]
            # With times, bash keeps a command of several lines (cmdhist, lithist) together until the next mark. Without, the text
            # below a `<<EOF` must not be taken for commands.
            until = (
                _until(lines, at, line) if not timed else next((n for n in range(at, len(lines)) if _BASH.fullmatch(lines[n])), len(lines))
            )
            body += lines[at:until]
            at = until
            yield Typed(start + 1, time, "\n".join(body))
            time = None


def _until(lines: list[str], at: int, line: str) -> int:
    """Where the text that a line announces ends; right below the line where it announces none."""
    mark = _HERE.search(line)
    if mark is None:
        return at
    return next((n + 1 for n in range(at, min(at + _LONGEST_HERE, len(lines))) if lines[n].strip("\t") == mark[1]), at)
