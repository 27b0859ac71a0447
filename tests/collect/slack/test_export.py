"""Exports in every layout, honest and hostile: read as a stream, each trouble costing only what it touches."""

from __future__ import annotations

import json
import os
import stat
import time
import warnings
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forensics.collect.slack.export import Export, Window, gate_for, read_export
from forensics.collect.slack.members import ExportError

USERS = [
    {"id": "U1", "name": "jroe", "deleted": False, "profile": {"real_name": "Jane Roe", "display_name": "jane"}},
    {"id": "U2", "name": "omar", "deleted": True, "profile": {}},
]
CHANNELS = [{"id": "C1", "name": "payments", "created": "1433558319"}, {"id": "C2", "name": "web", "created": 1433558319}]


def said(ts: str, text: str, user: str = "U1", **more: Any) -> dict[str, Any]:
    return {"type": "message", "ts": ts, "user": user, "text": text, **more}


STANDARD: dict[str, Any] = {
    "channels.json": CHANNELS,
    "users.json": USERS,
    "integration_logs.json": [],
    "payments/2025-11-17.json": [said("1763390000.000100", "10s on prod"), said("1763390001.000100", "thanks", "U2")],
    "payments/2025-11-18.json": [said("1763476400.000100", "and staging?")],
    "web/2025-11-17.json": [said("1763390000.500000", "PAY-412 shipped", "U9")],
}


def zipped(path: Path, files: dict[str, Any]) -> str:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in files.items():
            bundle.writestr(name, content if isinstance(content, bytes) else json.dumps(content))
    return str(path)


def unpacked(path: Path, files: dict[str, Any]) -> str:
    for name, content in files.items():
        place = path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return str(path)


def texts(export: Export, **asked: Any) -> list[str]:
    return [message.text for message in export.messages(**asked)]


def why(export: Export) -> str:
    return "\n".join(gap.why for gap in export.gaps)


@pytest.mark.parametrize("form", [zipped, unpacked])
def test_a_standard_export_is_read_whole_and_by_day(tmp_path: Path, form: Any) -> None:
    with read_export(form(tmp_path / "export", STANDARD), workspace="https://acme.slack.com") as export:
        messages = list(export.messages())
        assert [(m.channel, m.channel_id, m.text) for m in messages] == [
            ("payments", "C1", "10s on prod"),
            ("payments", "C1", "thanks"),
            ("web", "C2", "PAY-412 shipped"),
            ("payments", "C1", "and staging?"),
        ]
        assert [m.author.name for m in messages if m.author] == ["Jane Roe", "omar", "U9", "Jane Roe"]
        assert [m.author.active for m in messages if m.author] == [True, False, None, True]
        assert messages[0].url == "https://acme.slack.com/archives/C1/p1763390000000100"
        assert export.window == Window(date(2025, 11, 17), date(2025, 11, 18), 3, 3, 0, 4)
        assert export.gaps == ()
        assert list(export.messages()) == messages


@pytest.mark.parametrize("form", [zipped, unpacked])
def test_the_window_is_known_before_a_message_is_read(tmp_path: Path, form: Any) -> None:
    with read_export(form(tmp_path / "export", STANDARD)) as export:
        assert export.window == Window(date(2025, 11, 17), date(2025, 11, 18), 3, 0, 0, 0)


def test_private_channels_and_direct_conversations_have_their_folders(tmp_path: Path) -> None:
    files = {
        "users.json": USERS,
        "groups.json": [{"id": "G1", "name": "incident-7"}],
        "dms.json": [{"id": "D1", "members": ["U1", "U2"]}],
        "mpims.json": [{"id": "G2", "name": "mpdm-jane--omar-1", "members": ["U1", "U2"]}],
        "incident-7/2025-11-17.json": [said("1.0", "a")],
        "D1/2025-11-17.json": [said("2.0", "b")],
        "mpdm-jane--omar-1/2025-11-17.json": [said("3.0", "c")],
        "gone-from-the-lists/2025-11-17.json": [said("4.0", "d")],
    }
    with read_export(zipped(tmp_path / "e.zip", files)) as export:
        assert {(m.channel_id, m.channel, m.text) for m in export.messages()} == {
            ("G1", "incident-7", "a"),
            ("D1", "@jane, @omar", "b"),
            ("G2", "mpdm-jane--omar-1", "c"),
            ("gone-from-the-lists", "gone-from-the-lists", "d"),
        }


def test_a_grid_export_holds_workspaces_and_a_shared_channel_once(tmp_path: Path) -> None:
    shared = [said("1763390000.000100", "to both")]
    files = {
        "org_users.json": USERS,
        "teams/pay/channels.json": [{"id": "C1", "name": "general"}, {"id": "C9", "name": "shared"}],
        "teams/web/channels.json": [{"id": "C2", "name": "general"}, {"id": "C9", "name": "shared"}],
        "teams/pay/general/2025-11-17.json": [said("1.0", "pay's")],
        "teams/web/general/2025-11-17.json": [said("2.0", "web's")],
        "teams/pay/shared/2025-11-17.json": shared,
        "teams/web/shared/2025-11-17.json": shared,
    }
    with read_export(zipped(tmp_path / "e.zip", files)) as export:
        told = [(m.channel_id, m.text, m.author and m.author.name) for m in export.messages()]
    assert sorted(told) == [("C1", "pay's", "Jane Roe"), ("C2", "web's", "Jane Roe"), ("C9", "to both", "Jane Roe")]


def test_an_export_inside_a_folder_and_from_other_systems_is_found(tmp_path: Path) -> None:
    files = {f"Acme export\\{name}".replace("/", "\\"): content for name, content in STANDARD.items()}
    extra = {"__MACOSX/._channels.json": b"\0\5", "Acme export/.DS_Store": b"x", "Acme export/payments/photo.png": b"x"}
    with read_export(zipped(tmp_path / "e.zip", files | extra)) as export:
        assert len(texts(export)) == 4
        assert {m.channel_id for m in export.messages()} == {"C1", "C2"}
        assert export.gaps == ()


def test_what_tools_write_into_exports_is_read_too(tmp_path: Path) -> None:
    files = STANDARD | {"payments/2025-11-19.json": b"\xef\xbb\xbf" + json.dumps([said("5.0", "with a mark"), None]).encode()}
    files["web/2025-02-31.json"] = [said("6.0", "no such day")]
    files["web/2025-11-20.json"] = b'[{"ts": 1763649200.000100, "text": "a number"}, {"text": "no ts"}, {"type": "other"}]'
    with read_export(zipped(tmp_path / "e.zip", files)) as export:
        assert texts(export)[-2:] == ["with a mark", "a number"]
        assert [m.ts for m in export.messages()][-1] == "1763649200.000100"
        assert why(export).startswith("2 messages without a usable ts left out, in payments/2025-11-19.json, web/2025-11-20.json of ")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'[{"type": "message", "ts": "1.0", "te', "it is no whole JSON"),
        (b"", "it is no whole JSON"),
        (b"<html>Sign in</html>", "it is no whole JSON"),
        (b"[" * 100_000, "it is nested too deep"),
        (b"[" + b"9" * 5000 + b"]", "it is no whole JSON"),
        (b'{"ok": false}', "it holds no list of messages"),
    ],
)
@pytest.mark.parametrize("form", [zipped, unpacked])
def test_a_broken_day_costs_that_day(tmp_path: Path, content: bytes, reason: str, form: Any) -> None:
    with read_export(form(tmp_path / "export", STANDARD | {"payments/2025-11-17.json": content})) as export:
        assert texts(export) == ["PAY-412 shipped", "and staging?"]
        assert why(export) == f"payments/2025-11-17.json of {export.path} not read: {reason}: evidence incomplete"
        assert export.window.read == 2


@pytest.mark.parametrize("name", ["users.json", "channels.json"])
def test_a_broken_list_costs_its_names(tmp_path: Path, name: str) -> None:
    with read_export(zipped(tmp_path / "e.zip", STANDARD | {name: b"{"})) as export:
        assert len(texts(export)) == 4
        assert f"{name} of" in why(export)


def test_many_broken_days_are_told_together(tmp_path: Path) -> None:
    files = STANDARD | {f"web/2025-10-{day:02d}.json": b"{" for day in range(1, 10)}
    with read_export(zipped(tmp_path / "e.zip", files)) as export:
        assert len(texts(export)) == 4
        assert "9 files (web/2025-10-01.json, web/2025-10-02.json, web/2025-10-03.json, …)" in why(export)
        assert len(export.gaps) == 1


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "e.zip"
    zipped(path, STANDARD)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as bundle, bundle.open("web/2025-11-18.json", "w") as stream:
        for _ in range(300):
            stream.write(b" " * 1_000_000)
    began = time.monotonic()
    with read_export(str(path)) as export:
        assert len(texts(export)) == 4
        assert "web/2025-11-18.json" in why(export)
        assert "unpacks to far more" in why(export)
    assert time.monotonic() - began < 2


def test_a_zip_that_lies_about_a_size_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "e.zip"
    zipped(path, STANDARD | {"web/2025-11-18.json": b" " * 30_000_000})
    content = bytearray(path.read_bytes())
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(b"web/2025-11-18.json"))
    content[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    path.write_bytes(content)
    with read_export(str(path)) as export:
        assert len(texts(export)) == 4
        assert "web/2025-11-18.json" in why(export)


def test_strange_members_are_refused_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "e.zip"
    day = json.dumps([said("7.0", "planted")])
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w") as bundle:
        warnings.simplefilter("ignore")  # of the name that is there twice
        for name, content in STANDARD.items():
            bundle.writestr(name, json.dumps(content))
        for name in ("../../etc/2025-11-17.json", "/abs/2025-11-17.json", "C:/w/2025-11-17.json", "a/b/c/d/e/f/g/h/2025-11-17.json"):
            bundle.writestr(name, day)
        link = zipfile.ZipInfo("web/2025-11-21.json")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        bundle.writestr(link, "/etc/passwd")
        bundle.writestr("web/2025-11-22.json", day)
        bundle.writestr("web/2025-11-22.json", day)
    content = path.read_bytes()
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(b"payments/2025-11-18.json"))
    path.write_bytes(content[: at + 8] + b"\x01\x00" + content[at + 10 :])  # the flag that says it is encrypted
    with read_export(str(path)) as export:
        assert texts(export) == ["10s on prod", "thanks", "PAY-412 shipped"]
        told = why(export)
    for part in ("../../etc/2025-11-17.json, /abs/2025-11-17.json, C:/w/2025-11-17.json of", "leads out of the export", "lies too deep"):
        assert part in told
    for part in ("web/2025-11-21.json of", "it is a link", "2 files of the ZIP have this name", "it is encrypted"):
        assert part in told


def test_damage_inside_a_zip_costs_the_file_it_hits(tmp_path: Path) -> None:
    path = tmp_path / "e.zip"
    zipped(path, STANDARD)
    content = bytearray(path.read_bytes())
    at = content.index(b"payments/2025-11-18.json") + 40  # within what it holds, packed
    content[at : at + 10] = bytes(10)
    path.write_bytes(content)
    with read_export(str(path)) as export:
        assert texts(export) == ["10s on prod", "thanks", "PAY-412 shipped"]
        assert "it is damaged in the ZIP" in why(export)


def test_links_and_pipes_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    folder = Path(unpacked(tmp_path / "export", STANDARD))
    (tmp_path / "secret.json").write_text(json.dumps([said("8.0", "from outside")]))
    (folder / "web" / "2025-11-21.json").symlink_to(tmp_path / "secret.json")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "web" / "2025-11-22.json")
    with read_export(str(folder)) as export:
        assert len(texts(export)) == 4
        assert "it is a link" in why(export)
        assert "it is not a regular file" in why(export)


@pytest.mark.parametrize(
    "make", [lambda p: None, lambda p: p.write_bytes(b""), lambda p: p.write_text("{}"), lambda p: p.mkdir(), lambda p: os.mkfifo(p)]
)
def test_what_is_no_export_is_refused_in_one_sentence(tmp_path: Path, make: Any) -> None:
    path = tmp_path / "export.zip"
    make(path)
    with pytest.raises(ExportError, match=r"^\S+export\.zip [^\n]+\.$"):
        read_export(str(path))


def test_a_zip_cut_short_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "e.zip"
    zipped(path, STANDARD)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(ExportError, match="is no whole ZIP: download the export again"):
        read_export(str(path))


@pytest.mark.law
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), min_size=1, max_size=8), st.integers(0, 2000))
def test_whatever_is_damaged_it_is_a_sentence_or_a_gap(tmp_path: Path, changes: list[tuple[int, int]], cut: int) -> None:
    path = tmp_path / "e.zip"
    zipped(path, STANDARD)
    content = bytearray(path.read_bytes())
    for at, value in changes:
        content[at % len(content)] = value
    path.write_bytes(content[: len(content) - (cut % len(content) if cut > 1900 else 0)])
    try:
        export = read_export(str(path))
    except ExportError:
        return
    with export:
        read = texts(export)
        assert len(read) == 4 or export.gaps or export.window.days < 3


def test_days_outside_a_time_are_left_out(tmp_path: Path) -> None:
    with read_export(zipped(tmp_path / "e.zip", STANDARD)) as export:
        assert texts(export, between=(date(2025, 11, 18), None)) == ["and staging?"]
        assert texts(export, between=(None, date(2025, 11, 17))) == ["10s on prod", "thanks", "PAY-412 shipped"]


def test_days_without_a_word_asked_for_are_not_decoded(tmp_path: Path) -> None:
    files = STANDARD | {"web/2025-11-19.json": b"{ broken, and nobody looks"}
    with read_export(zipped(tmp_path / "e.zip", files)) as export:
        assert texts(export, wanted=gate_for(["pay-412"])) == ["PAY-412 shipped"]
        assert (export.window.read, export.window.passed) == (1, 3)
        assert export.gaps == ()


def test_a_search_brings_hits_with_their_threads_and_neighbours(tmp_path: Path) -> None:
    asked, quiet = "1763390000.000100", "1763400000.000100"
    files = {
        "channels.json": CHANNELS,
        "users.json": USERS,
        "web/2025-11-16.json": [said("1763300000.000100", "why is it slow?", thread_ts="1763300000.000100", reply_count=1)],
        "web/2025-11-17.json": [
            said(asked, "raised GATEWAY_TIMEOUT", thread_ts="1763300000.000100"),
            said("1763390100.000100", "ah"),
            said(quiet, "lunch?", thread_ts=quiet, reply_count=1),
        ],
        "web/2025-11-19.json": [
            said("1763550000.000100", "still so", thread_ts="1763300000.000100"),
            said("1763550001.000100", "yes", thread_ts=quiet),
        ],
        "payments/2025-11-17.json": [said("1763390050.000100", "elsewhere")],
        "payments/2025-11-19.json": [said("1763550000.000200", "of another channel", thread_ts="1763300000.000100")],
    }
    with read_export(zipped(tmp_path / "e.zip", files)) as export:
        found = export.search(["gateway_timeout", "gateway.timeout"])
        assert [message.text for message in found] == ["why is it slow?", "raised GATEWAY_TIMEOUT", "ah", "still so"]
        assert (export.window.read, export.window.passed, export.window.days) == (1, 4, 5)
        assert export.search(["nowhere"]) == ()


@pytest.mark.law
@given(st.text(min_size=1, max_size=12), st.text(max_size=12), st.booleans(), st.booleans())
def test_a_gate_never_holds_back_a_word_that_is_there(word: str, around: str, ascii_only: bool, upper: bool) -> None:
    text = (around + (word.upper() if upper and word.isascii() else word) + around).replace("&", "&amp;").replace("<", "&lt;")
    content = json.dumps([{"text": text}], ensure_ascii=ascii_only).replace("/", "\\/").encode("utf-8", "surrogatepass")
    assert gate_for(["elsewhere_entirely", word])(content)


def test_a_gate_holds_back_what_has_none_of_the_words() -> None:
    gate = gate_for(["payment.gateway.timeout-ms", "PAYMENT_GATEWAY_TIMEOUT_MS"])
    assert not gate(b'[{"text": "nothing of it"}]')
    assert gate(b'[{"text": "the Payment went through"}]')
    assert gate_for(["\xfc\xf6"])(b"anything")


def test_a_large_export_is_read_in_little_memory(tmp_path: Path) -> None:
    import tracemalloc

    day = [said(f"1763390000.{n:06d}", "the same words again and again " * 5, thread_ts="1763390000.000000") for n in range(200)]
    path = zipped(
        tmp_path / "e.zip", {"channels.json": CHANNELS} | {f"web/2025-{m:02d}-{d:02d}.json": day for m in (1, 3) for d in range(1, 21)}
    )
    tracemalloc.start()
    with read_export(path) as export:
        count = sum(1 for _ in export.messages())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 8000
    assert peak < 3_000_000
