"""A repository that wants its own commands run: none of them is, whatever it is asked.

Every vector would leave a marker; that the vectors are live is shown with plain git first.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from forensics.collect.git import RepositoryError, open_repository
from tests.collect.git.workshop import Bench, ask_everything, bench, walk_all

HOOKS = ("post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman", "pre-auto-gc", "post-rewrite")


@pytest.fixture
def markers(tmp_path: Path) -> Path:
    folder = tmp_path / "markers"
    folder.mkdir()
    return folder


def script(folder: Path, name: str) -> str:
    """A command that leaves a marker and succeeds."""
    place = folder.parent / f"run-{name}"
    place.write_text(f"#!/bin/sh\ntouch {folder}/{name}\nexit 0\n")
    place.chmod(0o755)
    return str(place)


def fired(markers: Path) -> set[str]:
    names = {place.name for place in markers.iterdir()}
    for place in markers.iterdir():
        place.unlink()
    return names


def evil_settings(markers: Path) -> dict[str, str]:
    def run(name: str) -> str:
        return script(markers, name)

    return {
        "core.fsmonitor": run("fsmonitor"),
        "core.pager": run("pager"),
        "pager.log": run("pager-log"),
        "pager.blame": run("pager-blame"),
        "core.sshCommand": run("ssh"),
        "core.askPass": run("askpass"),
        "core.gitProxy": run("proxy"),
        "core.editor": run("editor"),
        "core.alternateRefsCommand": run("alternate-refs"),
        "diff.external": run("diff-external"),
        "diff.evil.textconv": run("textconv"),
        "diff.evil.command": run("diff-command"),
        "filter.evil.clean": run("clean"),
        "filter.evil.smudge": run("smudge"),
        "credential.helper": f"!{run('credential')}",
        "gpg.program": run("gpg"),
        "gpg.ssh.program": run("gpg-ssh"),
        "log.showSignature": "true",
        "interactive.diffFilter": run("diff-filter"),
        "uploadpack.packObjectsHook": run("pack-objects"),
        "trailer.evil.command": run("trailer"),
        "alias.log": f"!{run('alias-log')}",
        "alias.rev-list": f"!{run('alias-rev-list')}",
        "safe.directory": "*",
    }


@pytest.fixture
def evil(tmp_path: Path, markers: Path) -> Bench:
    """Every vector that configuration and attributes offer, a signed commit, and hooks."""
    made = bench(tmp_path / "evil")
    made.commit({".gitattributes": "* diff=evil filter=evil\n", "app.yaml": "a: 1\n"})
    made.commit({"app.yaml": "a: 2\n"})
    tree, parent = made.rev("HEAD^{tree}"), made.rev("HEAD")
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQEzBAABCAAdFiEE\n -----END PGP SIGNATURE-----\n"
    who = "Eve <eve@example.com> 1700009999 +0000"
    made.raw_commit(f"tree {tree}\nparent {parent}\nauthor {who}\ncommitter {who}\n{signature}\nsigned\n".encode())
    for name, value in evil_settings(markers).items():
        made.git("config", name, value)
    for name in HOOKS:
        hook = made.folder / ".git" / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\ntouch {markers}/hook-{name}\n")
        hook.chmod(0o755)
    fired(markers)
    return made


def test_none_of_a_repositorys_own_commands_runs(evil: Bench, markers: Path) -> None:
    with open_repository(str(evil.folder)) as repository:
        answers = ask_everything(repository)
        assert repository.work_tree_file("app.yaml") == b"a: 2\n"
        assert repository.gaps == ()
        signed = repository.commits([evil.rev("main")])[evil.rev("main")]
    assert fired(markers) == set()
    assert answers[3] is not None
    assert signed.signed
    assert signed.subject == "signed"


def test_the_vectors_are_live_for_plain_git(evil: Bench, markers: Path) -> None:
    evil.git("log", "-p", "main", check=False)
    evil.git("blame", "HEAD", "--", "app.yaml", check=False)
    evil.git("status", check=False)
    assert fired(markers) >= {"textconv", "fsmonitor", "gpg"}


def test_an_included_file_carries_nothing_in(tmp_path: Path, markers: Path) -> None:
    made = bench(tmp_path / "includes")
    made.commit({"app.yaml": "a: 1\n"})
    extra = tmp_path / "extra.config"
    extra.write_text(f"[core]\n\tfsmonitor = {script(markers, 'included')}\n")
    made.git("config", "include.path", str(extra))
    made.git("config", f"includeIf.gitdir:{made.folder}/.path", str(extra))
    made.git("config", "core.repositoryformatversion", "1")
    made.git("config", "extensions.worktreeConfig", "true")
    (made.folder / ".git" / "config.worktree").write_text(f"[core]\n\tfsmonitor = {script(markers, 'per-worktree')}\n")
    made.git("status")
    assert fired(markers)
    with open_repository(str(made.folder)) as repository:
        ask_everything(repository)
    assert fired(markers) == set()


def test_an_embedded_bare_repository_runs_nothing_even_when_it_is_named(
    tmp_path: Path, markers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outer = bench(tmp_path / "outer")
    outer.commit({"app.yaml": "a: 1\n"})
    planted = outer.folder / "planted"
    outer.git("clone", "-q", "--bare", ".", str(planted))
    outer.git("--git-dir", str(planted), "config", "core.bare", "false")
    outer.git("--git-dir", str(planted), "config", "core.worktree", str(outer.folder))
    outer.git("--git-dir", str(planted), "config", "core.fsmonitor", script(markers, "planted"))
    monkeypatch.chdir(planted)
    with pytest.raises(RepositoryError):
        open_repository(None)
    with open_repository(str(planted)) as repository:
        ask_everything(repository)
    assert fired(markers) == set()


def partial_clone(tmp_path: Path) -> Bench:
    """A clone that lacks every old blob, and would fetch them on the first look."""
    served = bench(tmp_path / "served")
    for number in range(3):
        served.commit({"app.yaml": f"a: {number}\n"})
    served.git("config", "uploadpack.allowFilter", "true")
    served.git("clone", "-q", "--filter=blob:none", f"file://{served.folder}", str(tmp_path / "partial"))
    return Bench(tmp_path / "partial")


@pytest.mark.parametrize("vector", ["ssh", "uploadpack", "ext", "vcs"])
def test_a_malicious_partial_clone_fetches_nothing_and_what_it_lacks_is_said(tmp_path: Path, markers: Path, vector: str) -> None:
    made = partial_clone(tmp_path)
    run = script(markers, vector)
    settings = {
        "ssh": {"remote.origin.url": "ssh://evil.invalid/x", "core.sshCommand": run, "protocol.ssh.allow": "always"},
        "uploadpack": {"remote.origin.uploadpack": run},
        "ext": {"remote.origin.url": f"ext::{run}", "protocol.ext.allow": "always"},
        "vcs": {"remote.origin.vcs": "ext", "remote.origin.url": run, "protocol.ext.allow": "always"},
    }[vector]
    for name, value in settings.items():
        made.git("config", name, value)
    lacking = made.git("rev-list", "--objects", "--all", "--missing=print").split("?")[1:]
    made.git("cat-file", "--batch", feed=lacking[0].strip().encode() + b"\n", check=False)
    assert fired(markers) == {vector}, "the vector is live for plain git"
    with open_repository(str(made.folder)) as repository:
        history = walk_all(repository)
        assert [change.path for change in history.changes] == ["app.yaml"] * 3
        oids = [change.after for change in history.changes if change.after]
        assert [content for _, content in repository.blobs(oids)] == [b"a: 2\n", None, None]
        ask_everything(repository)
        assert [gap.why[:60] for gap in repository.gaps] == ["2 objects are missing or unreadable (this is a partial clone"]
    assert fired(markers) == set()


@pytest.mark.parametrize("name", ["--output=pwned", "-n", "--all", "@", "--exec=touch pwned"])
def test_a_ref_named_like_an_option_is_only_a_name(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = bench(tmp_path / "options")
    oid = made.commit({"app.yaml": "a: 1\n"})
    (made.folder / ".git" / "packed-refs").write_text(f"{oid} refs/heads/{name}\n{oid} refs/tags/{name}\n")
    monkeypatch.chdir(made.folder)
    with open_repository(None) as repository:
        ask_everything(repository)
    assert sorted(place.name for place in made.folder.iterdir()) == [".git", "app.yaml"]


@pytest.mark.parametrize(
    "wrong", ["--output=x", "HEAD", "main", "abc123", "", "f" * 39, "f" * 40 + "\n" + "e" * 40, "F" * 40, "f" * 40 + "^{tree}"]
)
def test_nothing_but_a_full_object_id_is_handed_to_git(tmp_path: Path, wrong: str) -> None:
    made = bench(tmp_path / "plain")
    made.commit({"app.yaml": "a: 1\n"})
    with open_repository(str(made.folder)) as repository:
        for ask in (
            lambda: repository.walk([wrong], lambda path: True),
            lambda: repository.commits([wrong]),
            lambda: list(repository.blobs([wrong])),
            lambda: repository.verify([wrong]),
            lambda: repository.files(wrong),
            lambda: repository.at([(wrong, "app.yaml")]),
            lambda: repository.blame(wrong, "app.yaml", 1),
        ):
            with pytest.raises(ValueError, match="is not a full object id"):
                ask()


@pytest.mark.parametrize(
    "path",
    [" --output=z.yaml", "-", "--", "-L1.yaml", ":(glob)**", ":!x.yaml", "*.yaml", "a\\b.yaml", "x-g1234abc", "x@{1}", "x^{tree}", "x~1"],
)
def test_a_path_is_never_an_option_a_pattern_or_a_revision(tmp_path: Path, path: str) -> None:
    made = bench(tmp_path / "paths")
    made.commit({"other.yaml": "o: 1\n", "b/other.yaml": "o: 2\n"})
    head = made.commit({path: "a: 1\n"})
    with open_repository(str(made.folder)) as repository:
        (change,) = [change for change in walk_all(repository).changes if change.path == path]
        assert repository.at([(head, path)]) == {(head, path): change.after}
        assert dict(repository.files(head))[path] == change.after
        assert repository.blame(head, path, 1) == head
        assert repository.work_tree_file(path) == b"a: 1\n"
    assert not (made.folder / "z.yaml").exists()


def test_a_submodule_with_a_hostile_name_and_address_is_only_a_link(tmp_path: Path, markers: Path) -> None:
    made = bench(tmp_path / "modules")
    made.commit(
        {".gitmodules": f'[submodule "../../x"]\n\tpath = lib\n\turl = ext::{script(markers, "submodule")}\n', "app.yaml": "a: 1\n"}
    )
    made.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},lib")
    made.git("commit", "-q", "-m", "submodule")
    with open_repository(str(made.folder)) as repository:
        assert {change.path for change in walk_all(repository).changes} == {".gitmodules", "app.yaml"}
        assert repository.at([(made.rev("HEAD"), "lib"), (made.rev("HEAD"), "lib/x")]) == {
            (made.rev("HEAD"), "lib"): None,
            (made.rev("HEAD"), "lib/x"): None,
        }
        ask_everything(repository)
    assert fired(markers) == set()


def test_a_link_in_the_work_tree_is_never_followed(tmp_path: Path) -> None:
    secret = tmp_path / "outside"
    secret.mkdir()
    (secret / "password.yaml").write_text("p: 1\n")
    made = bench(tmp_path / "links")
    made.commit({"app.yaml": "a: 1\n"})
    (made.folder / "link.yaml").symlink_to(secret / "password.yaml")
    (made.folder / "folder").symlink_to(secret)
    os.mkfifo(made.folder / "pipe.yaml")
    with open_repository(str(made.folder)) as repository:
        for path in (
            "link.yaml",
            "folder/password.yaml",
            "pipe.yaml",
            "../outside/password.yaml",
            str(secret / "password.yaml"),
            ".git/config",
            ".",
            "",
            "a\0b",
        ):
            assert repository.work_tree_file(path) is None, path
        assert repository.work_tree_file("app.yaml") == b"a: 1\n"
        assert repository.work_tree_file("app.yaml", max_bytes=2) is None
        assert [gap.why for gap in repository.gaps] == ["skipped: too large: app.yaml in the work tree"]
    assert stat.S_ISFIFO((made.folder / "pipe.yaml").stat().st_mode)
