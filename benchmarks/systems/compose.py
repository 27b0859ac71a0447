"""Docker Compose itself: the model that it would run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.systems.flatten import Values, flat
from benchmarks.systems.running import Refused, run, tool


def version(folder: Path) -> str:
    """The version that runs here."""
    return "Docker Compose " + run([tool("docker-compose"), "version", "--short"], folder).strip()


def effective(folder: Path, layers: Sequence[str]) -> Values:
    """`docker-compose -f … config` of the layers that are compose files; env files are read where the compose files name them."""
    files = [part for path in layers if path.endswith((".yml", ".yaml")) for part in ("-f", path)]
    asked = [tool("docker-compose"), *files, "config", "--format", "json", "--no-path-resolution", "--no-normalize"]
    try:
        said = run(asked, folder)
    except Refused:  # a variable that the shell must give; without asking for it, env files are not read either
        said = run([*asked, "--no-interpolate"], folder)
    model = json.loads(said)
    model.pop("name", None)
    for service in model.get("services", {}).values():
        for name in ("env_file", "depends_on", "networks", "build", "configs", "secrets"):  # rewritten past recognition
            service.pop(name, None)
        for name in ("command", "entrypoint"):
            if service.get(name, "") is None:
                del service[name]
        for name, short in (("ports", _port), ("volumes", _volume)):
            if name in service:
                service[name] = [short(one) for one in service[name]]
        if isinstance(service.get("environment"), list):
            service["environment"] = dict([*one.split("=", 1), None][:2] for one in service["environment"])
    return flat(model)


def _port(one: dict[str, Any]) -> str:
    """A port in the short form that most files use."""
    outside = ":".join(str(one[key]) for key in ("host_ip", "published") if one.get(key))
    return (f"{outside}:" if outside else "") + str(one["target"]) + ("/udp" if one.get("protocol") == "udp" else "")


def _volume(one: dict[str, Any]) -> str:
    """A volume in the short form that most files use."""
    return ":".join([*([one["source"]] if one.get("source") else []), one["target"], *(["ro"] if one.get("read_only") else [])])
