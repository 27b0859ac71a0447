"""Search questions in JQL, with both of its layers of escaping; nothing here asks anybody."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

# Reserved in text searches (Atlassian, "Search syntax for text fields"); a backslash before them makes them letters.
_RESERVED = re.compile(r'([+\-&|!(){}\[\]^~*?\\:"])')
_TICKET_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,254}-[1-9][0-9]{0,18}")
# A time in JQL is in the time zone of whoever asks, to the minute: a day on either side holds every zone.
_MARGIN = timedelta(days=1)
_ORDER = " ORDER BY created ASC, key ASC"


def quoted(text: str) -> str:
    """A JQL string: backslashes and quotes escaped, control characters as blanks."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def text_query(words: Sequence[str], since: datetime | None = None, until: datetime | None = None) -> str:
    """Issues whose text fields may hold one of `words`, as a phrase or as the beginning of a word, alive between the two times.

    Broad on purpose: the index splits and folds words in ways that differ between products; what comes back is looked through
    literally. Alive: created before the end, updated after the beginning. Raises ValueError without a word that can be asked for.
    """
    asked = [clause for word in words if word.strip() for clause in _clauses(word.strip())]
    if not asked:
        raise ValueError("no word to search for")
    parts = [f"({' OR '.join(dict.fromkeys(asked))})"]
    if since is not None:
        parts.append(f"updated >= {quoted(_minute(since - _MARGIN))}")
    if until is not None:
        parts.append(f"created <= {quoted(_minute(until + _MARGIN))}")
    return " AND ".join(parts) + _ORDER


def changed_query(project: str, since: datetime, until: datetime) -> str:
    """A project's issues that lived between the two times, those first that changed first: what changes meanwhile comes again, later."""
    times = f"updated >= {quoted(_minute(since - _MARGIN))} AND created <= {quoted(_minute(until + _MARGIN))}"
    return f"project = {quoted(project)} AND {times} ORDER BY updated ASC, key ASC"


def _clauses(word: str) -> list[str]:
    literal = _RESERVED.sub(r"\\\1", word)
    phrase = f"text ~ {quoted(chr(34) + literal + chr(34))}"
    begins = [] if re.search(r"\s", word) else [f"text ~ {quoted(literal + '*')}"]
    return [phrase, *begins]


def _minute(time: datetime) -> str:
    return time.strftime("%Y-%m-%d %H:%M")


def is_ticket_key(text: str) -> bool:
    """Whether it has the form of a ticket key; whether the project exists is another question."""
    return _TICKET_KEY.fullmatch(text) is not None


def keys_query(keys: Sequence[str]) -> str:
    """The issues of these keys, all of which have the form of one. A server refuses the whole question where one is unknown."""
    return f"key in ({', '.join(quoted(key) for key in keys)})" + _ORDER
