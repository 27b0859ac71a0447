"""Exports in all their forms: what they hold becomes tickets, what is broken costs itself, what isn't there is said."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.collect.jira import json_stream as stream_module
from forensics.collect.jira import read_export, stream_export
from forensics.collect.jira.gate import Gate
from forensics.model import Gap, Ticket

AT = "2026-03-01T10:00:00.000+0000"


def raw(number: int, text: str = "", **rest: Any) -> dict[str, Any]:
    fields = {"summary": f"Issue {number}", "description": text, "created": AT, "updated": AT, "comment": {"comments": [], "total": 0}}
    return {"id": str(number), "key": f"PAY-{number}", "fields": fields, "changelog": {"histories": [], "total": 0}, **rest}


def move(number: int, at: str, after: str = "Closed") -> dict[str, Any]:
    author = {"accountId": "712020:ada", "displayName": "Ada"}
    return {"id": str(number), "created": at, "author": author, "items": [{"field": "status", "fromString": "Open", "toString": after}]}


def moved(number: int, at: str, text: str = "") -> dict[str, Any]:
    return raw(number, text, changelog={"total": 1, "histories": [move(number, at)]})


def _keys(folder: Path, *words: str) -> list[str]:
    return [ticket.key for ticket in read_export(folder, words).tickets]


def _written(folder: Path, name: str, value: Any) -> Path:
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    return path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("page.json", json.dumps({"startAt": 0, "total": 2, "issues": [raw(1), raw(2)]})),
        ("pretty.json", json.dumps({"issues": [raw(1), raw(2)]}, indent=4)),
        ("list.json", json.dumps([raw(1), raw(2)])),
        ("lines.jsonl", f"{json.dumps(raw(1))}\n\n{json.dumps(raw(2))}\n"),
        ("lines.json", f"{json.dumps(raw(1))}\n{json.dumps(raw(2))}"),
        ("pages.jsonl", f"{json.dumps({'issues': [raw(1)]})}\n{json.dumps({'issues': [raw(2)]})}\n"),
        ("one-after-another.json", json.dumps(raw(1), indent=1) + json.dumps(raw(2), indent=1)),
        ("marked.json", "\ufeff" + json.dumps([raw(1), raw(2)])),
        ("flat.json", json.dumps([{"key": "PAY-1", "title": "x", "comments": ["a", "b"]}, {"issue_id": "PAY-2", "summary": "y"}])),
    ],
)
def test_every_form_of_rest_json(tmp_path: Path, name: str, text: str) -> None:
    export = read_export(_written(tmp_path, name, text))
    assert [ticket.key for ticket in export.tickets] == ["PAY-1", "PAY-2"]
    assert export.gaps == ()
    assert export.looked_at == 2


def test_a_single_issue(tmp_path: Path) -> None:
    assert _keys(_written(tmp_path, "PAY-1.json", raw(1))) == ["PAY-1"]


def test_a_utf16_export(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(json.dumps([raw(1, "Zeitüberschreitung")], ensure_ascii=False).encode("utf-16"))
    assert read_export(tmp_path).tickets[0].description == "Zeitüberschreitung"


def test_a_folder_of_files_counts_each_key_once_and_in_its_last_version(tmp_path: Path) -> None:
    newer = raw(1, "newer")
    newer["fields"]["updated"] = "2026-03-05T10:00:00.000+0000"
    _written(tmp_path, "b.json", [newer, raw(2)])
    (tmp_path / "sub").mkdir()
    _written(tmp_path / "sub", "c.json", raw(1, "older"))
    _written(tmp_path, "notes.txt", "not looked at")
    export = read_export(tmp_path)
    assert {ticket.key: ticket.description for ticket in export.tickets} == {"PAY-1": "newer", "PAY-2": ""}
    assert export.gaps == ()


def test_names_of_fields_are_taken_from_the_page(tmp_path: Path) -> None:
    issue = raw(1)
    issue["fields"]["customfield_7"] = "slow bank"
    page = {"names": {"customfield_7": "Root cause"}, "issues": [issue]}
    assert read_export(_written(tmp_path, "a.json", page)).tickets[0].other_texts == (("Root cause", "slow bank"),)


@pytest.mark.parametrize(
    ("text", "keys", "said"),
    [
        (json.dumps([raw(1), 5, {"x": 1}, raw(2)]), ["PAY-1", "PAY-2"], "2 of its entries can't be read (an entry is no issue)"),
        (json.dumps({"issues": [raw(1), raw(2)]})[:-200], ["PAY-1"], "1 of its entries can't be read"),
        (json.dumps({"issues": [raw(1), "BROKEN", raw(2)]}).replace('"BROKEN"', '{"key": "PAY-9", "fields": {"summary": no}}'),
         ["PAY-1", "PAY-2"], "1 of its entries can't be read (an issue is broken)"),
        ("[" + json.dumps(raw(1)) + ", {" * 60_000 + ", " + json.dumps(raw(2)) + "]", ["PAY-1", "PAY-2"], "an issue is broken"),
        ('{"issues": [' + '[' * 60_000, [], "can't be read"),
        ('{"issues"', [], "can't be read"),
        ("{}", [], "can't be read"),
        ("[]", [], "no issue of Jira was found in it"),
        (json.dumps({"issues": [], "total": 0}), [], "no issue of Jira was found in it"),
        (json.dumps({"issues": [raw(1)], "total": 61}), ["PAY-1"], "it holds 1 of 61 issues"),
        (json.dumps({"issues": [raw(1)], "nextPageToken": "x"}), ["PAY-1"], "its last page announces another"),
    ],
)  # fmt: skip
def test_broken_json_costs_itself_and_is_said(tmp_path: Path, text: str, keys: list[str], said: str) -> None:
    export = read_export(_written(tmp_path, "a.json", text))
    assert [ticket.key for ticket in export.tickets] == keys
    assert any(said in gap.why for gap in export.gaps), export.gaps
    assert all(gap.where.startswith("jira export a.json") for gap in export.gaps)


def test_a_broken_line_costs_itself(tmp_path: Path) -> None:
    export = read_export(_written(tmp_path, "a.jsonl", f"{json.dumps(raw(1))}\n{{broken\n{json.dumps(raw(2))}"))
    assert [ticket.key for ticket in export.tickets] == ["PAY-1", "PAY-2"]
    assert "line 2 is no JSON" in export.gaps[0].why


@pytest.mark.parametrize("chunk", [1, 7, 64, 1000])
def test_where_the_stream_is_cut_makes_no_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr(stream_module, "_CHUNK", chunk)
    issues = [raw(n, 'a "quoted" \\ {text} [é]') for n in range(5)]
    page = json.dumps({"n": 123456, "issues": [*issues[:2], "BROKEN", *issues[2:]], "total": 5}, indent=1)
    export = read_export(_written(tmp_path, "a.json", page.replace('"BROKEN"', '{"id": tru}')))
    assert [ticket.key for ticket in export.tickets] == [f"PAY-{n}" for n in range(5)]
    assert len(export.gaps) == 1


@pytest.mark.law
@given(st.text(alphabet='{}[]",:0akey \n', max_size=60))
def test_no_text_breaks_the_reading(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("law")
    for name in ("a.json", "a.jsonl", "a.csv", "a.xml"):
        export = read_export(_written(folder, name, text))
        assert export.gaps
        read_export(_written(folder, name, f"[{json.dumps(raw(1))},{text},{json.dumps(raw(2))}]"))
        read_export(_written(folder, name, f"Issue key,Summary\nPAY-1,{text}\n"))


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    assert read_export(tmp_path / "none").gaps == (Gap("jira export none", "there is no such file or folder"),)
    assert "holds no JSON, CSV or XML" in read_export(tmp_path).gaps[0].why


# Only what may hold a word is decoded; bulk moves are seen all the same.


def test_words_choose_tickets(tmp_path: Path) -> None:
    texts = ["PAY_GATEWAY_TIMEOUT", "pay\\_gateway\\_timeout", "payGatewayTimeout", "*PAY*_GATEWAY_{{TIMEOUT}}", "nothing"]
    for name, value in (("a.json", [raw(n, text) for n, text in enumerate(texts)]),
                        ("b.jsonl", "\n".join(json.dumps(raw(n, text)) for n, text in enumerate(texts)))):  # fmt: skip
        export = read_export(_written(tmp_path, name, value), ["PAY_GATEWAY_TIMEOUT"])
        assert [ticket.key for ticket in export.tickets] == ["PAY-0", "PAY-1", "PAY-2", "PAY-3"]
        assert export.looked_at == 5


@pytest.mark.law
@given(st.text(min_size=1, max_size=12), st.text(max_size=20), st.text(max_size=20))
def test_the_gate_never_shuts_a_word_out(word: str, before: str, after: str) -> None:
    assert Gate([word]).opens(before + word + after)
    assert Gate([word]).opens(before + word.upper() + after) or not word.isascii()
    assert Gate([word]).opens(json.dumps(before + word + after)) or not word.isascii()


def test_a_bulk_move_is_seen_though_the_other_tickets_hold_no_word(tmp_path: Path) -> None:
    others = [moved(n, f"2026-03-01T10:00:{n:02d}.000+0000") for n in (2, 3)]
    mine, alone = moved(1, "2026-03-01T09:59:50.000+0000", "A_TIMEOUT"), moved(4, "2026-03-01T12:00:00.000+0000", "A_TIMEOUT")
    export = read_export(_written(tmp_path, "a.json", [mine, *others, alone]), ["A_TIMEOUT"])
    assert {ticket.key: ticket.moves[0].bulk for ticket in export.tickets} == {"PAY-1": True, "PAY-4": False}


def test_a_stream_gives_tickets_as_they_come(tmp_path: Path) -> None:
    found = list(stream_export(_written(tmp_path, "a.json", {"issues": [raw(1), raw(2)], "total": 3})))
    assert [type(one) for one in found] == [Ticket, Ticket, Gap]


# CSV

HEADER = ('Summary,Issue key,Issue id,Issue Type,Status,Project key,Assignee,Assignee Id,Reporter,Reporter Id,Created,Updated,Description,'
          'Sprint,Sprint,Labels,Labels,'
          'Outward issue link (Blocks),Custom field (Root cause),Custom field (Rank),Comment,Comment,Parent key')  # fmt: skip
ROW = ('Raise it,PAY-7,1,Task,Done,PAY,Jo,712020:jo,Ada,712020:ada,25/Feb/26 4:38 PM,26/Feb/26 12:05 AM,"Set *A_B*,\nto ""10s""",'
       'S1,S2,ops,,OPS-2,slow,0|i02m2f:,"25/Feb/26 5:00 PM;712020:jo;done; and\nso on",no date here,PAY-1')  # fmt: skip


def _csv(folder: Path, text: str) -> Any:
    return read_export(_written(folder, "a.csv", text))


def test_a_csv_row_is_a_ticket(tmp_path: Path) -> None:
    export = _csv(tmp_path, f"\ufeff{HEADER}\n{ROW}\n")
    (ticket,) = export.tickets
    assert (ticket.key, ticket.project, ticket.kind, ticket.status) == ("PAY-7", "PAY", "Task", "Done")
    assert ticket.description == 'Set A_B,\nto "10s"'
    assert ticket.created == datetime(2026, 2, 25, 16, 38, tzinfo=UTC)
    assert ticket.updated == datetime(2026, 2, 26, 0, 5, tzinfo=UTC)
    assert (ticket.assignee.id, ticket.assignee.name) == ("712020:jo", "Jo")
    assert (ticket.sprints, ticket.labels, ticket.links) == (("S1", "S2"), ("ops",), ("outward Blocks OPS-2", "child of PAY-1"))
    assert ticket.other_texts == (("Root cause", "slow"),)
    dated, whole = ticket.comments
    assert (dated.text, dated.author.name, dated.time) == ("done; and\nso on", "Jo", datetime(2026, 2, 25, 17, tzinfo=UTC))
    assert (whole.text, whole.time) == ("no date here", None)
    said = " ".join(gap.why for gap in export.gaps)
    assert "holds no changelog" in said
    assert "times name no time zone" in said


@pytest.mark.parametrize(
    ("header", "row", "keys", "said"),
    [
        ("Issue key;Summary;Created", "PAY-1;a;13.02.2026 10:00", ["PAY-1"], "no changelog"),
        ("Issue key\tSummary", "PAY-1\ta", ["PAY-1"], "no changelog"),
        ("Issue key,Summary,Comment,Comment.1", "PAY-1,a,b,c", ["PAY-1"], "no changelog"),
        ("Issue key,Summary,Created", "PAY-1,a,5/6/2026 10:00", ["PAY-1"], "can be read as day/month or month/day"),
        ("Issue key,Summary", "PAY-1,a,too many\nPAY-2,b", ["PAY-1", "PAY-2"], "1 of its rows have more cells than the header"),
        ("Summary,Issue key", "a, b,PAY-1\nb,PAY-2", ["PAY-2"], "1 of its entries can't be read"),
        ("Issue key,Summary", ",nokey\nPAY-2,b", ["PAY-2"], "1 of its entries can't be read"),
        ("Issue key,Summary", 'PAY-1,"never closed\nPAY-2,b', ["PAY-1"], "no changelog"),
        ("Name,Value", "a,b", [], "its columns are not those of a Jira export"),
        ("", "", [], "its columns are not those of a Jira export"),
    ],
)
def test_csv_of_every_kind(tmp_path: Path, header: str, row: str, keys: list[str], said: str) -> None:
    export = _csv(tmp_path, f"{header}\n{row}\n")
    assert [ticket.key for ticket in export.tickets] == keys
    assert any(said in gap.why for gap in export.gaps), export.gaps


def test_a_row_wider_than_a_shortened_header_keeps_what_still_fits(tmp_path: Path) -> None:
    header = "Issue key,Summary,Created,Custom field (Stage),Comment"
    attached = "25/Feb/26 4:39 PM;712020:jo;a.png;https://x.example/a.png"
    row = f'PAY-1,a,25/Feb/26 4:38 PM,5.0,slow,{attached},"25/Feb/26 4:40 PM;712020:jo;done, I think"'
    (ticket,) = _csv(tmp_path, f"{header}\n{row}\n").tickets
    assert ticket.created == datetime(2026, 2, 25, 16, 38, tzinfo=UTC)
    assert [comment.text for comment in ticket.comments] == ["done, I think"]
    assert ticket.other_texts == ()
    assert "links and fields of one's own" in ticket.unread


def test_csv_times_with_an_offset_leave_no_doubt(tmp_path: Path) -> None:
    export = _csv(tmp_path, f"Issue key,Summary,Created\nPAY-1,a,{AT}\n")
    assert not any("time zone" in gap.why for gap in export.gaps)


def test_csv_in_the_windows_code_page(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("Issue key,Summary\nPAY-1,Zeitüberschreitung\n".encode("cp1252"))
    assert read_export(tmp_path).tickets[0].summary == "Zeitüberschreitung"


def test_a_comments_column_that_pandas_renamed(tmp_path: Path) -> None:
    (ticket,) = _csv(tmp_path, "Issue key,Summary,Comment,Comment.1\nPAY-1,a,b,c\n").tickets
    assert [comment.text for comment in ticket.comments] == ["b", "c"]


# XML

XML = """<?xml version="1.0" encoding="UTF-8"?>
<!-- made by Jira -->
<rss version="0.92"><channel><title>Jira</title><item>
<title>[PAY-7] Raise it</title><link>https://jira.corp.example/browse/PAY-7</link><project id="1" key="PAY">Payments</project>
<description>&lt;p&gt;Set &lt;b&gt;A_B&lt;/b&gt; to 10s&lt;/p&gt;</description><environment>prod</environment>
<key id="10001">PAY-7</key><summary>Raise it</summary>
<type id="3">Task</type><status id="5">Done</status><statusCategory id="3" key="done"/>
<resolution id="-1">Unresolved</resolution><assignee username="-1">Unassigned</assignee><reporter username="ada">Ada</reporter>
<labels><label>ops</label></labels><created>Wed, 25 Feb 2026 16:38:58 +0100</created><updated>Wed, 25 Feb 2026 17:38:58 +0100</updated>
<issuelinks><issuelinktype id="1"><name>Blocks</name><outwardlinks description="blocks">
<issuelink><issuekey id="2">OPS-2</issuekey></issuelink>
</outwardlinks></issuelinktype></issuelinks>
<comments><comment id="5" author="bob" created="Wed, 25 Feb 2026 16:40:00 +0100">&lt;a href="https://x.example"&gt;done&lt;/a&gt;</comment></comments>
<customfields><customfield id="customfield_1" key="x"><customfieldname>Sprint</customfieldname><customfieldvalues>
<customfieldvalue id="1">S1</customfieldvalue></customfieldvalues></customfield><customfield id="customfield_2" key="y">
<customfieldname>Root cause</customfieldname><customfieldvalues>
<customfieldvalue>slow bank</customfieldvalue></customfieldvalues></customfield>
</customfields></item></channel></rss>"""


def _xml(folder: Path, text: str) -> Any:
    return read_export(_written(folder, "a.xml", text))


def test_an_xml_item_is_a_ticket(tmp_path: Path) -> None:
    export = _xml(tmp_path, XML)
    (ticket,) = export.tickets
    assert (ticket.key, ticket.project, ticket.kind, ticket.status, ticket.status_category) == ("PAY-7", "PAY", "Task", "Done", "done")
    assert (ticket.description, ticket.resolution, ticket.assignee, ticket.creator.handle) == ("Set A_B to 10s", None, None, "ada")
    assert ticket.created == datetime(2026, 2, 25, 15, 38, 58, tzinfo=UTC)
    assert (ticket.labels, ticket.sprints, ticket.links) == (("ops",), ("S1",), ("blocks OPS-2",))
    assert ticket.other_texts == (("Environment", "prod"), ("Root cause", "slow bank"))
    assert ticket.comments[0].text == "done (https://x.example)"
    assert ticket.url == "https://jira.corp.example/browse/PAY-7"
    assert [gap.why for gap in export.gaps] == ["an XML export holds no changelog: who moved a ticket, and when, is not in it"]


LAUGHS = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("declared", [LAUGHS, OUTSIDE, '<!DOCTYPE rss SYSTEM "https://x.example/a.dtd">'])
def test_xml_that_declares_anything_is_refused(tmp_path: Path, declared: str) -> None:
    export = _xml(tmp_path, XML.replace("<rss", f"{declared}<rss", 1).replace("<summary>Raise it", "<summary>&x;&b;"))
    assert export.tickets == ()
    assert any("declares a document type" in gap.why for gap in export.gaps)


def test_xml_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    item = XML[XML.index("<item>") : XML.index("</channel>")]
    export = _xml(tmp_path, XML.replace("</channel></rss>", item.replace("PAY-7", "PAY-8") + item[:300]))
    assert [ticket.key for ticket in export.tickets] == ["PAY-7", "PAY-8"]
    assert any("no whole XML from line" in gap.why for gap in export.gaps)


def test_hostile_exports_end_in_time(tmp_path: Path) -> None:
    texts = {
        "a.json": '{"id": ' * 300_000,
        "b.json": '[{"key": "' + "x" * 3_000_000,
        "c.xml": "<item>" * 300_000,
        "d.csv": 'Issue key,Summary\n"' + "x,\n" * 600_000,
        "e.json": '["' * 500_000,
        "f.json": "[1," * 300_000,
        "g.json": '[{"id":1},' * 200_000,
    }
    for name, text in texts.items():
        _written(tmp_path, name, text)
    start = time.monotonic()
    export = read_export(tmp_path)
    assert time.monotonic() - start < 30
    assert {gap.where.rpartition(" ")[2] for gap in export.gaps} >= texts.keys()
