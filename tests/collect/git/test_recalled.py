"""A walk that remembers earlier ones sees what one that doesn't sees, value for value, whatever happened in between."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.collect.git import Repository, logs, open_repository
from forensics.collect.git.ancestry import Ancestry
from forensics.collect.git.raw_log import Strand
from forensics.collect.git.recalled import Recalled
from forensics.collect.git.unread import Unread
from forensics.model import FileChange, History
from forensics.store.columns import Columns, Growing, packed, recalled, together, unpacked
from tests.collect.git.workshop import Bench, bench, everything


@dataclass
class Notebook:
    """A memory without a file."""

    columns: Columns = field(default_factory=Columns)
    listed: Ancestry = field(default_factory=Ancestry)
    grown: list[int] = field(default_factory=list)
    fresh: list[int] = field(default_factory=list)
    lessons: int = 0
    is_due: bool = False
    kept: int = 0

    def ancestry(self) -> Ancestry | None:
        return deepcopy(self.listed) if self.listed.commits else None

    def learn_ancestry(self, ancestry: Ancestry, rows: Sequence[int]) -> None:
        self.grown.append(len(rows))
        self.listed = deepcopy(ancestry)

    def recall(self) -> Recalled | None:
        return recalled(self.columns, 20)

    @property
    def learned(self) -> bool:
        return self.lessons > 0

    def learn(self, commits: Sequence[str], changes: Sequence[FileChange]) -> None:
        self.lessons += 1
        self.fresh.append(len(commits))
        batches = Growing.of(recalled(self.columns, 20)).batches(commits, changes)
        self.columns = together([self.columns, *(unpacked(packed(batch)) for batch in batches)])

    def keep(self) -> None:
        self.kept += 1


def walk(made: Bench, memory: Notebook | None) -> tuple[History, object]:
    with open_repository(str(made.folder)) as repository:
        return repository.walk(tips(repository), everything, None, memory), repository.gaps


def tips(repository: Repository) -> list[str]:
    head = repository.head_oid()
    return [*(ref.oid for ref in repository.refs(all_refs=True)), *([head] if head else [])]


@pytest.fixture
def desk(tmp_path: Path) -> Bench:
    """A history with a side branch, an octopus, a merge that changes what no side has, and a path that is no UTF-8."""
    made = bench(tmp_path / "desk")
    made.commit({"app.yaml": "a: 1\n", "b.yaml": "b: 1\n"})
    for side in ("one", "two"):
        made.git("checkout", "-q", "-b", side, "main")
        made.commit({f"{side}.yaml": "s: 1\n", "caf\udce9.yaml": side})
    made.git("checkout", "-q", "main")
    made.commit({"app.yaml": "a: 2\n"})
    made.merge("one", files={"app.yaml": "a: 3\n"})
    made.git("commit", "-q", "--allow-empty", "-m", "no time", GIT_COMMITTER_DATE="@0 +0000")
    return made


def _more(made: Bench) -> None:
    made.commit({"app.yaml": "a: 4\n", "b.yaml": None})


def _merged(made: Bench) -> None:
    made.git("checkout", "-q", "-b", "three", "main~2")
    made.commit({"three.yaml": "t: 1\n"})
    made.git("checkout", "-q", "main")
    made.merge("three", files={"three.yaml": "t: 2\n"})


def _rewritten(made: Bench) -> None:
    made.git("reset", "-q", "--hard", "main~2")
    made.commit({"app.yaml": "a: 9\n"})


def _deleted(made: Bench) -> None:
    made.git("branch", "-D", "two")


def _repacked(made: Bench) -> None:
    made.git("repack", "-q", "-a", "-d")


def _nothing(made: Bench) -> None:
    pass


@pytest.mark.parametrize("batch", [10_000, 2])
@pytest.mark.parametrize("move", [_nothing, _more, _merged, _rewritten, _deleted, _repacked])
def test_a_walk_with_a_memory_is_a_walk(desk: Bench, move: Callable[[Bench], None], batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "_BATCH", batch)
    memory = Notebook()
    assert walk(desk, memory) == walk(desk, None)
    move(desk)
    assert walk(desk, memory) == walk(desk, None)
    assert walk(desk, memory) == walk(desk, None)
    assert memory.fresh[-1] == memory.grown[-1] == 0


def test_only_what_is_new_is_asked_of_git(desk: Bench) -> None:
    memory = Notebook()
    walk(desk, memory)
    _more(desk)
    walk(desk, memory)
    assert memory.fresh == [6, 1]
    assert memory.grown == [6, 1]


class BrokenOffError(Exception):
    """As an interruption would be."""


def test_a_walk_that_is_broken_off_is_gone_on_with(desk: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "_BATCH", 2)
    memory, asked = Notebook(is_due=True), list[int]()
    read = logs.Logs._read

    def until_the_last(self: logs.Logs, order: Sequence[str], strand: Strand, unread: Unread) -> None:
        asked.append(len(order))
        if memory.is_due and len(asked) == 3:
            raise BrokenOffError
        read(self, order, strand, unread)

    monkeypatch.setattr(logs.Logs, "_read", until_the_last)
    with pytest.raises(BrokenOffError):
        walk(desk, memory)
    assert memory.kept == 2
    memory.is_due = False
    assert memory.fresh == [2, 2]
    asked.clear()
    again = walk(desk, memory)
    assert asked == [2], "the rest is asked of git"
    assert again == walk(desk, None)
    assert sum(memory.fresh) == 6


@pytest.mark.parametrize("trouble", ["killed", None])
def test_of_commits_that_git_did_not_tell_to_the_end_nothing_is_learned(
    desk: Bench, trouble: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "_BATCH", 2)
    memory, cut = Notebook(is_due=True), list[str]()
    real = logs.Logs._log

    def not_to_the_end(self: logs.Logs, oids: Sequence[str], strand: Strand) -> str | None:
        told = real(self, oids, strand)
        if not cut:
            cut.extend(oids)
            if trouble is None:
                strand.commits.reverse()
            else:
                strand.changes.pop()
            return trouble
        return told

    monkeypatch.setattr(logs.Logs, "_log", not_to_the_end)
    _, gaps = walk(desk, memory)
    assert "could be read for" in str(gaps)
    learned = recalled(memory.columns, 20).commits
    assert len(cut) == 2
    assert not set(cut) & set(learned)
    assert walk(desk, memory) == walk(desk, None)


def test_of_a_damaged_history_nothing_is_learned(desk: Bench) -> None:
    desk.lose("main~2")
    memory = Notebook()
    assert walk(desk, memory) == walk(desk, None)
    assert walk(desk, memory)[1] != ()
    assert (memory.lessons, memory.grown) == (0, [])


def test_a_history_that_is_damaged_later_is_read_as_if_nothing_were_known(desk: Bench) -> None:
    memory = Notebook()
    walk(desk, memory)
    desk.lose("main~2")
    assert walk(desk, memory) == walk(desk, None)
    assert walk(desk, Notebook())[1] != ()
    _more(desk)
    assert walk(desk, memory) == walk(desk, None)


def test_what_was_pruned_since_is_no_part_of_the_history(desk: Bench) -> None:
    memory = Notebook()
    desk.git("checkout", "-q", "-b", "gone", "main~1")
    desk.commit({"gone.yaml": "g: 1\n"})
    gone = desk.rev("gone")
    walk(desk, memory)
    desk.git("checkout", "-q", "main")
    desk.git("branch", "-D", "gone")
    desk.lose(gone)
    _more(desk)
    assert walk(desk, memory) == walk(desk, None)
    assert memory.grown[1] < memory.grown[0], "the rest was not listed anew"
    assert gone not in walk(desk, memory)[0].commits


def test_a_new_commit_whose_parent_is_lost_is_told_as_ever(desk: Bench) -> None:
    memory = Notebook()
    walk(desk, memory)
    _more(desk)
    _more_of_b(desk)
    desk.lose("main~1")
    assert walk(desk, memory) == walk(desk, None)
    assert walk(desk, memory)[1] != ()


def _more_of_b(made: Bench) -> None:
    made.commit({"b.yaml": "b: 7\n"})


@pytest.mark.law
@settings(max_examples=25, deadline=None)
@given(st.data())
def test_commits_come_in_git_s_own_topological_order(data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        made = bench(Path(folder) / "desk")
        tree = made.git("hash-object", "-t", "tree", "-w", "/dev/null")
        oids: list[str] = []
        for number in range(data.draw(st.integers(1, 14))):
            parents = data.draw(st.lists(st.sampled_from(oids), max_size=3, unique=True)) if oids else []
            when = f"{1_700_000_000 + data.draw(st.integers(0, 6))} +0000"  # clocks differ, and many stand still
            named = [word for parent in parents for word in ("-p", parent)]
            oids.append(made.git("commit-tree", tree, *named, "-m", str(number), GIT_COMMITTER_DATE=when))
        asked = data.draw(st.lists(st.sampled_from(oids), min_size=1, max_size=4))
        made.git("update-ref", "refs/heads/main", oids[0])
        told = made.git("rev-list", "--topo-order", *asked).split()
        with open_repository(str(made.folder)) as repository:
            assert list(repository.walk(asked, everything).commits) == told


def test_of_a_history_whose_folders_are_lost_nothing_is_learned(desk: Bench) -> None:
    desk.lose("main~1^{tree}")
    memory = Notebook()
    assert walk(desk, memory) == walk(desk, None)
    assert memory.lessons == 0


def test_what_is_new_and_can_not_be_read_is_told_as_ever(desk: Bench) -> None:
    memory = Notebook()
    walk(desk, memory)
    _more(desk)
    desk.lose("main^{tree}")
    assert walk(desk, memory) == walk(desk, None)
    assert memory.lessons == 1


def test_of_a_shallow_clone_nothing_is_learned_or_recalled(desk: Bench, tmp_path: Path) -> None:
    memory = Notebook()
    walk(desk, memory)
    desk.git("clone", "-q", "--depth", "2", f"file://{desk.folder}", str(tmp_path / "shallow"))
    shallow = Bench(tmp_path / "shallow")
    assert walk(shallow, memory) == walk(shallow, None)
    assert memory.lessons == 1


def test_a_moved_repository_is_the_same(desk: Bench, tmp_path: Path) -> None:
    memory = Notebook()
    walk(desk, memory)
    shutil.copytree(desk.folder, tmp_path / "moved")
    moved = Bench(tmp_path / "moved")
    assert walk(moved, memory) == walk(moved, None)
    assert memory.fresh == [6, 0]


def test_what_was_done_inside_merged_branches_is_remembered_once_it_was_asked(desk: Bench) -> None:
    memory = Notebook()

    def looked_into() -> tuple[FileChange, ...]:
        with open_repository(str(desk.folder)) as repository:
            history = repository.walk([desk.rev("main")], everything, None, memory)
            inside = set(range(len(history.commits))) - history.lines
            assert inside
            return repository.changes_at(history, inside, everything, memory=memory)

    first = looked_into()
    assert memory.fresh == [4, 1]
    assert looked_into() == first
    assert memory.fresh == [4, 1, 0, 0]
