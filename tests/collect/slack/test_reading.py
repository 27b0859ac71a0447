"""Raw messages of every age and kind: what is read from each; the examples are in examples/, one file each."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.collect.slack.entities import Names, plain_text
from forensics.collect.slack.reading import Channel, permalink, read_account, read_channel, read_message, ts_time
from forensics.model import Account, utc_text

EXAMPLES = sorted((Path(__file__).parent / "examples").glob("*.json"))
PAYMENTS = Channel("C01PAY", "payments")
ACCOUNTS = {
    "U01JANE": Account("slack", "U01JANE", "Jane Roe", "jane"),
    "U02OMAR": Account("slack", "U02OMAR", "Omar Poe", "omar", active=False),
}
NAMES = Names(ACCOUNTS, {"C01PAY": "payments", "C02WEB": "web"})
KEYS = [
    "type",
    "subtype",
    "ts",
    "text",
    "user",
    "blocks",
    "elements",
    "attachments",
    "fields",
    "files",
    "title",
    "value",
    "message",
    "edited",
]
KEYS += ["previous_message", "thread_ts", "fallback"]
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=20)
    | st.sampled_from(["rich_text", "section", "mrkdwn", "text", "1763390000.000100"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_message_is_read_as_its_example_says(path: Path) -> None:
    example = json.loads(path.read_text())
    expected = {"links": [], "ts": "1763390000.000100", "deleted": False, "edited_at": None} | example["expected"]
    message = read_message(example["raw"], PAYMENTS, NAMES, "https://acme.slack.com/")
    assert message is not None
    author = message.author
    told = {
        "text": message.text,
        "links": list(message.links),
        "ts": message.ts,
        "deleted": message.deleted,
        "edited_at": utc_text(message.edited_at),
        "thread": message.thread,
        "url": message.url,
        "author": [author.id, author.name, author.handle] if author else None,
        "bot": bool(author and author.bot),
    }
    assert {name: told[name] for name in expected} == expected


@pytest.mark.parametrize(
    "raw",
    [
        *(None, 5, "x", [], {}, {"type": "message"}, {"type": "message", "ts": "soon"}, {"type": "message", "ts": 1763390000.1}),
        *(
            {"type": "message", "ts": "9" * 12},
            {"type": "presence", "ts": "1.0"},
            {"subtype": "message_changed", "ts": "x"},
            {"ts": "1.0\n"},
        ),
    ],
)
def test_what_has_no_time_is_no_message(raw: object) -> None:
    assert read_message(raw, PAYMENTS, NAMES) is None


@pytest.mark.law
@given(
    st.dictionaries(
        st.sampled_from(["type", "ts", "text", "blocks", "attachments", "subtype", "files", "user", "comment", "message"]), JSON
    )
)
def test_no_row_breaks_the_reading(raw: dict[str, object]) -> None:
    for row in (raw, {**raw, "type": "message", "ts": "1763390000.000100"}):
        message = read_message(row, PAYMENTS, NAMES)
        assert message is None or message.text.encode() is not None
    read_account(raw)
    read_channel(raw, ACCOUNTS)


@pytest.mark.law
@given(st.text(alphabet="ab<>&;@#!|^ltgmp:/ \n"))
def test_text_without_entities_is_only_unescaped(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert plain_text(escaped, Names(), {}) == text


@pytest.mark.law
@given(st.integers(0, 10**10), st.integers(0, 999_999))
def test_a_time_is_exact_to_the_microsecond(seconds: int, micro: int) -> None:
    time = ts_time(f"{seconds}.{micro:06d}")
    assert time is not None
    assert (int((time.replace(microsecond=0) - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()), time.microsecond) == (seconds, micro)


def test_long_and_repetitive_messages_take_linear_time() -> None:
    lines = "\n".join(f"line number {n} of a long log" for n in range(20_000))
    raw = {"type": "message", "ts": "1763390000.000100", "text": "<" * 200_000, "attachments": [{"text": lines}, {"text": lines[::-1]}] * 3}
    message = read_message(raw, PAYMENTS, NAMES)
    assert message is not None
    assert message.text.count("of a long log") == 20_000


def test_deep_blocks_are_read_to_a_depth_and_do_no_harm() -> None:
    block: dict[str, object] = {"type": "mrkdwn", "text": "bottom"}
    for _ in range(300):
        block = {"type": "section", "text": block, "elements": [block]}
    message = read_message({"type": "message", "ts": "1.0", "text": "top", "blocks": [block]}, PAYMENTS, NAMES)
    assert message is not None
    assert message.text == "top"


def test_accounts_say_what_the_source_says() -> None:
    row = {
        "id": "U1",
        "name": "jroe",
        "deleted": False,
        "real_name": "Jane",
        "profile": {"display_name": "jane", "real_name": "Jane Roe", "email": "j@x"},
    }
    assert read_account(row) == Account("slack", "U1", "Jane Roe", "jane", "j@x", True)
    assert read_account({"id": "U2", "deleted": True, "profile": {}}) == Account("slack", "U2", "U2", active=False)
    assert read_account({"id": "U3", "name": "ci", "is_bot": True}) == Account("slack", "U3", "ci", "ci", bot=True)
    assert read_account({"name": "nobody"}) is None


def test_a_direct_conversation_is_called_by_its_members() -> None:
    assert read_channel({"id": "D1", "members": ["U01JANE", "U9"]}, ACCOUNTS) == Channel("D1", "@jane, @U9")
    assert read_channel({"id": "D2", "user": "U02OMAR"}, ACCOUNTS) == Channel("D2", "@omar")
    assert read_channel({"id": "D3"}, ACCOUNTS) == Channel("D3", "D3")


def test_a_permalink_needs_a_workspace() -> None:
    assert permalink(None, "C1", "1.2") is None
    assert permalink("https://acme.slack.com/", "C1", "1763390000.000100") == "https://acme.slack.com/archives/C1/p1763390000000100"
