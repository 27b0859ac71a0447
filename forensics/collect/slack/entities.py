"""Slack's text markup as plain text: mentions, channels, dates and links spelled out, and only then the escapes undone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from forensics.model import Account

# How <…> and the three escapes are meant: https://docs.slack.dev/messaging/formatting-message-text
_ENTITY = re.compile(r"<([^<>\n]{1,4096})>")
_ESCAPE = re.compile(r"&(amp|lt|gt);")
_ESCAPED = {"amp": "&", "lt": "<", "gt": ">"}
_BARE_URL = re.compile(r"https?://[^\s<>|\"'`]{1,4096}")


@dataclass(frozen=True, slots=True)
class Names:
    """What ids are called: accounts by id, and channel names by channel id. Ids that are not in it are shown as they are."""

    accounts: Mapping[str, Account] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)

    def person(self, id: str, label: str = "") -> str:
        account = self.accounts.get(id)
        return "@" + ((account.handle or account.name) if account else label.removeprefix("@") or id)

    def channel(self, id: str, label: str = "") -> str:
        return "#" + (label.removeprefix("#") or self.channels.get(id) or id)


def unescape(text: str) -> str:
    """`&amp;`, `&lt;` and `&gt;` as the characters they stand for, once: `&amp;lt;` is the text `&lt;`."""
    return _ESCAPE.sub(lambda found: _ESCAPED[found[1]], text) if "&" in text else text


def sound(text: str) -> str:
    """The text with half characters, which JSON can spell and no encoding can write, replaced."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def plain_text(markup: str, names: Names, links: dict[str, None]) -> str:
    """The markup as it reads; the URLs in it are added to `links` in their order."""
    if "<" not in markup:
        return unescape(markup)
    pieces: list[str] = []
    end = 0
    for found in _ENTITY.finditer(markup):
        pieces += (unescape(markup[end : found.start()]), _spelled(found[1], names, links))
        end = found.end()
    return "".join([*pieces, unescape(markup[end:])])


def _spelled(entity: str, names: Names, links: dict[str, None]) -> str:
    target, _, label = entity.partition("|")
    target, label = unescape(target), unescape(label)
    sign, rest = target[0:1], target[1:]
    if sign == "@":
        return names.person(rest, label)
    if sign == "#":
        return names.channel(rest, label)
    if sign == "!":
        return _command(rest, label)
    return spelled_link(target, label, links)


def _command(command: str, label: str) -> str:
    word, _, rest = command.partition("^")
    if word == "date":
        return label or utc_moment(rest.partition("^")[0])
    return "@" + (label.removeprefix("@") or rest or word)


def utc_moment(seconds: str) -> str:
    """Seconds since 1970 as a moment to read; what can't be one stays as it is written."""
    try:
        return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%d %H:%M UTC")
    except (ValueError, OverflowError, OSError):
        return seconds


def spelled_link(url: str, label: str, links: dict[str, None]) -> str:
    """`label (url)`, or the URL alone where the label only repeats it; an e-mail address is no link."""
    if url.startswith("mailto:"):
        return label or url.removeprefix("mailto:")
    if "://" in url:
        links[url] = None
    if not label or label == url or label == url.partition("://")[2].rstrip("/"):
        return url
    return f"{label} ({url})"


def note_bare_urls(text: str, links: dict[str, None]) -> None:
    """Add the URLs that stand in plain text, as in an attachment's fallback, to `links`."""
    if "://" in text:
        links.update(dict.fromkeys(url.rstrip(".,;:!?)]}") for url in _BARE_URL.findall(text)))
