"""Every request that live mode makes, and every reply of the fake, are as the vendor describes them."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from forensics.collect.credentials import JiraCredentials, Secret
from forensics.collect.jira.client import Jira, open_jira
from forensics.collect.jira.identify import identify

from .fake_server import EMAIL, TOKEN, Exchange, FakeJira, issue
from .oracle import Oracle

CLOUD = Path(__file__).parents[4] / "shared" / "specs" / "jira-cloud.json"
USED = (
    r"/rest/api/3/(serverInfo|myself|mypermissions|project/search|search/jql|changelog/bulkfetch|"
    r"issue/\{issueIdOrKey\}/(changelog|comment|remotelink))"
)


def _ask_everything(fake: FakeJira) -> list[Exchange]:
    credentials = JiraCredentials(fake.url, Secret(TOKEN, "test"), EMAIL if fake.cloud else None)
    jira = open_jira(credentials)
    assert isinstance(jira, Jira)
    answer = jira.search(["PAY_TIMEOUT"], datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC))
    assert len(answer.tickets) == 15
    assert all(len(ticket.moves) == 61 and len(ticket.comments) == 12 and not ticket.unread for ticket in answer.tickets)
    few = jira.fetch(["PAY-1", "PAY-2", "PAY-999"])
    assert [ticket.key for ticket in few.tickets] == ["PAY-1", "PAY-2"]
    assert few.missing == ("PAY-999",)
    assert jira.projects().keys == {"PAY", "OPS"}
    assert identify(credentials).usable
    return fake.exchanges


def _fake(*, cloud: bool) -> FakeJira:
    issues = [issue(number, "PAY_TIMEOUT is 5" if number % 2 else "", comments=12, changes=61) for number in range(1, 30)]
    return FakeJira(cloud=cloud, page=10, issues=issues, remote={"PAY-1": ["https://wiki.corp.example/x"]})


@pytest.mark.skipif(not CLOUD.exists(), reason="the vendor's description is not here (../shared/specs/jira-cloud.json)")
def test_cloud_is_asked_and_answers_as_described() -> None:
    oracle = Oracle(json.loads(CLOUD.read_text()), USED)
    with _fake(cloud=True) as fake:
        exchanges = _ask_everything(fake)
    assert [fault for one in exchanges for fault in oracle.faults(one)] == []
    asked = Counter(one.path.rpartition("/")[2] for one in exchanges)
    assert set(asked) >= {"serverInfo", "myself", "mypermissions", "search", "jql", "bulkfetch", "changelog", "comment", "remotelink"}


def test_data_center_is_asked_and_answers_as_described() -> None:
    oracle = Oracle(json.loads(Path(__file__).with_name("datacenter.json").read_text()), ".*")
    with _fake(cloud=False) as fake:
        exchanges = _ask_everything(fake)
    assert [fault for one in exchanges for fault in oracle.faults(one)] == []
    assert {one.path.rpartition("/")[2] for one in exchanges} >= {"serverInfo", "myself", "mypermissions", "project", "search", "comment"}


WRONG: list[dict[str, Any]] = [
    {"body": {"jql": "x", "expand": None}},
    {"body": {"jql": "x", "startAt": 5}},
    {"body": {"jql": 5}},
    {"query": {"nonsense": ["1"]}, "body": {"jql": "x"}},
    {"path": "/rest/api/3/search", "body": {"jql": "x"}},
    {"body": {"jql": "x"}, "reply": {"issues": {}}},
    {"body": {"jql": "x"}, "reply": {"issues": [], "total": 5}},
    {"body": {"jql": "x"}, "reply": {"issues": [{"id": 10000}]}},
]


@pytest.mark.skipif(not CLOUD.exists(), reason="the vendor's description is not here (../shared/specs/jira-cloud.json)")
def test_the_description_would_catch_a_wrong_request_and_a_wrong_reply() -> None:
    oracle = Oracle(json.loads(CLOUD.read_text()), USED)
    right = {"method": "POST", "path": "/rest/api/3/search/jql", "query": {}, "headers": {}, "status": 200, "reply": {"issues": []}}
    assert oracle.faults(Exchange(**right, body={"jql": "x"})) == []  # type: ignore[arg-type]
    for wrong in WRONG:
        assert oracle.faults(Exchange(**(right | wrong))), wrong  # type: ignore[arg-type]
