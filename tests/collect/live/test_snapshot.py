"""Taking a dump: kubectl is only ever asked to get, its refusals are gaps, and nothing that exists is written over."""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from forensics.collect.live import parse_live_option
from forensics.collect.live.snapshot import KINDS, SnapshotError, kubectl_command, options_for, take_snapshot
from tests.collect.live.workshop import read, values

NOON = datetime(2026, 11, 17, 12, 0, tzinfo=UTC)
SCRIPT = """#!/bin/sh
echo "$@" >> "$(dirname "$0")/asked"
case "$4" in
  pods) echo 'Error from server (Forbidden): pods is forbidden: User "jroe" cannot list resource "pods"' >&2; exit 1;;
  applications.argoproj.io) echo "error: the server doesn't have a resource type \\"applications\\"" >&2; exit 1;;
  cronjobs) [ -n "$SLOW" ] && exec sleep 30;;
esac
echo '{"apiVersion": "v1", "items": [{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"},'
echo ' "data": {"PAYMENT_TIMEOUT_MS": "1"}}], "kind": "List"}'
"""


@pytest.fixture
def kubectl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A kubectl that notes what it is asked; gives back the file of its notes."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "kubectl"
    program.write_text(SCRIPT)
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder / "asked"


def test_each_kind_is_asked_for_with_its_managed_fields_and_nothing_but_get(kubectl: Path, tmp_path: Path) -> None:
    taken = take_snapshot("prod", tmp_path / "out", clock=lambda: NOON)
    asked = kubectl.read_text().splitlines()
    assert all(line.startswith("--context prod get ") for line in asked)
    assert all("--show-managed-fields=true" in line and "--request-timeout=60s" in line for line in asked)
    assert not any("secrets" in line for line in asked)
    assert [path.stem for path, _ in taken.files] == [kind for kind in KINDS if kind != "pods"]
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path, _ in taken.files)


def test_what_is_refused_is_a_gap_and_a_kind_that_the_cluster_lacks_is_none(kubectl: Path, tmp_path: Path) -> None:
    gaps = take_snapshot("prod", tmp_path / "out").gaps
    assert [gap.where for gap in gaps] == ["kubectl get pods"]
    assert "forbidden" in gaps[0].why


def test_what_was_written_reads_back_with_the_options_that_come_with_it(kubectl: Path, tmp_path: Path) -> None:
    taken = take_snapshot("prod", tmp_path / "out", clock=lambda: NOON)
    environment, at, path = parse_live_option(options_for(taken, "production")[0].removeprefix("--live="))
    assert (environment, at) == ("production", NOON)
    assert values(read(Path(path).read_bytes(), at=at)) == [("1", "value")]


def test_a_kubectl_that_does_not_answer_is_given_up(kubectl: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLOW", "1")
    monkeypatch.setattr("forensics.collect.live.snapshot._GRACE", 0)
    gaps = take_snapshot("prod", tmp_path / "out", timeout=1).gaps
    assert any("did not answer" in gap.why for gap in gaps)


def test_without_kubectl_one_sentence_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SnapshotError, match="kubectl is not installed"):
        take_snapshot("prod", tmp_path / "out")


def test_a_folder_that_holds_a_dump_is_left_as_it_is(kubectl: Path, tmp_path: Path) -> None:
    (tmp_path / "pods.json").write_text("mine")
    with pytest.raises(SnapshotError, match="holds a dump already"):
        take_snapshot("prod", tmp_path)
    assert (tmp_path / "pods.json").read_text() == "mine"
    assert not kubectl.exists()


def test_where_nothing_is_allowed_the_reason_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kubectl: Path) -> None:
    (kubectl.parent / "kubectl").write_text("#!/bin/sh\necho 'error: context \"prod\" does not exist' >&2\nexit 1\n")
    with pytest.raises(SnapshotError, match="does not exist"):
        take_snapshot("prod", tmp_path / "out")


@pytest.mark.parametrize(("context", "namespace"), [("--kubeconfig=x", None), ("prod", "-A")])
def test_a_name_that_would_be_an_option_is_refused(context: str, namespace: str | None, tmp_path: Path, kubectl: Path) -> None:
    with pytest.raises(SnapshotError, match="no name of a context"):
        take_snapshot(context, tmp_path / "out", namespace)


def test_one_namespace_or_all() -> None:
    assert "--all-namespaces" in kubectl_command("kubectl", "prod", "pods", None)
    assert kubectl_command("kubectl", "prod", "pods", "shop")[5:7] == ("--namespace", "shop")
