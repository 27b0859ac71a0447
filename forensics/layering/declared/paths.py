"""Paths as declaring files write them → repository paths, with `{env}` where they leave the environment open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

# A variable whose name ends in one of these holds the environment's name: an inference from usage, shown by `{env}` in the target.
_ENVIRONMENTS = frozenset({"env", "environment", "stage", "envname", "environmentname", "deployenv"})
_BREAKS = re.compile(r"[._\-]")
_HOLES = re.compile(
    r"\{\{-?\s*`\{\{-?\s*(?P<quoted>[^`{}]*+)\}\}`\s*-?\}\}|\$\{\{(?P<actions>[^{}]*+)\}\}|\{\{-?(?P<braces>[^{}`]*+)-?\}\}"
    r"|%\{(?P<facts>[^{}]*+)\}|\$\{(?P<shell>[^{}]*+)\}|\$\((?P<make>[\w.-]++)\)|\$(?P<bare>[A-Za-z_]\w*+)"
)
_CALL = re.compile(r"""^(?:requiredEnv|env|get_env|lookup|default)\s*\(?\s*["']([\w.-]+)["']""")
_WORD = re.compile(r"[A-Za-z_][\w.\-]*")
ENV = "{env}"
_SIMPLE = re.compile(r"[A-Za-z_]\w*")
_LEFT = re.compile(r"\{([A-Za-z_]\w*)\}")


def folder_of(path: str) -> str:
    return path.rpartition("/")[0]


def joined(folder: str, target: str) -> str | None:
    """A path relative to a folder, made plain; None where it is absolute or leaves the repository."""
    if target.startswith(("/", "~")):
        return None
    kept: list[str] = []
    for segment in [*folder.split("/"), *target.split("/")]:
        if segment == "..":
            if not kept:
                return None
            kept.pop()
        elif segment not in ("", "."):
            kept.append(segment)
    return "/".join(kept)


def filled(text: str, known: Mapping[str, str] | None = None) -> tuple[str, tuple[str, ...]]:
    """The text with each variable's value: `{env}` for an environment's name, those of `known`; the others' names come back beside.

    Read are Go and Jinja braces, GitHub's `${{ }}`, Hiera's `%{ }`, the shell's and Make's `$X`, `${X}`, `$(X)`.
    """
    if "{" not in text and "$" not in text:
        return text, ()
    unknown: list[str] = []

    def one(hit: re.Match[str]) -> str:
        said = next(part for part in hit.groups() if part is not None).strip().removesuffix("-").strip()
        name = variable(said)
        if known and (value := known.get(name, known.get(name.rpartition(".")[2]))) is not None:
            return value
        if is_environment(name):
            return ENV
        unknown.append(name or said)
        return hit[0]

    return _HOLES.sub(one, text), tuple(unknown)


def variable(said: str) -> str:
    """The name that an expression reads: `.Environment.Name`, `requiredEnv "X"`, `::environment`, `inputs.env`, `X:-default`."""
    said = said.strip().strip("\"'").lstrip(":.$").strip()
    call = _CALL.match(said)
    if call is not None:
        return call[1]
    word = _WORD.match(said)
    rest = said[word.end() :].strip() if word else said
    return word[0] if word and (not rest or rest[0] in ":|-=?") else said


def is_environment(name: str) -> bool:
    """Whether a variable of this name holds the environment's name."""
    if name in ("path.basename", "path.basenameNormalized"):
        return True
    words = _BREAKS.split(name.lower())
    return words[-1] in _ENVIRONMENTS or (words[-1] == "name" and words[-2:-1] in (["env"], ["environment"]))


def opened(text: str, known: Mapping[str, str] | None = None) -> str:
    """Likewise, with `{NAME}` for what nobody fills: a value or a fact that the caller may know. Other expressions stay as written."""
    ready, _ = filled(text, known)

    def one(hit: re.Match[str]) -> str:
        name = variable(next(part for part in hit.groups() if part is not None).strip().removesuffix("-")).rpartition(".")[2]
        return f"{{{name}}}" if _SIMPLE.fullmatch(name) else hit[0]

    return _HOLES.sub(one, ready)


@lru_cache(maxsize=65536)
def left_open(target: str) -> tuple[str, ...]:
    """The names of what is still to be filled in a path, `env` among them."""
    return tuple(_LEFT.findall(target))


def is_open(target: str) -> bool:
    """Whether a path holds an expression that nothing can fill."""
    return _HOLES.search(target) is not None
