"""Finds the tokens that live sources need: in the environment, a keyring, or a file that only its owner can read."""

from __future__ import annotations

import contextlib
import hmac
import importlib
import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

_SERVICE = "forensics"  # the name under which a keyring keeps them
_MAX_BYTES = 64_000


class CredentialError(Exception):
    """One clear sentence that names the thing and the way out; made to be shown as it is, and never holds a secret."""


class Secret:
    """A token. It shows where it came from and never what it is; `reveal` gives it out, for the request that needs it."""

    __slots__ = ("_value", "origin")

    def __init__(self, value: str, origin: str) -> None:
        self._value = value
        self.origin = origin

    def reveal(self) -> str:
        return self._value

    def hide_in(self, text: str) -> str:
        """The text with the token, wherever it occurs, replaced by `[token]`."""
        return text.replace(self._value, "[token]") if self._value else text

    def __repr__(self) -> str:
        return f"Secret({self.origin})"

    def __format__(self, _: str) -> str:
        return repr(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(self._value.encode(), other._value.encode())

    __hash__ = None  # type: ignore[assignment]  # nothing keeps tokens as keys

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret is neither copied nor written anywhere")


@dataclass(frozen=True, slots=True)
class SlackCredentials:
    """`user` may search; `bot` reads the channels it was invited to. At least one of them is there."""

    user: Secret | None
    bot: Secret | None


@dataclass(frozen=True, slots=True)
class JiraCredentials:
    """With `email` (Cloud) `token` is its API token; without, it is a personal access token (Data Center)."""

    url: str
    token: Secret
    email: str | None = None


@dataclass(slots=True)
class Places:
    """Where values are looked for, in this order: `environment`, the keyring (where the package `keyring` is installed), `file`."""

    environment: Mapping[str, str]
    file: Path
    use_keyring: bool = True
    _from_file: dict[str, str] | None = field(default=None, init=False)

    def find(self, name: str) -> Secret | None:
        """The value called `name`, or None. CredentialError where the file exists and must not be used, or can't be read."""
        stated = self.environment.get(name, "").strip()
        if stated:
            return Secret(_one_line(stated, name), f"from {name} in the environment")
        kept = _from_keyring(name) if self.use_keyring else None
        if kept:
            return Secret(_one_line(kept, name), f"{name} from the keyring")
        if self._from_file is None:
            self._from_file = read_private_file(self.file)
        written = self._from_file.get(name, "").strip()
        return Secret(_one_line(written, name), f"{name} from {self.file}") if written else None


def usual_places() -> Places:
    """This process's environment, the user's keyring, and `credentials.toml` in their configuration folder."""
    stated = os.environ.get("XDG_CONFIG_HOME") or os.environ.get("APPDATA") or ""
    base = Path(stated) if Path(stated).is_absolute() else Path("~/.config").expanduser()
    return Places(os.environ, base / "forensics" / "credentials.toml")


def slack_credentials(places: Places) -> SlackCredentials:
    """SLACK_USER_TOKEN, SLACK_BOT_TOKEN, and SLACK_TOKEN for whichever its beginning says it is. CredentialError without any."""
    user, bot, either = (places.find(name) for name in ("SLACK_USER_TOKEN", "SLACK_BOT_TOKEN", "SLACK_TOKEN"))
    if either is not None:
        # The kinds of token: https://docs.slack.dev/authentication/tokens (xoxe. stands before one that rotates)
        kind = either.reveal().removeprefix("xoxe.").partition("-")[0]
        if kind not in ("xoxp", "xoxb"):
            raise CredentialError(
                f"SLACK_TOKEN ({either.origin}) is neither a user token (xoxp-…) nor a bot token (xoxb-…): "
                "copy one of these from the app's page OAuth & Permissions."
            )
        user, bot = (user or either, bot) if kind == "xoxp" else (user, bot or either)
    if user is None and bot is None:
        raise CredentialError(f"No Slack token was found: set SLACK_TOKEN in the environment, or in {places.file} (mode 0600).")
    return SlackCredentials(user, bot)


def jira_credentials(places: Places) -> JiraCredentials:
    """JIRA_URL with JIRA_PAT, or with JIRA_TOKEN (and JIRA_EMAIL on Jira Cloud). CredentialError where one is missing."""
    url, email, token, pat = (places.find(name) for name in ("JIRA_URL", "JIRA_EMAIL", "JIRA_TOKEN", "JIRA_PAT"))
    if url is None:
        raise CredentialError(f"No Jira address was found: set JIRA_URL in the environment, or in {places.file} (mode 0600).")
    if pat is not None:
        return JiraCredentials(url.reveal(), pat)
    if token is None:
        raise CredentialError(
            "No Jira token was found: set JIRA_EMAIL and JIRA_TOKEN (Jira Cloud) or JIRA_PAT (Data Center) "
            f"in the environment, or in {places.file} (mode 0600)."
        )
    return JiraCredentials(url.reveal(), token, None if email is None else email.reveal())


def read_private_file(path: Path) -> dict[str, str]:
    """The texts of a TOML file `NAME = "value"`; empty where there is no such file.

    CredentialError where others could read it or it belongs to someone else (checked on the opened file, so that it can't be
    exchanged in between), it is no regular file, or no TOML.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as trouble:
        raise CredentialError(f"{path} can't be read ({trouble.strerror}): make it a file of yours with mode 0600.") from None
    try:
        _check_private(path, os.fstat(descriptor))
        written = os.read(descriptor, _MAX_BYTES)
    finally:
        os.close(descriptor)
    try:
        # The parser's own words are left out: they may quote the line.
        return {name: value for name, value in tomllib.loads(written.decode()).items() if isinstance(value, str)}
    except (ValueError, RecursionError):
        raise CredentialError(f'{path} is no TOML: write one line NAME = "value" for each token.') from None


def _check_private(path: Path, state: os.stat_result) -> None:
    if not stat.S_ISREG(state.st_mode):
        raise CredentialError(f"{path} is not a regular file: write the tokens into one with mode 0600.")
    if not hasattr(os, "getuid"):
        return  # where files have no modes, the user's own folder has to do
    if state.st_mode & 0o077:
        raise CredentialError(
            f"{path} can be read by others (mode {state.st_mode & 0o777:04o}): chmod 600 it, and consider its tokens known."
        )
    if state.st_uid not in (os.getuid(), 0):
        raise CredentialError(f"{path} belongs to another user: tokens are taken from a file of yours only.")


def _one_line(value: str, name: str) -> str:
    # A line break would end the header that carries it and begin another.
    if not value.isprintable() or not value.isascii():
        raise CredentialError(f"{name} holds characters that no token has: copy it again, without line breaks.")
    return value


def _from_keyring(name: str) -> str | None:
    # A keyring that is not installed, locked or without a screen is as good as none: each fails in its own way.
    with contextlib.suppress(Exception):
        kept = importlib.import_module("keyring").get_password(_SERVICE, name)
        return kept.strip() if isinstance(kept, str) else None
    return None
