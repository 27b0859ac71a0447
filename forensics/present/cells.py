"""One row of terminal cells that can be drawn over: a lane, a row of marks."""

from __future__ import annotations

from forensics.present.page import Page, Piece


class Cells:
    """One row of terminal cells, drawn over from left to right. A wide character takes its cell and the next."""

    def __init__(self, width: int, page: Page) -> None:
        self._chars = [" "] * width
        self._tones = ["plain"] * width
        self._page = page

    def put(self, at: int, char: str, tone: str) -> None:
        if 0 <= at < len(self._chars):
            self._break(at)
            self._chars[at], self._tones[at] = char, tone

    def fill(self, start: int, end: int, char: str, tone: str) -> None:
        for at in range(max(0, start), min(end, len(self._chars))):
            self.put(at, char, tone)

    def write(self, at: int, text: str, tone: str) -> None:
        for char in text:
            size = self._page.cells(char)
            if size == 0 and 0 < at <= len(self._chars) and self._chars[at - 1]:
                self._chars[at - 1] += char
            elif size and at + size <= len(self._chars):
                self.put(at, char, tone)
                if size == 2:
                    self.put(at + 1, "", tone)
                    self._chars[at] = char
                at += size

    def pieces(self) -> list[Piece]:
        """The row as pieces of one tone each, without blanks at its end."""
        found: list[Piece] = []
        for char, tone in zip(self._chars, self._tones, strict=True):
            if found and found[-1][1] == tone:
                found[-1] = (found[-1][0] + char, tone)
            else:
                found.append((char, tone))
        if found and not found[-1][0].strip():
            found.pop()
        return found

    def _break(self, at: int) -> None:
        """A wide character that loses one of its cells becomes blanks."""
        if self._chars[at] == "" and at > 0:
            self._chars[at - 1] = " "
        if at + 1 < len(self._chars) and self._chars[at + 1] == "":
            self._chars[at + 1] = " "
