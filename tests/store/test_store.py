"""The store keeps what was said: once, in every version, masked, findable by any spelling, and through any misfortune."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.keys import Key
from forensics.model import Account, Comment, Message, Ticket, TicketMove
from forensics.redact import Redactor
from forensics.store import Covered, Store, StoreError, left_to_read, open_store
from forensics.store.masking import may_hold_secret
from forensics.store.schema import SCHEMA
from forensics.store.terms import choices_for, terms_of
from tests.redaction_corpus import SECRETS

KEY = b"k" * 32
NOON = datetime(2025, 11, 17, 12, tzinfo=UTC)
JANE = Account("slack", "U1", "Jane Roe", "jane", "jane@corp.example", True)
FORMS = pytest.mark.parametrize("plain", [False, True], ids=["fts5", "plain"])


def said(minutes: float, text: str, **more: object) -> Message:
    time = NOON + timedelta(minutes=minutes)
    told = Message("payments", "C1", f"{int(time.timestamp())}.{time.microsecond:06d}", time, text, JANE)
    return replace(told, **more)  # type: ignore[arg-type]


def ticket(number: int, text: str = "", **more: object) -> Ticket:
    made = Ticket(f"PAY-{number}", "PAY", "Bug", "Open", f"Issue {number}", text, NOON, NOON)
    return replace(made, **more)  # type: ignore[arg-type]


def opened(folder: Path, plain: bool = False) -> Store:
    return open_store(folder / "data" / "store.db", KEY, plain)


def put(store: Store, *messages: Message, at: datetime = NOON) -> tuple[int, int, int]:
    with store.step():
        wrote = store.put_messages(messages, at)
    return wrote.new, wrote.changed, wrote.gone


@FORMS
@pytest.mark.parametrize(
    "written",
    [
        "PAYMENT_GATEWAY_TIMEOUT_MS=10000",
        "see payment.gateway.timeout-ms",
        "`paymentGatewayTimeoutMs`: 10s",
        "paymentgatewaytimeoutms",
        "PAYMENTGATEWAY_TIMEOUT_MS:3000",
        "spring.payment.gateway.timeoutMs.default",
        "app.paymentGateway.TIMEOUTMS",
        "--set payment.gateway.timeout-ms=5",
        "PAYMENT_GATEWAY_TIMEOUT_MSを10秒にしました",
        "https://wiki.corp.example/x?key=PAYMENT_GATEWAY_TIMEOUT_MS",
    ],
)
def test_a_key_is_found_in_any_spelling(tmp_path: Path, plain: bool, written: str) -> None:
    with opened(tmp_path, plain) as store:
        assert store.index == ("plain" if plain else "fts5")
        put(store, said(0, written), said(1, "GATEWAY_TIMEOUT is another, and payment too"))
        for key in ("PAYMENT_GATEWAY_TIMEOUT_MS", "payment.gateway.timeout-ms"):
            assert store.messages_about(Key(key)) == (said(0, written),)
        assert store.messages_about(Key("OTHER", ("paymentGatewayTimeoutMs",))) == (said(0, written),)


@FORMS
def test_a_part_of_a_key_is_found_in_the_whole(tmp_path: Path, plain: bool) -> None:
    with opened(tmp_path, plain) as store:
        put(store, said(0, "PAYMENT_GATEWAY_TIMEOUT_MS"), said(1, "payment.gatewayTimeoutMs"), said(2, "gateway"))
        for key in (Key("gateway.timeout"), ["TIMEOUT_MS"], ["gateway-time"], ["payment"]):
            assert len(store.messages_about(key)) == 2


@FORMS
def test_words_are_found_from_their_beginning(tmp_path: Path, plain: bool) -> None:
    sha = "4f2c1b0e9d8a7c6b5a4f3e2d1c0b9a8f7e6d5c4b"
    with opened(tmp_path, plain) as store:
        put(store, said(0, f"https://git.corp.example/pay/commit/{sha}", links=(f"https://git.corp.example/pay/commit/{sha}",)))
        put(store, said(1, "PAY-412 is done"), said(2, "für den Größenwert タイムアウト値"))
        assert [one.ts for one in store.messages_about(["4f2c1b0"])] == [said(0, "").ts]
        assert [one.ts for one in store.messages_about(["nothing", "pay-412"])] == [said(1, "").ts]
        assert [one.ts for one in store.messages_about(["タイムアウト"])] == [said(2, "").ts]
        assert [one.ts for one in store.messages_about(["größenwert"])] == [said(2, "").ts]
        assert store.messages_about(['" OR *', "zzz"]) == ()
        assert store.messages_about(["PAY-412"], before=NOON) == ()


SPELLINGS = st.lists(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=6), min_size=1, max_size=5)


@pytest.mark.law
@given(SPELLINGS, st.data())
def test_every_spelling_shares_its_terms_with_the_key(words: list[str], data: st.DataObject) -> None:
    forms = [str.lower, str.upper, str.title]
    parts = [data.draw(st.sampled_from(forms))(word) for word in words]
    text = parts[0] + "".join(data.draw(st.sampled_from(["_", "-", ".", ""])) + part for part in parts[1:])
    key = Key("_".join(words).upper())
    if key.tier(tuple(text.split("."))) is None:
        return  # not a spelling of it, as camelCase borders are where they are
    found = set(terms_of(f"see {text}: it"))
    choices = choices_for(key)
    assert choices is not None
    assert any(set(choice.terms) <= found for choice in choices)


def test_the_same_twice_is_once_and_an_edit_is_a_version(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        first, edited = said(0, "10s on prod"), said(0, "20s on prod", edited_at=NOON + timedelta(minutes=5))
        assert put(store, first, first) == (1, 0, 0)
        assert put(store, first) == (0, 0, 0)
        assert put(store, edited, at=NOON + timedelta(hours=1)) == (0, 1, 0)
        assert put(store, first) == (0, 0, 0)  # an older source brings nothing back
        assert [one.text for one in store.versions(first)] == ["10s on prod", "20s on prod"]
        assert {one.text for one in store.messages_about(["10s", "20s"])} == {"10s on prod", "20s on prod"}
        assert [one.text for one in store.around("C1", NOON, NOON)] == ["20s on prod"]


def test_an_older_version_read_later_is_no_newer(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        put(store, said(0, "new", edited_at=NOON + timedelta(minutes=5)), at=NOON)
        assert put(store, said(0, "old"), at=NOON + timedelta(days=1)) == (0, 1, 0)
        assert [one.text for one in store.versions(said(0, ""))] == ["old", "new"]


def test_what_vanished_is_a_tombstone_with_its_words_and_may_come_back(tmp_path: Path) -> None:
    day = (NOON, NOON + timedelta(days=1))
    with opened(tmp_path) as store:
        put(store, said(0, "stays"), said(1, "goes"), said(2, "told later"), at=NOON)
        put(store, said(2, "told later"), at=NOON + timedelta(days=5))
        with store.step():
            assert store.bury_messages(("C1", "payments"), day, [said(0, "stays")], NOON + timedelta(days=1)).gone == 1
        assert [(one.text, one.deleted) for one in store.around("C1", *day)] == [("stays", False), ("goes", True), ("told later", False)]
        put(store, said(1, "goes"), at=NOON)  # an old export does not bring it back
        assert store.messages_about(["goes"])[0].deleted
        put(store, said(1, "goes"), at=NOON + timedelta(days=2))
        assert not store.messages_about(["goes"])[0].deleted


def test_a_thread_is_its_first_message_with_every_reply(tmp_path: Path) -> None:
    root, odd = said(0, "?"), replace(said(9, "odd ts"), ts="1763380800")
    with opened(tmp_path) as store:
        put(store, root, said(1, "a", thread=root.ts), said(2, "b", thread=root.ts), said(3, "other"))
        assert [one.text for one in store.thread("C1", root.ts)] == ["?", "a", "b"]
        odd = replace(odd, time=NOON)
        put(store, odd)
        assert store.thread("C1", odd.ts) == (odd,)


def test_a_message_comes_back_as_it_went_in(tmp_path: Path) -> None:
    link = "https://acme.slack.com/archives/C1/p1763380800000000"
    told = said(0, "see", links=("https://x.example/a?b=c",), url=link, edited_at=NOON)
    with opened(tmp_path) as store:
        put(store, told)
        assert store.around("C1", NOON, NOON) == (told,)
        assert store.accounts() == (JANE,)


def test_a_ticket_comes_back_as_it_went_in_with_its_versions(tmp_path: Path) -> None:
    by = Account("jira", "712020:ada", "Ada")
    move = TicketMove("1:0", NOON, "status", "Open", "Closed", by)
    full = ticket(1, "text", creator=by, comments=(Comment("7", NOON, "why?", by),), moves=(move,), other_texts=(("Env", "prod"),),
                  labels=("ops",), links=("PAY-2",), unread=("work log 20 of 31",))  # fmt: skip
    later = replace(full, status="Closed", updated=NOON + timedelta(days=1), comments=())
    with opened(tmp_path) as store, store.step():
        assert store.put_tickets([full, full], NOON).new == 1
        assert store.tickets_by_key(["pay-1"]) == (full,)
        assert store.put_tickets([later], NOON + timedelta(days=2)).changed == 1
        assert store.put_tickets([full], NOON).changed == 0
        assert store.ticket_versions("PAY-1") == (full, later)
        assert store.tickets_about(["why"]) == ()  # a comment that is gone stands in the old version only
        assert store.tickets_about(Key("closed")) == (later,)


def test_a_moved_ticket_is_found_by_its_former_key(tmp_path: Path) -> None:
    moved = replace(ticket(1), key="OPS-7", project="OPS", moves=(TicketMove("1:0", NOON, "Key", "PAY-1", "OPS-7"),))
    with opened(tmp_path) as store, store.step():
        store.put_tickets([ticket(1)], NOON)
        store.put_tickets([moved], NOON + timedelta(days=1))
        assert store.tickets_by_key(["PAY-1", "OPS-7"]) == (moved,)


def test_bulk_moves_show_beside_the_tickets_that_were_not_asked_for(tmp_path: Path) -> None:
    by = Account("jira", "712020:ada", "Ada")
    many = [ticket(n, f"word{n}", moves=(TicketMove(f"{n}:0", NOON, "status", "Open", "Closed", by),)) for n in range(5)]
    with opened(tmp_path) as store, store.step():
        store.put_tickets(many, NOON)
        (found,) = store.tickets_about(["word3"])
        assert found.moves[0].bulk


def test_no_secret_is_ever_in_the_file(tmp_path: Path) -> None:
    secret, word = "xoxb-123456789012-AbCdEfGhIjKlMnOpQrStUvWx", "hunter2hunter2"
    with opened(tmp_path) as store, store.step():
        linked = said(0, f"token {secret}", links=(f"https://u:{word}@x.example/",))
        store.put_messages([linked, said(1, f"password={word}, {word}!")], NOON)
        leaky = ticket(1, f"DB_PASSWORD={word}", comments=(Comment("1", NOON, f"{word} works"),),
                       moves=(TicketMove("1:0", NOON, "description", f"api_key: {secret}", ""),))  # fmt: skip
        store.put_tickets([leaky], NOON)
        assert "fp:" in store.tickets_by_key(["PAY-1"])[0].comments[0].text
    for file in (tmp_path / "data").iterdir():
        content = file.read_bytes()
        assert secret.encode() not in content
        assert word.encode() not in content
        assert b"hunter2" not in content


@pytest.mark.parametrize("form", ["{}", "{} = {}", "the {} is now {}", "--{} {}"])
def test_what_the_redactor_masks_is_never_passed_over(form: str) -> None:
    for key, value in SECRETS:
        text = form.format(value) if form == "{}" else form.format(key, value)
        assert Redactor(KEY).text(text) == text or may_hold_secret(text), text


@pytest.mark.law
@given(st.text(st.sampled_from(list("aB3 =:/@-_.!xkeypasswdtokensecretauthpinsaltcred\n\"'")), max_size=60))
def test_a_text_that_is_passed_over_holds_nothing_to_mask(text: str) -> None:
    assert may_hold_secret(text) or Redactor(KEY).text(text) == text


def test_windows_join_and_replace(tmp_path: Path) -> None:
    def covered(first: int, last: int, read: int = 9, complete: bool = True) -> Covered:
        day = timedelta(days=1)
        return Covered("slack", "C1", "payments", NOON + first * day, NOON + last * day, NOON + read * day, complete)

    with opened(tmp_path) as store, store.step():
        for window in (covered(0, 2), covered(2, 3), covered(5, 6, complete=False), covered(7, 8)):
            store.note_window(window)
        assert store.window("slack") == (covered(0, 3), covered(5, 6, complete=False), covered(7, 8))
        store.note_window(covered(4, 8, read=10))
        assert store.window("slack") == (covered(0, 3), covered(4, 8, read=10))


HOURS = st.integers(0, 40).map(lambda hours: NOON + timedelta(hours=hours))
SPANS = st.lists(st.tuples(HOURS, HOURS).map(lambda pair: (min(pair), max(pair))), max_size=6)


@pytest.mark.law
@given(SPANS, st.tuples(HOURS, HOURS).filter(lambda pair: pair[0] < pair[1]), st.integers(0, 5))
def test_what_was_read_and_what_is_left_is_all_that_is_wanted(done: list[tuple[datetime, datetime]], wanted: tuple[datetime, datetime],
                                                              margin: int) -> None:  # fmt: skip
    left = left_to_read(wanted, done, timedelta(hours=margin))
    at = wanted[0]
    while at < wanted[1]:
        assert any(first <= at < last for first, last in (*done, *left))
        at += timedelta(minutes=30)
    assert all(wanted[0] <= first < last <= wanted[1] for first, last in left)
    assert left or margin == 0


def test_the_file_is_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with opened(tmp_path) as store:
            put(store, said(0, "x"))
            assert {file.stat().st_mode & 0o777 for file in (tmp_path / "data").iterdir()} == {0o600}
            assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    finally:
        os.umask(before)


def _refused(path: Path, write: bool = True) -> str:
    with pytest.raises(StoreError) as told:
        open_store(path, KEY if write else None)
    text = str(told.value)
    assert str(path) in text
    assert "\n" not in text
    return text


def test_what_is_no_store_is_refused_in_one_sentence(tmp_path: Path) -> None:
    garbage, foreign, newer, shared = (tmp_path / name for name in ("garbage", "foreign", "newer", "shared"))
    garbage.write_bytes(b"not a database at all" * 500)
    with sqlite3.connect(foreign) as other:
        other.execute("CREATE TABLE theirs (x)")
    open_store(newer, KEY).close()
    with sqlite3.connect(newer) as other:
        other.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    shared.touch(0o644)
    for file in (garbage, foreign):
        file.chmod(0o600)
    assert "damaged" in _refused(garbage)
    assert "another program" in _refused(foreign)
    assert "update forensics" in _refused(newer)
    assert "update forensics" in _refused(newer, write=False)
    assert "chmod 600" in _refused(shared)
    assert "not a regular file" in _refused(tmp_path)
    assert "--store" in _refused(garbage / "below")
    assert "forensics sync first" in _refused(tmp_path / "none", write=False)
    assert garbage.read_bytes().startswith(b"not a database")


@pytest.mark.skipif(not hasattr(os, "seteuid") or os.geteuid() != 0, reason="only root can become somebody who may not write")
def test_a_home_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    for folder in (tmp_path, *tmp_path.parents):
        if str(folder).startswith("/tmp/"):
            folder.chmod(0o755)
    os.seteuid(65534)
    try:
        assert "--store" in _refused(tmp_path / "data" / "store.db")
    finally:
        os.seteuid(0)


FILL = """
import resource, sys
from datetime import timedelta
from pathlib import Path
from tests.store.test_store import KEY, NOON, said
from forensics.store import StoreError, open_store
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
done = 0
with open_store(Path(sys.argv[1]), KEY) as store:
    try:
        for step in range(100):
            with store.step():
                store.put_messages([said(step * 100 + n, f"message {step} {n} " + "word " * 30) for n in range(100)], NOON)
            done = step + 1
    except StoreError as trouble:
        print(done, trouble)
"""


def test_a_full_disk_is_told_and_what_was_noted_stays(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    ran = subprocess.run([sys.executable, "-c", FILL, str(path)], capture_output=True, text=True, timeout=100, check=True)
    done, _, sentence = ran.stdout.partition(" ")
    assert "is full" in sentence
    with open_store(path, KEY) as store:
        assert len(store.messages_about(["message"])) == int(done) * 100 > 0
        put(store, said(-5, "there is room again"))
        assert len(store.messages_about(["room"])) == 1


def test_a_step_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as store:

        def half() -> None:
            with store.step():
                store.put_messages([said(0, "half")], NOON)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            half()
        assert store.messages_about(["half"]) == ()
        put(store, said(0, "whole"))
        assert store.messages_about(["whole"])[0].author == JANE


def test_a_store_is_read_while_it_is_written_and_where_nothing_can_be(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        put(store, said(0, "one"))
        with open_store(store.path) as reader, store.step():
            store.put_messages([said(1, "two")], NOON)
            assert len(reader.messages_about(["one", "two"])) == 1
            with pytest.raises(StoreError, match="reading only"), reader.step():
                pass
