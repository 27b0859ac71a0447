"""Raw Slack JSON as messages and accounts. Missing keys, unknown users and broken rows are normal; nothing here raises."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from forensics.model import Account, Message

from .entities import Names, sound
from .pieces import Gathered, gather

_TS = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,12}))?")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel, group or direct conversation: its id, and what it is called."""

    id: str
    name: str


def ts_time(ts: object) -> datetime | None:
    """The moment of a `ts` (`1736478514.897649`), to the microsecond as it is written; None where it is none."""
    found = _TS.fullmatch(ts) if isinstance(ts, str) else None
    if found is None:
        return None
    try:
        return _EPOCH + timedelta(seconds=int(found[1]), microseconds=int((found[2] or "0").ljust(6, "0")[:6]))
    except OverflowError:
        return None


def permalink(workspace: str | None, channel_id: str, ts: str, thread: str | None = None) -> str | None:
    """The address of a message in `workspace` (`https://acme.slack.com/`), as chat.getPermalink writes it; None without workspace.

    https://docs.slack.dev/reference/methods/chat.getPermalink
    """
    if not workspace:
        return None
    reply = f"?thread_ts={thread}&cid={channel_id}" if thread and thread != ts else ""
    return f"{workspace.rstrip('/')}/archives/{channel_id}/p{ts.replace('.', '')}{reply}"


def read_account(raw: object) -> Account | None:
    """A row of users.json or an answer of users.info; None where it has no id. A deleted one may hold little but its id."""
    if not isinstance(raw, dict) or not _text(raw, "id"):
        return None
    profile = raw.get("profile")
    profile = profile if isinstance(profile, dict) else {}
    handle = _text(profile, "display_name") or _text(raw, "name")
    name = _text(profile, "real_name") or _text(raw, "real_name") or handle or _text(raw, "id")
    deleted = raw.get("deleted")
    bot = bool(raw.get("is_bot")) or raw.get("id") == "USLACKBOT"
    return Account(
        "slack",
        _text(raw, "id"),
        name,
        handle or None,
        _text(profile, "email") or None,
        not deleted if isinstance(deleted, bool) else None,
        bot,
    )


def read_channel(raw: object, accounts: dict[str, Account]) -> Channel | None:
    """A row of channels.json, groups.json, dms.json or mpims.json; None where it has no id. A direct conversation is called
    by its members."""
    if not isinstance(raw, dict) or not _text(raw, "id"):
        return None
    name = _text(raw, "name")
    if not name:
        members = raw.get("members") or [raw.get("user")]
        known = [Names(accounts).person(one) for one in members if isinstance(one, str)] if isinstance(members, list) else []
        name = ", ".join(known) or _text(raw, "id")
    return Channel(_text(raw, "id"), name)


def read_message(raw: object, channel: Channel, names: Names, workspace: str | None = None) -> Message | None:
    """One message, whatever wrote it; None where `raw` is no message or has no usable `ts`.

    A row that tells of a change or a deletion (exports that keep edits have them) is read as the message it speaks of: such an
    id comes again, each time as another version.
    """
    if not isinstance(raw, dict) or raw.get("type", "message") != "message":
        return None
    kind = raw.get("subtype")
    if kind in ("message_changed", "message_replied") and isinstance(raw.get("message"), dict):
        return read_message({"type": "message", **raw["message"], "subtype": None}, channel, names, workspace)
    if kind == "message_deleted":
        before = raw.get("previous_message")
        told = {"type": "message", **(before if isinstance(before, dict) else {}), "subtype": None}
        message = read_message(told | {"ts": raw.get("deleted_ts") or told.get("ts")}, channel, names, workspace)
        return None if message is None else replace(message, deleted=True)
    ts = _text(raw, "ts")
    time = ts_time(ts)
    if time is None:
        return None
    gathered = Gathered(names)
    deleted = kind == "tombstone"
    if not deleted:  # the words of a tombstone are Slack's own
        gather(raw, gathered)
    thread = _text(raw, "thread_ts") or (ts if raw.get("replies") or raw.get("reply_count") else "")
    edited = raw.get("edited")
    return Message(
        channel=channel.name,
        channel_id=channel.id,
        ts=ts,
        time=time,
        text=gathered.text(),
        author=read_author(raw, names),
        thread=thread if _TS.fullmatch(thread) else None,
        links=tuple(map(sound, gathered.links)),
        url=_text(raw, "permalink") or permalink(workspace, channel.id, ts, thread),
        edited_at=ts_time(edited.get("ts")) if isinstance(edited, dict) else None,
        deleted=deleted,
    )


def read_author(raw: dict[str, Any], names: Names) -> Account | None:
    """Who wrote it, from the accounts known, or else from what the message itself says of its author; None where it says nothing."""
    comment, inner = raw.get("comment"), raw.get("bot_profile")
    id = _text(raw, "user") or (_text(comment, "user") if isinstance(comment, dict) else "")
    bot_id = _text(raw, "bot_id") or (_text(inner, "id") if isinstance(inner, dict) else "")
    by_bot = bool(bot_id) or raw.get("subtype") == "bot_message"
    if id in names.accounts:
        known = names.accounts[id]
        return replace(known, bot=True) if by_bot and not known.bot else known
    profile = raw.get("user_profile")
    profile = profile if isinstance(profile, dict) else {}
    own = _text(inner, "name") if isinstance(inner, dict) else ""
    handle = _text(profile, "display_name") or _text(profile, "name") or _text(raw, "username")
    name = _text(profile, "real_name") or handle or own or id or bot_id
    if not name:
        return None
    return Account("slack", id or bot_id or name, name, handle or None, _text(profile, "email") or None, None, by_bot)


def _text(raw: dict[str, Any], name: str) -> str:
    written = raw.get(name)
    return sound(written) if isinstance(written, str) else ""
