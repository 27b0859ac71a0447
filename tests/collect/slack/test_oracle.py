"""Slack's own description as judge: of every request that the client makes, and of every reply that the fake server gives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError

from .conftest import BOT, USER, Opened, at, moment
from .fake_server import Exchange, FakeSlack

DESCRIPTION = Path(__file__).parents[4] / "shared" / "specs" / "slack-web.json"
WORD = "GATEWAY_TIMEOUT"

pytestmark = pytest.mark.skipif(not DESCRIPTION.exists(), reason="Slack's description, ../shared/specs/slack-web.json, is not here")


class Asked:
    """A request as openapi-core wants it."""

    def __init__(self, exchange: Exchange) -> None:
        self.host_url, self.path, self.method = "http://localhost", f"/api/{exchange.method}", "post"
        self.full_url_pattern = self.host_url + self.path
        self.body, self.content_type = exchange.body or None, exchange.content_type
        self.parameters = RequestParameters()


class Answered:
    """A reply likewise."""

    def __init__(self, exchange: Exchange) -> None:
        self.status_code, self.content_type = exchange.status, "application/json"
        self.headers: dict[str, str] = {}
        self.data = json.dumps(exchange.reply).encode()


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(DESCRIPTION.read_text())
    methods = ["auth.test", "search.messages", "assistant.search.context", "users.info"]
    methods += ["conversations.list", "conversations.history", "conversations.replies"]
    return read | {"paths": {f"/api/{method}": read["paths"][f"/api/{method}"] for method in methods}}


def faults(described: dict[str, Any], api: OpenAPI, exchange: Exchange) -> list[str]:
    """What the description has against one exchange. It lets unknown form fields pass: these are checked here."""
    found: list[str] = []
    form = described["paths"][f"/api/{exchange.method}"]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
    found += [f"unknown field {name}" for name in exchange.form if name not in form["properties"]]
    if exchange.body or form.get("required"):
        try:
            api.validate_request(Asked(exchange))
        except OpenAPIError as trouble:
            found.append(f"request: {trouble} {trouble.__cause__}")
    try:
        if exchange.reply is not None:
            api.validate_response(Asked(exchange), Answered(exchange))
    except OpenAPIError as trouble:
        found.append(f"reply: {trouble} {trouble.__cause__}")
    return [f"{exchange.method}: {one}" for one in found]


def run_everything(acme: FakeSlack, opened: Opened) -> None:
    acme.page = 2
    acme.collapse = 0
    acme.say("C01PAY", at(40), f"{WORD} by somebody gone", "U09GONE")
    opened(USER).search([WORD, "latency"], after=moment(-400), before=moment(3000))
    acme.tokens[USER].scopes = "search:read.public,channels:history,users:read"
    opened(USER).search([WORD], after=moment(-400), before=moment(3000))
    opened(USER).search([WORD])
    opened(BOT).search([WORD], after=moment(-400), before=moment(3000))
    list(opened(BOT).messages(None, None))


def test_every_request_and_every_reply_is_as_slack_describes_it(acme: FakeSlack, opened: Opened, described: dict[str, Any]) -> None:
    run_everything(acme, opened)
    api = OpenAPI.from_dict(described)
    assert {exchange.method for exchange in acme.exchanges} == {path.removeprefix("/api/") for path in described["paths"]}
    assert len(acme.exchanges) > 40
    assert [fault for exchange in acme.exchanges for fault in faults(described, api, exchange)] == []


@pytest.mark.parametrize(
    ("method", "form", "reply"),
    [
        ("search.messages", {"count": "100"}, None),
        ("search.messages", {"query": "x", "sort_dir": "down"}, None),
        ("search.messages", {"query": "x", "limit": "5"}, None),
        ("search.messages", {"query": "x", "count": "many"}, None),
        ("conversations.replies", {"channel": "C1"}, None),
        ("conversations.replies", {"channel": "C1", "ts": "1.0", "limit": "5000"}, None),
        ("conversations.history", {"channel": "C1"}, {"ok": True, "messages": [{"type": "message", "ts": 1763380800.1}]}),
        ("conversations.history", {"channel": "C1"}, {"ok": True, "messages": [], "response_metadata": {}}),
        ("users.info", {"user": "U1"}, {"user": {"id": "U1"}}),
    ],
)
def test_the_judge_finds_planted_faults(described: dict[str, Any], method: str, form: dict[str, str], reply: dict[str, Any] | None) -> None:
    exchange = Exchange(method, form, urlencode(form).encode(), "application/x-www-form-urlencoded", "", None, 200, reply)  # type: ignore[arg-type]
    assert faults(described, OpenAPI.from_dict(described), exchange)
