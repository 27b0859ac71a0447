"""Whether one value is a slip of the finger or of the unit away from another."""

from __future__ import annotations

import re

# `12_000`: TOML and YAML 1.1 let digits be grouped.
_GROUPED = re.compile(r"(?<=\d)_(?=\d)")
# Of longer numbers nobody can say what slip made them.
_NUMBER = re.compile(r"^(-?[0-9]{1,30})([A-Za-z%]*)$")


def slip(odd: str, meant: str) -> str | None:
    """What slip turns `meant` into `odd`, in a few words; None where none does.

    Looked for: a digit lost, doubled, added or swapped with its neighbour, a factor of 1000 (seconds against milliseconds), a
    unit forgotten; for words, one letter. Numbers of one digit say nothing and are left out.
    """
    one, other = (_NUMBER.match(_GROUPED.sub("", text.strip())) for text in (odd, meant))
    if one and other:
        return _numbers(one, other)
    if len(meant) >= 5 and odd.casefold() != meant.casefold() and _one_edit(odd, meant) and not (_digits(odd) or _digits(meant)):
        return "one letter differs"
    return None


def _digits(text: str) -> bool:
    return any(letter.isdigit() for letter in text)


def _numbers(odd: re.Match[str], meant: re.Match[str]) -> str | None:
    (left, left_unit), (right, right_unit) = odd.groups(), meant.groups()
    if left == right and left_unit != right_unit and len(right) > 1:
        return "the unit differs"
    if left_unit != right_unit or len(right) < 2 or left == right:
        return None
    if (int(right) and int(left) * 1000 == int(right)) or int(left) == int(right) * 1000:
        return "a factor of 1000"
    if left.rstrip("0") == right.rstrip("0") and abs(len(left) - len(right)) == 1:
        return "a zero lost" if len(left) < len(right) else "a zero too many"
    if len(left) == len(right) and sorted(left) == sorted(right) and _swapped(left, right):
        return "two digits swapped"
    if len(right) >= 3 and abs(len(left) - len(right)) == 1 and _one_edit(left, right):
        return "a digit lost" if len(left) < len(right) else "a digit too many"
    return None


def _swapped(one: str, other: str) -> bool:
    unequal = [place for place in range(len(one)) if one[place] != other[place]]
    return len(unequal) == 2 and unequal[1] == unequal[0] + 1


def _one_edit(one: str, other: str) -> bool:
    """Whether one insertion, deletion or substitution turns one text into the other."""
    if abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    place = next((n for n, letter in enumerate(short) if letter != long[n]), len(short))
    return short[place:] == long[place + 1 :] or (len(short) == len(long) and short[place + 1 :] == long[place + 1 :])


def edits(one: str, other: str) -> int:
    """How many insertions, deletions and substitutions turn one name into the other (Levenshtein), counted up to 3."""
    if abs(len(one) - len(other)) > 2:
        return 3
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        diagonal, row[0] = row[0], place
        for column, wanted in enumerate(other, 1):
            diagonal, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, diagonal + (letter != wanted))
    return min(row[-1], 3)
