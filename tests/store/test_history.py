"""The index's file: private, whole or gone, and never in the way of what is asked."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from forensics.model import FileChange
from forensics.store import commits
from forensics.store.history import HistoryIndex
from forensics.store.readings import Found

KEY = b"k" * 16
NOTHING: Found = ((), None)


Read = tuple[list[str], list[FileChange]]


def made(size: int, offset: int = 0, lead: str = "c") -> Read:
    """Commits, each of which gives app.yaml a version of its own; the newest first."""
    numbers = range(size + offset - 1, offset - 1, -1)
    return (
        [f"{lead}{number:039x}" for number in numbers],
        [FileChange(place, "app.yaml", None, f"b{number:039x}") for place, number in enumerate(numbers)],
    )


def index(folder: Path, objects: str = "/repo/objects", mark: bytes = b"m", parsers: bytes = b"p", most_bytes: int = 10**9) -> HistoryIndex:
    return HistoryIndex(folder / "history", objects, mark, parsers, most_bytes=most_bytes)


def taught(folder: Path, walk: Read, **options: object) -> HistoryIndex:
    """An index to which a walk was told, and what was read of its newest version."""
    told = index(folder, **options)  # type: ignore[arg-type]  # handed on
    known = told.recall()
    rows = set(known.commits) if known is not None else set()
    commits, changes = walk
    fresh = [place for place, oid in enumerate(commits) if oid not in rows]
    number = {place: number for number, place in enumerate(fresh)}
    mine = [change._replace(commit=number[change.commit]) for change in changes if change.commit in number]
    told.learn([commits[place] for place in fresh], mine)
    told.learn_readings(KEY, {str(changes[0].after): ("app.yaml", NOTHING)})
    assert told.write()
    return index(folder, **options)  # type: ignore[arg-type]


def known(one: HistoryIndex) -> set[str]:
    found = one.recall()
    return set(found.commits) if found is not None else set()


def test_what_was_told_is_known_and_private(tmp_path: Path) -> None:
    history = made(5)
    told = taught(tmp_path, history)
    assert known(told) == set(history[0])
    assert told.readings(KEY, {f"b{4:039x}": "app.yaml", f"b{3:039x}": "app.yaml"}) == ({f"b{4:039x}"}, {})
    assert [oct(path.stat().st_mode & 0o777) for path in (told.folder, *told.folder.iterdir())] == ["0o700", "0o600"]
    assert index(tmp_path, "/other/objects").recall() is None


def test_what_came_later_is_added(tmp_path: Path) -> None:
    taught(tmp_path, made(5))
    grown = taught(tmp_path, made(9))
    assert known(grown) == set(made(9)[0])
    rewritten = taught(tmp_path, made(3, lead="d"))
    assert known(rewritten) == {*made(9)[0], *made(3, lead="d")[0]}


def test_many_small_batches_are_put_together(tmp_path: Path) -> None:
    for size in range(1, 40):
        taught(tmp_path, made(size))
    one = index(tmp_path)
    assert known(one) == set(made(39)[0])
    with sqlite3.connect(one.path) as connection:
        assert connection.execute("SELECT count(*) FROM batches").fetchone()[0] <= commits._MOST_BATCHES


def test_by_other_rules_it_is_built_anew(tmp_path: Path) -> None:
    taught(tmp_path, made(5))
    assert index(tmp_path, mark=b"other").recall() is None
    assert known(taught(tmp_path, made(2), mark=b"other")) == set(made(2)[0])
    assert index(tmp_path).recall() is None


def test_what_other_parsers_read_goes(tmp_path: Path) -> None:
    taught(tmp_path, made(5))
    other = index(tmp_path, parsers=b"newer")
    other.recall()
    other.learn([], [])
    other.learn_readings(b"n" * 16, {f"b{0:039x}": ("app.yaml", NOTHING)})
    assert other.write()
    with sqlite3.connect(other.path) as connection:
        assert connection.execute("SELECT mark FROM readings").fetchall() == [(b"n" * 16,)]


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def _rubbish(path: Path) -> None:
    path.write_bytes(b"rubbish" * 1000)


def _zeroed(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096:8192] = bytes(4096)
    path.write_bytes(content)


def _a_bit(path: Path) -> None:
    content = path.read_bytes()
    place = content.index(bytes.fromhex(made(5)[0][2]))
    path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])


def _foreign(path: Path) -> None:
    path.write_bytes(b"")
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE about (mark BLOB, generation BLOB)")


def _swapped(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE about SET generation = x'00'")


def _another_type(statement: str) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        with sqlite3.connect(path) as connection:
            connection.execute(statement)

    return damage


_TYPES = (
    "UPDATE batches SET body = CAST('x' AS TEXT)",
    "UPDATE batches SET digest = 'x'",
    "UPDATE about SET mark = 9999999999999",
    "UPDATE about SET generation = 'x'",
)


@pytest.mark.parametrize("damage", [_cut, _rubbish, _zeroed, _a_bit, _foreign, _swapped, *map(_another_type, _TYPES)])
def test_what_is_damaged_or_foreign_is_never_believed_and_built_anew(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    damage(taught(tmp_path, made(5)).path)
    one = index(tmp_path)
    assert one.recall() is None
    assert one.readings(KEY, {f"b{4:039x}": "app.yaml"}) == (set(), {})
    one.learn(*made(5))
    one.write()
    assert known(taught(tmp_path, made(5))) == set(made(5)[0])


def test_a_file_that_another_took_away_begins_with_what_is_new(tmp_path: Path) -> None:
    taught(tmp_path, made(5))
    one = index(tmp_path)
    one.recall()
    longer = made(6)
    one.learn(longer[0][:1], longer[1][:1])
    one.path.unlink()
    assert one.write()
    assert known(index(tmp_path)) == set(longer[0][:1])
    assert known(taught(tmp_path, longer)) == set(longer[0])


def test_what_is_kept_on_the_way_is_gone_on_with(tmp_path: Path) -> None:
    one, (oids, changes) = index(tmp_path), made(6)
    assert not one.is_due
    one._kept_at -= 30
    assert one.is_due
    first = [change for change in changes if change.commit < 4]
    one.learn(oids[:4], first)
    one.keep()
    assert not one.is_due
    assert known(index(tmp_path)) == set(oids[:4])
    one.learn(oids[4:], [change._replace(commit=change.commit - 4) for change in changes if change.commit >= 4])
    assert one.learned
    assert one.write()
    assert known(index(tmp_path)) == set(oids)


def test_an_empty_file_is_filled(tmp_path: Path) -> None:
    one = taught(tmp_path, made(5))
    one.path.write_bytes(b"")
    assert index(tmp_path).recall() is None
    assert known(taught(tmp_path, made(5))) == set(made(5)[0])


def test_what_others_may_write_is_neither_read_nor_written(tmp_path: Path) -> None:
    one = taught(tmp_path, made(5))
    one.path.chmod(0o666)
    content = one.path.read_bytes()
    assert index(tmp_path).recall() is None
    other = index(tmp_path)
    other.learn(*made(9))
    assert not other.write()
    assert one.path.read_bytes() == content


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    one = taught(tmp_path, made(5))
    one.path.rename(tmp_path / "elsewhere")
    one.path.symlink_to(tmp_path / "elsewhere")
    assert index(tmp_path).recall() is None


def test_where_nothing_can_be_kept_nothing_is(tmp_path: Path) -> None:
    (tmp_path / "history").write_text("no folder")
    one = index(tmp_path)
    assert one.recall() is None
    one.learn(*made(5))
    assert not one.write()


def test_a_lock_is_waited_for_in_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forensics.store.history._READ_SECONDS", 0.05)
    monkeypatch.setattr("forensics.store.history._WRITE_SECONDS", 0.05)
    one = taught(tmp_path, made(5))
    holder = sqlite3.connect(one.path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    locked = index(tmp_path)
    assert locked.recall() is None
    locked.learn(*made(9))
    assert not locked.write()
    holder.execute("ROLLBACK")
    holder.close()
    assert known(one) == set(made(5)[0]), "and it is still there"


def test_many_may_write_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forensics.store.columns._BATCH", 7)
    histories = [made(60), made(60, lead="d"), made(90), made(30, lead="e")]

    def write(history: Read) -> None:
        one = index(tmp_path)
        one.learn(*history)
        assert one.write()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, histories))
    found = index(tmp_path).recall()
    assert found is not None
    assert sorted(found.commits) == sorted({oid for history in histories for oid in history[0]})


_WRITER = """
import sys
import time
from pathlib import Path
from forensics.store import columns, commits
from tests.store.test_history import index, made
columns._BATCH = 50
whole = commits.packed


def slowly(batch):
    time.sleep(0.002)  # so that it is still at it when it is killed
    return whole(batch)


commits.packed = slowly
history = made(100_000)
print("ready", flush=True)
one = index(Path(sys.argv[1]))
one.learn(*history)
one.write()
"""


def test_a_killed_process_leaves_whole_batches(tmp_path: Path) -> None:
    seen = 0
    for wait in (0.4, 0.8, 1.2):
        child = subprocess.Popen([sys.executable, "-c", _WRITER, str(tmp_path)], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2])
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(wait)
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        found = index(tmp_path).recall()
        if found is not None:
            assert seen < len(found.commits) < 100_000
            seen = len(found.commits)
            assert list(found.commits) == made(100_000)[0][: len(found.commits)], "in order, without a hole"
    assert seen
    assert known(taught(tmp_path, made(3000))) >= set(made(3000)[0])


def test_a_full_disk_takes_nothing_away(tmp_path: Path) -> None:
    taught(tmp_path, made(5))
    one = index(tmp_path)
    one.learn(*made(5000))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, before[1]))
    try:
        assert not one.write()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert known(index(tmp_path)) >= set(made(5)[0])


def test_the_indexes_unused_for_longest_go_first(tmp_path: Path) -> None:
    size = taught(tmp_path, made(50), objects="/0").path.stat().st_size
    for number in range(1, 5):
        one = taught(tmp_path, made(50), objects=f"/{number}")
        os.utime(one.path, (number, number))
    taught(tmp_path, made(50), objects="/last", most_bytes=3 * size + 100)
    assert [name for name in ("/0", "/1", "/2", "/3", "/4", "/last") if known(index(tmp_path, name))] == ["/0", "/4", "/last"]


def test_it_can_be_forgotten(tmp_path: Path) -> None:
    one = taught(tmp_path, made(5))
    held = one.held()
    assert held is not None
    assert (held.commits, held.changes, held.versions, held.keys) == (5, 5, 5, 1)
    assert one.forget()
    assert not one.forget()
    assert one.held() is None
