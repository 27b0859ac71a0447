"""What is said beside a value: the comment that trails its line, or else the comment lines right above it."""

from __future__ import annotations

import re
from collections.abc import Iterator

_LONGEST = 200
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*+\"|'[^']*+'")
# How a comment begins, by format; JSON means JSONC.
_MARKS = {
    "yaml": ("#",),
    "json": ("//",),
    "toml": ("#",),
    "dotenv": ("#",),
    "properties": ("#", "!"),
    "ini": ("#", ";"),
    "hcl": ("#", "//"),
    **dict.fromkeys(("shell", "dockerfile", "procfile", "requirements", "versions"), ("#",)),
    "systemd": ("#", ";"),
    "gomod": ("//",),
}
_ANY_MARK = {form: re.compile("|".join(marks)) for form, marks in _MARKS.items()}


def comments_of(text: str, form: str) -> dict[int, str]:
    """Line number (from 1) of each line that is not itself a comment → what is said of it, at most 200 characters."""
    found: dict[int, str] = {}
    if form not in _MARKS:
        return found
    if text.startswith("#!") and form == "shell":
        text = " " + text[1:]
    above: list[str] = []
    due = 0  # the line that the comment lines gathered so far stand right above
    letters = "".join(_MARKS[form]) + " \t"
    for number, line, place in _marked_lines(text, form):
        if above and number != due:
            found[due] = _plain(above, letters)
            above = []
        if not line[:place].strip():
            above.append(line)
            due = number + 1
        elif form != "properties" and (said := _trailing(line, place, _ANY_MARK[form])) is not None:
            found[number] = _plain([said], letters)
            above = []
    if above:
        found[due] = _plain(above, letters)
    return found


def _marked_lines(text: str, form: str) -> Iterator[tuple[int, str, int]]:
    """Each line that may hold a comment: its number, the line, and where a mark first stands after a blank or nothing."""
    number, counted, end = 1, 0, -1
    for hit in _ANY_MARK[form].finditer(text):
        place = hit.start()
        if place < end or (place and text[place - 1] not in " \t\n"):
            continue
        start = text.rfind("\n", 0, place) + 1
        number += text.count("\n", counted, start)
        counted = start
        end = text.find("\n", place)
        end = len(text) if end < 0 else end
        yield number, text[start:end], place - start


def _trailing(line: str, place: int, marks: re.Pattern[str]) -> str | None:
    """The comment at the end of a line with a value: its mark stands after a blank and outside quotes."""
    if '"' not in line and "'" not in line:
        return line[place:]
    # Quoted text is blanked out at equal length, so that positions still hold.
    visible = _QUOTED.sub(lambda quoted: "_" * len(quoted[0]), line)
    return next((line[hit.start() :] for hit in marks.finditer(visible) if visible[hit.start() - 1] in " \t"), None)


def _plain(lines: list[str], letters: str) -> str:
    return " ".join(bare for line in lines if (bare := line.strip(" \t").lstrip(letters)))[:_LONGEST].rstrip()
