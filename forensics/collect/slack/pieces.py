"""Where a raw message keeps its words: text, blocks, attachments and files, each sentence once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .entities import Names, note_bare_urls, plain_text, sound, spelled_link, unescape, utc_moment

_NO_LETTER = re.compile(r"[\W_]+")
_WORD = re.compile(r"\w+")
_FURTHER = frozenset({"attachments", "comment", "files", "file"})
_DEEPEST = 12  # blocks within attachments within blocks: real ones reach five
_MOST_PIECES = 2000
_SHORT = 16  # letters; below that, what stands inside another line need not be that line's words
_LOOKED_THROUGH = 50_000  # letters, and
_LOOKUPS = 500  # lines of one message that are sought inside others: Slack's own messages end at 40,000 characters


@dataclass(slots=True)
class Gathered:
    """The words of one message, piece by piece; a line of a later piece that says again what an earlier one said is left out."""

    names: Names
    links: dict[str, None] = field(default_factory=dict)
    _pieces: list[str] = field(default_factory=list)
    _letters: dict[str, None] = field(default_factory=dict)  # of each line so far, where more than one piece came
    _words: set[str] = field(default_factory=set)
    _compared: int = 0
    _counted: int = 0
    _looked_up: int = 0

    def text(self) -> str:
        return "\n".join(self._pieces)

    def add(self, plain: str) -> None:
        """Add text that is plain already. The lines of one piece may repeat themselves: so they were written."""
        plain = sound(plain).strip()
        if not plain or len(self._pieces) >= _MOST_PIECES:
            return
        if self._pieces:
            plain = "\n".join(self._new_lines(plain))
        if plain:
            self._pieces.append(plain)

    def _new_lines(self, plain: str) -> Iterator[str]:
        for piece in self._pieces[self._compared :]:
            self._letters.update((letters, None) for letters in map(letters_of, piece.splitlines()) if letters)
        self._compared = len(self._pieces)
        whole = ""
        for line in plain.splitlines():
            letters = letters_of(line)
            if not letters or letters in self._letters:
                continue
            if len(letters) >= _SHORT and self._looked_up < _LOOKUPS:
                self._looked_up += 1
                whole = whole or "\n".join(self._letters)[:_LOOKED_THROUGH]
                if letters in whole:
                    continue
            yield line.strip()

    def markup(self, written: object) -> None:
        if isinstance(written, str) and written:
            self.add(plain_text(written, self.names, self.links))

    def link(self, url: object, label: object = None) -> None:
        if isinstance(url, str) and url:
            self.add(spelled_link(unescape(url), label if isinstance(label, str) else "", self.links))

    def summary(self, written: object) -> None:
        """A fallback: its own lines are taken only where they hold a word that was not said yet."""
        if not isinstance(written, str):
            return
        plain = plain_text(written, self.names, self.links)
        note_bare_urls(plain, self.links)
        self._words.update(word for piece in self._pieces[self._counted :] for word in words_of(piece))
        self._counted = len(self._pieces)
        self.add("\n".join(line for line in plain.splitlines() if not self._words.issuperset(words_of(line))))


def letters_of(line: str) -> str:
    """A line without anything but its letters and digits: what stays the same however it is set."""
    return _NO_LETTER.sub("", line).casefold()


def words_of(line: str) -> list[str]:
    return _WORD.findall(line.casefold())


def gather(raw: dict[str, Any], gathered: Gathered) -> None:
    """Add everything that `raw`, a message of any age and kind, says."""
    gathered.markup(raw.get("text"))
    # What a person types in a client arrives as rich text, and Slack itself writes `text` from it.
    if not (raw.get("client_msg_id") and raw.get("text")):
        _blocks(raw.get("blocks"), gathered)
    if raw.keys().isdisjoint(_FURTHER):  # as nine of ten messages are
        return
    for attachment in _dicts(raw.get("attachments")):
        _attachment(attachment, gathered, 0)
    comment = raw.get("comment")  # the file comments of old exports
    if isinstance(comment, dict):
        gathered.markup(comment.get("comment"))
    for file in (*_dicts(raw.get("files")), *_dicts([raw.get("file")])):
        _file(file, gathered)


def _dicts(rows: object) -> Iterator[dict[str, Any]]:
    if isinstance(rows, list):
        yield from (row for row in rows if isinstance(row, dict))


def _file(file: dict[str, Any], gathered: Gathered) -> None:
    for name in ("title", "name", "preview", "plain_text"):
        written = file.get(name)
        if isinstance(written, str):
            gathered.add(unescape(written))
    url = file.get("permalink")
    if isinstance(url, str) and url:
        gathered.links[url] = None


def _attachment(attachment: dict[str, Any], gathered: Gathered, depth: int) -> None:
    gathered.markup(attachment.get("pretext"))
    gathered.markup(attachment.get("author_name"))
    title, link = attachment.get("title"), attachment.get("title_link")
    if isinstance(link, str) and link:
        gathered.link(link, plain_text(title, gathered.names, gathered.links) if isinstance(title, str) else None)
    else:
        gathered.markup(title)
    gathered.markup(attachment.get("text"))
    for field_ in _dicts(attachment.get("fields")):
        _titled(field_.get("title"), field_.get("value"), gathered)
    _blocks(attachment.get("blocks"), gathered, depth + 1)
    for shared in _dicts(attachment.get("message_blocks")):
        message = shared.get("message")
        _blocks(message.get("blocks") if isinstance(message, dict) else None, gathered, depth + 1)
    for file in _dicts(attachment.get("files")):
        _file(file, gathered)
    for name in ("from_url", "original_url"):
        url = attachment.get(name)
        if isinstance(url, str) and url:
            gathered.links[unescape(url)] = None
    gathered.markup(attachment.get("footer"))
    gathered.summary(attachment.get("fallback"))


def _titled(title: object, value: object, gathered: Gathered) -> None:
    # A field is one sentence, `timeout: 10`: its short value must not be lost for standing elsewhere too.
    parts = [plain_text(part, gathered.names, gathered.links) for part in (title, value) if isinstance(part, str) and part]
    gathered.add(": ".join(parts))


def _blocks(blocks: object, gathered: Gathered, depth: int = 0) -> None:
    for block in _dicts(blocks):
        if block.get("type") == "rich_text":
            gathered.add(_rich(block, gathered, depth))
        else:
            _block(block, gathered, depth)


def _block(block: dict[str, Any], gathered: Gathered, depth: int) -> None:
    """Any other block or element: its text objects, wherever it keeps them, so that kinds made later are read too."""
    if depth > _DEEPEST:
        return
    kind, text = block.get("type"), block.get("text")
    if isinstance(text, str):
        if kind in ("plain_text", "raw_text"):
            gathered.add(unescape(text))
        else:
            gathered.markup(text)
    for name, part in block.items():
        if name in ("alt_text", "title_url", "url") and isinstance(part, str):
            gathered.link(part) if "url" in name else gathered.add(unescape(part))
        elif name not in ("accessory", "value", "confirm", "options"):
            _part(part, gathered, depth + 1)
    _part(block.get("accessory"), gathered, depth + 1)


def _part(part: object, gathered: Gathered, depth: int) -> None:
    if isinstance(part, dict):
        _blocks([part], gathered, depth)
    elif isinstance(part, list) and depth <= _DEEPEST:
        for one in part:  # rows of a table are lists of cells
            _part(one, gathered, depth + 1)


def _rich(element: dict[str, Any], gathered: Gathered, depth: int) -> str:
    """Rich text as it reads. Its texts are not escaped, unlike all others."""
    kind, parts = element.get("type"), element.get("elements")
    if isinstance(parts, list):
        if depth > _DEEPEST:
            return ""
        told = [_rich(part, gathered, depth + 1) for part in _dicts(parts)]
        return ("\n" if kind in ("rich_text", "rich_text_list") else "").join(told)
    names = gathered.names
    match kind:
        case "text":
            return _word(element, "text")
        case "link":
            return spelled_link(_word(element, "url"), _word(element, "text"), gathered.links)
        case "user":
            return names.person(_word(element, "user_id"))
        case "channel":
            return names.channel(_word(element, "channel_id"))
        case "usergroup":
            return "@" + _word(element, "usergroup_id")
        case "broadcast":
            return "@" + _word(element, "range")
        case "emoji":
            return f":{_word(element, 'name')}:"
        case "date":
            return _word(element, "fallback") or utc_moment(_word(element, "timestamp"))
        case _:
            return _word(element, "text") or _word(element, "value")


def _word(element: dict[str, Any], name: str) -> str:
    written = element.get(name)
    return str(written) if isinstance(written, str | int) else ""
