"""Searching Slack: what is asked, and the hits of either search method in one form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from .calling import Params
from .reading import Channel, ts_time

_THREAD = re.compile(r"[?&]thread_ts=([0-9]+\.[0-9]+)")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hit:
    """A message that a search named: where it is, its thread where the search says so, and the message as far as the search shows it."""

    channel: Channel
    ts: str
    thread: str | None
    raw: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Searched:
    """One word's search: how many messages the service named, and how many messages that were read hold the word literally."""

    word: str
    named: int
    literal: int


def legacy_question(word: str, after: datetime | None, before: datetime | None) -> Params:
    """For search.messages. Its `after:` and `before:` exclude the day they name, in the asking account's own time zone: hence two
    days more on either side.

    https://docs.slack.dev/reference/methods/search.messages; a first page by cursor is asked for with `*`.
    """
    query = quoted(word)
    if after is not None:
        query += f" after:{after - 2 * _DAY:%Y-%m-%d}"
    if before is not None:
        query += f" before:{before + 2 * _DAY:%Y-%m-%d}"
    return {"query": query, "count": 100, "sort": "timestamp", "sort_dir": "desc", "cursor": "*"}


def context_question(word: str, after: datetime | None, before: datetime | None, scopes: Iterable[str] | None) -> Params:
    """For assistant.search.context, in the kinds of channels that the scopes allow (None: not known, so public ones).

    https://docs.slack.dev/reference/methods/assistant.search.context
    """
    kinds = {"public_channel": "public", "private_channel": "private", "mpim": "mpim", "im": "im"}
    allowed = [kind for kind, scope in kinds.items() if f"search:read.{scope}" in (scopes or ())] or ["public_channel"]
    asked: Params = {"query": quoted(word), "limit": 20, "sort": "timestamp", "sort_dir": "desc"}
    asked |= {"content_types": "messages", "channel_types": ",".join(allowed), "include_deleted_users": True, "include_bots": True}
    if after is not None:
        asked["after"] = int(after.timestamp()) - 1
    if before is not None:
        asked["before"] = int(before.timestamp()) + 1
    return asked


def quoted(word: str) -> str:
    return '"' + " ".join(word.replace('"', " ").split()) + '"'


def legacy_hit(row: dict[str, Any]) -> Hit | None:
    """A match of search.messages; None where it doesn't say where it is."""
    place = row.get("channel")
    place = place if isinstance(place, dict) else {}
    return _hit(place.get("id"), place.get("name"), row.get("ts"), row)


def context_hit(row: dict[str, Any]) -> Hit | None:
    """A message of assistant.search.context; None where it doesn't say where it is."""
    author, bot = row.get("author_user_id"), bool(row.get("is_author_bot"))
    raw = {
        "type": "message",
        "ts": row.get("message_ts"),
        "text": row.get("content"),
        "permalink": row.get("permalink"),
        "blocks": row.get("blocks"),
    }
    raw |= {"user": author, "username": row.get("author_name"), "subtype": "bot_message" if bot else None}
    return _hit(row.get("channel_id"), row.get("channel_name"), row.get("message_ts"), raw)


def _hit(id: object, name: object, ts: object, raw: dict[str, Any]) -> Hit | None:
    if not isinstance(id, str) or not isinstance(ts, str) or ts_time(ts) is None:
        return None
    link = raw.get("permalink")
    thread = _THREAD.search(link) if isinstance(link, str) else None
    return Hit(Channel(id, name if isinstance(name, str) and name else id), ts, thread[1] if thread else None, {"type": "message"} | raw)


def ts_text(moment: datetime) -> str:
    """A moment as `ts` writes it."""
    return f"{int(moment.timestamp())}.{moment.microsecond:06d}"


def holds_raw(row: dict[str, Any], words: Sequence[str]) -> bool:
    """Whether a raw message holds one of `words`, wherever in it that stands: to choose threads before authors are known."""
    found = [*row.values()]
    sought = [word.casefold() for word in words]
    while found:
        part = found.pop()
        if isinstance(part, str):
            text = part.casefold()
            if any(word in text for word in sought):
                return True
        elif isinstance(part, dict):
            found.extend(part.values())
        elif isinstance(part, list):
            found.extend(part)
    return False
