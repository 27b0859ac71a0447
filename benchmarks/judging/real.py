"""Real histories that two readers judged apart: what the judge says of the same keys at the same moments."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks.judging.asking import Asked, Place, ask, question
from benchmarks.judging.casebook import Row, program
from forensics.present.json import document


@dataclass(frozen=True, slots=True)
class Read:
    """A reader's case, and what our route made of it; `place` None where we found no such setting or no difference in it."""

    case: Mapping[str, Any]
    asked: Asked
    place: Place | None


def read(folder: Path, mirrors: Path, jobs: int = 2) -> list[Read]:
    """The cases of `folder/cases.json` whose repositories are there; by repository, several at once."""
    by_repository: dict[str, list[dict[str, Any]]] = {}
    for case in json.loads((folder / "cases.json").read_text()):
        by_repository.setdefault(case["repo"], []).append(case)
    work = [(folder, mirrors, cases) for _, cases in sorted(by_repository.items(), key=lambda pair: -len(pair[1]))]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        return sorted((one for some in pool.map(_read, work) for one in some), key=lambda one: str(one.case["id"]))


def _read(work: tuple[Path, Path, Sequence[dict[str, Any]]]) -> list[Read]:
    folder, mirrors, cases = work
    scorer = program("real_score", folder / "score.py")
    found = []
    for case in cases:
        repository = scorer.repository(mirrors, case["repo"])
        if repository is None:
            continue
        asked = ask(question(scorer.asked(case["key"]), str(repository), scorer.moment(repository, case)))
        setting = scorer.chosen_setting(document(asked.report), case)
        episodes = (setting or {}).get("episodes") or []
        place = (setting["id"], episodes[-1]["id"]) if episodes else None
        mine = Asked(asked.report, {where: what for where, what in asked.given.items() if where == place}, {})
        found.append(Read(case, mine, place))
    return found


def row(folder: Path, one: Read) -> Row:
    """Right where one of the readers says the same."""
    verdict, case = one.asked.judged(one.place), one.case
    found: Row = {"id": case["id"], "agreed": case["agreed"], "wanted": case["verdicts"], "said": "nothing found", "confidence": 0.0}
    if verdict is None:
        return found | {"verdict": False, "roles": False}
    plain = program("real_score", folder / "score.py").plain
    named = any(plain(list(verdict.diverged)) == plain(reading["diverged"]) for reading in (case, case["foresight"]))
    return found | {
        "said": verdict.kind,
        "confidence": verdict.confidence,
        "verdict": verdict.kind in case["verdicts"],
        "roles": verdict.kind in ("by_design", "undetermined", "rollout") or named,
    }
