"""Sections of a file that are one environment's each (`production:` beside `staging:`), and their paths with `{env}` in them.

A word alone makes no section: `components.integration.production` names two components. It takes two environments side by side
that hold the same, or a parent that can hold nothing else (`environments`, `env`, `contexts`, `stages`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache

from forensics.model import Entry, Scope
from forensics.parse.environment_names import BASES, family, is_sure
from forensics.parse.jobs import by_job, is_pipeline
from forensics.parse.scopes import NOWHERE, meet
from forensics.parse.spring import by_document

OPEN = "{env}"
# Formats with sections; a lock file's or a script's names are something else.
_SECTIONED = frozenset({"yaml", "json", "toml", "ini", "hcl"})
# What is directly below is one environment each: of the first all of it, of the others what has an environment's name.
_HOLDS_ONLY = frozenset({"environments", "envs"})
_HOLDS = frozenset({"env", "environment", "contexts", "context", "stages"})
# Below these a name is that of a script, a container, a group of dependencies.
_HOLDS_OTHERS = frozenset(
    {"scripts", "tasks", "targets", "jobs", "services", "volumes", "networks", "labels", "matchLabels", "annotations", "dependencies"}
    | {"devDependencies", "extras", "optional-dependencies", "options.extras_require", "dependency-groups", "group", "branches", "paths"}
    | {"profile", "components", "containers", "commands", "steps", "needs", "packages", "ports", "aliases", "resource", "module"}
)
_INVENTORY = re.compile(r"(.+):(?:vars|children)")  # Ansible's sections of an INI inventory
_IN_LIST = re.compile(r"(?:environments|envs)\[([^\]]+)\]", re.IGNORECASE)
_SERVERLESS = re.compile(r"\$\{self:([\w.]+)\.\$\{")
Path = tuple[str, ...]


def by_section(path: str, form: str, text: str, entries: list[Entry]) -> list[Entry]:
    """The entries of one file, those of a section that is an environment's with their scope.

    What a template's condition said before goes on to hold; an entry that then counts nowhere is left out.
    """
    if is_pipeline(path):
        return by_job(path, entries) if "environment" in text else entries
    entries = by_document(form, text, entries)
    if form not in _SECTIONED or not any(map(may_name, {entry.path[-1] for entry in entries if entry.path})):
        return entries
    sections = _sections(path, text, entries)
    if not sections:
        return entries
    made: list[Entry] = []
    for entry in entries:
        scope = entry.scope
        for length in range(1, len(entry.path) + 1):
            name = sections.get(entry.path[:length])
            if name is not None:
                scope = meet(Scope(only=(name,)), scope)
        if scope != NOWHERE:
            made.append(entry if scope is entry.scope else replace(entry, scope=scope))
    return made


@lru_cache(maxsize=65536)
def may_name(segment: str) -> bool:
    """Whether a segment names an environment, or holds what does: most files have none, and are done with that."""
    word = segment.rpartition(".")[2].casefold()
    return family(segment) is not None or word.startswith(tuple(_HOLDS_ONLY)) or _INVENTORY.fullmatch(segment) is not None


@dataclass(slots=True)
class _Room:
    """What stands directly below one path: which names are maps, and what keys those hold."""

    maps: dict[str, set[str]] = field(default_factory=dict)
    leaves: set[str] = field(default_factory=set)


def _sections(file: str, text: str, entries: list[Entry]) -> dict[Path, str]:
    """Path of a section → its environment, as written."""
    rooms: dict[Path, _Room] = {}
    for entry in entries:
        room = rooms.setdefault(entry.path[:-1], _Room())
        if entry.kind == "map":
            room.maps.setdefault(entry.path[-1], set())
        else:
            room.leaves.add(entry.path[-1])
        above = rooms.get(entry.path[:-2])
        if above is not None and len(entry.path) > 1 and entry.path[-2] in above.maps:
            above.maps[entry.path[-2]].add(entry.path[-1])
    looked_up = {tuple(hit[1].split(".")) for hit in _SERVERLESS.finditer(text)} if "${self:" in text else set()
    is_helmfile = file.rpartition("/")[2].startswith("helmfile")
    found: dict[Path, str] = {}
    for parent, room in rooms.items():
        names = _names_in(parent[-1] if parent else "", room, parent in looked_up, is_helmfile and parent == ("environments",))
        found.update({(*parent, segment): name for segment, name in names.items()})
    return found


def _names_in(parent: str, room: _Room, stated: bool, every: bool) -> dict[str, str]:
    """Segment → environment, for what of a room's content is an environment's."""
    word = parent.rpartition(".")[2].casefold()
    if word in _HOLDS_ONLY:
        known = any(family(name) for name in (*room.maps, *room.leaves))
        if every or known:
            inside = (*room.maps, *(name for name in room.leaves if family(name)))
            return {name: name for name in inside if name.casefold() not in BASES or every}
    named_in_list = {segment: hit[1] for segment in room.maps if (hit := _IN_LIST.fullmatch(segment)) is not None}
    if any(family(name) for name in named_in_list.values()):
        return named_in_list
    if stated or word in _HOLDS:
        return {name: name for name in room.maps if family(name)}
    if parent in _HOLDS_OTHERS:
        return {}
    groups = {segment: hit[1] for segment in room.maps if (hit := _INVENTORY.fullmatch(segment)) is not None}
    inventory = {segment: name for segment, name in groups.items() if is_sure(name)}
    return inventory or _side_by_side(room)


def _side_by_side(room: _Room) -> dict[str, str]:
    """Two environments or more beside one another, one of them no other thing's name: maps of which two hold the same key or that
    are most of what is there, or scalars and nothing else."""
    maps = [name for name in room.maps if family(name)]
    if len(maps) > 1 and any(map(is_sure, maps)) and len({family(name) for name in maps}) > 1:
        others = sum(name.casefold() not in BASES for name in (*room.maps, *room.leaves)) - len(maps)
        keys = [key for name in maps for key in room.maps[name]]
        if others < len(maps) or len(set(keys)) < len(keys):
            return {name: name for name in maps}
    leaves = [name for name in room.leaves if family(name)]
    alone = not room.maps and all(family(name) or name.casefold() in BASES for name in room.leaves)
    told_apart = len({family(name) for name in leaves}) > 1 and any(map(is_sure, leaves))
    return {name: name for name in leaves} if alone and told_apart else {}


def open_path(path: Path, scope: Scope | None) -> Path:
    """The path with `{env}` where it names the one environment of the scope, so that sections of one kind have one path.

    `environments.production.X` → `environments.{env}.X`, `production:vars` → `{env}:vars`; a CI job's name is opened inside
    (`jobs.deploy-production`). The outermost such segment only; unchanged where the scope is not one name, or the path doesn't hold
    it.
    """
    if scope is None or len(scope.only) != 1 or not scope.only[0]:
        return path
    name = scope.only[0].casefold()
    for place, segment in enumerate(path):
        opened = _opened(segment, name)
        if opened is not None:
            return (*path[:place], opened, *path[place + 1 :])
    if path[0] == "jobs" and len(path) > 1:
        return (path[0], _opened_inside(path[1], name), *path[2:])
    return path


def _opened(segment: str, name: str) -> str | None:
    if segment.casefold() == name:
        return OPEN
    if (hit := _INVENTORY.fullmatch(segment)) is not None and hit[1].casefold() == name:
        return OPEN + segment[hit.end(1) :]
    if (hit := _IN_LIST.fullmatch(segment)) is not None and hit[1].casefold() == name:
        return segment[: hit.start(1)] + OPEN + segment[hit.end(1) :]
    return None


def _opened_inside(segment: str, name: str) -> str:
    """A job's name with the environment's taken out, in any of its spellings: `deploy-prod` deploys to `production`."""
    mine = family(name)
    parts = re.split(r"([-_ ])", segment)
    fits = [part.casefold() == name or (mine is not None and family(part) == mine) for part in parts]
    return "".join(OPEN if fit else part for part, fit in zip(parts, fits, strict=True)) if sum(fits) == 1 else segment
