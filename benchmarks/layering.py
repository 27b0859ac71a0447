"""`python -m benchmarks.layering [SYSTEM or OWNER/NAME …]`: our effective values beside the systems' own, on real histories.

At commits drawn at random from the first parents of public repositories (FORENSICS_MIRRORS: bare ones, as OWNER+NAME/repo), an
environment's stack of files is laid out in an empty folder, given to the system itself (FORENSICS_SYSTEMS; benchmarks/systems/install.sh),
and its answer is compared with ours, leaf by leaf. PAIRS: so many (commit, environment) pairs per repository; SEED: which.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from benchmarks.systems import ansible, compose, dotenv, dotnet, helm, hiera, kustomize, rails, spring, terraform
from benchmarks.systems.comparing import TRANSFORMED, Tally, compare, ours, stack_of
from benchmarks.systems.declared import stack_of_kustomization, within_of
from benchmarks.systems.flatten import Values
from benchmarks.systems.running import Missing, Refused
from benchmarks.systems.samples import SAMPLES, Sample
from forensics.environments import layout
from forensics.stated import Stated

PAIRS = int(os.environ.get("PAIRS", "20"))
SEED = int(os.environ.get("SEED", "3"))
DIFFERENCES = ("we lack", "we invent", "other value", TRANSFORMED)
ORACLES = {
    "ansible": ansible, "compose": compose, "dotnet": dotnet, "helm": helm, "kustomize": kustomize, "rails": rails, "spring": spring,
    "terraform": terraform,
}  # fmt: skip


def git(repository: Path, *arguments: str) -> bytes:
    return subprocess.run(["git", "-C", str(repository), "-c", "core.quotePath=false", *arguments], capture_output=True, check=True).stdout


@cache
def paths_at(repository: Path, commit: str) -> frozenset[str]:
    return frozenset(git(repository, "ls-tree", "-r", "--name-only", "-z", commit).decode("utf-8", "surrogateescape").split("\0")) - {""}


def pairs(repository: Path, sample: Sample) -> Iterator[tuple[str, str]]:
    """(commit, own file) at random, each version of a stack once."""
    choose = random.Random(f"{SEED} {sample.repository} {sample.own.pattern}")
    line = git(repository, "rev-list", "--first-parent", "HEAD").decode().split()
    seen: set[tuple[str, ...]] = set()
    for commit in choose.sample(line, min(len(line), 15 * PAIRS)):
        own = sorted(path for path in paths_at(repository, commit) if sample.own.fullmatch(path))
        if own:
            path = choose.choice(own)
            stack = sample.stack(path, paths_at(repository, commit)) if not sample.folder else (path,)
            version = tuple(git(repository, "rev-parse", f"{commit}:{one}").decode().strip() for one in stack)
            if (*version, path) not in seen:
                seen.add((*version, path))
                yield commit, path


def lay_out(repository: Path, commit: str, paths: Sequence[str], folder: Path) -> None:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(git(repository, "cat-file", "blob", f"{commit}:{path}"))


def answer(sample: Sample, folder: Path, stack: Sequence[str], known: dict[str, str]) -> Values:
    """What the system itself says."""
    if sample.system in ("next", "vite"):
        return dotenv.effective(folder, stack, sample.system)
    if sample.system == "hiera":
        return hiera.effective(folder, stack, facts={name: value.format(**known) for name, value in sample.facts})
    found: Values = ORACLES[sample.system].effective(folder, stack)
    return found


def check(repository: Path, sample: Sample, commit: str, own: str, tally: Tally) -> None:
    """One pair: laid out, asked, compared."""
    paths = paths_at(repository, commit)
    hit = sample.own.fullmatch(own)
    assert hit is not None
    stack = sample.stack(own, paths)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made).resolve()
        if sample.folder:
            top = sample.folder.format(**hit.groupdict())
            archive = git(repository, "archive", commit, "--", top)
            subprocess.run(["tar", "-x", "-C", made], input=archive, check=True)
        lay_out(repository, commit, [one for one in (*stack, *sample.also) if one in paths], folder)
        if sample.system == "hiera":
            levels = "".join(f'  - {{name: l{at}, path: "{one}"}}\n' for at, one in enumerate(reversed(stack)))
            (folder / "hiera.yaml").write_text("version: 5\ndefaults: {datadir: ., data_hash: yaml_data}\nhierarchy:\n" + levels)
        theirs = answer(sample, folder, stack, hit.groupdict())
        if sample.system == "kustomize":
            mine = ours(stack_of_kustomization(folder, own), "kustomize")
        else:
            mine = ours(stack_of(folder, within_of(folder, stack)))
    system = "dotenv" if sample.system in ("next", "vite") else sample.system
    compare(system, f"{sample.repository} {commit[:10]} {own}", mine, theirs, tally)
    if not sample.folder:
        found = layers_found(paths, own)
        tally.counts["same layers" if found == stack else "other layers"] += 1
        if found != stack:
            tally.told.append(f"layers: {sample.repository} {commit[:10]} {own}: ours {found}, the deployment's {stack}")


def layers_found(paths: frozenset[str], own: str) -> tuple[str, ...]:
    """The stack that our conventions find for the file."""
    known = layout(paths, (), "main", Stated())
    place = known.place(own)
    return known.layers(place.template, place.environment) if place and place.environment else (own,)


def run(sample: Sample, mirrors: Path) -> Counter[str]:
    """All pairs of one sample, told as they are done."""
    repository = mirrors / sample.repository.replace("/", "+") / "repo"
    total: Counter[str] = Counter()
    if not repository.exists():
        print(f"{sample.repository}: skipped, no mirror of it")
        return total
    for commit, own in pairs(repository, sample):
        if total["pairs"] >= PAIRS or total["refused"] > 2 * PAIRS:
            break
        tally = Tally()
        try:
            check(repository, sample, commit, own, tally)
        except Refused as why:
            total["refused"] += 1
            print(f"  refused: {sample.repository} {commit[:10]} {own}: {why}")
            continue
        except Missing as why:
            print(f"{sample.repository}: skipped: {why}")
            return total
        total["pairs"] += 1
        total += tally.counts
        for said in tally.told:
            print(f"  {said}")
    wrong = sum(total[one] for one in DIFFERENCES)
    leaves = total["agree"] + wrong
    print(f"{sample.system} {sample.repository}: {total['pairs']} pairs, {leaves} leaves, {wrong} differ; {dict(total)}", flush=True)
    return total


def main(chosen: list[str]) -> int:
    mirrors = os.environ.get("FORENSICS_MIRRORS")
    if not mirrors:
        print("FORENSICS_MIRRORS names no folder of bare repositories", file=sys.stderr)
        return 2
    by_system: dict[str, Counter[str]] = {}
    for sample in SAMPLES:
        if not chosen or {sample.system, sample.repository} & set(chosen):
            by_system.setdefault(sample.system, Counter()).update(run(sample, Path(mirrors)))
    print("\n| system | pairs | leaves | agree | differ | computed | same layers | refused |\n|---|---|---|---|---|---|---|---|")
    for system, found in sorted(by_system.items()):
        wrong = sum(found[one] for one in DIFFERENCES)
        same, all_told = found["same layers"], found["same layers"] + found["other layers"]
        cells = [system, found["pairs"], found["agree"] + wrong, found["agree"], wrong, found["computed by the system"]]
        print("| " + " | ".join(map(str, [*cells, f"{same}/{all_told}", found["refused"]])) + " |")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
