"""Taking a dump of a cluster that the user is logged into: read-only, through kubectl where it is installed, into files."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from forensics.model import Gap, utc_text

# What may hold a setting or tell of a change. Secrets are not asked for: their values are no business of a dump.
KINDS = ("deployments", "statefulsets", "daemonsets", "cronjobs", "configmaps", "replicasets", "controllerrevisions", "pods")
# Asked for where the cluster has them; that it hasn't is no gap.
EXTRA_KINDS = ("applications.argoproj.io",)
_NO_SUCH_KIND = "the server doesn't have a resource type"
_TIMEOUT = 60
_GRACE = 10  # seconds that kubectl gets beyond its own time-out before it is ended


class SnapshotError(Exception):
    """The dump can't be taken; the message is one sentence that says why and the way out."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The files that were written, each with the moment at which kubectl was asked, and what could not be had."""

    files: tuple[tuple[Path, datetime], ...]
    gaps: tuple[Gap, ...]


def kubectl_command(kubectl: str, context: str, kind: str, namespace: str | None, timeout: int = _TIMEOUT) -> tuple[str, ...]:
    """The command that prints all objects of a kind; `get` and nothing else, so that the cluster stays as it is."""
    where = ("--namespace", namespace) if namespace is not None else ("--all-namespaces",)
    limits = (f"--request-timeout={timeout}s", "--output=json", "--show-managed-fields=true")
    return (kubectl, "--context", context, "get", kind, *where, *limits)


def take_snapshot(
    context: str,
    folder: Path,
    namespace: str | None = None,
    timeout: int = _TIMEOUT,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Taken:
    """Asks kubectl for each kind in turn, and writes what it answers as `folder/KIND.json`.

    Raises SnapshotError where kubectl is missing, `folder` can't be written, one of the files is there already, or no kind could be had.
    """
    kubectl = shutil.which("kubectl")
    if kubectl is None:
        raise SnapshotError("kubectl is not installed or not on PATH: install it, or take the dump elsewhere with kubectl get -o json")
    if context.startswith("-") or (namespace or "").startswith("-"):
        raise SnapshotError(f"{context if context.startswith('-') else namespace!r} is no name of a context or namespace")
    _prepare(folder)
    files: list[tuple[Path, datetime]] = []
    gaps: list[Gap] = []
    for kind in (*KINDS, *EXTRA_KINDS):
        asked = clock()
        answer = _ask(kubectl_command(kubectl, context, kind, namespace, timeout), timeout)
        if isinstance(answer, bytes):
            path = folder / f"{kind}.json"
            _write(path, answer)
            files.append((path, asked))
        elif kind not in EXTRA_KINDS or _NO_SUCH_KIND not in answer:
            gaps.append(Gap(f"kubectl get {kind}", answer))
    if not files:
        raise SnapshotError(f"nothing could be had from context {context}: {gaps[0].why if gaps else 'kubectl gave no answer'}")
    return Taken(tuple(files), tuple(gaps))


def options_for(taken: Taken, environment: str) -> tuple[str, ...]:
    """The `--live` options that read the dump: each file with its own moment."""
    return tuple(f"--live={environment}@{utc_text(moment)}={path}" for path, moment in taken.files)


def _prepare(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SnapshotError(f"{folder} can't be made a folder ({error.strerror}): choose another with -o") from error
    present = next((kind for kind in (*KINDS, *EXTRA_KINDS) if (folder / f"{kind}.json").exists()), None)
    if present is not None:
        raise SnapshotError(f"{folder} holds a dump already ({present}.json): choose an empty folder with -o")


def _write(path: Path, content: bytes) -> None:
    try:
        with path.open("xb") as file:  # never over or through something that is there
            file.write(content)
        path.chmod(0o600)
    except OSError as error:
        raise SnapshotError(f"{path} can't be written ({error.strerror})") from error


def _ask(command: tuple[str, ...], timeout: int) -> bytes | str:
    """What kubectl prints, or why it printed nothing, in one line."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=timeout + _GRACE, check=False, stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return f"kubectl did not answer within {timeout + _GRACE} seconds"
    except OSError as error:
        return f"kubectl can't be run ({error.strerror})"
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        return (said[-1] if said else f"kubectl ended with status {done.returncode}")[:300]
    return done.stdout
