"""Repositories that lie, or have lost something: the objects' own word is told, and what can't be read is said."""

from __future__ import annotations

import hashlib
import os
import zlib
from pathlib import Path

import pytest

from forensics.collect.git import Repository, logs, open_repository
from tests.collect.git.workshop import Bench, ask_everything, bench, told_changes, walk_all


@pytest.fixture
def five(tmp_path: Path) -> Bench:
    """Commits 1 to 5, each giving app.yaml (and a file in a folder) its own number; a side branch from 3, merged last."""
    made = bench(tmp_path / "five")
    for number in range(1, 6):
        made.commit({"app.yaml": f"a: {number}\n", "sub/b.yaml": f"b: {number}\n"})
        made.git("tag", f"c{number}")
    made.git("checkout", "-q", "-b", "side", "c3")
    made.commit({"side.yaml": "s: 1\n"})
    made.git("tag", "s")
    made.git("checkout", "-q", "main")
    made.merge("side")
    made.git("tag", "m")
    return made


def walked(made: Bench) -> tuple[dict[str, dict[str, tuple[str | None, str | None]]], list[str], tuple[str, ...]]:
    with open_repository(str(made.folder)) as repository:
        return told_changes(walk_all(repository)), whys(repository), repository.shallow


def whys(repository: Repository) -> list[str]:
    return [gap.why for gap in repository.gaps]


def values(made: Bench, commit: str, path: str) -> tuple[str, str]:
    return made.rev(f"{commit}~:{path}"), made.rev(f"{commit}:{path}")


def tamper(made: Bench, oid: str, kind: str, content: bytes) -> None:
    """Put other bytes under an object's name."""
    place = made.loose(oid)
    place.chmod(0o644)
    place.write_bytes(zlib.compress(f"{kind} {len(content)}\0".encode() + content))


def test_a_tampered_blob_is_no_evidence(five: Bench) -> None:
    oid = five.rev("c4:app.yaml")
    tamper(five, oid, "blob", b"a: 777\n")
    assert five.git("show", "c4:app.yaml") == "a: 777", "plain git believes it"
    with open_repository(str(five.folder)) as repository:
        assert dict(repository.blobs([oid, five.rev("c3:app.yaml")])) == {oid: None, five.rev("c3:app.yaml"): b"a: 3\n"}
        assert repository.mismatched == {oid}
        assert whys(repository) == [f"object hash mismatch {oid}: its bytes are not what its name says"]
        assert dict(repository.blobs([oid], verify=False)) == {oid: b"a: 777\n"}
    with open_repository(str(five.folder)) as repository:
        repository.verify([oid, five.rev("c4")])
        assert repository.mismatched == {oid}


def test_a_tampered_blob_is_noticed_however_large_it_is(five: Bench) -> None:
    oid = five.rev("c4:app.yaml")
    tamper(five, oid, "blob", b"a: 777\n" * 500_000)
    with open_repository(str(five.folder)) as repository:
        assert dict(repository.blobs([oid], max_bytes=1000)) == {oid: None}
        repository.verify([oid])
        assert repository.mismatched == {oid}


def test_a_tampered_commit_is_left_out(five: Bench) -> None:
    oid = five.rev("c5")
    true = five.git("cat-file", "commit", oid).encode()
    tamper(five, oid, "commit", true.replace(b"Ada", b"Eve") + b"\n")
    assert five.git("log", "-1", "--format=%an", oid) == "Eve", "plain git believes it"
    with open_repository(str(five.folder)) as repository:
        assert set(repository.commits([oid, five.rev("c4")])) == {five.rev("c4")}
        assert repository.at([(oid, "app.yaml")]) == {(oid, "app.yaml"): None}
        assert whys(repository) == [f"object hash mismatch {oid}: its bytes are not what its name says"]


def test_a_tampered_folder_is_not_believed_when_a_file_is_looked_up(five: Bench) -> None:
    oid = five.rev("c5:sub")
    tamper(five, oid, "tree", b"100644 b.yaml\0" + bytes.fromhex(five.rev("c1:sub/b.yaml")))
    assert five.rev("c5:sub/b.yaml") == five.rev("c1:sub/b.yaml"), "plain git believes it"
    head = five.rev("c5")
    with open_repository(str(five.folder)) as repository:
        found = repository.at([(head, "sub/b.yaml"), (head, "app.yaml")])
        assert found == {(head, "sub/b.yaml"): None, (head, "app.yaml"): five.rev("c5:app.yaml")}
        assert repository.mismatched == {oid}


def test_a_forged_commit_graph_changes_nothing(five: Bench) -> None:
    truth, _, _ = walked(five)
    five.git("commit-graph", "write", "--reachable")
    graph = five.folder / ".git" / "objects" / "info" / "commit-graph"
    body = graph.read_bytes()[:-20].replace(bytes.fromhex(five.rev("c4^{tree}")), bytes.fromhex(five.rev("c2^{tree}")))
    graph.chmod(0o644)
    graph.write_bytes(body + hashlib.sha1(body).digest())
    raw = ("log", "--raw", "--no-abbrev", "--format=", "-1", five.rev("c4"))
    assert five.git("-c", "core.commitGraph=true", *raw) != five.git("-c", "core.commitGraph=false", *raw), "plain git believes it"
    assert walked(five) == (truth, [], ())


def test_replacements_and_grafts_are_ignored_and_said(five: Bench) -> None:
    truth, _, _ = walked(five)
    blob = five.git("hash-object", "-w", "--stdin", feed=b"a: 777\n")
    five.git("replace", five.rev("c5:app.yaml"), blob)
    five.git("replace", five.rev("c4"), five.rev("c1"))
    (five.folder / ".git" / "info").mkdir(exist_ok=True)
    (five.folder / ".git" / "info" / "grafts").write_text(f"{five.rev('c5')} {five.rev('c1')}\n")
    assert five.git("show", "c5:app.yaml") == "a: 777", "plain git believes it"
    told, gaps, _ = walked(five)
    assert told == truth
    assert gaps == [
        "2 replace refs ignored: objects are read as they were written",
        "grafts ignored: parents are read as the commits state them",
    ]
    with open_repository(str(five.folder)) as repository:
        assert dict(repository.blobs([five.rev("c5:app.yaml")])) == {five.rev("c5:app.yaml"): b"a: 5\n"}
        assert not [ref for ref in repository.refs(all_refs=True) if ref.name.startswith("refs/replace/")]
        assert repository.blame(five.rev("m"), "app.yaml", 1) == five.rev("c5")


def test_a_mailmap_renames_nobody(five: Bench) -> None:
    head = five.commit({".mailmap": "CEO <ceo@example.com> <ada@example.com>\n"})
    with open_repository(str(five.folder)) as repository:
        assert repository.commits([head])[head].author.name == "Ada"


def test_a_shallow_clone_says_where_its_history_is_cut(five: Bench, tmp_path: Path) -> None:
    five.git("clone", "-q", "--depth", "2", "--no-tags", "--single-branch", f"file://{five.folder}", str(tmp_path / "shallow"))
    told, gaps, shallow = walked(Bench(tmp_path / "shallow"))
    assert set(told) == {five.rev("m"), five.rev("c5"), five.rev("s")}
    assert set(shallow) == {five.rev("c5"), five.rev("s")}
    (gap,) = gaps
    assert gap.startswith("history is cut at 2 commits (")
    assert gap.endswith("first seen means at or before")
    assert told[five.rev("c5")]["app.yaml"] == (None, five.rev("c5:app.yaml")), "at the cut every file seems new"


def test_a_missing_blob_costs_nothing_but_itself(five: Bench) -> None:
    truth, _, _ = walked(five)
    lost = five.lose("c3:app.yaml")
    with open_repository(str(five.folder)) as repository:
        assert told_changes(walk_all(repository)) == truth
        asked = [five.rev("c2:app.yaml"), lost, five.rev("c4:app.yaml")]
        assert list(repository.blobs(asked)) == [(asked[0], b"a: 2\n"), (lost, None), (asked[2], b"a: 4\n")]
        assert whys(repository) == [f"object {lost} is missing or unreadable"]


@pytest.mark.parametrize("damage", [None, b"", b"junk"])
@pytest.mark.parametrize("lost", ["c3^{tree}", "c3:sub"])
def test_a_lost_folder_costs_only_the_changes_that_need_it(five: Bench, lost: str, damage: bytes | None) -> None:
    truth, _, _ = walked(five)
    oid = five.lose(lost)
    if damage is not None:
        five.loose(oid).write_bytes(damage)
    told, gaps, _ = walked(five)
    needing = {five.rev("c3"), five.rev("c4"), five.rev("s")}
    assert list(told) == list(truth), "every commit is there, in the same order"
    readable = needing - {five.rev("s")} if lost == "c3:sub" else needing  # the side branch left that folder alone
    assert {commit: changes for commit, changes in told.items() if commit not in readable} == {
        commit: changes for commit, changes in truth.items() if commit not in readable
    }
    assert len(gaps) == len(readable)
    assert all(oid in gap and "can't be read" in gap for gap in gaps)


@pytest.mark.parametrize("damage", [None, b"", b"junk"])
def test_a_lost_commit_cuts_the_history_there_and_nowhere_else(five: Bench, damage: bytes | None) -> None:
    truth, _, _ = walked(five)
    for tag in ("c1", "c2", "c3", "c4", "c5"):
        five.git("tag", "-d", tag)
    newest, oldest = five.rev("main^1"), five.rev("main~3")
    oid = five.lose("main~4")
    if damage is not None:
        five.loose(oid).write_bytes(damage)
    told, gaps, shallow = walked(five)
    assert list(told) == [commit for commit in truth if commit in told]
    assert set(told) == {five.rev("main"), newest, five.rev("main~2"), oldest, five.rev("s")}
    assert shallow == (oldest,)
    assert {commit: changes for commit, changes in told.items() if commit != oldest} == {
        commit: truth[commit] for commit in told if commit != oldest
    }
    assert gaps[0].startswith(f"history is cut at 1 commit ({oldest})")
    assert gaps[1:] == [f"object {oid} is missing or unreadable"]


def test_a_merge_that_lost_its_first_parent_keeps_the_other_line(five: Bench) -> None:
    for tag in ("c4", "c5"):
        five.git("tag", "-d", tag)
    merge, side = five.rev("m"), five.rev("s")
    lost = five.lose("m^1")
    with open_repository(str(five.folder)) as repository:
        history = walk_all(repository)
        places = {oid: index for index, oid in enumerate(history.commits)}
        assert history.parents[places[merge]] == (places[side],)
        assert five.rev("c1") in places
        assert repository.shallow == (merge,)
        assert lost not in places


def test_a_merge_that_lost_its_second_parent_still_tells_its_own_changes(five: Bench) -> None:
    truth, _, _ = walked(five)
    five.git("tag", "-d", "s")
    five.git("branch", "-D", "side")
    lost = five.lose("m^2")
    told, gaps, shallow = walked(five)
    assert told == {commit: changes for commit, changes in truth.items() if commit != lost}
    assert (gaps, shallow) == ([f"object {lost} is missing or unreadable"], ())


def test_a_ref_on_a_missing_commit_is_said_and_the_others_are_read(five: Bench) -> None:
    (five.folder / ".git" / "refs" / "heads" / "gone").write_text("1" * 40 + "\n")
    with open_repository(str(five.folder)) as repository:
        assert "refs/heads/gone" not in {ref.name for ref in repository.refs()}
        assert whys(repository) == [f"refs/heads/gone names object {'1' * 40}, which is missing or unreadable"]
        history = repository.walk(["1" * 40, five.rev("main")], lambda path: True)
        assert len(history.commits) == 7


def test_a_ref_that_is_no_ref_is_said(five: Bench) -> None:
    (five.folder / ".git" / "refs" / "heads" / "broken").write_text("nonsense\n")
    with open_repository(str(five.folder)) as repository:
        assert {ref.short for ref in repository.refs() if ref.name.startswith("refs/heads/")} == {"main", "side"}
        assert any("refs/heads/broken" in why for why in whys(repository))


def test_a_broken_pack_gives_gaps_and_never_a_traceback(five: Bench) -> None:
    five.git("repack", "-q", "-a", "-d", "-f")
    (pack,) = (five.folder / ".git" / "objects" / "pack").glob("*.pack")
    content = bytearray(pack.read_bytes())
    pack.chmod(0o644)
    content[len(content) // 2 :] = b"\0" * (len(content) - len(content) // 2)
    pack.write_bytes(content)
    with open_repository(str(five.folder)) as repository:
        walk_all(repository)
        repository.commits([five.git("rev-list", "-1", "main", check=False) or "1" * 40])
        list(repository.blobs(["2" * 40]))
        assert repository.gaps


def test_everything_can_be_asked_of_a_repository_that_lost_half_its_objects(five: Bench) -> None:
    for name in ("c2:app.yaml", "c3:sub", "c4^{tree}", "c1"):
        five.lose(name)
    with open_repository(str(five.folder)) as repository:
        ask_everything(repository)
        assert len(repository.gaps) >= 3


def test_where_a_newer_batch_breaks_off_an_older_one_keeps_its_own_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = bench(tmp_path / "many")
    for number in range(12):
        made.commit({"app.yaml": f"a: {number}\n"})
    truth, _, _ = walked(made)
    monkeypatch.setattr(logs, "_BATCH", 6)
    monkeypatch.setattr(logs, "_RESTARTS", 2)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    for back in (1, 3):
        made.lose(f"HEAD~{back}^{{tree}}")
    told, gaps, _ = walked(made)
    assert any("could be read for" in gap for gap in gaps)
    assert all(told[commit] in ({}, changes) for commit, changes in truth.items())
    oldest = list(truth)[6:]
    assert {commit: told[commit] for commit in oldest} == {commit: truth[commit] for commit in oldest}
