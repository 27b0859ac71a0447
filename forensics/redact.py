"""The one gate for secrets: masks them in values, in free text and in a whole report, and keeps equal ones recognisable."""

from __future__ import annotations

import base64
import binascii
import dataclasses
import hashlib
import hmac
import re
from functools import lru_cache
from typing import Any, TypeVar, cast
from urllib.parse import quote

from forensics import secret_shapes as shapes
from forensics.model import (
    CodeRead,
    Episode,
    Event,
    Explanation,
    LayerValue,
    Moved,
    Neighbour,
    Note,
    Report,
    Setting,
    Span,
    Stand,
    Verdict,
    Window,
)

Document = TypeVar("Document")
# Lengths of short secrets help to guess them (facts: never below 12).
_LENGTH_FROM = 12
_LITERAL_FROM = 4

_NAME = (
    r"[\w.\[\]-]{0,80}?"
    r"(?i:passw(?:or)?d|passphrase|passcode|pwd|pass|secret|token|api[_-]?key|key|credentials?|creds|_auth|pin|salt)[\w.-]{0,40}"
)
_ASSIGNED = re.compile(
    rf"(?<![\w.-])(?P<key>{_NAME})(?P<sep>[\"']?\s*(?:=>|:=|==|=|:)\s*)"
    rf"(?P<value>\"[^\"\n]*\"|'[^'\n]*'|`[^`\n]*`|\$\{{\{{.*?\}}\}}|\{{\{{.*?\}}\}}|\$\{{[^}}\n]*\}}|[^\s,;&\"'`)\]}}]+)"
)
_OPTION = re.compile(rf"(?<!\S)(?P<key>--?{_NAME})(?P<sep>\s+)(?P<value>[^\s\"'-]\S*|\"[^\"\n]*\"|'[^'\n]*')")
_TOLD = re.compile(
    rf"(?<![\w.-])(?P<key>{_NAME})(?P<sep>[\"'`]?\s+(?:is|was|to|from|now|→|->)\s+(?:now\s+)?)(?P<value>\"[^\"\n]+\"|'[^'\n]+'|`[^`\n]+`|\S+)"
)
_ARROW = re.compile(r"(?P<lead><redacted [^<>\n]*>\s*(?:→|->|=>|to)\s*)(?P<value>\"[^\"\n]+\"|'[^'\n]+'|`[^`\n]+`|\S+)")
_DEFAULTED = re.compile(r"\$\{\w+:-?([^{}]+)\}")
# What bounds a literal is what a run of these ends at.
_RUN = re.compile(r"[A-Za-z0-9]+")
_MOST_PATTERNS = 1_000
_SECRET_DATA = re.compile(r"\bSecret/[^#]*?\b(?:data|stringData)\b")
_UNWORDY = re.compile(r"[\d!#$%^&*+=@~_]|[a-z][A-Z]")

# Fields whose text is an object id, an event id or a word of a fixed list, never anything from outside.
_OBJECT_IDS = ("commit", "value_commit", "line_commit", "head", "written_in")
_EVENT_IDS = ("origin", "opened_by", "closed_by", "to", "cites", "by", "event")
_FIXED_WORDS = ("kind", "state", "status", "subject", "tier", "nature", "version", "says", "resolved")
_AS_IS = frozenset((*_OBJECT_IDS, *_EVENT_IDS, *_FIXED_WORDS))
_VALUE_FIELDS: dict[type, tuple[str, ...]] = {
    Span: ("value",),
    LayerValue: ("value",),
    Stand: ("declared", "observed"),
    Window: ("values",),
    CodeRead: ("default",),
    Event: ("before", "after"),
    Explanation: ("value",),
    Verdict: ("intended_value",),
    Note: ("intended_value",),
    Moved: ("before", "after"),
}


class Redactor:
    """Masks secrets for one run. Whatever it masked once it masks wherever the same literal stands afterwards.

    `fingerprint_key` makes fingerprints comparable between the runs of one user and useless to anybody else.
    """

    def __init__(self, fingerprint_key: bytes) -> None:
        self._key = fingerprint_key
        self._literals: set[str] = set()
        self._by_run: dict[str, list[str]] = {}  # the literals by a run of letters and digits in each; "": those without one
        self._patterns: dict[tuple[str, ...], re.Pattern[str]] = {}
        self._texts: dict[str, str] = {}  # what was made of texts, by the literals that are known now

    @property
    def literals(self) -> int:
        """How many secrets it knows by now."""
        return len(self._literals)

    def knows_any_in(self, text: str) -> bool:
        """Whether one of these stands in a text."""
        return self._known(text) != text

    def value(self, key_path: str, value: str, *, structural_secret: bool = False) -> str:
        """`value` as it may be shown under `key_path`: whole, masked whole, or with its secret part masked.

        References, booleans, and numbers under keys that measure something (`TOKEN_TTL`) stay. `structural_secret` says that the
        file's structure makes it secret (a Kubernetes Secret, `sensitive = true`), whatever the key's name.
        """
        if shapes.MASKED.fullmatch(value) or not value:
            return value
        scheme = shapes.scheme_of_encryption(key_path, value)
        if scheme:
            return f"<encrypted: {scheme} fp:{self._fingerprint(value)}>"
        if shapes.is_reference(value) or shapes.is_open_word(value):
            return value
        structural = structural_secret or _in_kubernetes_secret(key_path)
        if structural and not (shapes.is_number(value) and _measures(key_path)):
            return self._mask(value)
        if shapes.key_keeps_secret(key_path, value):
            return self._mask(value)
        if shapes.is_number(value):
            return value
        return self._by_shape(value, entropy=not shapes.public_by_key(key_path))

    def text(self, text: str) -> str:
        """Free text with its secrets masked: provider patterns, `key=value` and told forms, random-looking words, and every
        literal masked before in this run."""
        shown = self._texts.get(text)
        if shown is None:
            before = len(self._literals)
            shown = self._masked(text)
            if len(self._literals) == before:
                self._texts[text] = shown
        return shown

    def _masked(self, text: str) -> str:
        shown = self._by_shape(text, entropy=False)
        for pattern in (_ASSIGNED, _OPTION):
            shown = pattern.sub(lambda hit: self._assigned(hit, told=False), shown)
        shown = _TOLD.sub(lambda hit: self._assigned(hit, told=True), shown)
        shown = _ARROW.sub(self._arrow, shown)
        return self._by_shape(shown, entropy=True)

    def report(self, report: Report, reveal: bool = False) -> Report:
        """The report with every text gone through this gate, once to learn its secrets and once to mask them everywhere.

        `reveal` leaves the traced settings' own values readable (spans, layers, before and after); free text stays masked.
        """
        return self.document(report, report.asked.key, reveal)

    def document(self, document: Document, key: str, reveal: bool) -> Document:
        """Any frozen document of the model in the same way; `key` is the one that was asked for."""
        walk = _Walk(self, reveal)
        walk.through(document, key)
        return cast(Document, walk.through(document, key))

    def _by_shape(self, text: str, *, entropy: bool) -> str:
        if shapes.may_hold_token(text):
            for pattern in shapes.PROVIDERS:
                text = pattern.sub(self._matched, text)
        text = self._known(text)
        if entropy and len(text) >= shapes.SHORTEST_RANDOM:
            for part in shapes.random_parts(shapes.MASKED.sub(" ", text)):
                text = text.replace(part, self._mask(part))
        return text

    def _known(self, text: str) -> str:
        pattern = self._pattern_for(text)
        if pattern is None:
            return text
        return pattern.sub(lambda hit: hit[0] if shapes.MASKED.fullmatch(hit[0]) else self._mask(hit[0]), text)

    def _pattern_for(self, text: str) -> re.Pattern[str] | None:
        """What finds the literals in a text; None where none of them can stand in it: a literal begins and ends where runs of letters
        and digits do, so that each of its own is a whole one of the text's."""
        if not self._literals:
            return None
        runs = ["", *_RUN.findall(text)]
        if self._by_run.keys().isdisjoint(runs):
            return None
        some = {literal for run in runs for literal in self._by_run.get(run, ())}
        longest_first = tuple(sorted(some, key=lambda literal: (-len(literal), literal)))
        pattern = self._patterns.get(longest_first)
        if pattern is None:
            if len(self._patterns) >= _MOST_PATTERNS:
                self._patterns.clear()
            choices = "|".join(map(re.escape, longest_first))
            pattern = re.compile(rf"{shapes.MASKED.pattern}|(?<![A-Za-z0-9])(?:{choices})(?![A-Za-z0-9])")
            self._patterns[longest_first] = pattern
        return pattern

    def _matched(self, hit: re.Match[str]) -> str:
        secret = hit.groupdict().get("s") or hit[0]
        if shapes.is_reference(secret) or shapes.MASKED.search(hit[0]) or shapes.is_open_word(secret):
            return hit[0]
        at = hit[0].rindex(secret)
        return hit[0][:at] + self._mask(secret) + hit[0][at + len(secret) :]

    def _assigned(self, hit: re.Match[str], *, told: bool) -> str:
        quoted = hit["value"]
        value = quoted.strip("\"'`") if quoted[0] in "\"'`" else quoted.rstrip(".!?" if told else "")
        plain = not value or value.startswith("<") or shapes.is_reference(value) or shapes.is_open_word(value)
        if plain or (told and quoted[0] not in "\"'`" and not _UNWORDY.search(value)) or not shapes.key_keeps_secret(hit["key"], value):
            return hit[0]
        return hit["key"] + hit["sep"] + quoted.replace(value, self._mask(value), 1)

    def _arrow(self, hit: re.Match[str]) -> str:
        value = hit["value"].strip("\"'`").rstrip(".,;)")
        if not value or value.startswith("<") or not _UNWORDY.search(value) or shapes.is_reference(value):
            return hit[0]
        return hit["lead"] + hit["value"].replace(value, self._mask(value), 1)

    def _mask(self, secret: str) -> str:
        self._remember(secret)
        length = f"len={len(secret)} " if len(secret) >= _LENGTH_FROM else ""
        return f"<redacted {length}fp:{self._fingerprint(secret)}>"

    def _remember(self, secret: str) -> None:
        """Keeps the literal, and the other forms in which it travels, so that they are masked in every other text."""
        text = secret.strip()
        forms = {text, quote(text, safe=""), base64.b64encode(secret.encode(errors="surrogatepass")).decode(), _decoded(text)}
        forms |= set(_DEFAULTED.findall(text))
        forms |= {line.strip() for line in text.splitlines() if len(line.strip()) >= 20 and "-----" not in line}
        fresh = {form for form in forms if len(form) >= _LITERAL_FROM} - self._literals
        if fresh:
            self._literals |= fresh
            self._texts = {}
            for form in fresh:
                self._by_run.setdefault(max(_RUN.findall(form), key=len, default=""), []).append(form)

    def _fingerprint(self, value: str) -> str:
        return hmac.new(self._key, b"v1|" + value.encode(errors="surrogatepass"), hashlib.sha256).hexdigest()[:8]


class _Walk:
    """Goes through a report's dataclasses field by field: a field nobody thought of is free text, and so is masked too."""

    def __init__(self, redactor: Redactor, reveal: bool) -> None:
        self._redactor = redactor
        self._reveal = reveal

    def through(self, node: Any, key: str) -> Any:
        """What stands in its place: the same object where nothing in it is masked."""
        if isinstance(node, str):
            shown = self._redactor.text(node)
            return node if shown == node else shown
        if isinstance(node, tuple):
            return _unless_same(node, tuple(self.through(part, key) for part in node))
        if not dataclasses.is_dataclass(node) or isinstance(node, type):
            return node
        if isinstance(node, Setting):
            key = _key_of(node.id)
        elif isinstance(node, Event):
            key = _key_of(node.setting) if node.setting else key
        elif isinstance(node, Neighbour):
            kept = self._reveal and node.own  # what is revealed is the key's own, never what stands beside it
            return node if kept else dataclasses.replace(node, value=self._redactor.value(node.keypath, node.value))
        elif isinstance(node, (Verdict, Explanation, Moved, Note)):
            key = _key_of(node.setting)
        fresh: dict[str, Any] = {}
        made: Any
        for name, how in _fields_of(type(node)):
            held = getattr(node, name)
            if how == "value":
                made = self._each(held, key)
            elif how == "values":
                made = tuple((self._redactor.text(name), self._each(value, key)) for name, value in held)
            elif how == "own" and not dataclasses.is_dataclass(held):
                continue
            else:
                made = self.through(held, key)
            if made is not held and made != held:
                fresh[name] = made
        return dataclasses.replace(node, **fresh) if fresh else node

    def _each(self, held: Any, key: str) -> Any:
        if isinstance(held, tuple):
            return tuple(self._each(part, key) for part in held)
        if held is None or self._reveal:
            return held
        return self._redactor.value(key, held)


@lru_cache(maxsize=256)
def _fields_of(kind: type) -> tuple[tuple[str, str], ...]:
    """Each field of a dataclass and what it holds: a `value` of the key, `values` by environment, nothing from outside (our `own` words
    and ids; a whole noun in a field that is named like one of them has texts of its own), or else any text. What a clue or a finding
    says may quote; what a layer says is a fixed word."""
    found: list[tuple[str, str]] = []
    for field in dataclasses.fields(kind):
        name, how = field.name, ""
        if name in _VALUE_FIELDS.get(kind, ()):
            how = "value"
        elif name == "values" and kind in (Episode, Note):
            how = "values"
        elif (name in _AS_IS and (name != "says" or kind is LayerValue)) or (name == "id" and kind is Event):
            how = "own"
        found.append((name, how))
    return tuple(found)


def _unless_same(before: tuple[Any, ...], after: tuple[Any, ...]) -> tuple[Any, ...]:
    return before if all(one is other for one, other in zip(before, after, strict=True)) else after


def _key_of(setting_id: str) -> str:
    return setting_id.partition("#")[2] or setting_id


def _in_kubernetes_secret(key_path: str) -> bool:
    return "Secret/" in key_path and _SECRET_DATA.search(key_path) is not None


def _measures(key_path: str) -> bool:
    return not shapes.key_keeps_secret(key_path, "1") and shapes.key_keeps_secret(key_path, "x1y2")


def _decoded(text: str) -> str:
    try:
        plain = base64.b64decode(text, validate=True).decode()
    except (binascii.Error, ValueError):
        return ""
    return plain.strip() if plain.strip().isprintable() else ""
