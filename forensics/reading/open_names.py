"""Which names may be kept outside a report: those in which a report would mask nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from forensics.keys import keypath
from forensics.model import Entry, Parsed
from forensics.redact import Redactor
from forensics.secret_shapes import may_hold_token

_WORD = re.compile(r"[A-Za-z0-9_.\-\[\]#/]*+")
_DIGIT = re.compile(r"\d")
_NO_KEY = bytes(32)  # only whether a redactor masks counts here, never what it puts there
_LONG = 200  # characters; of longer values nothing is remembered


class OpenNames:
    """Learns what is secret from the values of one file after another: entries may go by a URL, an id, or a value that is masked."""

    def __init__(self) -> None:
        self._redactor = Redactor(_NO_KEY)
        self._seen: set[tuple[str, str]] = set()  # of what may be secret
        self._whole_open: set[tuple[str, ...]] = set()
        self._by_what_is_known: dict[str, bool] = {}  # until more is
        self.literals = 0  # how much is known as secret

    def learn(self, entries: Sequence[Entry]) -> None:
        """What a report would mask in some entries, it would mask wherever it stands."""
        for entry in entries:
            if entry.value:
                self._learn_value(keypath(entry.path), entry.value)
            if entry.comment:
                self._redactor.text(entry.comment)
        if self._redactor.literals != self.literals:
            self.literals, self._by_what_is_known = self._redactor.literals, {}

    def _learn_value(self, key_path: str, value: str) -> None:
        if (key_path, value) not in self._seen and not (len(value) <= _LONG and _says_no_secret(key_path, value)):
            self._seen.add((key_path, value))
            self._redactor.value(key_path, value)

    def holds(self, parsed: Parsed) -> bool:
        """Whether all names in a file are open: those of entries and of scopes, and why it is degraded."""
        paths = {entry.path for entry in parsed.entries}
        names = {name for path in paths for name in path}
        names.update(name for scope in {entry.scope for entry in parsed.entries} if scope is not None for name in (*scope.only, *scope.but))
        names.add(parsed.degraded or "")
        return all(map(self._is_open, names)) and all(map(self._is_unknown, names)) and self._are_whole_open(paths)

    def _are_whole_open(self, paths: set[tuple[str, ...]]) -> bool:
        """Whether no token stands in several names of a path together, each of which is open."""
        new = [keypath(path) for path in paths - self._whole_open]
        if may_hold_token("\n".join(new)) and not all(not may_hold_token(whole) or self._is_open(whole) for whole in new):
            return False
        self._whole_open |= paths
        return True

    def _is_open(self, name: str) -> bool:
        is_open = _looks_open(name)
        if not is_open:
            self._redactor.text(name)  # what is secret in it is so in others
        return is_open

    def _is_unknown(self, name: str) -> bool:
        known = self._by_what_is_known.get(name)
        if known is None:
            known = self._by_what_is_known[name] = not self._redactor.knows_any_in(name)
        return known


@lru_cache(maxsize=65536)
def _says_no_secret(key_path: str, value: str) -> bool:
    """Whether a redactor surely learns nothing from a value, whatever it knows by then."""
    redactor = Redactor(_NO_KEY)
    redactor.value(key_path, value)
    return not redactor.literals


@lru_cache(maxsize=65536)
def _looks_open(text: str) -> bool:
    """Whether a redactor that knows no secret leaves a text as it is."""
    return _is_plain(text) or Redactor(_NO_KEY).text(text) == text


def _is_plain(text: str) -> bool:
    """Whether a redactor that knows no secret surely leaves a text as it is: nothing is assigned in it, no token begins in it, and it is
    too short to look drawn at random, or has no digit (secret_shapes.py)."""
    return _WORD.fullmatch(text) is not None and (len(text) < 16 or _DIGIT.search(text) is None) and not may_hold_token(text)
