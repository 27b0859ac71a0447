"""A trace says the same with the index and without it, whatever moved; and the command that builds it ahead of time."""

from __future__ import annotations

import sqlite3
import subprocess
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from forensics import caching, cli
from forensics.cli.answering import report_for
from forensics.collect.git import Repository
from forensics.collect.git.logs import Logs
from forensics.collect.git.unread import Unread
from forensics.investigate import indexing
from forensics.model import FileChange, History, Report
from forensics.model.inventory import Inventory
from forensics.reading.inventories import read_inventories
from forensics.store import history
from forensics.store.history import HistoryIndex
from sample_repos.stories import Scene
from tests.cli.test_commands import BORN, RAISED, run
from tests.cli.test_remembered import AS_OF, LOWERED, ON_BRANCH, git
from tests.conftest import Build


def traced(repo: Path, key: str = "TIMEOUT_MS", no_cache: bool = False, **options: object) -> Report:
    """A trace for which no answer was kept, only the index."""
    folder = caching.cache_folder()
    assert folder is not None
    for kept in folder.glob("reports/*"):
        kept.unlink()
    report = report_for(key, **{"repo": [str(repo)], "as_of": AS_OF, "no_cache": no_cache, **options})
    cli.tidy_up()
    return report


def index_files() -> list[Path]:
    folder = caching.history_folder()
    assert folder is not None
    return sorted(folder.glob("*")) if folder.exists() else []


def kept_text() -> str:
    """All that the index holds, decompressed."""
    (place,) = index_files()
    with sqlite3.connect(place) as connection:
        bodies = [row[0] for row in connection.execute("SELECT body FROM readings UNION ALL SELECT body FROM inventories")]
        bodies += [row[0] for row in connection.execute("SELECT names FROM inventories")]
    return repr([zlib.decompress(body) for body in bodies]) + repr(place.read_bytes())


@pytest.fixture
def logs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many commits each walk asked git for."""
    counts: list[int] = []
    real = Logs.changes

    def counted(self: Logs, history: History, places: list[int], unread: Unread) -> Iterator[tuple[list[int] | None, list[FileChange]]]:
        counts.append(len(places))
        return real(self, history, places, unread)

    monkeypatch.setattr(Logs, "changes", counted)
    return counts


@pytest.fixture
def blobs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many file versions each trace read in search of its key."""
    from forensics.reading import read_contents as real

    counts: list[int] = []

    def counted(repository: object, key: object, path_of: dict[str, str], progress: object, chosen: bool) -> object:
        counts.append(len(path_of))
        return real(repository, key, path_of, progress, chosen)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr("forensics.investigate.mining.read_contents", counted)
    return counts


def test_what_is_known_is_neither_walked_nor_read_again(told: Build, logs: list[int], blobs: list[int]) -> None:
    repo = told(BORN, RAISED, LOWERED)
    assert traced(repo) == traced(repo) == traced(repo, no_cache=True)
    assert logs == [3, 0, 3]
    assert blobs == [3, 3]
    assert traced(repo, "RETRIES") == traced(repo, "RETRIES", no_cache=True)
    assert logs[3:] == [0, 3]


@pytest.fixture
def blamed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files of whose lines git was asked whom to blame."""
    paths: list[str] = []
    real = Repository.blame

    def counted(self: Repository, commit: str, path: str, line: int) -> str | None:
        paths.append(path)
        return real(self, commit, path, line)

    monkeypatch.setattr(Repository, "blame", counted)
    return paths


def test_whom_to_blame_for_a_line_is_not_asked_again_until_its_file_changes(
    told: Build, blamed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = told(BORN, RAISED, LOWERED)
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-04-01T00:00:00Z")
    traced(repo)
    assert sorted(blamed) == ["deploy/values-production.yaml", "deploy/values-staging.yaml"]
    git(repo, "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q", "--allow-empty", "-m", "nothing")
    traced(repo)
    assert len(blamed) == 2
    _commit(repo)
    warm = traced(repo)
    assert blamed[2:] == ["deploy/values-production.yaml"]
    assert warm == traced(repo, no_cache=True)


def test_whom_a_damaged_history_blames_is_not_remembered(told: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = told(BORN, RAISED)
    person = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-04-01T00:00:00Z")
    git(repo, "checkout", "-q", "-b", "side")
    _commit(repo)
    git(repo, "checkout", "-q", "main")
    git(repo, *person, "commit", "-q", "--allow-empty", "-m", "beside it")
    git(repo, *person, "merge", "-q", "--no-ff", "-m", "merge", "side")
    git(repo, "branch", "-qD", "side")
    whole = traced(repo, no_cache=True)
    oid = subprocess.run(["git", "-C", str(repo), "rev-parse", "main^2"], check=True, capture_output=True, text=True).stdout.strip()
    place, aside = repo / ".git" / "objects" / oid[:2] / oid[2:], repo.parent / "aside"
    place.rename(aside)
    damaged = traced(repo, no_cache=True)
    assert damaged != whole
    assert traced(repo) == traced(repo) == damaged
    aside.rename(place)
    assert traced(repo) == traced(repo) == whole
    place.rename(aside)
    for kept in (caching.cache_folder() or repo).joinpath("reports").iterdir():
        kept.unlink()
    assert traced(repo) == damaged


def _commit(repo: Path) -> None:
    (repo / "deploy" / "values-production.yaml").write_text("env:\n  TIMEOUT_MS: 500\n")
    git(repo, "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qam", "more")


def _rewritten(repo: Path) -> None:
    git(repo, "reset", "-q", "--hard", "main~1")
    _commit(repo)


def _dropped(repo: Path) -> None:
    git(repo, "checkout", "-q", "main")
    git(repo, "branch", "-D", "try")


def _renamed(repo: Path) -> None:
    git(repo, "mv", "deploy/values-production.yaml", "deploy/values-prod.yml")
    git(repo, "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "rename")


def _spelled(repo: Path) -> None:
    (repo / "forensics.toml").write_text('[keys]\nTIMEOUT_MS = ["RETRIES"]\n')


def _lost(repo: Path) -> None:
    oid = subprocess.run(["git", "-C", str(repo), "rev-parse", "main~1"], check=True, capture_output=True, text=True).stdout.strip()
    (repo / ".git" / "objects" / oid[:2] / oid[2:]).unlink()


@pytest.mark.parametrize("move", [_commit, _rewritten, _dropped, _renamed, _spelled, _lost])
def test_whatever_moves_the_report_is_that_of_a_cold_trace(told: Build, move: Callable[[Path], None]) -> None:
    repo = told(BORN, RAISED, LOWERED, ON_BRANCH)
    traced(repo)
    move(repo)
    cold = traced(repo, no_cache=True)
    assert traced(repo) == cold
    assert traced(repo) == cold
    for kept in index_files():
        kept.write_bytes(b"rubbish")
    assert traced(repo) == cold
    assert traced(repo) == cold, "rebuilt"


def test_without_the_cache_the_index_is_neither_read_nor_written(told: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = told(BORN, RAISED)
    traced(repo, no_cache=True)
    assert index_files() == []
    monkeypatch.setattr(HistoryIndex, "recall", lambda _: pytest.fail("asked"))
    traced(repo, no_cache=True)


def test_a_secret_is_nowhere_in_the_index(told: Build, blobs: list[int]) -> None:
    secret = "hunter2-hunter2-xyzzy"
    texts = {f"deploy/values-{one}.yaml": f"env:\n  DB_PASSWORD: {secret}-{one}\n  PORT: 8081\n" for one in ("staging", "production")}
    repo = told(Scene("2026-01-01T10:00:00Z", "Ada Lovelace", "values", files=texts))
    assert run("index", "--repo", repo).returncode == 0
    assert not [word for word in (secret, "8081") if word in kept_text()], "what was looked through, of no key"
    assert "DB_PASSWORD" in kept_text()
    for _ in range(2):
        traced(repo, "DB_PASSWORD")
        traced(repo, "PORT")
    assert blobs == [2, 1, 2], "what holds a secret is read each time"
    assert secret not in kept_text()
    assert "8081" in kept_text(), "what is no secret is kept"
    assert traced(repo, "DB_PASSWORD", reveal=True) == traced(repo, "DB_PASSWORD", no_cache=True, reveal=True)


def test_a_value_that_only_talk_gives_away_as_a_secret_is_not_in_the_index(told: Build) -> None:
    secret = "blue-falcon-77"
    texts = {f"deploy/values-{one}.yaml": f"env:\n  admin_login: {secret}\n  PORT: 8081\n" for one in ("staging", "production")}
    repo = told(Scene("2026-01-01T10:00:00Z", "Ada Lovelace", f"set DB_PASSWORD={secret} for now", files=texts))
    report = traced(repo, "admin_login")
    assert secret not in repr(report)
    assert secret not in kept_text()


def test_with_verify_objects_all_is_read_anew(told: Build, logs: list[int]) -> None:
    repo = told(BORN, RAISED)
    traced(repo)
    traced(repo, verify_objects=True)
    report_for("TIMEOUT_MS", repo=[str(repo)], as_of=AS_OF, verify_objects=True)
    assert logs == [2, 2, 2]


def test_of_a_repository_that_lies_nothing_is_kept(told: Build) -> None:
    repo = told(BORN, RAISED)
    blob = subprocess.run(
        ["git", "-C", str(repo), "rev-parse", "main:deploy/values-staging.yaml"], check=True, capture_output=True, text=True
    ).stdout.strip()
    place = repo / ".git" / "objects" / blob[:2] / blob[2:]
    place.chmod(0o644)
    place.write_bytes(zlib.compress(b"blob 2\0x\n"))
    traced(repo)
    assert index_files() == []


def test_the_command_builds_it_ahead_and_says_what_it_holds(told: Build, tmp_path: Path) -> None:
    repo = told(BORN, RAISED, LOWERED)
    done = run("index", "--repo", repo)
    assert (done.returncode, done.stderr) == (0, "")
    (kept,) = index_files()
    assert "3 commits with 4 changes to 4 versions of configuration files, 3 contents looked through, readings of 0 keys" in done.stdout
    assert str(kept) in done.stdout
    asked = ("trace", "TIMEOUT_MS", "--repo", repo, "--as-of", AS_OF, "--format", "json")
    assert run(*asked).stdout == run(*asked, "--no-cache").stdout
    assert "readings of 1 key," in run("index", "--repo", repo).stdout


LOWER, FURTHER = ("env:\n  TIMEOUT_MS: 500\n", "A: 1\n\nenv:\n  TIMEOUT_MS: 500\nB: 2\n")
MORE = [
    Scene(f"2026-04-{day:02}T10:00:00Z", "Ada Lovelace", "more", files={"deploy/values-production.yaml": text})
    for day, text in enumerate((LOWER, f"# said\n{LOWER}", FURTHER), 1)
]


def test_of_versions_that_the_command_looked_through_one_of_each_kind_is_read(told: Build, blobs: list[int]) -> None:
    repo = told(BORN, RAISED, LOWERED, *MORE)
    cold = {key: traced(repo, key, no_cache=True) for key in ("TIMEOUT_MS", "B", "env", "RETRIES")}
    blobs.clear()
    assert run("index", "--repo", repo).returncode == 0
    assert {key: traced(repo, key) for key in cold} == cold
    assert blobs[0] == 4, "of six; two of them are alike but for lines"


def test_what_came_since_is_read_and_looked_through_when_asked(told: Build, blobs: list[int]) -> None:
    repo = told(BORN, RAISED, LOWERED)
    run("index", "--repo", repo)
    _commit(repo)
    assert traced(repo) == traced(repo, no_cache=True)
    assert "5 versions of configuration files, 4 contents looked through" in run("index", "--repo", repo).stdout
    assert traced(repo) == traced(repo, no_cache=True)


def test_one_that_is_broken_off_has_looked_through_what_it_kept(told: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = told(BORN, RAISED, LOWERED)
    monkeypatch.setattr(history, "_KEPT_EVERY_SECONDS", -1.0)
    kept: list[int] = []

    def looked_through() -> int:
        with sqlite3.connect(index_files()[0]) as connection:
            return int(connection.execute("SELECT count(*) FROM inventories").fetchone()[0])

    def broken(repository: Repository, path_of: dict[str, str], progress: Callable[[str, int, int], None]) -> Iterator[Inventory]:
        for oid, path in list(path_of.items())[:2]:
            kept.append(looked_through())
            yield from read_inventories(repository, {oid: path}, progress)
        monkeypatch.setattr(history, "_KEPT_EVERY_SECONDS", 60.0)
        yield from read_inventories(repository, dict(list(path_of.items())[2:]), progress)
        kept.append(looked_through())
        raise KeyboardInterrupt

    monkeypatch.setattr(indexing, "read_inventories", broken)
    with suppress(KeyboardInterrupt):
        cli.run(["index", "--repo", str(repo), "--quiet"])
    assert kept == [0, 1, 2], "what is read is kept from time to time"
    assert looked_through() == 3, "and at the end, whatever that is"
    assert traced(repo) == traced(repo, no_cache=True)


# A byte more; and what SQLite then takes for a text, and can't read.
DAMAGES = ("CAST({0} || x'00' AS BLOB)", "{0} || x'ff00'")


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("column", ["versions", "names", "body"])
def test_where_an_inventory_is_damaged_all_is_read(told: Build, column: str, damage: str) -> None:
    repo = told(BORN, RAISED, LOWERED)
    run("index", "--repo", repo)
    (place,) = index_files()
    with sqlite3.connect(place) as connection:
        connection.execute(f"UPDATE inventories SET {column} = {damage.format(column)}")
    assert traced(repo) == traced(repo, no_cache=True)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_inventory_is_taken_anew(told: Build, damage: str) -> None:
    repo = told(BORN, RAISED, LOWERED)
    run("index", "--repo", repo)
    (place,) = index_files()
    with sqlite3.connect(place) as connection:
        connection.execute(f"UPDATE inventories SET names = {damage.format('names')}")
    done = run("index", "--repo", repo)
    assert (done.returncode, done.stderr) == (0, "")
    assert "3 contents looked through" in done.stdout


def test_an_explanation_takes_it_up_and_says_the_same(told: Build) -> None:
    repo = told(BORN, RAISED, LOWERED)
    asked = ("explain", "TIMEOUT_MS", "--repo", repo, "--at", AS_OF, "--format", "json")
    assert run(*asked, "--no-cache").returncode == 0
    assert index_files() == []
    cold = run(*asked)
    assert "readings of 1 key," in run("index", "--repo", repo).stdout
    assert run(*asked).stdout == cold.stdout != ""


def test_it_is_forgotten_on_request(told: Build) -> None:
    repo = told(BORN, RAISED)
    run("index", "--repo", repo)
    assert run("index", "--repo", repo, "--forget").returncode == 0
    assert index_files() == []
    again = run("index", "--repo", repo, "--forget")
    assert (again.returncode, again.stdout) == (1, f"{repo}: there was no index\n")


def test_one_that_cannot_be_removed_is_told_from_none(told: Build) -> None:
    repo = told(BORN, RAISED)
    run("index", "--repo", repo)
    folder = caching.history_folder()
    assert folder is not None
    (place,) = folder.iterdir()
    place.unlink()
    place.mkdir()
    done = run("index", "--repo", repo, "--forget")
    assert (done.returncode, done.stdout) == (3, "")
    assert f"{repo}: its index can't be removed: {place}: Is a directory" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_where_none_can_be_kept_that_is_said(told: Build, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("index", "--repo", told(BORN, RAISED), XDG_CACHE_HOME=str(tmp_path / "file"))
    assert done.returncode == 3
    assert len(done.stderr.splitlines()) == 1
    assert "can't be kept" in done.stderr


def test_of_a_shallow_clone_there_is_none(told: Build, tmp_path: Path) -> None:
    repo = told(BORN, RAISED, LOWERED)
    git(repo, "clone", "-q", "--depth", "1", f"file://{repo}", str(tmp_path / "shallow"))
    done = run("index", "--repo", tmp_path / "shallow")
    assert (done.returncode, index_files()) == (3, [])
    assert "not whole" in done.stderr


def test_all_that_asks_a_repository_goes_on_from_the_index(told: Build, logs: list[int], capsys: pytest.CaptureFixture[str]) -> None:
    repo = told(BORN, RAISED, LOWERED)
    for arguments in (["keys"], ["environments"], ["show", "1", "TIMEOUT_MS", "--as-of", AS_OF]):
        assert cli.run([*arguments, "--repo", str(repo), "--no-pager"]) == 0
    assert capsys.readouterr().out
    assert logs == [3, 0, 0]
