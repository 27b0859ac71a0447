"""Secrets never leave: masked in values, in texts and in every field of a report, while plain settings stay readable."""

from __future__ import annotations

import base64
import dataclasses
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics import secret_shapes as shapes
from forensics.model import (
    Account,
    Asked,
    Comment,
    Event,
    Excerpt,
    FileLine,
    Gap,
    Message,
    Neighbour,
    Opened,
    Person,
    Related,
    Report,
    Ticket,
    Written,
)
from forensics.present import EXPORTS
from forensics.present.showing import showing
from forensics.redact import Redactor
from tests.present import reports
from tests.redaction_corpus import BENIGN, SECRETS

KEY = b"k" * 32


def masked(key: str, value: str) -> bool:
    return Redactor(KEY).value(key, value) != value


def test_at_least_98_of_100_secrets_of_the_corpus_are_masked() -> None:
    missed = [pair for pair in SECRETS if not masked(*pair)]
    assert len(missed) <= 0.02 * len(SECRETS), missed


def test_at_most_1_of_200_plain_settings_of_the_corpus_is_masked() -> None:
    wrong = [pair for pair in BENIGN if masked(*pair)]
    assert len(BENIGN) >= 300
    assert len(wrong) <= 0.005 * len(BENIGN), wrong


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("PAYMENT_TOKEN_TIMEOUT_MS", "3000"),
        ("ACCESS_TOKEN_TTL", "900"),
        ("PASSWORD_MIN_LENGTH", "12"),
        ("permissions.id-token", "write"),
        ("db.password", "${DB_PASSWORD}"),
        ("db.password", "vault:secret/data/pay#pw"),
        ("auth.token", "true"),
        ("secretKeyRef.name", "pay-db"),
    ],
)
def test_settings_about_secrets_stay_readable(key: str, value: str) -> None:
    assert Redactor(KEY).value(key, value) == value


@pytest.mark.law
@pytest.mark.parametrize("pattern", shapes.PROVIDERS, ids=lambda pattern: pattern.pattern[:30])
@given(data=st.data())
def test_whatever_a_provider_s_pattern_matches_holds_a_hint(pattern: re.Pattern[str], data: st.DataObject) -> None:
    assert shapes.may_hold_token(data.draw(st.from_regex(pattern)))


def test_a_short_secret_does_not_tell_its_length() -> None:
    redactor = Redactor(KEY)
    assert redactor.value("db.password", "hunter2").startswith("<redacted fp:")
    assert redactor.value("db.password", "correct-horse-battery").startswith("<redacted len=21 fp:")


def test_equal_secrets_have_equal_fingerprints_and_other_keys_give_others() -> None:
    one, same, other = (Redactor(key).value("db.password", "hunter2") for key in (KEY, KEY, b"x" * 32))
    assert one == same != other
    assert Redactor(KEY).value("db.password", "hunter3") != one


def test_a_structural_secret_is_masked_whatever_its_key() -> None:
    assert Redactor(KEY).value("username", "app") == "app"
    assert Redactor(KEY).value("username", "app", structural_secret=True).startswith("<redacted")
    assert Redactor(KEY).value("#Secret/pay.data.username", "YXBw").startswith("<redacted")
    assert Redactor(KEY).value("username", "${USER}", structural_secret=True) == "${USER}"


@pytest.mark.parametrize(
    ("key", "value", "scheme"),
    [
        ("db.password", "ENC[AES256_GCM,data:Zm9v,iv:YQ==,tag:Yg==,type:str]", "sops"),
        ("plain", "$ANSIBLE_VAULT;1.1;AES256\n6162", "ansible-vault"),
        ("#SealedSecret/pay.spec.encryptedData.password", "AgBy" + "x" * 60, "sealed"),
        ("plain", "ENC[PKCS7,MIIBeQYJKoZ]", "eyaml"),
    ],
)
def test_ciphertext_is_named_and_told_apart_by_its_fingerprint(key: str, value: str, scheme: str) -> None:
    shown = Redactor(KEY).value(key, value)
    assert shown.startswith(f"<encrypted: {scheme} fp:")
    assert shown != Redactor(KEY).value(key, value + "A")


def test_of_an_address_only_the_password_is_masked() -> None:
    shown = Redactor(KEY).value("database.url", "postgres://app:s3cr3t@db.internal:5432/pay")
    assert shown.startswith("postgres://app:<redacted fp:")
    assert shown.endswith(">@db.internal:5432/pay")
    assert Redactor(KEY).value("database.url", "postgres://app:${PW}@db/pay") == "postgres://app:${PW}@db/pay"


def test_the_default_inside_a_reference_is_a_literal() -> None:
    redactor = Redactor(KEY)
    assert "hunter2" not in redactor.value("db.password", "${DB_PASSWORD:-hunter2}")
    assert "hunter2" not in redactor.text("and then hunter2 was used")


@pytest.mark.parametrize(
    "text",
    [
        "DB_PASSWORD=hunter2x",
        'set password: "hunter2x" there',
        "mysql --password hunter2x -h db",
        "password was hunter2x.",
        "changed api_key from hunter2x to hunter3y",
        "https://a.example/?token=hunter2x&page=1",
        '{"client_secret": "hunter2x"}',
        "curl -H 'Authorization: Bearer hunter2xhunter2x'",
        "postgres://app:hunter2x@db/pay",
        "password=`hunter2x`, please rotate",
    ],
)
def test_a_secret_told_in_prose_is_masked(text: str) -> None:
    shown = Redactor(KEY).text(text)
    assert "hunter2x" not in shown
    assert "hunter3y" not in shown
    assert "<redacted" in shown


@pytest.mark.parametrize(
    "text",
    [
        "PAY-412: payment gateway timeout 10s, staging first",
        "the token is expired",
        "ACCESS_TOKEN_TTL=900",
        "id-token: write",
        "password: ${{ secrets.DB_PASSWORD }}",
        "cherry picked from commit 9c1f2ab4e7d60358b1c2d3e4f5a60718293a4b5c",
        "https://git.example/acme/payments/commit/9c1f2ab4e7d60358b1c2d3e4f5a60718293a4b5c",
        "This reverts PaymentGatewayTimeout2MsFactory",
    ],
)
def test_plain_prose_stays_as_it_is(text: str) -> None:
    assert Redactor(KEY).text(text) == text


def test_a_value_masked_once_is_masked_wherever_it_stands_in_whatever_form() -> None:
    redactor = Redactor(KEY)
    redactor.value("db.password", "Sw0rd/fish+9")
    for form in ("Sw0rd/fish+9", "Sw0rd%2Ffish%2B9", base64.b64encode(b"Sw0rd/fish+9").decode()):
        assert form not in redactor.text(f"somebody pasted {form}, sorry")
    redactor.value("#Secret/pay.data.pw", base64.b64encode(b"letmein77").decode())
    assert "letmein77" not in redactor.text("it was letmein77")


def test_masking_a_secret_never_cuts_into_longer_words() -> None:
    redactor = Redactor(KEY)
    redactor.value("db.password", "fish")
    assert redactor.text("jellyfish fishing") == "jellyfish fishing"


@given(st.text(max_size=200))
def test_masking_twice_is_masking_once(text: str) -> None:
    once = Redactor(KEY).text(text)
    assert Redactor(KEY).text(once) == once


@given(st.text(st.sampled_from("abcXYZ0189!%+-_"), min_size=6, max_size=40), st.text(max_size=30), st.text(max_size=30))
def test_no_text_shows_a_secret_that_was_masked_before(secret: str, before: str, after: str) -> None:
    redactor = Redactor(KEY)
    if redactor.value("db.password", secret) != secret and secret.strip() == secret:
        assert secret not in redactor.text(f"{before} {secret} {after}")


def planted(node: object, secret: str) -> object:
    """The report with the secret in every text of every kind but ids and words of fixed lists."""
    fixed = {"id", "kind", "state", "status", "subject", "tier", "nature", "origin", "opened_by", "closed_by", "to", "cites", "version"}
    fixed |= {"commit", "value_commit", "line_commit", "head", "written_in", "setting", "episode", "environment", "mechanism", "leans"}
    fixed |= {"deliberate", "diverged", "environments", "says", "resolved", "by", "event", "mark"}
    if isinstance(node, str):
        return f"{node} {secret}"
    if isinstance(node, tuple):
        return tuple(planted(part, secret) for part in node)
    if not dataclasses.is_dataclass(node) or isinstance(node, type):
        return node
    values = {field.name: getattr(node, field.name) for field in dataclasses.fields(node)}
    return dataclasses.replace(node, **{name: planted(value, secret) for name, value in values.items() if name not in fixed})


def test_one_secret_planted_in_every_text_is_in_no_output() -> None:
    report = planted(reports.OVERWRITTEN, "zebra77crossing")
    assert isinstance(report, Report)
    leak = Event("e77", reports.AS_OF, "message", "DB_PASSWORD=zebra77crossing", "slack")
    report = dataclasses.replace(report, events=(*report.events, leak))
    assert all("zebra77crossing" in export(report) for export in EXPORTS.values())
    safe = Redactor(KEY).report(report)
    assert "zebra77crossing" not in repr(safe)
    assert all("zebra77crossing" not in export(safe) for export in EXPORTS.values())


def test_one_secret_planted_in_every_text_of_an_opened_citation_is_not_shown() -> None:
    first = reports.PAYMENT_EVENTS[2]
    account = Account("slack", "U1", "Mara Lindqvist")
    message = Message("ops", "C1", "1.0", reports.AS_OF, "said", account)
    comment = Comment("1", reports.AS_OF, "text")
    ticket = Ticket("PAY-1", "PAY", "Task", "Done", "summary", "description", reports.AS_OF, comments=(comment,))
    lines = Excerpt("a.yaml", (FileLine(1, "line"),), (Neighbour("env.DB_PASSWORD", "zebra77crossing", False),), "remark")
    written = Written("message", Person("Mara", "m@x.example"), Person("Mara", "m@x.example"), None, None)
    related = (Related(first, "rule"),)
    whole = Opened("KEY", first, written, (), (lines,), (message,), 0, ticket, related, ("says",), (Gap("where", "why"),))
    opened = planted(whole, "zebra77crossing")
    assert isinstance(opened, Opened)
    kept = dataclasses.replace(opened, excerpts=tuple(dataclasses.replace(one, neighbours=lines.neighbours) for one in opened.excerpts))
    for reveal in (False, True):
        safe = Redactor(KEY).document(kept, kept.key, reveal)
        assert "zebra77crossing" not in repr(safe)
        assert "zebra77crossing" not in showing(safe, who=True)


def secret_report() -> Report:
    """The payment story, of a password: 3000 and 10000 replaced by literals, one of them pasted into chat."""
    words = {"PAYMENT_GATEWAY_TIMEOUT_MS": "DB_PASSWORD", "10000": "open-sesame-2", "3000": "hunter2"}

    def told(node: object) -> object:
        if isinstance(node, str):
            for old, new in words.items():
                node = node.replace(old, new)
            return node
        if isinstance(node, tuple):
            return tuple(told(part) for part in node)
        if dataclasses.is_dataclass(node) and not isinstance(node, type):
            return dataclasses.replace(node, **{field.name: told(getattr(node, field.name)) for field in dataclasses.fields(node)})
        return node

    report = told(reports.PAYMENT)
    assert isinstance(report, Report)
    return report


def test_a_traced_secret_shows_when_it_changed_and_never_what_it_is() -> None:
    report = secret_report()
    safe = Redactor(KEY).report(report)
    for export in EXPORTS.values():
        assert "open-sesame-2" not in export(safe)
        assert "hunter2" not in export(safe)
    staging = dict(safe.settings[0].timelines)["staging"]
    production = dict(safe.settings[0].timelines)["production"]
    assert staging[0].value == production[0].value != staging[1].value
    assert safe.verdict is not None
    assert safe.verdict.intended_value == staging[1].value
    assert "set it to <redacted" in next(event.title for event in safe.events if event.kind == "message")


def test_a_revealed_report_shows_the_traced_values_and_still_masks_other_secrets_in_texts() -> None:
    report = secret_report()
    report = dataclasses.replace(report, gaps=(dataclasses.replace(report.gaps[0], why="API_TOKEN=qwertz99"),))
    shown = Redactor(KEY).report(report, reveal=True)
    assert dict(shown.settings[0].timelines)["staging"][1].value == "open-sesame-2"
    assert "qwertz99" not in repr(shown)


def test_a_report_without_secrets_is_left_as_it_is() -> None:
    for name in ("payment", "overwritten", "agreeing", "not_found", "empty", "crowded"):
        assert Redactor(KEY).report(reports.ALL[name]) == reports.ALL[name]


def test_references_inside_a_report_still_lead_to_their_events() -> None:
    safe = Redactor(KEY).report(secret_report())
    ids = {event.id for event in safe.events}
    assert safe.verdict is not None
    assert {cite for clue in safe.verdict.evidence for cite in clue.cites} <= ids
    assert safe.verdict.setting == safe.settings[0].id
    assert safe.verdict.episode == safe.settings[0].episodes[0].id


def test_a_report_of_nothing_stays_one() -> None:
    empty = Report("0", Asked("X", reports.AS_OF, None, (), ()), None, (), (), (), ())
    assert Redactor(KEY).report(empty) == empty

FEW = "aB1-_. /é"


@pytest.mark.law
@given(st.lists(st.text(FEW, min_size=4, max_size=9), max_size=5), st.lists(st.text(FEW, max_size=12), min_size=1, max_size=4), st.data())
def test_what_was_masked_once_is_found_as_by_looking_for_all_of_it(secrets: list[str], around: list[str], data: st.DataObject) -> None:
    redactor = Redactor(bytes(32))
    for secret in secrets:
        redactor.value("password", secret)
    text = "".join(piece + data.draw(st.sampled_from([*secrets, "x"])) for piece in around)
    known = sorted(redactor._literals, key=lambda literal: (-len(literal), literal))
    found = known and re.search(rf"(?<![A-Za-z0-9])(?:{'|'.join(map(re.escape, known))})(?![A-Za-z0-9])", text)
    assert redactor.knows_any_in(text) is bool(found)
