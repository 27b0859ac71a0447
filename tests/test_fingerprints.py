"""The key of fingerprints is made once, is its owner's alone, and nothing doubtful is used as one."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from forensics.fingerprints import KEY_FILE, load_or_make_key


def test_the_key_is_made_once_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    key, gap = load_or_make_key(tmp_path / "state")
    assert gap is None
    assert len(key) == 32
    assert load_or_make_key(tmp_path / "state") == (key, None)
    assert stat.S_IMODE((tmp_path / "state" / KEY_FILE).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700
    assert [path.name for path in (tmp_path / "state").iterdir()] == [KEY_FILE]


def test_a_folder_that_cannot_be_written_gives_a_key_for_this_run_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    key, gap = load_or_make_key(tmp_path / "file" / "state")
    assert len(key) == 32
    assert gap is not None
    assert "this run" in gap.why


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_a_key_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    key, _ = load_or_make_key(tmp_path)
    (tmp_path / KEY_FILE).chmod(0o644)
    other, gap = load_or_make_key(tmp_path)
    assert other != key
    assert gap is not None


def test_a_broken_key_file_is_not_used(tmp_path: Path) -> None:
    load_or_make_key(tmp_path)
    (tmp_path / KEY_FILE).write_bytes(b"short")
    key, gap = load_or_make_key(tmp_path)
    assert len(key) == 32
    assert gap is not None


def test_a_link_in_the_keys_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"e" * 32)
    (tmp_path / KEY_FILE).symlink_to(tmp_path / "elsewhere")
    key, gap = load_or_make_key(tmp_path)
    assert key != b"e" * 32
    assert gap is not None
