"""However many processes read file versions, and whatever becomes of them, the same is told."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from forensics.collect.git import Repository, open_repository
from forensics.keys import Key
from forensics.reading import contents as of_a_key
from forensics.reading import read_contents, read_values, sharing, values
from forensics.reconstruct.contents import Contents
from tests.collect.git.workshop import Bench, bench

KEY = Key("TIMEOUT")


@pytest.fixture
def many(tmp_path: Path) -> Bench:
    """Four files with sixty versions each; one of which is lost, and one of which is no YAML."""
    made = bench(tmp_path / "many")
    for number in range(60):
        made.write({f"{name}.yaml": f"app: {name}\nTIMEOUT: {number}\n" for name in "abcd"})
        made.write({"d.yaml": "TIMEOUT: 'x\n"} if number == 30 else {})
        made.commit({})
    made.lose("HEAD~40:b.yaml")
    return made


def told(made: Bench) -> tuple[Contents, object]:
    with open_repository(str(made.folder)) as repository:
        contents = read_contents(repository, KEY, versions(repository), lambda *_: None)
        return contents, repository.gaps


def versions(repository: Repository) -> dict[str, str]:
    history = repository.walk([str(repository.head_oid())], lambda _: True)
    return {change.after: change.path for change in history.changes if change.after is not None}


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_a_key, "_WORTH_SHARING", 0)
    monkeypatch.setattr(values, "_WORTH_SHARING", 0)
    monkeypatch.setattr(sharing, "_LEAST", 3)
    monkeypatch.setattr(sharing, "_processors", lambda: 3)


def test_what_one_process_reads_three_read(many: Bench, request: pytest.FixtureRequest) -> None:
    alone = told(many)
    assert len(alone[0].hits) == 239
    assert alone[0].unreadable
    assert alone[0].degraded
    request.getfixturevalue("shared")
    together = told(many)
    assert together == alone
    assert list(together[0].hits) == list(alone[0].hits), "in the same order"


def test_all_values_are_the_same_however_many_processes_read_them(many: Bench, request: pytest.FixtureRequest) -> None:
    def every() -> dict[str, dict[str, str | None]]:
        with open_repository(str(many.folder)) as repository:
            return read_values(repository, versions(repository), lambda *_: None)

    alone = every()
    assert {found["TIMEOUT"] for found in alone.values() if len(found) > 1} == {str(number) for number in range(60)}
    request.getfixturevalue("shared")
    assert every() == alone


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize(
    "start", ["raise SystemExit(1)", "print('hello')", "print('config loaded')", "import sys; sys.stdin.buffer.read(1); sys.exit(1)"]
)
def test_a_process_that_fails_loses_nothing(many: Bench, start: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = told(many)
    monkeypatch.setattr(sharing, "_START", start)
    assert told(many) == whole


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("processors", [1, 3])
def test_a_file_whose_versions_say_the_same_says_it_in_every_batch(
    tmp_path: Path, processors: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "_processors", lambda: processors)
    made = bench(tmp_path / "same")
    for number in range(40):
        made.commit({"prod.env": f"TIMEOUT=30\nRELEASE={number}\n"})
    contents, _ = told(made)
    assert [hits[0].value for hits in contents.hits.values()] == ["30"] * 40


@pytest.mark.usefixtures("shared")
def test_what_others_have_taken_before_we_look_is_waited_for(many: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = told(many)
    enter = sharing._Others.__enter__

    def late(team: sharing._Others) -> sharing._Others:
        enter(team)
        while team._batches:
            time.sleep(0.001)
        return team

    monkeypatch.setattr(sharing._Others, "__enter__", late)
    assert told(many) == whole


@pytest.mark.usefixtures("shared")
def test_where_no_process_can_be_started_one_reads_all(many: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = told(many)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert told(many) == whole


@pytest.mark.usefixtures("shared")
def test_an_interrupted_reading_leaves_no_process_running(many: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def noted(*arguments: object, **options: object) -> object:
        started.append(start(*arguments, **options))  # type: ignore[call-overload]  # handed on
        return started[-1]

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with open_repository(str(many.folder)) as repository:
        asked = versions(repository)
        monkeypatch.setattr(subprocess, "Popen", noted)
        with pytest.raises(KeyboardInterrupt):
            read_contents(repository, KEY, asked, interrupted)
    assert len(started) == 2
    assert all(one.returncode is not None for one in started)
