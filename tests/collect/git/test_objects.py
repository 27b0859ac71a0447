"""Single objects: blobs once each and in order, commits as their bytes say, files where trees say they are."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.collect.git import RepositoryError, open_repository
from forensics.collect.git.commits import parse_commit, read_stamp
from forensics.collect.git.objects import read_objects
from forensics.collect.git.running import Git
from forensics.collect.git.unread import Unread
from forensics.model import Person, Stamp
from tests.collect.git.workshop import Bench, bench

OID = "a" * 40


@pytest.fixture
def desk(tmp_path: Path) -> Bench:
    made = bench(tmp_path / "desk")
    made.commit({"app.yaml": "a: 1\nb: 1\n", "deep/er/x.yaml": "x: 1\n"}, "first\n\nBody.\n\nReviewed-by: Cy <cy@example.com>")
    made.commit({"app.yaml": "a: 1\nb: 2\n"}, "second")
    return made


# --- blobs


def test_each_blob_comes_once_in_the_order_asked(desk: Bench) -> None:
    old, new, deep = desk.rev("HEAD~:app.yaml"), desk.rev("HEAD:app.yaml"), desk.rev("HEAD:deep/er/x.yaml")
    with open_repository(str(desk.folder)) as repository:
        read = list(repository.blobs(oid for oid in (deep, new, old, new, deep)))
        assert read == [(deep, b"x: 1\n"), (new, b"a: 1\nb: 2\n"), (old, b"a: 1\nb: 1\n")]
        assert list(repository.blobs([])) == []


def test_what_is_no_blob_is_none(desk: Bench) -> None:
    with open_repository(str(desk.folder)) as repository:
        assert dict(repository.blobs([desk.rev("HEAD"), desk.rev("HEAD^{tree}")])) == {
            desk.rev("HEAD"): None,
            desk.rev("HEAD^{tree}"): None,
        }


@pytest.mark.parametrize("content", [b"", b"\n", b"\0" * 10, bytes(range(256)) * 40, b"f" * 40 + b" missing\n", b"x" * 3_000_000])
def test_a_blob_is_given_byte_for_byte(desk: Bench, content: bytes) -> None:
    desk.commit({"odd.yaml": content, "next.yaml": "n: 1\n"})
    odd, after = desk.rev("HEAD:odd.yaml"), desk.rev("HEAD:next.yaml")
    with open_repository(str(desk.folder)) as repository:
        assert dict(repository.blobs([odd, after], max_bytes=4_000_000)) == {odd: content, after: b"n: 1\n"}


def test_a_blob_that_is_too_large_is_skipped_said_and_does_not_disturb_the_next(desk: Bench) -> None:
    desk.commit({"large.yaml": b"x" * 2_500_000, "edge.yaml": b"e" * 100, "over.yaml": b"o" * 101})
    large, edge, over = (desk.rev(f"HEAD:{name}.yaml") for name in ("large", "edge", "over"))
    with open_repository(str(desk.folder)) as repository:
        assert dict(repository.blobs([large, edge, over], max_bytes=100)) == {large: None, edge: b"e" * 100, over: None}
        assert [gap.why for gap in repository.gaps] == [f"skipped: too large: 2 objects, e.g. {large}, {over}"]


def test_a_reader_may_stop_early(desk: Bench) -> None:
    oids = [desk.rev("HEAD~:app.yaml"), desk.rev("HEAD:app.yaml")]
    with open_repository(str(desk.folder)) as repository:
        assert next(repository.blobs(oids))[0] == oids[0]
        assert len(list(repository.blobs(oids))) == 2


def test_where_git_breaks_off_the_rest_is_still_read(tmp_path: Path) -> None:
    """A stand-in for git that dies at every object whose id begins with d, as git does at some damage."""
    fake = tmp_path / "git"
    fake.write_text('#!/bin/sh\nwhile read oid; do case $oid in d*) exit 128;; esac; printf "%s blob 2\\nok\\n" $oid; done\n')
    fake.chmod(0o755)
    unread = Unread("here")
    oids = [letter * 40 for letter in "adbdce"] + ["d1" * 20]
    read = list(read_objects(Git(str(fake), tmp_path, {"PATH": "/usr/bin:/bin"}), oids, unread, verify=False))
    assert [found.oid for found in read] == list(dict.fromkeys(oids))
    assert [found.oid[0] for found in read if found.body is None] == ["d", "d"]
    assert list(unread.missing) == ["d" * 40, "d1" * 20]


def test_a_git_that_stands_still_is_stopped_and_said(tmp_path: Path) -> None:
    fake = tmp_path / "git"
    fake.write_text("#!/bin/sh\nsleep 60\n")
    fake.chmod(0o755)
    with pytest.raises(RepositoryError, match="said nothing for"):
        Git(str(fake), tmp_path, {"PATH": "/usr/bin:/bin"}).run("version", stall=0.2)


# --- files


def test_a_file_is_found_at_a_commit_however_deep(desk: Bench) -> None:
    head, first = desk.rev("HEAD"), desk.rev("HEAD~")
    pairs = [(head, "app.yaml"), (first, "app.yaml"), (first, "deep/er/x.yaml")]
    absent = [
        (head, "nowhere.yaml"),
        (head, "deep"),
        (head, "deep/er"),
        (head, "app.yaml/x"),
        (head, "deep/er/x.yaml/"),
        (head, ""),
        (head, "deep//er/x.yaml"),
    ]
    with open_repository(str(desk.folder)) as repository:
        assert repository.at([*pairs, *absent]) == {(commit, path): desk.rev(f"{commit}:{path}") for commit, path in pairs} | dict.fromkeys(
            absent
        )
        assert repository.at([("1" * 40, "app.yaml")]) == {("1" * 40, "app.yaml"): None}
        assert repository.gaps[0].why == f"object {'1' * 40} is missing or unreadable"
        assert repository.files(head) == (("app.yaml", desk.rev("HEAD:app.yaml")), ("deep/er/x.yaml", desk.rev("HEAD:deep/er/x.yaml")))


def test_blame_names_the_commit_that_last_wrote_the_line(desk: Bench) -> None:
    head, first = desk.rev("HEAD"), desk.rev("HEAD~")
    with open_repository(str(desk.folder)) as repository:
        assert repository.blame(head, "app.yaml", 1) == first
        assert repository.blame(head, "app.yaml", 2) == head
        assert repository.blame(first, "app.yaml", 2) == first
        assert repository.blame(head, "app.yaml", 3) is None
        assert repository.blame(head, "nowhere.yaml", 1) is None


# --- commits


def test_a_commit_is_what_its_bytes_say(desk: Bench) -> None:
    first, second = desk.rev("HEAD~"), desk.rev("HEAD")
    with open_repository(str(desk.folder)) as repository:
        commits = repository.commits([second, first, desk.rev("HEAD:app.yaml")])
    assert list(commits) == [second, first]
    commit = commits[first]
    assert (commit.tree, commit.parents, commits[second].parents) == (desk.rev("HEAD~^{tree}"), (), (first,))
    assert (commit.author, commit.committer) == (Person("Ada", "ada@example.com"), Person("Ben", "ben@example.com"))
    assert commit.authored == Stamp(datetime(2023, 11, 14, 22, 14, 20, tzinfo=UTC), "+0000", "1700000060 +0000")
    assert (commit.subject, commit.trailers) == ("first", (("Reviewed-by", "Cy <cy@example.com>"),))
    assert not commit.signed


def raw(author: bytes = b"A <a@b> 1700000000 +0200", more: bytes = b"", message: bytes = b"m\n") -> bytes:
    return b"tree %s\nauthor %s\ncommitter C <c@d> 1700000001 -0330\n%s\n%s" % (b"b" * 40, author, more, message)


def test_a_signature_is_noticed_and_is_no_part_of_anything_else() -> None:
    signed = parse_commit(OID, raw(more=b"gpgsig -----BEGIN\n author Eve <e@e> 1 +0000\n \n parent x\n -----END\n"))
    assert signed.signed
    assert (signed.author.name, signed.parents, signed.message) == ("A", (), "m\n")


@pytest.mark.parametrize(
    ("encoding", "said", "read"),
    [
        (b"", "Ärger".encode(), "Ärger"),
        (b"", b"\xc4rger", "Ärger"),
        (b"encoding ISO-8859-1\n", b"\xc4rger", "Ärger"),
        (b"encoding windows-1252\n", b"\x80", "€"),
        (b"encoding Shift_JIS\n", "設定".encode("shift_jis"), "設定"),
        (b"encoding unicode_escape\n", b"\\x41", "\\x41"),
        (b"encoding no-such\n", b"plain", "plain"),
        (b"encoding utf-8\0x\n", b"plain", "plain"),
        (b"encoding zlib\n", b"plain", "plain"),
    ],
)
def test_names_and_messages_are_read_in_the_encoding_that_the_commit_declares(encoding: bytes, said: bytes, read: str) -> None:
    commit = parse_commit(OID, raw(author=said + b" <a@b> 1700000000 +0000", more=encoding, message=said))
    assert (commit.author.name, commit.message) == (read, read)


@pytest.mark.parametrize(
    ("text", "utc", "offset", "status"),
    [
        ("1700000000 +0200", datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC), "+0200", "valid"),
        ("1700000000 -0000", datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC), "-0000", "valid"),
        ("1700000000 +9999", datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC), "+9999", "valid"),
        ("253402300799 +0000", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC), "+0000", "valid"),
        ("253402300800 +0000", None, "+0000", "implausible"),
        ("99999999999999999999 +0000", None, "+0000", "implausible"),
        ("0 +0000", None, "+0000", "implausible"),
        ("-5 +0000", None, "+0000", "implausible"),
        ("1700000000", None, "", "unparsable"),
        ("notadate", None, "", "unparsable"),
        ("", None, "", "unparsable"),
    ],
)
def test_a_time_is_read_as_written_or_said_to_be_none(text: str, utc: datetime | None, offset: str, status: str) -> None:
    stamp = read_stamp(text)
    assert (stamp.utc, stamp.offset, stamp.raw, stamp.status) == (utc, offset, text, status)


@pytest.mark.parametrize(
    ("author", "name", "address"),
    [
        (b"A <a@b> 1 +0000", "A", "a@b"),
        (b"<> 1 +0000", "", ""),
        (b"A <x> <y> 1 +0000", "A", "x"),
        (b"A > B <a@b> 1 +0000", "A > B", "a@b"),
        (b"", "", ""),
    ],
)
def test_odd_identities_do_not_hide_the_rest(author: bytes, name: str, address: str) -> None:
    assert parse_commit(OID, raw(author=author)).author == Person(name, address)


@pytest.mark.law
@given(
    st.binary(max_size=300)
    | st.binary(max_size=80).map(lambda junk: raw(author=junk))
    | st.binary(max_size=80).map(lambda junk: raw(more=junk))
)
def test_no_bytes_make_the_reading_of_a_commit_fail(content: bytes) -> None:
    commit = parse_commit(OID, content)
    assert (commit.committed.utc is None) == (commit.committed.status != "valid")
    text = commit.message + commit.author.name + commit.committer.email + commit.committed.raw
    assert text.encode("utf-8").decode("utf-8") == text


def test_git_and_we_agree_on_who_and_when(desk: Bench) -> None:
    told = subprocess.run(["git", "log", "--format=%H %at %ct %an %ae"], cwd=desk.folder, capture_output=True, text=True, check=True).stdout
    with open_repository(str(desk.folder)) as repository:
        commits = repository.commits(line.split()[0] for line in told.splitlines())
    for line in told.splitlines():
        oid, authored, committed, name, address = line.split()
        commit = commits[oid]
        assert commit.authored.utc == datetime.fromtimestamp(int(authored), UTC)
        assert commit.committed.utc == datetime.fromtimestamp(int(committed), UTC)
        assert commit.author == Person(name, address)
