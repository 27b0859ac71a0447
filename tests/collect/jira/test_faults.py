"""Whatever a Jira does, the answer comes in bounded time, keeps what was had, and says what is missing."""

from __future__ import annotations

import logging
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from forensics.collect.credentials import JiraCredentials, Secret
from forensics.collect.jira.client import Answer, Jira, open_jira
from forensics.collect.jira.identify import identify
from forensics.collect.retrying import Asker, Policy, World
from forensics.model import Gap

from .fake_server import EMAIL, TOKEN, FakeJira, Fault, issue

QUICK = Policy(attempts=3, attempt_seconds=0.6, total_seconds=30.0)
NOW = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)


@dataclass
class Slept:
    """A world whose sleep takes no time, and is remembered."""

    waits: list[float] = field(default_factory=list)
    world: World = field(init=False)

    def __post_init__(self) -> None:
        self.world = World(lambda: time.monotonic() + sum(self.waits), lambda: NOW, self.waits.append, lambda: 0.0)


def _credentials(fake: FakeJira, token: str = TOKEN) -> JiraCredentials:
    return JiraCredentials(fake.url, Secret(token, "test"), EMAIL if fake.cloud else None)


@contextmanager
def _asked(fake: FakeJira, slept: Slept | None = None, policy: Policy = QUICK) -> Iterator[Jira]:
    with fake:
        jira = open_jira(_credentials(fake), Asker(policy, (slept or Slept()).world))
        assert isinstance(jira, Jira), jira
        yield jira


def _twelve() -> list[dict[str, object]]:
    return [issue(number, "PAY_TIMEOUT") for number in range(1, 13)]


def _search(fake: FakeJira, slept: Slept | None = None) -> Answer:
    start = time.monotonic()
    with _asked(fake, slept) as jira:
        answer = jira.search(["PAY_TIMEOUT"])
    assert time.monotonic() - start < 8
    for gap in answer.gaps:
        assert gap.where == "jira"
        assert gap.why.endswith("evidence incomplete")
    return answer


@pytest.mark.parametrize("cloud", [True, False], ids=["cloud", "datacenter"])
@pytest.mark.parametrize(
    ("fault", "waits"),
    [
        (Fault("search", 429, {"Retry-After": "7"}, times=2), [7.0, 7.0]),
        (Fault("search", 429, {"Retry-After": "1.5"}, times=1), [1.5]),
        (Fault("search", 429, {"Retry-After": "Thu, 05 Mar 2026 12:00:04 GMT", "Date": "Thu, 05 Mar 2026 12:00:00 GMT"}, times=1), [4.0]),
        (Fault("search", 429, times=2), [0.5, 1.0]),
        (Fault("search", 500, times=2), [0.5, 1.0]),
        (Fault("search", 502, times=1), [0.5]),
        (Fault("search", 503, times=2), [0.5, 1.0]),
        (Fault("search", 200, body=b'{"issues": [', times=1), [0.5]),
        (Fault("search", 200, body=b'{"issues": []', times=1, how="truncate"), [0.5]),
        (Fault("search", times=1, how="hang", seconds=20), [0.5]),
        (Fault("search", 200, times=1, how="drip", seconds=20), [0.5]),
    ],
    ids=lambda part: f"{part.status} {part.how} {part.headers.get('Retry-After', '')}" if isinstance(part, Fault) else "",
)
def test_a_passing_fault_costs_only_a_wait(cloud: bool, fault: Fault, waits: list[float]) -> None:
    slept = Slept()
    answer = _search(FakeJira(cloud=cloud, issues=_twelve(), faults=[replace(fault)]), slept)
    assert len(answer.tickets) == 12
    assert answer.gaps == ()
    assert slept.waits == pytest.approx(waits)


@pytest.mark.parametrize("cloud", [True, False], ids=["cloud", "datacenter"])
@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault("search", 429, {"Retry-After": "3600"}), "the next try would be 3600 s away"),
        (Fault("search", 503), "answered 503, 3 times"),
        (Fault("search", how="hang", seconds=20), "gave no"),
        (Fault("search", 200, how="drip", seconds=20), "gave no whole answer within 1 s, 3 times"),
        (Fault("search", 200, body=b"[1, 2"), "its answer is no whole JSON, 3 times"),
        (Fault("search", 200, {"Content-Type": "text/html"}, b"<html>Log in</html>"), "a web page instead of JSON"),
        (Fault("search", 200, body=b"[]"), "a page without `issues` came"),
        (Fault("search", 200, body=b'{"issues": null}'), "a page without `issues` came"),
        (Fault("search", 401), "the token is not accepted, or it has expired"),
        (Fault("search", 403), "Browse Projects"),
        (Fault("search", 410), "has shut this service"),
        (Fault("search", 404), "there is no Jira at this address"),
        (Fault("search", 403, {"X-Authentication-Denied-Reason": "CAPTCHA_CHALLENGE; login-url=x"}), "log in once in a browser"),
    ],
    ids=lambda part: f"{part.status} {part.how} {part.body[:8]!r}" if isinstance(part, Fault) else "",
)
def test_a_lasting_fault_is_a_gap_with_the_way_out(cloud: bool, fault: Fault, said: str) -> None:
    answer = _search(FakeJira(cloud=cloud, issues=_twelve(), faults=[replace(fault)]))
    assert answer.tickets == ()
    assert len(answer.gaps) == 1
    assert said in answer.gaps[0].why


@pytest.mark.parametrize("cloud", [True, False], ids=["cloud", "datacenter"])
def test_a_search_that_breaks_off_keeps_what_came_before(cloud: bool) -> None:
    fake = FakeJira(cloud=cloud, page=5, issues=_twelve())
    with _asked(fake) as jira:
        answered = fake.answer

        def broken(exchange: object) -> tuple[int, object]:
            if sum("search" in one.path for one in fake.exchanges) > 2:
                return 400 if not cloud else 403, {"errorMessages": []}
            return answered(exchange)  # type: ignore[arg-type]

        fake.answer = broken  # type: ignore[method-assign]
        answer = jira.search(["PAY_TIMEOUT"])
    assert len(answer.tickets) == 10
    assert "search: answered 40" in answer.gaps[0].why


def test_a_redirect_never_carries_the_token_elsewhere() -> None:
    with FakeJira(issues=_twelve()) as elsewhere:
        for status in (301, 302, 307, 308):
            away = Fault("search", status, {"Location": elsewhere.url + "/rest/api/3/search/jql"})
            answer = _search(FakeJira(issues=_twelve(), faults=[away]))
            assert "it sends us on to 127.0.0.1, which is not followed" in answer.gaps[0].why
        assert elsewhere.exchanges == []


def test_a_repeated_page_token_ends_the_walk() -> None:
    answer = _search(FakeJira(issues=_twelve(), page=5, repeat_token=True))
    assert len(answer.tickets) >= 5
    assert "leads back to an earlier one" in answer.gaps[0].why


def test_short_and_empty_pages_are_not_the_end() -> None:
    fake = FakeJira(issues=_twelve(), page=5)
    whole = fake._search_by_token

    def short(body: dict[str, object]) -> tuple[int, object]:
        status, page = whole(body)
        if body.get("nextPageToken") == "token-5":
            return 200, {"issues": [], "nextPageToken": "token-6"}
        return status, page

    fake._search_by_token = short  # type: ignore[method-assign]
    answer = _search(fake)
    assert len(answer.tickets) == 11  # the one at 5 was in the page that came empty: as the server said
    assert answer.gaps == ()


def test_a_page_that_shifts_under_an_insert_loses_and_doubles_nothing() -> None:
    fake = FakeJira(cloud=False, issues=_twelve(), page=5)

    def insert(it: FakeJira, start: int) -> None:
        if start == 5:
            early = issue(100 + len(it.issues), "PAY_TIMEOUT")
            early["fields"]["created"] = "2026-01-01T00:00:00.000+0000"
            it.issues.append(early)

    fake.between_pages = insert
    answer = _search(fake)
    keys = [ticket.key for ticket in answer.tickets]
    assert len(keys) == len(set(keys))
    assert {f"PAY-{number}" for number in range(1, 13)} <= set(keys)


def test_a_page_that_shifts_under_a_removal_is_read_again() -> None:
    fake = FakeJira(cloud=False, issues=_twelve(), page=5)
    gone: list[object] = []

    def remove(it: FakeJira, start: int) -> None:
        if start == 5 and not gone:
            gone.append(it.issues.pop(0))

    fake.between_pages = remove
    keys = {ticket.key for ticket in _search(fake).tickets}
    assert {f"PAY-{number}" for number in range(2, 13)} <= keys


def test_fewer_than_counted_is_said() -> None:
    fake = FakeJira(cloud=False, issues=_twelve(), page=50)
    whole = fake._search_by_offset
    fake._search_by_offset = lambda body: (200, whole(body)[1] | {"total": 61})  # type: ignore[method-assign]
    assert "search: 12 of 61 came" in _search(fake).gaps[0].why


def test_an_unreachable_server_is_a_gap() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"
    gap = open_jira(JiraCredentials(address, Secret(TOKEN, "test")), Asker(QUICK, Slept().world))
    assert gap == Gap("jira", "unreachable: the connection was refused or broke off, 3 times: evidence incomplete")


def test_bad_tls_is_said_as_such(tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("no openssl here to make a certificate that nobody trusts")
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "1", "-subj",
                    "/CN=127.0.0.1"], check=True, capture_output=True)  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    fake = FakeJira()
    with fake:
        plain = fake._server.socket
        fake._server.socket = context.wrap_socket(plain, server_side=True)
        gap = open_jira(JiraCredentials(fake.url.replace("http:", "https:"), Secret(TOKEN, "test"), EMAIL), Asker(QUICK, Slept().world))
    assert isinstance(gap, Gap)
    assert "its TLS certificate is not trusted here" in gap.why
    assert fake.exchanges == []


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://jira.corp.example", "would show the token to the network"),
        ("https://ada:secret@jira.corp.example", "holds a user name"),
        ("jira.corp.example", "the address is none"),
        ("https://", "the address is none"),
        ("https://jira.corp.example:port", "the address is none"),
        ("ftp://jira.corp.example", "the address is none"),
        ("https://jira.corp.example/?os_authType=basic", "a query"),
    ],
)
def test_an_address_that_would_harm_is_not_asked(address: str, said: str) -> None:
    gap = open_jira(JiraCredentials(address, Secret(TOKEN, "test")))
    assert isinstance(gap, Gap)
    assert said in gap.why
    assert "secret" not in gap.why


def test_something_else_than_a_jira_is_said() -> None:
    with FakeJira(faults=[Fault("serverInfo", 200, body=b'{"status": "ok"}')]) as fake:
        gap = open_jira(_credentials(fake), Asker(QUICK, Slept().world))
    assert gap == Gap("jira", "unreachable: it does not answer as a Jira does: evidence incomplete")


@pytest.mark.parametrize("cloud", [True, False], ids=["cloud", "datacenter"])
def test_a_token_that_is_not_accepted_is_no_empty_answer(cloud: bool) -> None:
    """Jira answers a search by nobody with the issues that anybody may see: with none, and with 200."""
    with FakeJira(cloud=cloud, issues=_twelve()) as fake:
        gap = open_jira(_credentials(fake, "expired-token"), Asker(QUICK, Slept().world))
        told = identify(_credentials(fake, "expired-token"), Asker(QUICK, Slept().world))
    assert isinstance(gap, Gap)
    assert "the token is not accepted, or it has expired" in gap.why
    assert not told.usable
    assert "expired-token" not in f"{gap}{told}"


def test_the_token_stands_in_no_log_and_no_message(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    with caplog.at_level(logging.DEBUG):
        for status in (400, 401, 403, 404, 500, 503):
            echo = Fault("search", status, body=f'{{"errorMessages": ["{TOKEN}"]}}'.encode())
            answer = _search(FakeJira(issues=_twelve(), faults=[echo]))
            assert TOKEN not in repr(answer)
    captured = capfd.readouterr()
    assert TOKEN not in caplog.text + captured.out + captured.err


def test_all_questions_together_end_in_the_time_allowed() -> None:
    fake = FakeJira(issues=_twelve(), faults=[Fault("search", how="hang", seconds=60)])
    start = time.monotonic()
    with _asked(fake, policy=Policy(attempts=6, attempt_seconds=30.0, total_seconds=1.0)) as jira:
        answer = jira.search(["PAY_TIMEOUT"])
    assert time.monotonic() - start < 5
    assert "evidence incomplete" in answer.gaps[0].why


def test_an_answer_without_end_is_left_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forensics.collect.jira.session._LARGEST", 1000)
    answer = _search(FakeJira(issues=_twelve(), faults=[Fault("search", 200, body=b'{"issues": ["' + b"x" * 5000 + b'"]}')]))
    assert "the answer is too large" in answer.gaps[0].why


def test_no_thread_outlives_an_answer_that_came() -> None:
    before = threading.active_count()
    _search(FakeJira(issues=_twelve()))
    time.sleep(0.2)
    assert threading.active_count() <= before + 1
