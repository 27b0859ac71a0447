"""The walk sees every commit and every change, whatever the history's shape and whatever bytes the paths hold."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.collect.git import logs, open_repository
from forensics.model import History
from tests.collect.git.workshop import Bench, bench, everything, told_changes, walk_all


@pytest.fixture
def desk(tmp_path: Path) -> Bench:
    made = bench(tmp_path / "desk")
    made.commit({"app.yaml": "a: 1\n", "b.yaml": "b: 1\n"})
    return made


def walked(made: Bench) -> History:
    with open_repository(str(made.folder)) as repository:
        history = walk_all(repository)
        assert repository.gaps == ()
    return history


def changed_in(made: Bench, commit: str) -> dict[str, tuple[str | None, str | None]]:
    return told_changes(walked(made))[commit]


def test_a_value_that_only_a_merge_changed_is_found(desk: Bench) -> None:
    desk.git("checkout", "-q", "-b", "side")
    desk.commit({"app.yaml": "a: 2\n"})
    desk.git("checkout", "-q", "main")
    desk.commit({"app.yaml": "a: 3\n"})
    evil = desk.merge("side", files={"app.yaml": "a: 666\n", "b.yaml": "b: 666\n"})
    assert changed_in(desk, evil) == {path: (desk.rev(f"{evil}^1:{path}"), desk.rev(f"{evil}:{path}")) for path in ("app.yaml", "b.yaml")}


def test_a_merge_tells_what_it_brought_to_its_first_parent(desk: Bench) -> None:
    desk.git("checkout", "-q", "-b", "side")
    side = desk.commit({"app.yaml": "a: 2\n"})
    desk.git("checkout", "-q", "main")
    desk.commit({"b.yaml": "b: 2\n"})
    merge = desk.merge("side")
    told = told_changes(walked(desk))
    assert told[merge] == told[side] == {"app.yaml": (desk.rev("main~2:app.yaml"), desk.rev("side:app.yaml"))}


def test_a_branch_whose_changes_were_discarded_is_seen(desk: Bench) -> None:
    desk.git("checkout", "-q", "-b", "side")
    side = desk.commit({"app.yaml": "a: 5\n"})
    desk.git("checkout", "-q", "main")
    merge = desk.merge("side", arguments=("-s", "ours"))
    desk.git("branch", "-D", "side")
    told = told_changes(walked(desk))
    assert told[merge] == {}
    assert set(told[side]) == {"app.yaml"}


def test_a_merge_of_many_branches_keeps_all_its_parents(desk: Bench) -> None:
    base = desk.rev("HEAD")
    arms = []
    for number in range(66):
        tree = desk.git("mktree", feed=f"100644 blob {desk.rev('HEAD:b.yaml')}\tarm{number}.yaml\n".encode())
        arms.append(desk.git("commit-tree", tree, "-p", base, "-m", f"arm {number}"))
    octopus = desk.git("commit-tree", desk.rev("HEAD^{tree}"), *(word for arm in (base, *arms) for word in ("-p", arm)), "-m", "octopus")
    desk.git("update-ref", "refs/heads/main", octopus)
    history = walked(desk)
    places = {oid: index for index, oid in enumerate(history.commits)}
    assert history.parents[places[octopus]] == tuple(places[oid] for oid in (base, *arms))


def test_parents_come_after_their_children_even_when_clocks_ran_wild(desk: Bench) -> None:
    for when in (1_900_000_000, 900_000_000, 1_800_000_000, 1, 1_700_000_000):
        desk.git("commit", "-q", "--allow-empty", "-m", str(when), GIT_COMMITTER_DATE=f"@{when} +0000")
    history = walked(desk)
    assert all(parent > index for index, parents in enumerate(history.parents) for parent in parents)
    assert history.times[:5] == (1_700_000_000, 1, 1_800_000_000, 900_000_000, 1_900_000_000)


ODD_DATES = {
    b"0 +0000": None,
    b"2147483648 +0000": 2_147_483_648,
    b"4102444800 +0000": 4_102_444_800,
    b"9999999999999 +0000": None,
    b"99999999999999999999 +0000": None,
    b"-5 +0000": None,
    b"": None,
    b"notadate": None,
    b"1700000000 +9999": 1_700_000_000,
    b"1700000000 -0000": 1_700_000_000,
}


@pytest.mark.parametrize(("when", "seconds"), ODD_DATES.items())
def test_a_time_that_is_none_is_not_made_up(desk: Bench, when: bytes, seconds: int | None) -> None:
    tree, parent = desk.rev("HEAD^{tree}").encode(), desk.rev("HEAD").encode()
    who = b"Ada <ada@example.com> " + when
    oid = desk.raw_commit(b"tree %s\nparent %s\nauthor %s\ncommitter %s\n\nodd\n" % (tree, parent, who, who))
    with open_repository(str(desk.folder)) as repository:
        history = walk_all(repository)
        commit = repository.commits([oid])[oid]
    assert history.commits[0] == oid
    assert len(history.commits) == 2
    assert history.times[0] == seconds
    told = None if commit.committed.utc is None else int(commit.committed.utc.timestamp())
    assert told == seconds
    assert (commit.committed.status == "valid") == (seconds is not None)


def test_a_time_behind_an_odd_name_is_read_as_it_is_cited(desk: Bench) -> None:
    tree, parent = desk.rev("HEAD^{tree}").encode(), desk.rev("HEAD").encode()
    oid = desk.raw_commit(b"tree %s\nparent %s\nauthor a <b> 1 +0000\ncommitter a <b> c> 1700600000 +0000\n\nodd\n" % (tree, parent))
    with open_repository(str(desk.folder)) as repository:
        history, commit = walk_all(repository), repository.commits([oid])[oid]
    assert history.times[0] == 1_700_600_000
    assert commit.committed.utc is not None


ODD_PATHS = [
    b"line\nbreak.yaml",
    b"tab\there.yaml",
    b'quo"te.yaml',
    b"back\\slash.yaml",
    b"esc\x1b[31m.yaml",
    b"latin-\xe9.yaml",
    b":100644 100644 x y M",
    b"\n:leading.yaml",
    "nfc-\u00e9.yaml".encode(),
    "nfd-e\u0301.yaml".encode(),
    b"Case.yaml",
    b"case.yaml",
    b"/".join([b"d" * 200] * 19) + b"/deep.yaml",
]


def test_every_path_is_told_once_and_whole(desk: Bench) -> None:
    """GitPython's own diff loses two of the first five of these."""
    blob = desk.rev("HEAD:app.yaml")
    listed = b"".join(b"100644 %s\t%s\0" % (blob.encode(), path) for path in ODD_PATHS)
    desk.git("update-index", "-z", "--index-info", feed=listed)
    desk.git("commit", "-q", "-m", "odd paths")
    head = desk.rev("HEAD")
    wanted = {os.fsdecode(path): (None, blob) for path in ODD_PATHS}
    assert changed_in(desk, head) == wanted
    with open_repository(str(desk.folder)) as repository:
        assert set(wanted) < {path for path, _ in repository.files(head)}
        assert repository.at((head, path) for path in wanted) == {(head, path): blob for path in wanted}
        assert repository.at([(desk.rev("HEAD~"), path) for path in wanted]) == {(desk.rev("HEAD~"), path): None for path in wanted}


def test_only_paths_that_are_asked_for_are_kept_and_each_is_asked_once(desk: Bench) -> None:
    desk.commit({"app.yaml": "a: 2\n", "notes.txt": "n\n"})
    asked: list[str] = []

    def keep(path: str) -> bool:
        asked.append(path)
        return path.endswith(".yaml")

    with open_repository(str(desk.folder)) as repository:
        history = repository.walk([desk.rev("HEAD")], keep)
    assert [change.path for change in history.changes] == ["app.yaml", "app.yaml", "b.yaml"]
    assert sorted(asked) == ["app.yaml", "b.yaml", "notes.txt"]


def test_a_link_is_no_file_and_becoming_one_is_a_deletion(desk: Bench) -> None:
    blob = desk.rev("HEAD:app.yaml")
    (desk.folder / "app.yaml").unlink()
    (desk.folder / "app.yaml").symlink_to("/etc/passwd")
    (desk.folder / "other.yaml").symlink_to("b.yaml")
    linked = desk.commit({})
    assert changed_in(desk, linked) == {"app.yaml": (blob, None)}
    (desk.folder / "app.yaml").unlink()
    back = desk.commit({"app.yaml": "a: 1\n"})
    assert changed_in(desk, back) == {"app.yaml": (None, blob)}
    with open_repository(str(desk.folder)) as repository:
        assert repository.at([(linked, "app.yaml"), (linked, "other.yaml")]) == {(linked, "app.yaml"): None, (linked, "other.yaml"): None}
        assert [path for path, _ in repository.files(back)] == ["app.yaml", "b.yaml"]


def test_a_rename_is_a_deletion_and_an_addition_and_a_mode_alone_is_no_change(desk: Bench) -> None:
    blob = desk.rev("HEAD:app.yaml")
    desk.git("mv", "app.yaml", "moved.yaml")
    renamed = desk.commit({})
    assert changed_in(desk, renamed) == {"app.yaml": (blob, None), "moved.yaml": (None, blob)}
    (desk.folder / "b.yaml").chmod(0o755)
    assert changed_in(desk, desk.commit({})) == {}


def test_a_file_that_becomes_a_folder_is_gone_and_its_files_are_new(desk: Bench) -> None:
    blob = desk.rev("HEAD:app.yaml")
    (desk.folder / "app.yaml").unlink()
    head = desk.commit({"app.yaml/inner.yaml": "a: 1\n"})
    assert changed_in(desk, head) == {"app.yaml": (blob, None), "app.yaml/inner.yaml": (None, blob)}


def test_histories_without_a_common_root_are_all_walked(desk: Bench) -> None:
    desk.git("checkout", "-q", "--orphan", "other")
    other = desk.commit({"o.yaml": "o: 1\n"})
    history = walked(desk)
    assert set(history.commits) == {other, desk.rev("main")}
    assert history.parents == ((), ())


def test_no_tips_are_no_history(desk: Bench) -> None:
    with open_repository(str(desk.folder)) as repository:
        assert repository.walk([], everything) == History((), (), (), ())


def test_progress_ends_at_the_number_of_commits_and_says_it_from_the_start(desk: Bench) -> None:
    desk.commit({"app.yaml": "a: 2\n"})
    told: list[tuple[int, int]] = []
    with open_repository(str(desk.folder)) as repository:
        repository.walk([desk.rev("HEAD")], everything, lambda count, total: told.append((count, total)))
    assert told == sorted(told)
    assert told[-1] == (2, 2)
    assert {total for _, total in told} == {2}


def test_an_interrupted_walk_leaves_no_git_running(desk: Bench) -> None:
    class Interrupted(Exception):
        pass

    def keep(path: str) -> bool:
        raise Interrupted

    with open_repository(str(desk.folder)) as repository:
        with pytest.raises(Interrupted):
            repository.walk([desk.rev("HEAD")], keep)
        assert repository.walk([desk.rev("HEAD")], everything).commits


# --- the law: the walk equals what the trees say

PATHS = ("a.yaml", "b.yaml", "d/a.yaml", "d/e/b.yaml", "\udce9\n.yaml")
Edit = tuple[str, str, int]
edits = st.lists(st.tuples(st.sampled_from(PATHS), st.sampled_from(("100644", "100755", "120000", "gone")), st.integers(0, 3)), max_size=3)
histories = st.lists(st.tuples(st.lists(st.integers(0, 30), max_size=3), edits, st.integers(1, 2_000_000_000)), min_size=1, max_size=12)


def told_to_git(made: Bench, drawn: list[tuple[list[int], list[Edit], int]]) -> None:
    """Write a drawn history with git-fast-import; each commit is a branch of its own, so that all are reachable."""
    stream: list[bytes] = []
    for number, (parents, changes, when) in enumerate(drawn, start=1):
        stream.append(b"commit refs/heads/c%d\nmark :%d\ncommitter A <a@b> %d +0000\ndata 1\nm\n" % (number, number, when))
        chosen = dict.fromkeys(1 + parent % (number - 1) for parent in parents) if number > 1 else {}
        stream += [b"%s :%d\n" % (b"merge" if place else b"from", parent) for place, parent in enumerate(chosen)]
        for path, mode, value in changes:
            quoted = b'"' + os.fsencode(path).replace(b"\n", b"\\n") + b'"'
            body = b"v: %d\n" % value
            stream.append(
                b"D %s\n" % quoted if mode == "gone" else b"M %s inline %s\ndata %d\n%s\n" % (mode.encode(), quoted, len(body), body)
            )
        stream.append(b"\n")
    made.git("fast-import", "--quiet", "--force", feed=b"".join(stream))
    made.git("symbolic-ref", "HEAD", f"refs/heads/c{len(drawn)}")


def files_of(made: Bench, commit: str | None) -> dict[str, str]:
    listed = made.git("ls-tree", "-r", "-z", commit).split("\0") if commit else []
    split = [line.partition("\t") for line in listed if line]
    return {path: front.split()[2] for front, _, path in split if front.startswith("100")}


@pytest.mark.law
@settings(max_examples=25)
@given(histories, st.booleans())
def test_the_walk_equals_an_independent_reading_of_every_tree(drawn: list[tuple[list[int], list[Edit], int]], split: bool) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        made = bench(Path(folder) / "random")
        told_to_git(made, drawn)
        if split:
            patched.setattr(logs, "_BATCH", 3)
            patched.setattr(os, "cpu_count", lambda: 2)
        history = walked(made)
        lines = [line.split() for line in made.git("rev-list", "--all", "--parents").splitlines()]
        assert sorted(history.commits) == sorted(line[0] for line in lines)
        told, places = told_changes(history), {oid: index for index, oid in enumerate(history.commits)}
        for oid, *parents in lines:
            assert history.parents[places[oid]] == tuple(places[parent] for parent in parents)
            before, after = files_of(made, parents[0] if parents else None), files_of(made, oid)
            expected = {path: (before.get(path), after.get(path)) for path in {*before, *after} if before.get(path) != after.get(path)}
            assert told[oid] == expected


# --- what a walk reads, and what it leaves to be looked into


def test_what_landed_is_read_and_what_was_done_inside_a_merged_branch_is_left(desk: Bench) -> None:
    desk.git("checkout", "-q", "-b", "side")
    first, second = desk.commit({"app.yaml": "a: 2\n"}), desk.commit({"app.yaml": "a: 3\n"})
    desk.git("checkout", "-q", "main")
    merge = desk.merge("side")
    desk.git("branch", "-D", "side")
    with open_repository(str(desk.folder)) as repository:
        history = repository.walk([desk.rev("HEAD")], everything)
        places = {oid: place for place, oid in enumerate(history.commits)}
        assert {history.commits[place] for place in history.lines} == {merge, desk.rev("main~1")}
        assert {change.commit for change in history.changes} == history.lines
        inside = repository.changes_at(history, [places[second], places[first]], everything)
    assert [(history.commits[change.commit], change.after) for change in inside] == [
        (second, desk.rev(f"{second}:app.yaml")),
        (first, desk.rev(f"{first}:app.yaml")),
    ]


def test_an_unmerged_branch_is_read_too(desk: Bench) -> None:
    desk.git("checkout", "-q", "-b", "side")
    side = desk.commit({"app.yaml": "a: 2\n"})
    desk.git("checkout", "-q", "main")
    with open_repository(str(desk.folder)) as repository:
        history = repository.walk([desk.rev("main"), side], everything)
        assert history.lines == {0, 1}


def test_of_no_commits_nothing_is_asked(desk: Bench) -> None:
    with open_repository(str(desk.folder)) as repository:
        history = repository.walk([desk.rev("HEAD")], everything)
        assert repository.changes_at(history, [], everything) == ()
