"""Jinja templates for post-mortems: where the parts of an incident document go, and what stands between them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from forensics.model import Report
from forensics.present.document import Block, Bullets, Document, Heading, Paragraph, Raw, plain, plain_line
from forensics.present.story import story
from forensics.present.words import headline, minute, role, shown, strength

# Name → what it follows. Each is a file of `layouts/`.
LAYOUTS = {
    "google-sre": "the example post-mortem of Google's SRE book",
    "pagerduty": "PagerDuty's post-mortem template",
    "atlassian": "Atlassian's incident post-mortem template",
    "howie": "the Howie guide's calibration document and report",
    "chef": "Chef's and Etsy's blameless post-mortem",
}
_PART = re.compile("\0([0-9]+)\0")
_LONGEST = 1_000_000


class LayoutRefused(Exception):
    """A template that can't be used; the message is the one sentence to show."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A template's name (a path for one's own) and text."""

    name: str
    text: str


class _Part(str):
    """Stands for blocks until the template has been gone through. No text can be one: outside texts hold no NUL."""

    __slots__ = ()


@dataclass(slots=True)
class _Parts:
    """What a template calls: each function keeps its blocks and returns their stand-in."""

    document: Document
    kept: list[tuple[Block, ...]] = field(default_factory=list)

    def keep(self, *blocks: Block) -> _Part:
        self.kept.append(blocks)
        return _Part(f"\0{len(self.kept) - 1}\0")

    def heading(self, text: object, level: int = 2) -> _Part:
        return self.keep(Heading(1 if level == 1 else 2, (plain(str(text)),)))

    def paragraph(self, text: object) -> _Part:
        return self.keep(Paragraph((plain(str(text)),)))

    def bullets(self, *texts: object) -> _Part:
        return self.keep(Bullets(tuple((plain(str(text)),) for text in texts)))

    def summary(self) -> _Part:
        return self.keep(*self.document.summary)

    def section(self, name: str, otherwise: str = "", lead: str = "") -> _Part:
        """The section without its heading, after a paragraph with `lead`; one with `otherwise` where the report has nothing of it."""
        found = next((section.blocks for section in self.document.sections if section.name == name), None)
        words = otherwise if found is None else lead
        return self.keep(*((Paragraph((plain(words),)),) if words else ()), *(found or ()))

    def has(self, name: str) -> bool:
        return any(section.name == name for section in self.document.sections)


def built_in(name: str) -> Layout:
    """One of `LAYOUTS`. Raises LayoutRefused for another name."""
    if name not in LAYOUTS:
        raise LayoutRefused(f"there is no template named {name!r}: choose one of {', '.join(LAYOUTS)}, or give the path of a file")
    return Layout(name, (resources.files("forensics.present") / "layouts" / f"{name}.j2").read_text(encoding="utf-8"))


def laid_out(layout: Layout, report: Report, document: Document, who: bool, escaped: Callable[[str], str]) -> tuple[Block, ...]:
    """The document's parts where the template puts them. The template's own text goes through as `Raw`; a value that it names goes
    through `escaped`, the format's own. It runs in Jinja's sandbox, without files to include. Raises LayoutRefused."""
    from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    if "\0" in layout.text or len(layout.text) > _LONGEST:
        raise LayoutRefused(f"{layout.name}: is no template: it is longer than {_LONGEST:,} characters or holds a NUL")
    parts = _Parts(document)

    def finished(value: object) -> str:
        return value if isinstance(value, _Part) else escaped(plain_line(str(value)))

    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, finalize=finished, trim_blocks=True, lstrip_blocks=True)
    names = ("heading", "paragraph", "bullets", "summary", "section", "has")
    try:
        text = environment.from_string(layout.text).render({name: getattr(parts, name) for name in names} | _values(report, who))
    except TemplateError as error:
        line = f":{error.lineno}" if isinstance(error, TemplateSyntaxError) else ""
        raise LayoutRefused(f"{layout.name}{line}: {error.message or type(error).__name__}") from error
    except (ArithmeticError, AttributeError, LookupError, MemoryError, OverflowError, RecursionError, TypeError, ValueError) as error:
        raise LayoutRefused(f"{layout.name}: can't be filled in: {error}") from error
    return tuple(_blocks(text, parts.kept))


def _blocks(text: str, kept: list[tuple[Block, ...]]) -> list[Block]:
    """The text between the stand-ins as `Raw`, the stand-ins as what they stand for."""
    found: list[Block] = []
    for place, piece in enumerate(_PART.split(text)):
        if place % 2:
            found += kept[int(piece)]
        elif piece.strip():
            found.append(Raw(piece.strip("\n")))
    return found


def _values(report: Report, who: bool) -> dict[str, Any]:
    """Plain texts, for templates that write sentences of their own."""
    told = story(report, who)
    verdict, setting, episode = told.verdict, told.setting, told.episode
    stands = setting.stands if setting else ()
    called = [(stand, role(stand, setting, verdict)) for stand in stands] if setting else []
    return {
        "key": report.asked.key,
        "as_of": minute(report.asked.as_of),
        "version": report.version,
        "setting": setting.id if setting else "",
        "headline": headline(verdict) if verdict else "No verdict",
        "strength": strength(verdict.confidence) if verdict else "",
        "verdict": told.roles.text(verdict.summary) if verdict else "",
        "intended": verdict.intended_value or "" if verdict else "",
        "since": minute(episode.opened_at) if episode else "",
        "until": minute(episode.closed_at) if episode and episode.closed_at else "",
        "environments": tuple(
            {"name": stand.environment, "value": shown(stand.effective), "role": one.label.capitalize(), "because": one.because}
            for stand, one in called
        ),
    }
