"""Spring Boot itself: the properties that an application's files give it, by its own Binder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from benchmarks.systems.flatten import Values, flat
from benchmarks.systems.running import PROGRAMS, Missing, run, tool, tools
from benchmarks.systems.trees import tree_of

_PROFILE = re.compile(r"application-(.+)\.(?:ya?ml|properties)$")


def version(folder: Path) -> str:
    """The version that runs here."""
    return "Spring Boot " + next(_jars().glob("spring-boot-3*.jar")).stem.removeprefix("spring-boot-")


def _jars() -> Path:
    jars = tools() / "spring"
    if not list(jars.glob("spring-boot-3*.jar")):
        raise Missing("Spring Boot is not installed")
    if not (jars / "SpringValues.class").exists():
        run([tool("javac"), "-cp", f"{jars}/*", "-d", jars, PROGRAMS / "SpringValues.java"], jars)
    return jars


def effective(folder: Path, layers: Sequence[str]) -> Values:
    """The properties, names in their uniform form (lower case, no dashes), of the profiles that the layers' names say."""
    profiles = dict.fromkeys(hit[1] for path in layers if (hit := _PROFILE.search(path)))
    where = (folder / layers[-1]).parent
    said = run(
        [tool("java"), "-XX:TieredStopAtLevel=1", "-cp", f"{_jars()}:{_jars()}/*", "SpringValues",
         f"--spring.profiles.active={','.join(profiles)}",
         f"--spring.config.location=file:{where}/", "--logging.level.root=off"], folder,
    )  # fmt: skip
    pairs = [line.partition("\t") for line in said.splitlines()]
    return flat(tree_of({name: _plain(value) for name, _, value in pairs}, "."))


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", lambda hit: {"n": "\n", "r": "\r"}.get(hit[1], hit[1]), text)
