"""Which branches hold an environment each: by their names, or because a CI workflow deploys them there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from forensics.environments.words import NEVER, STAGING_RANK, rank, whole
from forensics.parse import parse

_ROOM = re.compile(r"^(?:env|envs|environment|environments|deploy|release)/")
_GLOB = re.compile(r"[*?+\[\]!]")
_TERM = re.compile(r"^github\.(ref_name|ref|head_ref)$")
_TEST = re.compile(r"^github\.(ref_name|ref)\s*(==|!=)\s*'([^']*)'$")
_LITERAL = re.compile(r"^'([^']*)'$")
# Where a job of a workflow says its environment, or on which branch it runs.
_SAID = (("environment",), ("environment", "name"), ("with", "environment"), ("if",))
_LONGEST_WORKFLOW = 200_000


def branch_environments(branches: Sequence[str], mainline: str, workflows: Sequence[tuple[str, str]]) -> Mapping[str, str]:
    """Environment → the branch that holds it; empty where branches are no environments.

    A workflow's word counts first: a branch that it deploys takes the name that it gives. Otherwise at least two branches must
    be named wholly by an environment's word, one of them staging-like or production-like (topic branches are called dev or test).
    """
    existing = {*branches, mainline}
    deployed = _deployed(existing, mainline, workflows)
    named = _named(existing)
    if not deployed and not _is_layout(named):
        return {}
    taken = set(deployed.values())
    found = dict(deployed)
    for environment, branch in sorted(named.items()):
        if branch not in taken and environment not in found:
            found[environment] = branch
    return found


def _named(branches: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for branch in sorted(branches, key=lambda branch: (branch.count("/"), branch)):
        name = whole(_ROOM.sub("", branch))
        if name is not None:
            found.setdefault(name.name, branch)
    return found


def _is_layout(named: Mapping[str, str]) -> bool:
    ranks = {rank(environment) for environment in named}
    return len(named) > 1 and len(ranks) > 1 and max(ranks) >= STAGING_RANK


def _deployed(existing: set[str], mainline: str, workflows: Sequence[tuple[str, str]]) -> dict[str, str]:
    """What the workflows say. Several environments of one branch (a pipeline that promotes) are no branches' environments."""
    pairs = {pair for path, text in workflows for pair in _in_workflow(path, text, existing)}
    believed = {(branch, environment) for branch, environment in pairs if whole(environment) or _is_own_name(branch, environment, pairs)}
    per_branch: dict[str, set[str]] = {}
    for branch, environment in believed:
        per_branch.setdefault(branch, set()).add(environment)
    found: dict[str, str] = {}
    for branch, names in sorted(per_branch.items()):
        if len(names) == 1:
            found.setdefault(next(iter(names)), branch)
    return found if any(branch != mainline for branch in found.values()) else {}


def _is_own_name(branch: str, environment: str, pairs: Iterable[tuple[str, str]]) -> bool:
    """A name that no vocabulary knows counts for a branch of that very name, beside one that is known."""
    return branch == environment and environment not in NEVER and any(whole(other) for _, other in pairs)


@dataclass(frozen=True, slots=True)
class _Workflow:
    branches: tuple[str, ...]
    jobs: Mapping[str, Mapping[str, str]]


def _in_workflow(path: str, text: str, existing: set[str]) -> Iterator[tuple[str, str]]:
    """(branch, environment) for each job that names one. Whatever can't be worked out says nothing."""
    workflow = _read(path, text)
    listed = [branch for branch in workflow.branches if branch in existing]
    only = not any(_GLOB.search(branch) for branch in workflow.branches)
    for job in workflow.jobs.values():
        stated = job.get("environment", "")
        condition = job.get("if", "")
        reached = [branch for branch in listed or sorted(existing) if _holds(condition, branch)] if condition else listed
        if not listed and not condition:
            continue
        names = {branch: name for branch in reached if (name := _value(stated, branch))}
        if len(set(names.values())) > 1 or (len(names) == 1 and only):
            yield from names.items()


def _read(path: str, text: str) -> _Workflow:
    entries = parse(path, text[:_LONGEST_WORKFLOW].encode()).entries
    branches: list[str] = []
    jobs: dict[str, dict[str, str]] = {}
    for entry in entries:
        where, value = entry.path, entry.value
        if value is None:
            continue
        if where[:3] == ("on", "push", "branches"):
            branches.append(value)
        elif where[:1] == ("jobs",) and where[2:] in _SAID:
            jobs.setdefault(where[1], {})["if" if where[2] == "if" else "environment"] = value
    return _Workflow(tuple(branches), {name: job for name, job in jobs.items() if "environment" in job})


def _bare(expression: str) -> str:
    text = expression.strip()
    return text[3:-2].strip() if text.startswith("${{") and text.endswith("}}") and "${{" not in text[3:] else text


def _value(stated: str, branch: str) -> str | None:
    """What `environment:` comes to for a branch; None where that can't be told from the text."""
    text = _bare(stated)
    if text == stated.strip():
        return None if "${{" in text or text in NEVER else text
    for alternative in text.split("||"):
        *conditions, result = (part.strip() for part in alternative.split("&&"))
        held = [_holds(condition, branch) for condition in conditions]
        if None in held:
            return None
        if all(held):
            return _result(result, branch)
    return None


def _result(text: str, branch: str) -> str | None:
    literal = _LITERAL.match(text)
    if literal:
        return literal[1] if literal[1] not in NEVER else None
    found = _TERM.match(text)
    return branch if found and found[1] == "ref_name" else None


def _holds(condition: str, branch: str) -> bool | None:
    """Whether a condition on the pushed branch holds; None where it says something else. Of `a && b`, what is known of them."""
    parts = [part.strip() for part in _bare(condition).strip("()").split("&&")]
    if "||" in condition:
        several = [_holds(part, branch) for part in _bare(condition).split("||")]
        return None if None in several else any(several)
    known = [_test(part, branch) for part in parts]
    told = [one for one in known if one is not None]
    return all(told) if told else None


def _test(text: str, branch: str) -> bool | None:
    found = _TEST.match(text.strip("() "))
    if not found:
        return None
    other = found[3].removeprefix("refs/heads/")
    return (other == branch) == (found[2] == "==")
