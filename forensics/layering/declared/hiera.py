"""hiera.yaml, version 5 and 3: the hierarchy of data files, its first match turned to come last.

puppet.com/docs/puppet/8/hiera_config_yaml_5 and hiera_config_yaml_3: the hierarchy is searched top down; paths are relative to the
datadir, that to the folder of hiera.yaml (version 5; `data` by default). Version 3 names its levels without suffix.
"""

from __future__ import annotations

from collections.abc import Iterator

from forensics.layering.declared.nodes import at, documents, maps, pairs, text, texts
from forensics.layering.declared.paths import folder_of, is_open, joined, opened
from forensics.layering.declared.reference import Declared, Reference
from forensics.parse.tree import Leaf, Node


def is_named(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name.startswith("hiera") and name.endswith((".yaml", ".yml"))


def declares(path: str, content: str) -> Declared | None:
    """The files of a hierarchy, lowest first; None for any other file."""
    if not is_named(path) or "hierarchy" not in content:
        return None
    found: list[Reference | str] = []
    for document in documents(content):
        old = at(document, ":hierarchy")
        found += _version_3(path, document) if old is not None else _version_5(path, document)
    if not found:
        return None
    lowest_first = [one for one in reversed(found) if isinstance(one, Reference)]
    return Declared("hiera", tuple(lowest_first), tuple(dict.fromkeys(one for one in found if isinstance(one, str))))


def _version_5(path: str, document: Node) -> Iterator[Reference | str]:
    default = text(document, "defaults", "datadir") or "data"
    for level in maps(document, "hierarchy"):
        name = text(level, "name") or "a level"
        datadir = text(level, "datadir") or default
        for key in ("path", "paths", "glob", "globs"):
            for target in texts(level, key):
                yield from _level(path, datadir, target, f"{name} in {path}")
        for key in ("uri", "uris", "mapped_paths"):
            if at(level, key) is not None:
                yield f"{name} in {path} ({key})"


def _version_3(path: str, document: Node) -> Iterator[Reference | str]:
    # A datadir on the server ends in the folder of this repository: .../production/current/hieradata is hieradata here.
    stores = [(key, text(document, key, ":datadir") or "") for key, _, _ in pairs(document) if key in (":yaml", ":eyaml", ":json")]
    places = list(dict.fromkeys(where.rstrip("/").rpartition("/")[2] if where.startswith("/") else where for _, where in stores if where))
    suffix = text(document, ":eyaml", ":extension") or ("json" if any(key == ":json" for key, _ in stores) else "yaml")
    hierarchy = at(document, ":hierarchy")
    levels = [hierarchy.text] if isinstance(hierarchy, Leaf) else texts(document, ":hierarchy")
    for level in levels:
        for datadir in places or ["hieradata"]:
            yield from _level(path, datadir, f"{level}.{suffix}", f"the level {level} in {path}")


def _level(path: str, datadir: str, target: str, rule: str) -> Iterator[Reference | str]:
    if datadir.startswith("/"):
        datadir = datadir.rstrip("/").rpartition("/")[2]
    # A fact that isn't the environment stays open, `{fact}`: the caller may know it from the file that it asks about.
    where = joined(folder_of(path), opened(f"{datadir}/{target}"))
    rooted = joined("", opened(f"{datadir}/{target}"))
    if where is None or is_open(where) or "*" in where:
        yield f"{target} ({rule})"
    else:
        # Version 3 reads a relative datadir from where Puppet was started, as often as not the repository's root.
        yield Reference(where, rule, optional=True, otherwise=(rooted,) if rooted and rooted != where else ())
