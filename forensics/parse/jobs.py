"""CI jobs that deploy to a named environment: what their file says of it is everything inside the job.

Sources: GitHub's workflow syntax (`jobs.<job_id>.environment`), GitLab's keyword reference (`environment`, `environment:name`).
"""

from __future__ import annotations

import re
from dataclasses import replace

from forensics.model import Entry, Scope
from forensics.parse.scopes import NOWHERE, meet

_GITHUB = re.compile(r"(?:^|/)\.(?:github|gitea|forgejo)/workflows/[^/]+$")
_GITLAB = re.compile(r"(?:^|/)(?:\.gitlab/.+|[^/]*\.?gitlab-ci[^/]*)$")
# Other pipelines: their stages and jobs are often called after environments and are none.
_PIPELINE = re.compile(r"(?:^|/)(?:\.circleci/.+|azure-pipelines[^/]*|bitbucket-pipelines[^/]*|\.travis\.yml|\.drone\.yml|package\.json)$")
_PLAIN = re.compile(r"[A-Za-z0-9][\w.\-/ ]*")


def is_pipeline(path: str) -> bool:
    """Whether a file describes what a build does: a job or script there that is called `prod` is no environment."""
    return any(kind.search(path) for kind in (_GITHUB, _GITLAB, _PIPELINE))


def by_job(path: str, entries: list[Entry]) -> list[Entry]:
    """The entries, those inside a job with a plain `environment` with its scope. A name with a variable in it says nothing."""
    depth = 2 if _GITHUB.search(path) else 1 if _GITLAB.search(path) else 0
    if not depth:
        return entries
    scopes: dict[tuple[str, ...], Scope] = {}
    for entry in entries:
        names = entry.path[depth:] in (("environment",), ("environment", "name"))
        if names and entry.value and _PLAIN.fullmatch(entry.value) and (depth == 1 or entry.path[0] == "jobs"):
            scopes[entry.path[:depth]] = Scope(only=(entry.value,))
    if not scopes:
        return entries
    made = [replace(entry, scope=meet(scopes.get(entry.path[:depth]), entry.scope)) for entry in entries]
    return [entry for entry in made if entry.scope != NOWHERE]
