"""Everything that can go wrong on the way to Slack: in bounded time a gap, never an exception, and never a token elsewhere."""

from __future__ import annotations

import logging
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from forensics.collect.retrying import Policy

from .conftest import BOT, USER, Opened, at, moment, why
from .fake_server import FakeSlack, Fault, Token, drip, error, hang, login_page, redirect, repeating, status, truncated

WORD = "GATEWAY_TIMEOUT"
HASTY = Policy(attempts=2, attempt_seconds=0.4)


@pytest.fixture(autouse=True)
def _in_bounded_time() -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < 10


def http_date(seconds: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize(
    ("fault", "least", "most"),
    [
        (lambda: status(429, {"Retry-After": "30"}), 30, 31),
        (lambda: status(429, {"retry-after": "2.5"}), 2.5, 3.5),
        (lambda: status(429, {"Retry-After": http_date(40)}), 38, 42),
        (lambda: status(429), 0.5, 1),
        (lambda: status(429, {"Retry-After": "after lunch"}), 0.5, 1),
        (lambda: error("ratelimited"), 0.5, 1),
        (lambda: error("internal_error"), 0.5, 1),
        (lambda: status(500), 0.5, 1),
        (lambda: status(502, {"Content-Type": "text/html"}, b"<h1>Bad gateway</h1>"), 0.5, 1),
        (lambda: status(503, {"Retry-After": "7"}, b""), 7, 8),
        (lambda: truncated(counted=True), 0.5, 1),
        (lambda: truncated(counted=False), 0.5, 1),
        (lambda: status(200, body=b"[]"), 0.5, 1),
        (lambda: status(200, body=b"\xff\xfe"), 0.5, 1),
        (lambda: lambda exchange: None, 0.5, 1),
    ],
)
@pytest.mark.parametrize("method", ["search.messages", "conversations.history", "users.info"])
def test_what_passes_is_waited_out_and_costs_nothing(
    acme: FakeSlack, opened: Opened, fault: Callable[[], Fault], least: float, most: float, method: str
) -> None:
    whole = opened(USER).search([WORD])
    acme.fail(method, fault())
    slept: list[float] = []
    workspace = opened(USER, slept=slept)
    assert workspace.search([WORD]) == whole
    assert workspace.gaps == ()
    assert len(slept) == 1
    assert least <= slept[0] <= most


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (status(429, {"Retry-After": "3600"}), "answered 429; the next try would be 3600 s away"),
        (status(500), "answered 500, 6 times"),
        (status(503), "answered 503, 6 times"),
        (truncated(counted=True), "sent a reply that is no whole JSON, 6 times"),
        (lambda exchange: None, "broke off in the middle of its answer, 6 times"),
        (truncated(counted=False), "sent a reply that is no whole JSON, 6 times"),
        (login_page, "answered 200 with a web page (a login page or a proxy in between?)"),
        (status(407, body=b""), "was not reached: the proxy asks for a password"),
    ],
)
def test_what_does_not_pass_is_a_gap_and_what_was_had_is_kept(acme: FakeSlack, opened: Opened, fault: Fault, told: str) -> None:
    acme.fail("conversations.history", *[fault] * 20)
    workspace = opened(USER)
    read = workspace.search([WORD])
    assert {message.ts for message in read} == {at(3), at(520)}  # as the search showed them
    assert f"Slack unreachable: it {told}" in why(workspace)
    assert all(gap.where == "slack" and gap.why.endswith(": evidence incomplete") for gap in workspace.gaps)
    calls = len(acme.exchanges)
    workspace.search([WORD])
    assert len(acme.exchanges) == calls  # what is down is not asked again


@pytest.mark.parametrize("fault", [hang(3), drip(3)])
@pytest.mark.parametrize("method", ["auth.test", "search.messages", "conversations.replies"])
def test_a_service_that_hangs_or_drips_is_left_in_time(acme: FakeSlack, opened: Opened, fault: Fault, method: str) -> None:
    acme.fail(method, fault, fault, fault)
    workspace = opened(USER, policy=HASTY)
    began = time.monotonic()
    workspace.search([WORD])
    assert time.monotonic() - began < 3
    assert "Slack unreachable: it gave no whole answer within 0 s, 2 times" in why(workspace)


def test_a_proxy_that_the_environment_names_is_used(acme: FakeSlack, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "")
    workspace = opened(USER)
    assert workspace.search([WORD]) == ()
    assert "Slack unreachable: it refused the connection" in why(workspace)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    assert len(opened(USER).search([WORD])) == 9


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirect_carries_the_token_nowhere(acme: FakeSlack, opened: Opened, code: int) -> None:
    with FakeSlack() as elsewhere:
        acme.fail("search.messages", redirect(code, elsewhere.address + "search.messages"))
        workspace = opened(USER)
        assert workspace.search([WORD]) == ()
        assert elsewhere.exchanges == []
    assert "redirects to another address, and the token is not carried there" in why(workspace)


@pytest.mark.parametrize("code", ["invalid_auth", "token_expired", "missing_scope", "not_in_channel", "access_denied", "some_new_error"])
def test_a_refusal_midway_is_a_gap_and_the_hits_stay(acme: FakeSlack, opened: Opened, code: str) -> None:
    acme.fail("conversations.history", *[error(code, needed="channels:history")] * 5)
    acme.fail("conversations.replies", *[error(code, needed="channels:history")] * 5)
    workspace = opened(USER)
    read = workspace.search([WORD])
    assert {message.channel for message in read} == {"payments", "web"}
    assert all(WORD.casefold() in message.text.casefold() for message in read)
    assert f"#payments not read ({code}" in why(workspace)


def test_a_cursor_that_comes_again_ends_the_reading_and_is_said(acme: FakeSlack, opened: Opened) -> None:
    row = {"type": "message", "ts": "1763380980.000100", "user": "U01JANE", "text": "again"}
    reply = {"ok": True, "messages": [row], "has_more": True, "response_metadata": {"next_cursor": "same"}}
    acme.fail("conversations.history", *[repeating(reply)] * 50)
    workspace = opened(BOT)
    read = list(workspace.messages(moment(0), moment(10)))
    assert [message.text for message in read].count("again") == 1  # of the one channel that it is in
    assert acme.calls("conversations.history") <= 4
    assert "#payments was not read to its end: page 2 leads back to an earlier one" in why(workspace)


def test_a_certificate_nobody_vouches_for_is_not_accepted(opened: Opened, tmp_path: Path) -> None:
    pem = tmp_path / "own.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    try:
        subprocess.run(
            [*made, "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", pem, "-out", tmp_path / "c.pem"], check=True, capture_output=True
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("openssl, which makes the certificate, is not installed")
    pem.write_text(pem.read_text() + (tmp_path / "c.pem").read_text())
    with FakeSlack(certificate=str(pem)) as fake:
        workspace = opened(USER, fake=fake)
        assert workspace.search([WORD]) == ()
        assert "Slack unreachable: it shows a certificate that can't be trusted (self-signed certificate" in why(workspace)
        assert fake.exchanges == []
        fake.tokens[USER] = Token("user", "jane")
        trusting = opened(USER, fake=fake, context=ssl.create_default_context(cafile=str(tmp_path / "c.pem")))
        assert [identity.trouble for identity in trusting.identify()] == [None]


def test_a_service_that_is_not_there_is_a_gap(opened: Opened) -> None:
    workspace = opened(USER, fake=SimpleNamespace(address="http://127.0.0.1:9/api/"))
    assert workspace.search([WORD]) == ()
    assert "Slack unreachable: it refused the connection" in why(workspace)
    (identity,) = workspace.identify()
    assert identity.sentences() == ("The Slack user token from a test does not work. Slack unreachable: it refused the connection.",)


def test_the_time_for_everything_is_kept(acme: FakeSlack, opened: Opened) -> None:
    for method in ("search.messages", "conversations.history", "conversations.replies", "users.info"):
        acme.fail(method, *[status(429, {"Retry-After": "50"})] * 2)
    slept: list[float] = []
    workspace = opened(USER, slept=slept)
    workspace.search([WORD])
    assert sum(slept) < 180
    assert "of the time allowed are left" in why(workspace)


FAULTS: list[Fault] = [
    status(500),
    login_page,
    truncated(counted=True),
    error("invalid_auth"),
    redirect(302, "http://127.0.0.1:9/"),
    hang(1),
]


@pytest.mark.parametrize("fault", FAULTS)
def test_the_token_is_shown_nowhere(
    acme: FakeSlack, opened: Opened, fault: Fault, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    acme.fail("search.messages", *[fault] * 6)
    workspace = opened(USER, policy=HASTY)
    workspace.search([WORD])
    out, err = capfd.readouterr()
    shown = [
        repr(workspace),
        why(workspace),
        caplog.text,
        out,
        err,
        *(sentence for one in workspace.identify() for sentence in one.sentences()),
    ]
    assert not [text for text in shown if USER in text]
    assert (out, err) == ("", "")
    assert all(USER.encode() not in exchange.body for exchange in acme.exchanges)
