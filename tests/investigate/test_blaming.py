"""Blame may be asked of the commit in which a file changed last."""

from __future__ import annotations

from pathlib import Path

from forensics.collect.git import open_repository
from tests.collect.git.workshop import bench


def test_a_commit_s_blame_is_that_of_all_later_ones_in_which_the_file_is_the_same(tmp_path: Path) -> None:
    made = bench(tmp_path / "desk")
    made.commit({"app.yaml": "a: 1\nb: 1\n", "other.yaml": "x: 1\n"})
    made.git("checkout", "-q", "-b", "side")
    made.commit({"app.yaml": "a: 2\nb: 1\n"})
    made.git("checkout", "-q", "main")
    made.commit({"other.yaml": "x: 2\n"})
    landed = made.merge("side")
    made.git("checkout", "-q", "-b", "late", "main~1")  # its app.yaml is the old one, and comes back to the same
    made.commit({"app.yaml": "a: 2\nb: 1\n"})
    made.git("checkout", "-q", "main")
    made.commit({"other.yaml": "x: 3\n"})
    made.merge("late")
    with open_repository(str(made.folder)) as repository:
        for line in (1, 2):
            assert repository.blame(landed, "app.yaml", line) == repository.blame(made.rev("HEAD"), "app.yaml", line)
