"""From a real repository to the defaults in its code, at the moment of the question and at any commit."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from forensics.collect.git import open_repository
from forensics.investigate.defaults import MOST_READS, CodeReads, code_reads, tip_of
from forensics.investigate.mining import mine
from forensics.keys import Key
from forensics.stated import Stated
from sample_repos.stories import Scene
from tests.collect.git.workshop import Bench, bench
from tests.conftest import Build

KEY = Key("PAYMENT_GATEWAY_TIMEOUT_MS")
READ = 'import os\n\nTIMEOUT = int(os.getenv("PAYMENT_GATEWAY_TIMEOUT_MS", "{}"))\n'


def asked(folder: Path, commit: str, key: Key = KEY) -> CodeReads:
    with open_repository(str(folder)) as repository:
        return code_reads(repository, commit, key)


def shown(told: CodeReads) -> list[tuple[str, int, str | None]]:
    return [(read.path, read.line, read.default) for read in told.reads]


@pytest.fixture
def desk(tmp_path: Path) -> Bench:
    return bench(tmp_path / "desk")


def test_the_story_of_a_default_is_told_as_of_each_moment(told: Build) -> None:
    folder = told(
        Scene("2026-01-05T09:00", "Ada", "Start", files={"app/settings.py": READ.format(3000), "config/production.yaml": "other: 1\n"}),
        Scene("2026-02-05T09:00", "Ben", "Wait longer", edits=(("app/settings.py", "3000", "5000"),)),
    )
    with open_repository(str(folder)) as repository:
        for day, default in ((6, "3000"), (40, "5000")):
            as_of = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()) + day * 86400
            mined = mine(repository, KEY, Stated(), as_of, False, lambda *_: None)
            assert shown(code_reads(repository, tip_of(mined), KEY)) == [("app/settings.py", 3, default)]
        before = mine(repository, KEY, Stated(), 0, False, lambda *_: None)
        assert tip_of(before) is None
        assert code_reads(repository, tip_of(before), KEY) == CodeReads(())


def test_reads_with_a_default_come_first_and_foreign_code_stays_out(desk: Bench) -> None:
    commit = desk.commit(
        {
            "a.py": 'import os\nx = os.environ["PAYMENT_GATEWAY_TIMEOUT_MS"]\n',
            "web/env.ts": "export const wait = process.env.PAYMENT_GATEWAY_TIMEOUT_MS ?? '3000'\n",
            "node_modules/x/env.js": "process.env.PAYMENT_GATEWAY_TIMEOUT_MS || 1\n",
            "tests/conftest.py": READ.format(2),
            "README.md": READ.format(4),
            "b.py": READ.format(5).replace("PAYMENT", "OTHER"),
        }
    )
    assert shown(asked(desk.folder, commit)) == [("web/env.ts", 1, "3000"), ("a.py", 2, None)]


def test_the_same_file_at_two_paths_is_told_at_both(desk: Bench) -> None:
    commit = desk.commit({"one/s.py": READ.format(1), "two/s.py": READ.format(1)})
    assert shown(asked(desk.folder, commit)) == [("one/s.py", 3, "1"), ("two/s.py", 3, "1")]


def test_what_is_no_text_or_no_file_is_not_read(desk: Bench) -> None:
    (desk.folder / "link.py").symlink_to("/etc/hostname")
    (desk.folder / "up.py").symlink_to("real/s.py")
    commit = desk.commit({"real/s.py": READ.format(1), "blob.py": b"\0\1" + READ.format(2).encode()})
    assert shown(asked(desk.folder, commit)) == [("real/s.py", 3, "1")]


def test_more_than_can_be_shown_is_said(desk: Bench) -> None:
    commit = desk.commit({f"s{number:03}.py": READ.format(number) for number in range(MOST_READS + 2)})
    told = asked(desk.folder, commit)
    assert len(told.reads) == MOST_READS
    assert [gap.why for gap in told.gaps] == ["PAYMENT_GATEWAY_TIMEOUT_MS is read in 2 more places, which are not shown"]


def test_a_code_file_that_is_too_large_is_a_gap(desk: Bench) -> None:
    commit = desk.commit({"s.py": READ.format(1), "big.py": READ.format(2) + "# x\n" * 600_000})
    with open_repository(str(desk.folder)) as repository:
        assert shown(code_reads(repository, commit, KEY)) == [("s.py", 3, "1")]
        assert any("too large" in gap.why for gap in repository.gaps)


def test_other_encodings_and_line_ends_keep_their_lines(desk: Bench) -> None:
    text = "# Zahlüng\r\n\r\n" + READ.format("3000").replace("\n", "\r\n")
    commit = desk.commit({"u.py": text.encode("utf-16"), "w.py": text.encode("cp1252"), "b.py": text.encode("utf-8-sig")})
    found = shown(asked(desk.folder, commit))
    assert found == [("b.py", 5, "3000"), ("u.py", 5, "3000"), ("w.py", 5, "3000")]


def test_a_path_with_odd_characters_is_read_too(desk: Bench) -> None:
    odd = os.fsdecode(b"caf\xe9 \n/s.py")
    commit = desk.commit({odd: READ.format(7)})
    assert shown(asked(desk.folder, commit)) == [(odd, 3, "7")]


@pytest.mark.parametrize("key", ["x", "-", "", "é", "TIMEOUT", "payment.gateway", "$(id)", "--exec=x"])
def test_a_strange_or_absent_key_finds_nothing(desk: Bench, key: str) -> None:
    commit = desk.commit({"s.py": READ.format(1)})
    assert asked(desk.folder, commit, Key(key)).reads == ()
