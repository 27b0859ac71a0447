"""`--live ENV[@TIME]=PATH` taken apart."""

from __future__ import annotations

import re
from datetime import datetime

from forensics.collect.live.lens import moment

_FORM = re.compile(r"([^=@]*)(?:@([^=]*))?=(.*)", re.DOTALL)


class LiveOptionError(ValueError):
    """The option can't be read; the message is one sentence that says why and how to write it."""


def parse_live_option(text: str) -> tuple[str, datetime | None, str]:
    """The environment, the time or None, and the path. A time without an offset is UTC.

    Raises LiveOptionError.
    """
    hit = _FORM.fullmatch(text)
    if hit is None:
        raise LiveOptionError(f"--live {text!r} names no environment: write production=PATH or production@2026-11-17T14:30:00Z=PATH")
    environment, told, path = hit[1].strip(), hit[2], hit[3].strip()
    if not environment:
        raise LiveOptionError(f"--live {text!r} names no environment before {'@' if told is not None else '='}: write production=PATH")
    if not path:
        raise LiveOptionError(f"--live {text!r} names no file: write {environment}=PATH")
    time = moment(told.strip(), naive_is_utc=True) if told is not None else None
    if told is not None and time is None:
        raise LiveOptionError(f"--live {text!r}: {told!r} is not a time, write it as 2026-11-17T14:30:00Z or 2026-11-17")
    return environment, time, path
