"""Slack asked live: hits with their threads, whole channels, people; every page, whatever the service does meanwhile."""

from __future__ import annotations

import subprocess
import sys

import pytest

from forensics.collect.slack.searching import Searched, quoted

from .conftest import BOT, USER, Opened, at, moment, why
from .fake_server import FakeSlack, Token

WORD = "GATEWAY_TIMEOUT"


def test_a_search_brings_hits_with_their_threads_and_neighbours(acme: FakeSlack, opened: Opened) -> None:
    workspace = opened(USER)
    read = workspace.search([WORD])
    assert [(message.ts, message.channel) for message in read] == [
        (at(0), "payments"),
        (at(3), "payments"),
        (at(3.2), "payments"),  # the search showed only one of two hits this close
        (at(3.5), "payments"),
        (at(60), "payments"),
        (at(500), "web"),
        (at(510), "web"),
        (at(520), "web"),
        (at(2000), "payments"),
    ]
    assert workspace.gaps == ()
    assert workspace.searched == [Searched(WORD, 2, 3)]


def test_what_is_read_is_plain_and_named(acme: FakeSlack, opened: Opened) -> None:
    workspace = opened(USER)
    by_ts = {message.ts: message for message in workspace.search([WORD])}
    raised, thanks, asked = by_ts[at(3)], by_ts[at(3.5)], by_ts[at(60)]
    assert raised.text == "raised GATEWAY_TIMEOUT to 10 on prod & it helps"
    assert thanks.text == "thanks @jane"
    assert raised.author
    assert (raised.author.name, raised.author.email, raised.author.active) == ("Jane Roe", "u01jane@corp.example", True)
    assert asked.author
    assert asked.author.active is False
    assert asked.thread == at(3)
    assert asked.url == f"https://acme.slack.com/archives/C01PAY/p{at(60).replace('.', '')}?thread_ts={at(3)}&cid=C01PAY"
    assert acme.calls("users.info") == 2  # each person is asked for once


def test_hits_outside_the_time_are_no_hits(acme: FakeSlack, opened: Opened) -> None:
    read = opened(USER).search([WORD], after=moment(100), before=moment(600))
    assert {message.channel for message in read} == {"web"}


def test_the_successor_is_asked_where_the_token_may_not_search_the_old_way(acme: FakeSlack, opened: Opened) -> None:
    acme.tokens[USER].scopes = "search:read.public,search:read.private,channels:history,users:read"
    workspace = opened(USER)
    assert len(workspace.search([WORD])) == 9
    assert workspace.gaps == ()
    asked = next(exchange.form for exchange in acme.exchanges if exchange.method == "assistant.search.context")
    assert asked["channel_types"] == "public_channel,private_channel"


def test_a_token_that_may_not_search_at_all_is_told_which_scope_it_needs(acme: FakeSlack, opened: Opened) -> None:
    acme.tokens[USER].scopes = "channels:history,users:read"
    workspace = opened(USER)
    assert workspace.search([WORD]) == ()
    assert "Slack refused to search (missing_scope: add the scope search:read on the app's page" in why(workspace)


def test_a_bot_reads_the_channels_it_is_in_and_keeps_threads_with_the_word(acme: FakeSlack, opened: Opened) -> None:
    workspace = opened(BOT)
    read = workspace.search([WORD], after=moment(-400), before=moment(3000))
    assert [message.ts for message in read] == [at(3), at(3.2), at(60), at(2000)]
    assert workspace.gaps == ()
    assert not acme.calls("search.messages")


def test_a_hit_in_a_closed_channel_is_kept_as_the_search_showed_it(acme: FakeSlack, opened: Opened) -> None:
    acme.channel("C03SEC", "secret", member=False, private=True)
    acme.say("C03SEC", at(900), f"{WORD} again")
    workspace = opened(USER)
    read = workspace.search([WORD])
    assert [message.text for message in read if message.channel == "secret"] == [f"{WORD} again"]
    assert "#secret not read (not_in_channel: the app is not a member: invite it there with /invite)" in why(workspace)


def test_a_channel_closed_to_one_token_is_read_with_the_other(acme: FakeSlack, opened: Opened) -> None:
    acme.tokens[USER].scopes = "search:read,users:read"
    workspace = opened(USER, BOT)
    assert at(2000) in {message.ts for message in workspace.search([WORD], before=moment(100))}
    assert workspace.gaps == ()


def test_whole_channels_are_read_in_a_time(acme: FakeSlack, opened: Opened) -> None:
    workspace = opened(USER)
    read = list(workspace.messages(moment(-1), moment(505)))
    assert [(message.channel, message.ts) for message in read] == [
        *(("payments", ts) for ts in (at(0), at(3), at(3.2), at(3.5), at(60), at(2000))),
        *(("web", ts) for ts in (at(500), at(510), at(520))),
    ]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_short_pages_lose_nothing(acme: FakeSlack, opened: Opened, size: int) -> None:
    whole = opened(USER).search([WORD])
    acme.page = size
    acme.collapse = 0
    workspace = opened(USER)
    assert workspace.search([WORD]) == whole
    assert list(workspace.messages(None, None)) == list(opened(BOT, USER).messages(None, None))
    assert workspace.gaps == ()


def test_a_page_that_shifts_under_new_messages_neither_loses_nor_doubles(acme: FakeSlack, opened: Opened) -> None:
    acme.page = 2
    acme.collapse = 0
    before = {message.ts for message in opened(USER).search([WORD])}

    def more(method: str, calls: int) -> None:
        if method in ("search.messages", "conversations.history") and calls < 8:
            acme.say("C01PAY", at(2100 + calls, micro=len(method)), f"{WORD} number {calls}")

    acme.after = more
    workspace = opened(USER)
    read = workspace.search([WORD])
    assert before <= {message.ts for message in read}
    assert len({message.id for message in read}) == len(read)
    assert workspace.gaps == ()


def test_private_channels_are_left_out_where_the_scope_is_missing(acme: FakeSlack, opened: Opened) -> None:
    from .fake_server import error

    acme.fail("conversations.list", error("missing_scope", needed="groups:read", provided=""))
    workspace = opened(USER)
    assert {channel.name for channel in workspace.channels()} == {"payments", "web"}
    assert "private channels not listed (missing_scope: add the scope groups:read" in why(workspace)


def test_people_are_ids_where_the_scope_is_missing_and_that_is_said_once(acme: FakeSlack, opened: Opened) -> None:
    acme.tokens[USER].scopes = "search:read,channels:history"
    workspace = opened(USER)
    read = workspace.search([WORD])
    assert {message.author.name for message in read if message.author} == {"U01JANE", "U02OMAR"}
    assert why(workspace).count("people are shown by their ids (missing_scope: add the scope users:read") == 1
    assert acme.calls("users.info") == 1


def test_a_person_who_is_gone_is_an_id(acme: FakeSlack, opened: Opened) -> None:
    acme.say("C01PAY", at(3.3), "bye", "U09GONE")
    workspace = opened(USER)
    authors = {message.author.id: message.author.name for message in workspace.search([WORD]) if message.author}
    assert authors["U09GONE"] == "U09GONE"
    assert workspace.gaps == ()


def test_a_token_says_as_whom_it_is_known_and_what_it_lacks(acme: FakeSlack, opened: Opened) -> None:
    acme.tokens[USER].scopes = "search:read,channels:history,users:read"
    user, bot = opened(USER, BOT).identify()
    assert user.sentences()[0] == (
        "Slack knows the user token from a test as jane in Acme (https://acme.slack.com/), "
        "with the scopes channels:history, search:read, users:read."
    )
    assert user.missing[-1].startswith(
        "Without the scope users:read.email people can't be matched with git by their e-mail address: add it under User"
    )
    assert bot.missing == ()
    assert bot.account == "forensics"


@pytest.mark.parametrize(
    ("code", "way_out"),
    [
        ("invalid_auth", "copy it again"),
        ("token_expired", "the token has expired: refresh it"),
        ("token_revoked", "install the app again"),
        ("account_inactive", "deactivated"),
    ],
)
def test_a_token_that_does_not_work_says_how_to_mend_it_and_is_asked_once(acme: FakeSlack, opened: Opened, code: str, way_out: str) -> None:
    acme.tokens[USER] = Token("user", "jane", error=code)
    workspace = opened(USER)
    assert workspace.search([WORD, "OTHER"]) == ()
    assert f"Slack refused the user token ({code}: " in why(workspace)
    assert way_out in why(workspace)
    (identity,) = workspace.identify()
    assert way_out in identity.sentences()[0]
    assert len(acme.exchanges) == 1


def test_nothing_of_the_sdk_is_imported_before_slack_is_asked() -> None:
    code = "import sys, forensics.collect.slack.client, forensics.collect.slack.export; sys.exit('slack_sdk' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_words_are_quoted_whatever_they_hold() -> None:
    assert quoted('a "b" \n c') == '"a b c"'
