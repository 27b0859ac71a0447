"""Spring: `spring.config.import`, and profiles that a file activates, includes or groups.

docs.spring.io, "Externalized Configuration" and "Profiles": a profile's file wins over application.*, of several active profiles the
last; what a file imports wins over that file; a group's profiles are active with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from forensics.layering.declared.paths import ENV, filled, folder_of, is_open, joined
from forensics.layering.declared.reference import Declared, Reference
from forensics.parse import parse

_NAME = re.compile(r"^(application|bootstrap)(?:-([\w.\-]+?))?\.(ya?ml|properties)$")
_MARKS = ("import", "profiles")
_SUFFIXES = ("yml", "yaml", "properties")
_LIST = re.compile(r"[,;\n]")


def is_named(path: str) -> bool:
    return _NAME.match(path.rpartition("/")[2]) is not None


def declares(path: str, content: str) -> Declared | None:
    """The files that an application's own file brings along, itself among them; None for any other file."""
    hit = _NAME.match(path.rpartition("/")[2])
    if hit is None or not any(mark in content for mark in _MARKS):
        return None
    said = _settings(path, content)
    imports = said.get("spring.config.import", [])
    profiles = [*said.get("spring.profiles.include", []), *said.get("spring.profiles.active", [])]
    groups = {key.removeprefix("spring.profiles.group."): names for key, names in said.items() if key.startswith("spring.profiles.group.")}
    if not imports and not profiles and not groups:
        return None
    found: list[Reference | str] = [Reference(path, f"{hit[1]}'s own file")]
    found += [_imported(path, one) for one in imports]
    for name in profiles:
        found += _profile(path, hit[1], name, "profile", None, groups)
    for group, names in groups.items():
        if group not in profiles:
            found += _profile(path, hit[1], group, "profile group", group, {group: names})
    missing = dict.fromkeys(one for one in found if isinstance(one, str))
    return Declared("spring", tuple(one for one in found if isinstance(one, Reference)), tuple(missing))


def _settings(path: str, content: str) -> dict[str, list[str]]:
    """Dotted name → its values, of a list all, of several documents all (each may count: its condition is its own)."""
    found: dict[str, list[str]] = {}
    for entry in parse(path, content.encode()).entries:
        if entry.value is None or entry.kind not in ("scalar", "reference"):
            continue
        name = re.sub(r"\.?\[\d+\]$", "", ".".join(entry.path))
        if name.startswith("spring."):
            found.setdefault(name, []).extend(part.strip() for part in _LIST.split(entry.value) if part.strip())
    return found


def _imported(path: str, said: str) -> Reference | str:
    optional = said.startswith("optional:")
    target = said.removeprefix("optional:")
    rule = f"spring.config.import in {path}"
    kind, colon, rest = target.partition(":")
    if colon and kind not in ("file", "classpath"):
        return f"{target} ({rule})"
    ready, unknown = filled(re.sub(r"\[\.\w+\]$", "", rest if colon else target))
    if unknown or is_open(ready.replace(ENV, "")):
        return f"{target} (depends on {', '.join(unknown)}, {rule})"
    # On the class path the resources folder is the root; a file is relative to where the process starts.
    where = joined(folder_of(path), ready.lstrip("/") if kind == "classpath" else ready)
    return Reference(where, rule, optional=optional) if where else f"{target} ({rule})"


def _profile(
    path: str, stem: str, name: str, rule: str, environment: str | None, groups: dict[str, list[str]]
) -> Iterator[Reference | str]:
    """The file of a profile and those of the profiles that it stands for, the last the highest."""
    ready, unknown = filled(name)
    if unknown or is_open(ready.replace(ENV, "")):
        yield f"the active profile ({name} in {path})"
        return
    for one in (ready, *groups.get(name, ())):
        places = [f"{stem}-{one}.{suffix}" for suffix in _SUFFIXES]
        known = [where for place in places if (where := joined(folder_of(path), place))]
        yield Reference(known[0], f"{rule} {one} of {path}", environment=environment, optional=True, otherwise=tuple(known[1:]))


_ACTIVE = re.compile(r"SPRING_PROFILES_ACTIVE\W{1,4}(?:\s*(?:value:)?\s*)([\w,.\-]+)")


def active_profiles(content: str) -> tuple[str, ...]:
    """The profiles that a manifest's SPRING_PROFILES_ACTIVE activates, in order: as a map's value, a pair's, or an assignment."""
    hit = _ACTIVE.search(content) if "SPRING_PROFILES_ACTIVE" in content else None
    return tuple(name for name in hit[1].split(",") if name) if hit else ()
