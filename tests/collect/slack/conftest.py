"""A small workspace to ask, and a world in which waiting takes no time."""

from __future__ import annotations

import random
import ssl
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from forensics.collect.credentials import Secret, SlackCredentials
from forensics.collect.retrying import Asker, Policy, World
from forensics.collect.slack.client import Workspace, open_slack

from .fake_server import FakeSlack, Token

USER, BOT = "xoxp-1-user-token", "xoxb-2-bot-token"
NOON = 1763380800  # 2025-11-17 12:00 UTC


def at(minutes: float, micro: int = 100) -> str:
    return f"{NOON + int(minutes * 60)}.{micro:06d}"


def moment(minutes: float) -> datetime:
    return datetime.fromtimestamp(NOON, UTC) + timedelta(minutes=minutes)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def acme() -> Iterator[FakeSlack]:
    with FakeSlack() as fake:
        fake.tokens = {USER: Token("user", "jane"), BOT: Token("bot", "forensics")}
        fake.person("U01JANE", "Jane Roe")
        fake.person("U02OMAR", "Omar Poe", deleted=True)
        fake.channel("C01PAY", "payments")
        fake.channel("C02WEB", "web", member=False)
        fake.say("C01PAY", at(-300), "good morning")
        fake.say("C01PAY", at(0), "latency on prod, anybody?", "U02OMAR")
        fake.say("C01PAY", at(3), "raised GATEWAY_TIMEOUT to 10 on prod &amp; it helps")
        fake.say("C01PAY", at(3.2), "GATEWAY_TIMEOUT on staging follows tomorrow")
        fake.say("C01PAY", at(3.5), "thanks <@U01JANE>", "U02OMAR")
        fake.say("C01PAY", at(60), "is that permanent?", "U02OMAR", thread=at(3))
        fake.say("C01PAY", at(2000), "still to do", thread=at(3))
        fake.say("C02WEB", at(500), "deploy notes", "U02OMAR")
        fake.say("C02WEB", at(510), "see gateway-timeout docs", thread=at(500))
        fake.say("C02WEB", at(520), "GATEWAY-TIMEOUT is the header, GATEWAY_TIMEOUT the variable", "U02OMAR", thread=at(500))
        yield fake


Opened = Callable[..., Workspace]


@pytest.fixture
def opened(acme: FakeSlack) -> Opened:
    """Opens the workspace with a token (or both), in a world where sleeping takes no time."""

    def open_(
        *tokens: str,
        fake: FakeSlack = acme,
        slept: list[float] | None = None,
        policy: Policy | None = None,
        context: ssl.SSLContext | None = None,
    ) -> Workspace:
        waits: list[float] = [] if slept is None else slept
        world = World(
            lambda: time.monotonic() + sum(waits),
            lambda: datetime.now(UTC) + timedelta(seconds=sum(waits)),
            waits.append,
            random.Random(7).random,
        )
        user, bot = (Secret(token, "from a test") if token in tokens else None for token in (USER, BOT))
        return open_slack(SlackCredentials(user, bot), Asker(policy or Policy(), world), fake.address, context)

    return open_


def why(workspace: Workspace) -> str:
    return "\n".join(gap.why for gap in workspace.gaps)
