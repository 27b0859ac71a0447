"""Ansible: the inventory that ansible.cfg names with its group_vars, and the files of a playbook's vars_files and include_vars.

Order (docs.ansible.com, "Understanding variable precedence"): inventory group_vars/all, those of other groups, host_vars; above them
a play's vars_files, then include_vars. Which groups a host is in the inventory decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from forensics.layering.declared.nodes import at, documents, listed, pairs, text
from forensics.layering.declared.paths import ENV, filled, folder_of, is_open, joined
from forensics.layering.declared.reference import Declared, Reference
from forensics.parse.tree import DEEPEST, Leaf, Map, Node, Seq

_INVENTORY = re.compile(r"^[ \t]*(?:inventory|hostfile)[ \t]*=[ \t]*([^\n#;]+)", re.MULTILINE)
_INCLUDES = ("include_vars", "ansible.builtin.include_vars")
_ALL = ("all.yml", "all.yaml", "all")


def declares(path: str, content: str) -> Declared | None:
    """What an ansible.cfg or a playbook refers to; None for any other file."""
    name = path.rpartition("/")[2]
    if name == "ansible.cfg":
        found = [one for hit in _INVENTORY.findall(content) for said in hit.split(",") for one in _of_inventory(path, said.strip())]
    elif name.endswith((".yml", ".yaml")) and ("vars_files" in content or "include_vars" in content):
        found = [one for document in documents(content) for one in _walk(path, document, 0)]
    else:
        return None
    if not found:
        return None
    missing = dict.fromkeys(one for one in found if isinstance(one, str))
    return Declared("ansible", tuple(one for one in found if isinstance(one, Reference)), tuple(missing))


def _of_inventory(path: str, said: str) -> Iterator[Reference | str]:
    ready, unknown = filled(said)
    where = joined(folder_of(path), ready)
    if not ready or unknown or where is None:
        yield f"the inventory {said} ({path})"
        return
    # group_vars stand beside an inventory file, or inside an inventory's folder.
    folders = (where, folder_of(where)) if "." not in where.rpartition("/")[2] else (folder_of(where),)
    places = [place for folder in folders for name in _ALL if (place := joined(folder, f"group_vars/{name}"))]
    yield Reference(places[0], f"the inventory of {path}", optional=True, otherwise=tuple(places[1:]))
    yield f"the groups of a host (the inventory {said})"


def _walk(path: str, node: Node, depth: int) -> Iterator[Reference | str]:
    """vars_files of plays first, then the tasks' include_vars, wherever they stand."""
    if depth > DEEPEST:
        return
    if isinstance(node, Seq):
        for each in node.nodes:
            yield from _walk(path, each, depth + 1)
    if not isinstance(node, Map):
        return
    for one in listed(node, "vars_files"):
        # A list inside means: the first of these that is there.
        choices = (
            [one.text]
            if isinstance(one, Leaf)
            else [leaf.text for leaf in one.nodes if isinstance(leaf, Leaf)]
            if isinstance(one, Seq)
            else []
        )
        yield from _file(path, choices, f"vars_files of {path}")
    for key in _INCLUDES:
        found = at(node, key)
        if isinstance(found, Leaf):
            yield from _file(path, [found.text.removeprefix("file=")], f"include_vars of {path}")
        elif found is not None:
            yield from _file(path, [said] if (said := text(found, "file")) else [], f"include_vars of {path}")
            if text(found, "dir"):
                yield f"the folder {text(found, 'dir')} (include_vars of {path})"
    for _, _, child in pairs(node):
        if not isinstance(child, Leaf):
            yield from _walk(path, child, depth + 1)


def _file(path: str, choices: list[str], rule: str) -> Iterator[Reference | str]:
    """The first of some files; beside the playbook, or in the role's vars/."""
    places: list[str] = []
    for said in choices:
        ready, unknown = filled(re.sub(r"\{\{\s*playbook_dir\s*\}\}/?", "", said))
        if unknown or is_open(ready.replace(ENV, "")):
            yield f"{said} (which file depends on {', '.join(unknown) or 'a variable'}, {rule})"
            continue
        folder = folder_of(path)
        role = (folder_of(folder) + "/vars").lstrip("/") if folder.rpartition("/")[2] in ("tasks", "handlers") else folder
        places += [where for base in (role, f"{folder}/vars", folder) if (where := joined(base, ready))]
    if places:
        yield Reference(places[0], rule, otherwise=tuple(dict.fromkeys(places[1:])), lacking=f"{choices[0]} ({rule})")
