"""The one way from bytes to entries: the format's reader, then without templates, then line by line; nothing is raised."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from forensics.model import Entry, Parsed
from forensics.parse import from_yaml, salvage
from forensics.parse.command_sets import with_sets
from forensics.parse.comments import comments_of
from forensics.parse.defaults import with_defaults
from forensics.parse.encrypted import is_encrypted_file, mark_encrypted
from forensics.parse.flags import with_served
from forensics.parse.forking import may_choose, may_fork
from forensics.parse.formats import PARSERS
from forensics.parse.memory import Memory
from forensics.parse.names import format_of
from forensics.parse.references import mark_files
from forensics.parse.sections import by_section
from forensics.parse.shape import Body, Shape, shape
from forensics.parse.templates import Neutral, is_templated, neutralise, restore
from forensics.parse.text import decode
from forensics.parse.tree import APART, LARGEST, MOST, Stop

_BODIES: Memory[list[Entry]] = Memory(1_000_000)
# Names of texts that are files in some places (_spoken_form).
_SPOKEN = frozenset({"patch", "values", "valuesContent", "container_definitions", "containerDefinitions"})
_CONFLICT = re.compile(r"^(?:<{7} .*|>{7} .*)$", re.MULTILINE)


def parse(path: str, content: bytes) -> Parsed:
    """The entries of one version of a file.

    `degraded` says in a few words why they may be incomplete or a line reader's work. Never raises: what a reader can't
    go past costs the rest of that file at most. Budgets: tree.py.
    """
    form = format_of(path)
    if form is None:
        return Parsed((), "not configuration")
    if is_encrypted_file(content):
        return Parsed((), "encrypted")
    try:
        text, doubt = decode(content[: 4 * LARGEST])
        entries, why = _read(path, form, text)
        return Parsed(tuple(mark_encrypted(entries, text)), why or doubt)
    except RecursionError:
        return Parsed((), "too deep")
    except Exception as surprise:  # a reader's own mistake costs one file and is said; it must not end the run
        return Parsed((), f"reader failed: {type(surprise).__name__}")


def parse_apart(path: str, text: str) -> list[Entry] | None:
    """The entries of a YAML text without templates that choose, what an alias repeats on lines of two (tree.APART). None where anything
    in it is not as it should be."""
    try:
        outline = from_yaml.read(text, apart=True)
        made = shape(outline.documents, _CommentsApart(comments_of(text, "yaml")))
        if outline.stopped is not None or made.cut is not None:
            return None
        return mark_encrypted(by_section(path, "yaml", text, _with_inner(_with_bodies(made), "yaml", text)), text)
    except Exception:  # what is said of it is said when the file is read as a whole
        return None


class _CommentsApart(dict[int, str]):
    """Comments by line, asked by lines of two."""

    def get(self, line: int, default: str = "") -> str:  # type: ignore[override]  # only strings are asked for
        return super().get(line % APART, default)


@dataclass(frozen=True, slots=True)
class _Attempt:
    """What one reading gave, of which text, where it stopped, and whether entries were cut for their number."""

    entries: list[Entry]
    text: str
    stopped: Stop | None
    cut: str | None


def _read(path: str, form: str, text: str) -> tuple[list[Entry], str | None]:
    """The entries, where the file holds several environments' values with their scopes."""
    forked = None
    if len(text) <= LARGEST and may_fork(text, form):
        from forensics.parse.conditionals import by_environment  # here and below, as few files turn on the environment

        forked = by_environment(text, form, lambda branch: _whole(form, branch))
    entries, why = forked or _whole(form, text)
    return by_section(path, form, text, entries), why


def _whole(form: str, text: str) -> tuple[list[Entry], str | None]:
    """The entries of a text, with what single values hold: options, defaults, branches."""
    entries, why = _climb(form, text)
    entries = _with_inner(entries, form, text)
    if form == "hcl" and may_choose(text):
        from forensics.parse.hcl_choices import by_environment

        entries = by_environment(entries)
    return entries, why


def _with_inner(entries: list[Entry], form: str, text: str) -> list[Entry]:
    return mark_files(with_defaults(with_sets(entries, text), text, form), text)


def _climb(form: str, text: str) -> tuple[list[Entry], str | None]:
    if len(text) > LARGEST and form in salvage.READS:
        return _by_line(form, text, 0), "too large"
    attempt = _attempt(form, text)
    if attempt.stopped and attempt.stopped.foreign:
        return [], attempt.stopped.why
    neutral: Neutral | None = None
    if attempt.stopped and is_templated(text):
        neutral = neutralise(text)
        second = _attempt(form, neutral.text)
        if second.stopped is None:
            return restore(second.entries, neutral), second.cut or "templated"
        if second.stopped.line >= attempt.stopped.line:
            attempt = second
        else:
            neutral = None
    if attempt.stopped is None:
        return attempt.entries, attempt.cut
    reached = max((entry.line for entry in attempt.entries), default=0)
    entries = attempt.entries + _by_line(form, attempt.text, reached)[: MOST - len(attempt.entries)]
    why = _reason(form, text, attempt.stopped)
    return (restore(entries, neutral), f"templated, {why}") if neutral else (entries, why)


def _attempt(form: str, text: str) -> _Attempt:
    outline = PARSERS[form](text)
    documents = with_served(outline.documents, text) if form == "json" else outline.documents
    made = shape(documents, comments_of(text, form))
    return _Attempt(_with_bodies(made), text, outline.stopped, made.cut)


def _by_line(form: str, text: str, reached: int) -> list[Entry]:
    """What the line reader finds below the line that was reached."""
    if form not in salvage.READS:
        return []
    made = shape(salvage.read(text, form).documents, {} if len(text) > LARGEST else comments_of(text, form))
    return [entry for entry in made.entries if entry.line > reached]


def _reason(form: str, text: str, stopped: Stop) -> str:
    if len(_CONFLICT.findall(text)) >= 2:
        return "conflict markers"
    lines = text.rstrip().split("\n")
    if stopped.why.startswith("too"):
        return stopped.why
    if stopped.line > len(lines) or (stopped.line == len(lines) and form == "json"):
        return "truncated"
    near = lines[max(stopped.line - 1, 0)]
    if form == "yaml" and "\t" in near[: len(near) - len(near.lstrip())]:
        return "tab-indented"
    return f"{stopped.why} at line {stopped.line}"


def _with_bodies(made: Shape) -> list[Entry]:
    """The entries, each scalar that is a file of its own followed by that file's entries."""
    entries: list[Entry] = []
    taken = 0
    for body in made.bodies:
        found = _body(body)
        if found and len(made.entries) + len(found) <= MOST:
            entries += made.entries[taken : body.after]
            entries += found
            taken = body.after
    return entries + made.entries[taken:] if taken else made.entries


def may_be_file(name: str) -> bool:
    """Whether a text of this name may be read as a file of its own."""
    return name in _SPOKEN or format_of(name) is not None


def _body(body: Body) -> list[Entry]:
    """The entries of a file inside a scalar: a ConfigMap's `config.env: |`, a kustomization's `patch: |`."""
    kustomized = bool(body.parent) and body.parent[0].startswith("#Kustomization")
    spoken = _spoken_form(body, kustomized)
    form = spoken or format_of(body.name)
    if form is None or (form == "yaml" and ":" not in body.leaf.text):
        return []
    made = _BODIES.of(f"{form}\0{body.leaf.text}", partial(_inside, form, body.leaf.text))
    above = body.parent[-1] if body.parent else "#"
    in_list = above.startswith("#") or kustomized or spoken is not None
    base = (*body.parent, body.name) if in_list else (*body.parent[:-1], f"{above}[{body.name}]")
    first = body.leaf.line
    return [entry.moved(_joined(base, entry.path), first + entry.line if body.leaf.block else first) for entry in made]


def _inside(form: str, text: str) -> list[Entry]:
    """The entries of a file inside a scalar, by themselves. Versions of one file hold the same ones again and again."""
    return shape(PARSERS[form](text).documents, comments_of(text, form)).entries


def _joined(base: tuple[str, ...], path: tuple[str, ...]) -> tuple[str, ...]:
    """A path inside a text below the path of the text; where that is a list, `list[name]` is one segment as everywhere."""
    is_named = path[0].startswith("[") and not path[0][1:-1].isdigit()
    return (*base[:-1], base[-1] + path[0], *path[1:]) if is_named else base + path


def _spoken_form(body: Body, kustomized: bool) -> str | None:
    """The format of a text that its key names and no file's suffix: patches, Helm values in Argo CD, k3s and Terraform, ECS's JSON."""
    name, above = body.name, body.parent[-1] if body.parent else ""
    if kustomized and (name == "patch" or above == "patchesStrategicMerge"):
        return "yaml"
    if (name == "values" and above == "helm") or name == "valuesContent":
        return "yaml"
    if above == "values" and "helm_release" in body.parent:
        return "yaml"
    return "json" if name in ("container_definitions", "containerDefinitions") else None
