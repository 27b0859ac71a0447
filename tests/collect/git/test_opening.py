"""Opening a repository: it is found as git finds it, or refused in one sentence that names the way out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from forensics.collect.git import RepositoryError, open_repository
from tests.collect.git.workshop import Bench, ask_everything, bench, everything, walk_all


@pytest.fixture
def small(tmp_path: Path) -> Bench:
    made = bench(tmp_path / "small")
    made.commit({"deploy/prod.yaml": "a: 1\n"})
    made.commit({"deploy/prod.yaml": "a: 2\n"})
    return made


def refusal(path: str | None) -> str:
    with pytest.raises(RepositoryError) as refused:
        open_repository(path)
    sentence = str(refused.value)
    assert "\n" not in sentence
    return sentence


def test_a_repository_is_found_from_a_folder_inside_its_work_tree(small: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(small.folder / "deploy")
    for path in (None, ".", str(small.folder), str(small.folder / "deploy"), str(small.folder / ".git")):
        with open_repository(path) as repository:
            assert (repository.path, repository.git_dir) == (str(small.folder), str(small.folder / ".git"))
            assert repository.head_oid() == small.rev("HEAD")
            assert repository.head_ref() == "refs/heads/main"
            assert repository.gaps == ()


def test_where_there_is_no_repository_the_sentence_says_where_was_looked(tmp_path: Path) -> None:
    assert str(tmp_path) in refusal(str(tmp_path))
    assert "no folder" in refusal(str(tmp_path / "nowhere"))


def test_an_empty_repository_is_refused_for_having_no_commits(tmp_path: Path) -> None:
    assert "no commits yet" in refusal(str(bench(tmp_path / "empty").folder))


def test_a_branch_without_commits_is_fine_where_other_branches_have_some(small: Bench) -> None:
    small.git("symbolic-ref", "HEAD", "refs/heads/unborn")
    with open_repository(str(small.folder)) as repository:
        assert (repository.head_ref(), repository.head_oid()) == ("refs/heads/unborn", None)
        assert [ref.short for ref in repository.refs()] == ["main"]


def test_a_bare_repository_answers_like_its_work_tree(small: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    monkeypatch.chdir(tmp_path / "bare.git" / "refs")
    for path in (str(tmp_path / "bare.git"), None):
        with open_repository(path) as bare, open_repository(str(small.folder)) as whole:
            assert bare.path == bare.git_dir == str(tmp_path / "bare.git")
            assert walk_all(bare) == walk_all(whole)
            assert bare.work_tree_file("deploy/prod.yaml") is None


def test_a_detached_head_names_its_commit_and_no_branch(small: Bench) -> None:
    small.git("checkout", "-q", "--detach", "HEAD~1")
    with open_repository(str(small.folder)) as repository:
        assert (repository.head_ref(), repository.head_oid()) == (None, small.rev("HEAD"))


def test_a_linked_worktree_has_its_own_head_and_the_common_refs(small: Bench, tmp_path: Path) -> None:
    small.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "linked"), "HEAD~1")
    with open_repository(str(tmp_path / "linked")) as repository:
        assert repository.path == str(tmp_path / "linked")
        assert repository.head_ref() == "refs/heads/side"
        assert [ref.short for ref in repository.refs()] == ["main", "side"]
        assert repository.work_tree_file("deploy/prod.yaml") == b"a: 1\n"
        assert len(walk_all(repository).commits) == 2


def test_a_submodule_checkout_is_a_repository_and_no_file_of_the_outer_one(small: Bench, tmp_path: Path) -> None:
    outer = bench(tmp_path / "outer")
    outer.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(small.folder), "lib")
    outer.commit({"top.yaml": "x: 1\n"})
    with open_repository(str(outer.folder / "lib" / "deploy")) as inner:
        assert inner.path == str(outer.folder / "lib")
        assert inner.git_dir == str(outer.folder / ".git" / "modules" / "lib")
        assert inner.head_oid() == small.rev("HEAD")
    with open_repository(str(outer.folder)) as repository:
        assert [path for path, _ in repository.files(outer.rev("HEAD"))] == [".gitmodules", "top.yaml"]
        assert {change.path for change in walk_all(repository).changes} == {".gitmodules", "top.yaml"}


def test_a_bare_repository_inside_a_work_tree_is_opened_only_when_it_is_named(small: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = small.folder / "vendor" / "tool"
    small.git("clone", "-q", "--bare", ".", str(planted))
    monkeypatch.chdir(planted)
    for path in (None, str(planted / "refs")):
        assert str(planted) in refusal(path)
        assert str(small.folder) in refusal(path)
    with open_repository(str(planted)) as repository:
        assert repository.git_dir == str(planted)


def test_a_git_file_that_leads_elsewhere_is_followed_and_where_it_leads_is_said(small: Bench, tmp_path: Path) -> None:
    (tmp_path / "door").mkdir()
    (tmp_path / "door" / ".git").write_text(f"gitdir: {small.folder / '.git'}\n")
    with open_repository(str(tmp_path / "door")) as repository:
        assert (repository.path, repository.git_dir) == (str(tmp_path / "door"), str(small.folder / ".git"))


def test_objects_borrowed_from_another_repository_are_read_and_said(small: Bench, tmp_path: Path) -> None:
    small.git("clone", "-q", "--shared", "--bare", str(small.folder), str(tmp_path / "borrower"))
    with open_repository(str(tmp_path / "borrower")) as repository:
        assert len(walk_all(repository).commits) == 2
        assert [gap.why for gap in repository.gaps] == [f"objects are borrowed from another repository: {small.folder}/.git/objects"]


def test_a_work_tree_that_the_configuration_points_elsewhere_is_not_looked_at(small: Bench, tmp_path: Path) -> None:
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "secret.yaml").write_text("s: 1\n")
    small.git("config", "core.worktree", str(tmp_path / "private"))
    for path in (small.folder, small.folder / ".git"):
        with open_repository(str(path)) as repository:
            assert repository.work_tree_file("secret.yaml") is None
            assert repository.path in (str(small.folder), str(small.folder / ".git"))


def test_another_users_repository_is_refused_with_the_very_command_that_trusts_it(small: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 4242)
    sentence = refusal(str(small.folder))
    assert f"git config --global --add safe.directory {small.folder}" in sentence
    subprocess.run(sentence[sentence.index("git config") :], shell=True, check=True)
    with open_repository(str(small.folder)) as repository:
        assert repository.head_oid() == small.rev("HEAD")
    other = bench(small.folder.parent / "other")
    other.commit({"a.yaml": "a: 1\n"})
    assert str(other.folder) in refusal(str(other.folder))


@pytest.mark.parametrize(("listed", "opens"), [(["*"], True), (["*", ""], False), (["", "*"], True), (["/elsewhere"], False)])
def test_trust_is_read_as_git_reads_it(small: Bench, monkeypatch: pytest.MonkeyPatch, listed: list[str], opens: bool) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 4242)
    for value in listed:
        subprocess.run(["git", "config", "--global", "--add", "safe.directory", value], check=True)
    small.git("config", "safe.directory", "*")  # the repository's own word for itself counts for nothing
    if opens:
        open_repository(str(small.folder)).close()
    else:
        assert "belongs to another user" in refusal(str(small.folder))


def test_root_by_way_of_sudo_trusts_what_its_caller_owns(small: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in (small.folder, small.folder / ".git"):
        if os.getuid() == 0:
            os.chown(place, 4242, -1)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setenv("SUDO_UID", str(small.folder.stat().st_uid))
    open_repository(str(small.folder)).close()
    monkeypatch.setenv("SUDO_UID", "4343")
    if small.folder.stat().st_uid != 0:
        assert "belongs to another user" in refusal(str(small.folder))


def test_without_git_on_the_path_the_sentence_says_so(small: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert "git is not installed" in refusal(str(small.folder))


def test_a_git_in_the_evidence_is_never_taken_for_git(small: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = small.folder / "git"
    fake.write_text("#!/bin/sh\ntouch ran\n")
    fake.chmod(0o755)
    monkeypatch.chdir(small.folder)
    monkeypatch.setenv("PATH", ".")
    assert "git is not installed" in refusal(None)
    assert not (small.folder / "ran").exists()


def test_an_old_git_is_refused_with_its_version(small: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "old" / "git"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\necho git version 2.20.1\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", str(old.parent))
    assert refusal(str(small.folder)) == "git 2.20.1 is too old: install git 2.32 or newer."


def test_a_sha256_repository_answers_everything(tmp_path: Path) -> None:
    made = bench(tmp_path / "sha256", "--object-format=sha256")
    first = made.commit({"a.yaml": "a: 1\n"})
    second = made.commit({"a.yaml": "a: 2\n", "sub/b.yaml": "b: 1\n"})
    with open_repository(str(made.folder)) as repository:
        assert repository.object_format == "sha256"
        history = walk_all(repository)
        assert history.commits == (second, first)
        assert len(first) == 64
        ask_everything(repository)
        assert repository.gaps == ()
        blob = repository.at([(second, "sub/b.yaml")])[second, "sub/b.yaml"]
        assert blob is not None
        assert dict(repository.blobs([blob])) == {blob: b"b: 1\n"}


def test_a_repository_format_that_git_cannot_read_is_refused_with_gits_reason(small: Bench) -> None:
    small.git("config", "core.repositoryformatversion", "1")
    small.git("config", "extensions.fromTheFuture", "true")
    sentence = refusal(str(small.folder))
    assert "fromthefuture" in sentence.lower()


def test_a_configuration_that_is_no_configuration_is_refused(small: Bench) -> None:
    (small.folder / ".git" / "config").write_text("[core\nnonsense")
    assert str(small.folder) in refusal(str(small.folder))


def test_git_variables_of_the_caller_change_nothing(small: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = bench(tmp_path / "other")
    other.commit({"other.yaml": "o: 1\n"})
    with open_repository(str(small.folder)) as repository:
        before = ask_everything(repository)
    trace = tmp_path / "trace"
    hostile = {
        "GIT_DIR": str(other.folder / ".git"),
        "GIT_WORK_TREE": str(other.folder),
        "GIT_OBJECT_DIRECTORY": str(other.folder / ".git" / "objects"),
        "GIT_COMMON_DIR": str(other.folder / ".git"),
        "GIT_EXTERNAL_DIFF": f"touch {trace}",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "diff.external",
        "GIT_CONFIG_VALUE_0": f"touch {trace}",
        "GIT_TRACE": str(trace),
        "GIT_PAGER": f"touch {trace}",
        "GIT_PYTHON_GIT_EXECUTABLE": "/bin/false",
        "GIT_PYTHON_REFRESH": "error",
        "GIT_CEILING_DIRECTORIES": str(small.folder.parent),
    }
    for name, value in hostile.items():
        monkeypatch.setenv(name, value)
    with open_repository(str(small.folder)) as repository:
        assert ask_everything(repository) == before
        assert repository.path == str(small.folder)
    assert not trace.exists()
    assert {name: os.environ[name] for name in hostile} == hostile


def test_the_callers_own_git_configuration_changes_nothing(small: Bench) -> None:
    with open_repository(str(small.folder)) as repository:
        before = ask_everything(repository)
    settings = [
        ("color.ui", "always"),
        ("format.pretty", "fuller"),
        ("diff.noprefix", "true"),
        ("log.date", "relative"),
        ("log.showRoot", "false"),
    ]
    for name, value in [
        *settings,
        ("core.quotePath", "true"),
        ("diff.renames", "copies"),
        ("alias.log", "!touch ran"),
        ("log.follow", "true"),
    ]:
        subprocess.run(["git", "config", "--global", name, value], check=True)
    with open_repository(str(small.folder)) as repository:
        assert ask_everything(repository) == before


def test_closing_leaves_no_temporary_folder_behind(small: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    with open_repository(str(small.folder)) as repository:
        (folder,) = scratch.iterdir()
        assert folder.stat().st_mode & 0o777 == 0o700
        repository.walk([small.rev("HEAD")], everything)
    repository.close()
    assert list(scratch.iterdir()) == []
    refusal(str(tmp_path))
    assert list(scratch.iterdir()) == []


def test_refs_are_heads_remotes_and_tags_unless_all_are_asked_for(small: Bench) -> None:
    head = small.rev("HEAD")
    small.git("tag", "light", "HEAD~1")
    small.git("tag", "-a", "-m", "a tag", "heavy")
    small.git("tag", "-a", "-m", "a tag of a tag", "heavier", "heavy")
    small.git("tag", "tree-only", "HEAD^{tree}")
    small.git("update-ref", "refs/remotes/origin/trunk", head)
    small.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    small.git("update-ref", "refs/pull/7/head", head)
    small.git("pack-refs", "--all")
    small.git("update-ref", "refs/heads/loose", head)
    with open_repository(str(small.folder)) as repository:
        mined = {ref.name: ref.oid for ref in repository.refs()}
        assert mined == {
            "refs/heads/loose": head,
            "refs/heads/main": head,
            "refs/remotes/origin/trunk": head,
            "refs/tags/heavier": head,
            "refs/tags/heavy": head,
            "refs/tags/light": small.rev("HEAD~1"),
        }
        assert {ref.name for ref in repository.refs(all_refs=True)} - set(mined) == {"refs/pull/7/head"}
        assert repository.origin_head() == "refs/remotes/origin/trunk"
        assert repository.gaps == ()


def test_the_remote_address_is_told_without_its_token(small: Bench) -> None:
    small.git("remote", "add", "origin", "https://ben:ghp_secret@github.com/acme/shop.git")
    with open_repository(str(small.folder)) as repository:
        assert repository.remote_url == "https://github.com/acme/shop.git"
        assert repository.commit_url("f" * 40) == f"https://github.com/acme/shop/commit/{'f' * 40}"
        assert repository.file_url("f" * 40, "a b.yaml", 3) == f"https://github.com/acme/shop/blob/{'f' * 40}/a%20b.yaml#L3"


def test_gitpython_is_imported_only_when_a_repository_is_opened() -> None:
    program = "import sys, forensics.collect.git; sys.exit('git' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
