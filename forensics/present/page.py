"""A page of styled lines for the terminal: the one gate where text is cleaned, measured in cells, cut and wrapped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from forensics.present.clean import one_line

# A piece of a line: its text and the names of its styles (drawing.py says how each looks). A name
# `@https://…` is the address that the piece leads to.
Piece = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The shapes that carry meaning, so that colour never has to."""

    first: str
    changed: str
    passed: str
    gone: str
    held: str
    left: str
    unchosen: str
    absent: str
    unread: str
    window: str
    seen: str
    ticket: str
    chat: str
    deploy: str
    other: str
    onward: str
    from_here: str
    to_here: str
    stretch: str
    arrow: str
    dot: str
    cut: str
    rule: str
    bullet: str
    edited: str
    unwatched: str
    watched: str


# fmt: off
UNICODE = Glyphs(
    "●", "◆", "○", "◌", "━", "┄", "✕", "·", "?", "≈", "△", "■", "◇", "▽", "•", "▶", "╞", "╡", "═", "→", "·", "…", "─", "·", "▲", "░", "─",
)
ASCII = Glyphs(
    "o", "#", "O", "x", "=", "-", "X", ".", "?", "~", "^", "T", "c", "v", "*", ">", "[", "]", "-", "->", "-", "~", "-", "-", "!", ":", "_",
)
# fmt: on
_PLAIN = str.maketrans({"—": "-", "–": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "…": "~", "→": "->", "·": "-", "×": "x", "\u00a0": " "})


class Page:
    """Lines of pieces, none wider than `width` cells. Every text goes through `text` before it is measured."""

    def __init__(self, width: int, unicode: bool) -> None:
        self.width = width
        self.glyphs = UNICODE if unicode else ASCII
        self.lines: list[list[Piece]] = []
        self._unicode = unicode

    def text(self, raw: str) -> str:
        """One harmless line; where the page is ASCII, everything else as a visible escape."""
        text = one_line(raw)
        return text if self._unicode else text.translate(_PLAIN).encode("ascii", "backslashreplace").decode("ascii")

    def cells(self, text: str) -> int:
        from rich.cells import cell_len

        return cell_len(text)

    def cut(self, text: str, room: int) -> str:
        """Cleaned `text` in at most `room` cells; what is cut off leaves a mark."""
        text = self.text(text)
        if self.cells(text) <= room:
            return text
        return self._within(text, max(0, room - 1)) + (self.glyphs.cut if room > 0 else "")

    def fit(self, text: str, room: int) -> str:
        """Cleaned `text` in exactly `room` cells."""
        shown = self.cut(text, room)
        return shown + " " * (room - self.cells(shown))

    def line(self, *pieces: Piece) -> None:
        """One line; what goes beyond the width is cut."""
        kept: list[Piece] = []
        room = self.width
        for text, style in pieces:
            if self.cells(text) > room:
                kept.append((self.cut_kept(text, room), style))
                break
            kept.append((text, style))
            room -= self.cells(text)
        self.lines.append(kept)

    def cut_kept(self, text: str, room: int) -> str:
        """Like `cut`, for text that is clean already and whose blanks count."""
        return text if self.cells(text) <= room else self._within(text, max(0, room - 1)) + (self.glyphs.cut if room > 0 else "")

    def blank(self) -> None:
        if self.lines and self.lines[-1]:
            self.lines.append([])

    def heading(self, title: str, aside: str = "") -> None:
        """A section's title, and a remark at the right where there is room."""
        self.blank()
        gap = self.width - self.cells(title) - self.cells(aside)
        self.line((title, "head"), *(((" " * gap, "plain"), (aside, "dim")) if aside and gap > 1 else ()))

    def wrapped(self, first: Sequence[Piece], pieces: Iterable[Piece], indent: int, most: int = 0) -> None:
        """`first` (clean, fitting), then `pieces` word by word, continued at `indent`. `most`: the last line's number, 0 for any."""
        line = list(first)
        used = sum(self.cells(text) for text, _ in line)
        fresh = True
        start = len(self.lines)
        for word, style in self._words(pieces, max(4, self.width - indent)):
            gap = 0 if fresh else 1
            if not fresh and used + gap + self.cells(word) > self.width:
                if most and len(self.lines) - start + 1 >= most:
                    self._end_cut(line, used)
                    return
                self.lines.append(line)
                line, used, gap = [(" " * indent, "plain")], indent, 0
            line.append((" " * gap + word, style))
            used += gap + self.cells(word)
            fresh = False
        self.lines.append(line)

    def broken(self, raw: str, room: int, most: int) -> list[str]:
        """Cleaned `raw` as at most `most` lines of at most `room` cells; at least one, which may be empty."""
        lines = [""]
        for word, _ in self._words([(raw, "")], room):
            joined = f"{lines[-1]} {word}" if lines[-1] else word
            if self.cells(joined) <= room:
                lines[-1] = joined
            else:
                lines.append(word)
        if len(lines) > most:
            lines = [*lines[: most - 1], self.cut_kept(" ".join(lines[most - 1 :]), room)]
        return lines

    def _end_cut(self, line: list[Piece], used: int) -> None:
        if used < self.width:
            self.lines.append([*line, (self.glyphs.cut, "dim")])
            return
        text, style = line[-1]
        self.lines.append([*line[:-1], (self._within(text, self.cells(text) - 1) + self.glyphs.cut, style)])

    def _words(self, pieces: Iterable[Piece], longest: int) -> Iterable[Piece]:
        for raw, style in pieces:
            for word in self.text(raw).split(" "):
                rest = word
                while self.cells(rest) > longest:
                    head = self._foldable(self._within(rest, longest) or rest[0])
                    yield head, style
                    rest = rest[len(head) :]
                if rest:
                    yield rest, style

    def _foldable(self, head: str) -> str:
        """The part of a long word that ends at a `/`, `#`, `&` or `.`, where one stands in its second half."""
        at = max(head.rfind(sign) for sign in "/#&.")
        return head[: at + 1] if at >= len(head) // 2 else head

    def _within(self, text: str, room: int) -> str:
        if text.isascii():
            return text[:room]
        used = 0
        for place, char in enumerate(text):
            used += self.cells(char)
            if used > room:
                return text[:place]
        return text
