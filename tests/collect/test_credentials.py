"""Tokens: found where they may lie, refused where others could read them, shown nowhere."""

from __future__ import annotations

import copy
import logging
import os
import pickle
import sys
import traceback
from pathlib import Path
from types import SimpleNamespace

import pytest

from forensics.collect.credentials import (
    CredentialError,
    JiraCredentials,
    Places,
    Secret,
    jira_credentials,
    read_private_file,
    slack_credentials,
    usual_places,
)

USER, BOT = "xoxp-1-the-user-token", "xoxb-2-the-bot-token"


def places(tmp_path: Path, environment: dict[str, str] | None = None, written: str = "", mode: int = 0o600) -> Places:
    file = tmp_path / "credentials.toml"
    if written:
        file.write_text(written)
        file.chmod(mode)
    return Places(environment or {}, file, use_keyring=False)


def revealed(secret: Secret | None) -> str | None:
    return None if secret is None else secret.reveal()


@pytest.mark.parametrize(
    ("environment", "user", "bot"),
    [
        ({"SLACK_TOKEN": USER}, USER, None),
        ({"SLACK_TOKEN": BOT}, None, BOT),
        ({"SLACK_TOKEN": "xoxe." + USER}, "xoxe." + USER, None),
        ({"SLACK_TOKEN": f" {USER}\n"}, USER, None),
        ({"SLACK_USER_TOKEN": USER, "SLACK_BOT_TOKEN": BOT}, USER, BOT),
        ({"SLACK_TOKEN": "xoxp-other", "SLACK_USER_TOKEN": USER}, USER, None),
        ({"SLACK_TOKEN": BOT, "SLACK_USER_TOKEN": USER}, USER, BOT),
    ],
)
def test_a_slack_token_is_what_its_beginning_says(tmp_path: Path, environment: dict[str, str], user: str | None, bot: str | None) -> None:
    found = slack_credentials(places(tmp_path, environment))
    assert (revealed(found.user), revealed(found.bot)) == (user, bot)


@pytest.mark.parametrize("token", ["xoxc-of-a-browser", "hunter2", "xapp-1"])
def test_another_kind_of_slack_token_is_refused_without_being_shown(tmp_path: Path, token: str) -> None:
    with pytest.raises(CredentialError, match="neither a user token") as caught:
        slack_credentials(places(tmp_path, {"SLACK_TOKEN": token}))
    assert token not in str(caught.value)


def test_without_tokens_the_way_to_give_one_is_said(tmp_path: Path) -> None:
    with pytest.raises(CredentialError, match=r"set SLACK_TOKEN in the environment, or in .*credentials\.toml \(mode 0600\)"):
        slack_credentials(places(tmp_path))
    with pytest.raises(CredentialError, match="set JIRA_URL"):
        jira_credentials(places(tmp_path, {"JIRA_TOKEN": "t"}))
    with pytest.raises(CredentialError, match="set JIRA_EMAIL and JIRA_TOKEN"):
        jira_credentials(places(tmp_path, {"JIRA_URL": "https://jira.example"}))


def test_jira_is_asked_with_an_api_token_or_a_personal_one(tmp_path: Path) -> None:
    cloud = {"JIRA_URL": "https://x.atlassian.net", "JIRA_EMAIL": "a@example.com", "JIRA_TOKEN": "api"}
    assert jira_credentials(places(tmp_path, cloud)) == JiraCredentials(cloud["JIRA_URL"], Secret("api", ""), "a@example.com")
    centre = {"JIRA_URL": "https://jira.example", "JIRA_PAT": "pat", "JIRA_EMAIL": "a@example.com"}
    assert jira_credentials(places(tmp_path, centre)) == JiraCredentials("https://jira.example", Secret("pat", ""))


def test_the_environment_comes_before_the_file(tmp_path: Path) -> None:
    written = f'SLACK_USER_TOKEN = "xoxp-written"\nSLACK_BOT_TOKEN = "{BOT}"\nodd = 5\n'
    found = slack_credentials(places(tmp_path, {"SLACK_USER_TOKEN": USER}, written))
    assert (revealed(found.user), revealed(found.bot)) == (USER, BOT)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(CredentialError, match=rf"can be read by others \(mode {mode:04o}\): chmod 600 it"):
        places(tmp_path, written=f'SLACK_TOKEN = "{USER}"', mode=mode).find("SLACK_TOKEN")


def test_a_file_that_is_no_toml_is_refused_without_quoting_it(tmp_path: Path) -> None:
    with pytest.raises(CredentialError, match="is no TOML") as caught:
        places(tmp_path, written=f"SLACK_TOKEN = {USER}").find("SLACK_TOKEN")
    assert USER not in "".join(traceback.format_exception(caught.value))


def test_what_is_no_file_is_refused_and_none_is_none(tmp_path: Path) -> None:
    assert read_private_file(tmp_path / "none.toml") == {}
    assert read_private_file(tmp_path / "none" / "none.toml") == {}
    os.mkfifo(tmp_path / "pipe", 0o600)
    with pytest.raises(CredentialError, match="not a regular file"):
        read_private_file(tmp_path / "pipe")
    with pytest.raises(CredentialError, match="not a regular file"):
        read_private_file(tmp_path)


def test_a_token_with_a_line_break_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CredentialError, match="SLACK_TOKEN holds characters that no token has"):
        places(tmp_path, {"SLACK_TOKEN": f"{USER}\r\nX-Other: 1"}).find("SLACK_TOKEN")


def test_the_keyring_is_asked_where_it_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {("forensics", "SLACK_TOKEN"): USER}
    monkeypatch.setitem(sys.modules, "keyring", SimpleNamespace(get_password=lambda service, name: kept.get((service, name))))
    found = Places({}, tmp_path / "none").find("SLACK_TOKEN")
    assert revealed(found) == USER
    assert Places({}, tmp_path / "none").find("JIRA_PAT") is None


@pytest.mark.parametrize("installed", [False, True])
def test_a_keyring_that_is_missing_or_locked_is_as_good_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, installed: bool) -> None:
    def locked(service: str, name: str) -> str:
        raise RuntimeError("no screen to ask on")

    monkeypatch.setitem(sys.modules, "keyring", SimpleNamespace(get_password=locked) if installed else None)
    assert Places({}, tmp_path / "none").find("SLACK_TOKEN") is None


def test_a_secret_shows_itself_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    secret = Secret(USER, "from SLACK_TOKEN in the environment")
    logging.getLogger("test").warning("%s %r", secret, secret)
    try:
        raise ValueError(secret)
    except ValueError as trouble:
        told = "".join(traceback.format_exception(trouble))
    shown = [repr(secret), str(secret), f"{secret}", f"{secret:>80}", str([secret]), caplog.text, told, repr(JiraCredentials("u", secret))]
    assert not [text for text in shown if USER in text]
    assert secret.hide_in(f"Bearer {USER}!") == "Bearer [token]!"
    for keep in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="neither copied nor written"):
            keep(secret)


def test_the_usual_file_lies_in_the_configuration_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert usual_places().file == tmp_path / "forensics" / "credentials.toml"
