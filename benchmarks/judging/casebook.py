"""Written cases: the folder's own build.py makes their artefacts, its score.py says what counts as the same."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.judging.asking import Asked, Place, ask, question
from forensics.model import Verdict

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Casebook:
    """A folder with `cases/*.json`, and the two programs that stand beside them."""

    folder: Path
    builder: ModuleType
    scorer: ModuleType

    def files(self) -> list[Path]:
        return sorted((self.folder / "cases").glob("*.json"))


@dataclass(frozen=True, slots=True)
class Held:
    """A case with its truth, where it was built, and what our route made of it."""

    id: str
    world: str
    case: Mapping[str, Any]
    truth: Mapping[str, Any]
    built: Path
    asked: Asked
    place: Place | None

    def verdict(self) -> Verdict | None:
        return self.asked.judged(self.place)


def opened(folder: Path) -> Casebook | None:
    """None where the folder is no casebook."""
    if not all((folder / name).exists() for name in ("cases", "build.py", "score.py")):
        return None
    with _on_path(folder):  # its score.py imports its build.py by name
        return Casebook(folder, program("build", folder / "build.py"), program("casebook_score", folder / "score.py"))


@contextlib.contextmanager
def _on_path(folder: Path) -> Iterator[None]:
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))


def program(name: str, path: Path) -> ModuleType:
    """A program that stands outside our packages, as a module."""
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def held(book: Casebook, file: Path, out: Path) -> Held:
    """Builds a case into a new folder and asks about it. The truth stays out of the folder while we ask."""
    truth = book.builder.build(file, out)
    (out / "truth.json").unlink()
    case = json.loads(file.read_text())
    options = json.loads((out / "arguments.json").read_text())
    with contextlib.chdir(out):
        asked = ask(question(case["key"], "repo", case["as_of"], options))
    return Held(case["id"], case["world"], case, truth, out, asked, asked.headline())


def row(book: Casebook, one: Held, verdict: Verdict | None) -> Row:
    """The four marks by the casebook's rules, and the confidence."""
    found: Row = {"id": one.id, "world": one.world, "truth": one.truth["verdict"], "said": "no episode", "confidence": 0.0}
    if verdict is None:
        return found | {"verdict": False, "roles": False, "opener": False, "value": False}
    found |= {"said": verdict.kind, "confidence": verdict.confidence, "verdict": verdict.kind == one.truth["verdict"]}
    found["roles"] = roles_right(book, one, verdict.deliberate, verdict.diverged)
    found["value"] = value_right(one, verdict.intended_value)
    found["opener"] = _opener_right(book, one, verdict.opened_by)
    return found


def roles_right(book: Casebook, one: Held, deliberate: Sequence[str], diverged: Sequence[str]) -> bool:
    same = book.scorer.same
    return bool(same(list(deliberate), one.truth["deliberate"]) and same(list(diverged), one.truth["diverged"]))


def value_right(one: Held, value: str | None) -> bool:
    """Counted only where something diverged and its value can be told."""
    wanted = one.truth.get("intended_value")
    return wanted is None or not one.truth["diverged"] or str(value) == str(wanted)


def _opener_right(book: Casebook, one: Held, event_id: str | None) -> bool:
    if not one.truth.get("opened_by"):
        return True
    event = one.asked.events.get(event_id or "")
    if event is None:
        return False
    near = [abs((event.time - book.builder.when(moment)).total_seconds()) <= 6 * 3600 for moment in book.scorer.moments(one.case)]
    return event.commit in one.truth["opened_by_commits"] or any(near)


def right(found: Row) -> bool:
    """What `confidence` is the probability of."""
    return bool(found["verdict"] and found["roles"])


def quiet_home(folder: Path) -> None:
    """Nothing of this machine's own settings or stores comes into an answer."""
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
        os.environ[name] = str(folder)
