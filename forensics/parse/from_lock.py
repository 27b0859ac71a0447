"""Lock files → tree: package name → the version that was resolved, and nothing else; told apart by what they hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from forensics.parse.pins import Pin, pinned
from forensics.parse.text import numbered
from forensics.parse.tree import Outline

_TABLE = re.compile(r"^(?:\[\[(package)\]\]|(\[)|name = \"([^\"\n]++)\"|version = \"([^\"\n]++)\")", re.MULTILINE)
_NPM = re.compile(
    r"\"((?:[^\"\n/]++/)*?node_modules/[^\"\n]++)\":\s*+\{\s*+(?:\"name\":\s*+\"[^\"\n]*+\",\s*+)?+\"version\":\s*+\"([^\"\n]++)\""
)
_NPM_1 = re.compile(r"^([ \t]++)\"([^\"\n]++)\":[ \t]*+\{\s*+\"version\":\s*+\"([^\"\n]++)\"", re.MULTILINE)
_COMPOSER = re.compile(r"\"name\":\s*+\"([^\"\n]++)\",\s*+\"version\":\s*+\"([^\"\n]++)\"")
_NAMED = re.compile(r"\"([^\"\n]++)\":\s*+\{(?=([^{}]*+))")
_RESOLVED = re.compile(r"\"(?:version|resolved)\":\s*+\"([^\"\n]++)\"")
_YARN = re.compile(r"^\"?(@?[^@\"\n,#\s]++)@[^\n]*+\n(?<=:\n)[ ]{2}version:?[ ]\"?([^\"\n]++)\"?$", re.MULTILINE)
_PNPM = re.compile(r"^[ ]{2}'?/?(@[^/\s'@]++/[^/\s'@]++|[^/\s'@:]++)[@/](\d[^\s'(:_]*+)[^\n]*:$", re.MULTILINE)
_GEM = re.compile(r"^[ ]{4}([\w.\-]++)[ ]\(([^)\n]++)\)$", re.MULTILINE)
_CONDA = re.compile(r"^[ ]*-[ ]name:[ ]([\w.\-]++)\n(?:[ ]++(?!name:)\w++:[^\n]*+\n){0,4}?[ ]++version:[ ]['\"]?([^'\"\n]++)", re.MULTILINE)


def read(text: str) -> Outline:
    """The pins of a lock file: poetry, uv, Cargo, npm, yarn, pnpm, Composer, Bundler, Pipenv, NuGet, conda-lock. A package
    that stands in it in several versions has them all in one value; npm's nested ones are named by where they lie."""
    return Outline([pinned(_pins(text))])


def _pins(text: str) -> Iterator[Pin]:
    if text.lstrip().startswith("{"):
        return _json_pins(text)
    if "[[package]]" in text:
        return _table_pins(text)
    if "yarn lockfile" in text[:500] or "__metadata:" in text[:1000]:
        return _simple(_YARN, text)
    if "lockfileVersion" in text[:500]:
        return _simple(_PNPM, text)
    if "specs:" in text:
        return _simple(_GEM, text)
    return _simple(_CONDA, text)


def _simple(pattern: re.Pattern[str], text: str) -> Iterator[Pin]:
    return ((hit[1], line + text.count("\n", hit.start(), hit.start(2)), hit[2]) for line, hit in numbered(pattern, text))


def _table_pins(text: str) -> Iterator[Pin]:
    """poetry's, uv's and Cargo's tables: name and version, in either order, before the next table."""
    name, version, at, inside = "", "", 0, False
    for line, hit in numbered(_TABLE, text):
        if hit[1] or hit[2]:
            name, version, inside = "", "", bool(hit[1])
        elif inside and hit[3]:
            name = hit[3]
        elif inside:
            version, at = hit[4], line
        if name and version:
            yield name, at, version
            inside, name, version = False, "", ""


def _json_pins(text: str) -> Iterator[Pin]:
    head = text[:2000]
    if '"lockfileVersion"' in head:
        if "node_modules/" not in text:
            yield from _npm_1(text)
        for name, line, version in _simple(_NPM, text):
            yield name.removeprefix("node_modules/"), line, version
    elif '"content-hash"' in head or '"packages-dev"' in text:
        yield from _simple(_COMPOSER, text)
    else:
        for line, hit in numbered(_NAMED, text):
            if (resolved := _RESOLVED.search(hit[2])) is not None:
                yield hit[1], line + text.count("\n", hit.start(), hit.start(2) + resolved.start()), resolved[1]


def _npm_1(text: str) -> Iterator[Pin]:
    """The first npm's tree of dependencies: those of the outermost level."""
    outermost = ""
    for line, hit in numbered(_NPM_1, text):
        outermost = outermost or hit[1]
        if hit[1] == outermost:
            yield hit[2], line + text.count("\n", hit.start(), hit.start(3)), hit[3]
