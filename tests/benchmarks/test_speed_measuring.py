"""The speed benchmark measures without a trace: copies, the history set back, the floor, made repositories, and the peers themselves."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks import __main__ as main
from benchmarks.__main__ import wanted
from benchmarks.speed import measuring
from benchmarks.speed.copying import before_the_newest, copy, git, object_folders, refs
from benchmarks.speed.floor import read
from benchmarks.speed.ours import AS_OF, Asking, ahead
from benchmarks.speed.parsing import parsed as entries
from benchmarks.speed.peers import parsed, sampled, searches
from benchmarks.speed.results import from_json
from benchmarks.speed.stages import Clock, stages
from benchmarks.speed.taken import Taken
from benchmarks.speed.timing import Command, peak, timed
from benchmarks.synthetic import _APART, _BEGIN, KEY, Shape, make_repository
from tests.benchmarks.making import measured


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("made") / "repo"
    make_repository(place, Shape(150, services=2, keys=3, changes=10))
    return place


def test_a_made_repository_has_the_shape_that_was_asked_for(made: Path) -> None:
    assert git(made, "rev-list", "--count", "main") == "150"
    assert len(git(made, "ls-tree", "-r", "--name-only", "main").splitlines()) == 6
    assert git(made, "show", "main:services/s1/values-dev.yaml").count("\n") == 3
    changed = git(made, "log", "--format=%H", "-G", KEY, "main").splitlines()
    assert len(changed) == 10 + 1


def test_the_stages_of_a_trace_are_told_each_without_the_others(made: Path, tmp_path: Path) -> None:
    spent = dict(stages(made, KEY))
    whole = spent.pop("whole")
    assert {"loading", "walk", "reading", "stacks", "judging"} <= spent.keys()
    assert 0 < sum(spent.values()) < whole
    assert stages(tmp_path, KEY) == {}, "there is no repository"


def test_what_a_stage_takes_inside_another_is_its_own() -> None:
    clock = Clock()
    inner = clock.timing("inner", lambda: time.sleep(0.05))
    clock.timing("outer", inner)()
    assert clock.spent["outer"] < 0.05 <= clock.spent["inner"]


def test_a_million_commits_end_before_the_benchmark_asks() -> None:
    assert datetime.fromtimestamp(_BEGIN + 1_000_000 * _APART, UTC) < datetime.fromisoformat(AS_OF)


def test_a_copy_has_the_same_history_and_writing_into_it_leaves_the_original_alone(made: Path, tmp_path: Path) -> None:
    before = sorted(path.name for path in made.rglob("*"))
    mirror = copy(made, tmp_path / "mirror", refs(made))
    assert git(mirror, "rev-parse", "HEAD") == git(made, "rev-parse", "HEAD")
    git(mirror, "hash-object", "-w", "HEAD")
    assert sorted(path.name for path in made.rglob("*")) == before
    again = copy(mirror, tmp_path / "again", refs(mirror))
    assert [folder.parent for folder in object_folders(again)] == [again, mirror, made]


def test_the_history_is_set_back_by_no_more_than_it_takes(made: Path) -> None:
    pair = before_the_newest(made, 100)
    assert pair is not None
    then, now = pair
    assert git(made, "rev-list", "--count", f"{then['refs/heads/main']}..{now['refs/heads/main']}") == "100"
    assert before_the_newest(made, 150) is None


def test_the_floor_reads_each_version_of_a_configuration_file_once(made: Path) -> None:
    listed = git(made, "rev-list", "--objects", "--branches").splitlines()
    assert read(str(made)) == sum(line.endswith(".yaml") for line in listed)


def test_the_floor_fails_where_git_does(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        read(str(tmp_path))


def test_the_searches_find_what_changed(made: Path) -> None:
    found = {
        name: len(subprocess.run(command.words, capture_output=True, text=True, check=True).stdout.split())
        for name, command in searches(made, f"env.{KEY}").items()
    }
    # Plain -S counts occurrences, which a new value leaves as they were: it has the first commit alone.
    assert found == {"-S": 1, "-S, files": 1, "-G": 11, "-m -S": 1}


def test_gitpython_is_measured_whole_where_there_is_time(made: Path) -> None:
    for peer in ("GitPython", "GitPython, files"):
        taken = sampled(peer, made, KEY, 60.0)
        assert taken is not None
        assert (taken.sampled, taken.of, taken.error) == (150, 150, 0)
    assert sampled("GitPython", made / "nowhere", KEY, 1.0) is None


def test_a_trace_is_asked_in_a_cache_of_its_own(made: Path, tmp_path: Path) -> None:
    asking = Asking(made, KEY, tmp_path / "cache")
    assert timed(asking.cold) is not None
    assert asking.index_bytes == 0
    assert timed(asking.index) is not None
    assert asking.index_bytes > 0


def test_an_index_built_ahead_is_held_against_a_parse_of_everything(made: Path, tmp_path: Path) -> None:
    built = Asking(made, KEY, tmp_path / "built")
    taken = ahead(built)
    assert None not in taken.values()
    assert built.index_bytes > 0
    assert entries(str(made)) > 150
    done = subprocess.run(parsed(made).words, capture_output=True, text=True, check=True)
    assert int(done.stdout) == entries(str(made))


def test_new_commits_are_measured_on_a_copy_that_is_set_back(made: Path, tmp_path: Path) -> None:
    found = measuring._grown(made, KEY, tmp_path / "grown", 1)["new commits"]
    assert found is not None
    assert len(found.runs) == 1


def test_the_memory_of_a_process_is_its_own() -> None:
    hungry = Command((sys.executable, "-c", "held = b'x' * 200_000_000; import time; time.sleep(0.2)"))
    most = peak(hungry)
    assert most is None or 200 < most < 300
    assert peak(Command((sys.executable, "-c", "raise SystemExit(1)"))) is None


def test_a_run_goes_past_a_repository_that_git_can_not_read_and_keeps_the_rest(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, target in (("good", made), ("broken", tmp_path / "empty")):
        target.mkdir(exist_ok=True)
        (tmp_path / "mirrors" / name).mkdir(parents=True)
        (tmp_path / "mirrors" / name / "repo").symlink_to(target)
    asked = wanted({"FORENSICS_MIRRORS": str(tmp_path / "mirrors"), "RESULTS": str(tmp_path / "out.json"), "GROWTH": "0", "RESUME": "1"})
    monkeypatch.setattr(main, "KEYS", {"broken": KEY, "good": KEY})
    monkeypatch.setattr(measuring, "start_up", lambda runs: {"python": Taken((0.1,))})
    told = replace(measured("good", 150), key=KEY)
    monkeypatch.setattr(measuring, "repository", lambda name, place, *_: (git(place, "rev-parse", "HEAD"), told)[1])
    assert [one.name for one in main.run(asked).repositories] == ["good"]
    assert "broken: left out" in capsys.readouterr().out
    assert from_json((tmp_path / "out.json").read_text()).repositories == (told,)
    assert main.run(asked).repositories == (told,)
    assert "good:" not in capsys.readouterr().out
