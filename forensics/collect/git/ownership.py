"""Whose repository it is: another user's is opened only where the caller's own git configuration trusts it."""

from __future__ import annotations

import os
from pathlib import Path

from .discovery import Found
from .errors import RepositoryError, plain
from .running import Git


def check_owner(found: Found, git: Git) -> None:
    """RepositoryError where another user owns it, as git itself refuses ("detected dubious ownership", safe.directory)."""
    if not hasattr(os, "geteuid"):
        return
    accepted = {os.geteuid()}
    if os.geteuid() == 0 and os.environ.get("SUDO_UID", "").isdigit():
        accepted.add(int(os.environ["SUDO_UID"]))  # as git does: root by way of sudo trusts what its caller owns
    places = [found.git_dir]
    if found.work_tree is not None:
        places += [found.work_tree, str(Path(found.work_tree, ".git"))]
    foreign = next((place for place in places if os.lstat(place).st_uid not in accepted), None)
    if foreign is None or _is_trusted(found, git):
        return
    import shlex

    raise RepositoryError(
        f"{plain(found.path)} belongs to another user, so it is not opened: if you trust it, run "
        f"git config --global --add safe.directory {plain(shlex.quote(found.path), limit=4096)}"
    )


def _is_trusted(found: Found, git: Git) -> bool:
    """Read safe.directory where git does: in the caller's own and the system's configuration, never in the repository's."""
    own = {name: os.environ.get(name) for name in ("HOME", "XDG_CONFIG_HOME")}
    asking = git.elsewhere(**own, GIT_CONFIG_GLOBAL=None, GIT_CONFIG_SYSTEM=None, GIT_CONFIG_NOSYSTEM=None)
    told = asking.run("config", "--null", "--type=path", "--get-all", "safe.directory")
    places = {found.path, found.git_dir}
    trusted = False
    for value in os.fsdecode(told.output).split("\0")[:-1]:
        if value == "":
            trusted = False  # an empty value takes back what was listed before it
        elif value == "*" or os.path.normpath(value) in places:
            trusted = True
    return trusted
