"""Evidence stays as it was: every byte, time and mode of a repository is the same after each question."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from forensics.collect.git import Repository, open_repository
from tests.collect.git.workshop import Bench, ask_everything, bench, manifest, walk_all


@pytest.fixture
def worn(tmp_path: Path) -> Bench:
    """Loose and packed objects and refs, a stale index, an edited work tree: what tempts git to tidy up."""
    made = bench(tmp_path / "worn")
    for number in range(4):
        made.commit({"app.yaml": f"a: {number}\n", f"f{number}.yaml": "x: 1\n"})
    made.git("repack", "-q", "-a", "-d")
    made.git("pack-refs", "--all")
    made.commit({"app.yaml": "a: loose\n"})
    (made.folder / "app.yaml").write_text("a: edited\n")
    made.git("config", "gc.auto", "1")
    made.git("config", "core.untrackedCache", "true")
    return made


QUESTIONS: dict[str, Callable[[Repository], object]] = {
    "opened": lambda repository: repository.gaps,
    "refs": lambda repository: repository.refs(all_refs=True),
    "walked": walk_all,
    "files": lambda repository: repository.files(str(repository.head_oid())),
    "at": lambda repository: repository.at([(str(repository.head_oid()), "app.yaml")]),
    "blamed": lambda repository: repository.blame(str(repository.head_oid()), "app.yaml", 1),
    "verified": lambda repository: repository.verify([str(repository.head_oid())]),
    "work tree": lambda repository: repository.work_tree_file("app.yaml"),
    "everything": ask_everything,
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_leaves_the_repository_as_it_was(worn: Bench, question: str) -> None:
    before = manifest(worn.folder)
    with open_repository(str(worn.folder)) as repository:
        QUESTIONS[question](repository)
    assert manifest(worn.folder) == before


def test_a_damaged_repository_is_left_as_it_was_too(worn: Bench) -> None:
    worn.git("unpack-objects", feed=b"", check=False)
    worn.lose("HEAD^{tree}")
    before = manifest(worn.folder)
    with open_repository(str(worn.folder)) as repository:
        walk_all(repository)
        assert repository.gaps
    assert manifest(worn.folder) == before
