"""The format-neutral incident document: headings, paragraphs, lists and tables of runs, which each format writes in its own way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from forensics.present.clean import one_line, safe_url

Style = Literal["plain", "strong", "code"]
# No run is longer, so that a message of a megabyte doesn't make a document of one; the JSON report has all of it.
LONGEST = 1200
LONGEST_CODE = 300
# XML 1.0 has no way to write these; they are no characters.
_ENDS_OF_PLANES = "".join(chr(plane * 0x10000 + end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
_NONCHARACTERS = re.compile(f"[\ufdd0-\ufdef{_ENDS_OF_PLANES}]")


def plain_line(text: str, longest: int = LONGEST) -> str:
    """Text from outside as one harmless line of at most `longest` characters: no control, bidi or format character, no non-character."""
    # Cut before as well: cleaning a megabyte only to throw it away takes its time.
    line = _NONCHARACTERS.sub(lambda hit: hit[0].encode("ascii", "backslashreplace").decode("ascii"), one_line(text[: 4 * longest]))
    return line if len(line) <= longest else line[: longest - 1] + "…"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one style, perhaps a link. Its text is made harmless here, so that no writer can forget to; an address
    that is not a plain http(s) one is dropped."""

    text: str
    style: Style = "plain"
    url: str | None = None

    def __post_init__(self) -> None:
        line = plain_line(self.text, LONGEST_CODE if self.style == "code" else LONGEST)
        if line and self.style != "code":  # the blanks between this run and its neighbours
            line = " " * self.text.startswith(" ") + line + " " * self.text.endswith(" ")
        elif self.text and not line:
            line = " "
        object.__setattr__(self, "text", line)
        object.__setattr__(self, "url", safe_url(self.url))


Runs: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    level: Literal[1, 2]
    runs: Runs


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: Runs


@dataclass(frozen=True, slots=True)
class Bullets:
    rows: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Each row has as many cells as `head`; a cell is a line of runs, perhaps empty. `widths`: their share of the page, for paper."""

    head: tuple[str, ...]
    rows: tuple[tuple[Runs, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Raw:
    """What the author of a template wrote between the parts, in the format of the document: passed through as it is."""

    text: str


Block: TypeAlias = Heading | Paragraph | Bullets | Table | Raw
SectionName = Literal["environments", "noted", "timeline", "evidence", "running", "promised", "code", "elsewhere", "unknown", "settle"]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the document that a template can place: its heading, and what stands under it."""

    name: SectionName
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """`title` is the key; `summary` the facts and the verdict; then the sections that have something to say."""

    key: str
    title: Runs
    summary: tuple[Block, ...]
    sections: tuple[Section, ...]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All of it in order, with its headings."""
        told: list[Block] = [Heading(1, self.title), *self.summary]
        for section in self.sections:
            told += [Heading(2, (Run(section.heading),)), *section.blocks]
        return tuple(told)


def plain(text: str) -> Run:
    return Run(text)


def strong(text: str) -> Run:
    return Run(text, "strong")


def code(text: str) -> Run:
    return Run(text, "code")


def text_of(runs: Runs) -> str:
    """The words alone, for formats and places without styles."""
    return "".join(run.text for run in runs)
