"""Ansible itself: the variables of a host by `ansible-inventory`."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from benchmarks.systems.flatten import Values, flat
from benchmarks.systems.running import run, tool

_GROUP = re.compile(r"(?:^|/)group_vars/([^/.]+)")
_HOST = re.compile(r"(?:^|/)host_vars/([^/]+?)(?:\.ya?ml)?$")


def version(folder: Path) -> str:
    """The version that runs here."""
    return (
        run([tool("ansible-inventory"), "--version"], folder)
        .split("\n")[0]
        .replace("ansible-inventory [core ", "ansible-core ")
        .rstrip("]")
    )


def effective(folder: Path, layers: Sequence[str]) -> Values:
    """The variables of a host that is in the groups that the layers' names say, each lower one the parent of the next."""
    groups = list(dict.fromkeys(hit[1] for path in layers if (hit := _GROUP.search(path)) and hit[1] != "all"))
    host = next((hit[1] for path in layers if (hit := _HOST.search(path))), "host1")
    root = folder / re.split(r"(?:group|host)_vars/", layers[-1])[0]
    lines = [f"[{group}:children]\n{below}\n" for group, below in pairwise(groups)]
    lines.append(f"[{groups[-1]}]\n{host}\n" if groups else f"{host}\n")
    inventory = root / "forensics-inventory"
    inventory.write_text("".join(lines))
    said = run([tool("ansible-inventory"), "-i", inventory, "--host", host], root)
    inventory.unlink()
    return flat(json.loads(said, object_hook=lambda one: one.get("__ansible_vault", one)))
