"""A Jira on this machine, Cloud or Data Center: keeps issues, pages, refuses and fails on order, and remembers what was asked."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "tok-4f1c9e2a7b"
EMAIL = "ada@corp.example"


@dataclass
class Fault:
    """What to do instead of answering, for the next `times` requests whose path holds `path`."""

    path: str
    status: int = 503
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"{}"
    times: int = 10**6
    seconds: float = 0.0
    how: str = "answer"  # answer | hang | drip | truncate


@dataclass
class Exchange:
    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: Any
    status: int = 0
    reply: Any = None


def user(name: str, *, active: bool = True, cloud: bool = True) -> dict[str, Any]:
    if cloud:
        return {"accountId": f"712020:{name}", "accountType": "atlassian", "displayName": name.title(), "active": active}
    return {"name": name, "key": f"JIRAUSER{len(name)}", "displayName": name.title(), "emailAddress": f"{name}@corp.example",
            "active": active}  # fmt: skip


def history(number: int, at: str, name: str, before: str | None, after: str | None, by: dict[str, Any] | None = None) -> dict[str, Any]:
    told = {key: text for key, text in (("fromString", before), ("toString", after)) if text is not None}
    return {"id": str(number), "created": at, "author": by or user("ada"), "items": [{"field": name, "fieldtype": "jira", **told}]}


def issue(number: int, text: str = "", *, project: str = "PAY", comments: int = 0, changes: int = 0, **fields: Any) -> dict[str, Any]:
    """A stored issue: with `comments` numbered comments and `changes` numbered moves, oldest first, one a minute."""
    at = f"2026-03-{1 + number % 27:02d}T09:00:00.000+0000"
    return {
        "id": str(10000 + number),
        "key": f"{project}-{number}",
        "fields": {
            "summary": f"Issue {number}", "description": text, "issuetype": {"name": "Task"}, "project": {"key": project},
            "status": {"name": "Open", "statusCategory": {"key": "new"}}, "created": at, "updated": at, "labels": [],
            "creator": user("ada"), "reporter": user("ada"), "assignee": None, **fields,
        },
        "comments": [{"id": str(50000 + 100 * number + n), "author": user("bob", active=False), "body": f"comment {n}", "created": at,
                      "updated": at} for n in range(comments)],
        "histories": [history(90000 + 1000 * number + n, f"2026-03-02T{n // 60:02d}:{n % 60:02d}:00.000+0000", "status", f"S{n}",
                              f"S{n + 1}") for n in range(changes)],
    }  # fmt: skip


@dataclass
class FakeJira:
    """`cloud` or not; `page` rows at most to a page, whatever was asked for; `embedded_comments` within a found issue."""

    cloud: bool = True
    page: int = 50
    embedded_comments: int = 5
    issues: list[dict[str, Any]] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)  # keys that a text search names though the word isn't in them
    projects: list[str] = field(default_factory=lambda: ["PAY", "OPS"])
    remote: dict[str, list[str]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    repeat_token: bool = False
    bulkfetch: bool = True
    stamp: Callable[[str], Any] = str  # how bulkfetch writes `created`
    between_pages: Callable[[FakeJira, int], None] = lambda _fake, _start: None
    asked_queries: list[str] = field(default_factory=list)

    def __enter__(self) -> FakeJira:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _front(self))
        self._server.daemon_threads = True
        self._closing = threading.Event()
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def wait(self, seconds: float) -> None:
        self._closing.wait(seconds)

    def fault_for(self, path: str) -> Fault | None:
        for fault in self.faults:
            if fault.path in path and fault.times > 0:
                fault.times -= 1
                return fault
        return None

    # What a real one does, request by request.

    def answer(self, exchange: Exchange) -> tuple[int, Any]:
        version = "3" if self.cloud else "2"
        path = exchange.path
        if path in ("/rest/api/2/serverInfo", f"/rest/api/{version}/serverInfo"):
            return 200, self._server_info()
        if not path.startswith(f"/rest/api/{version}/"):
            return (410, {"errorMessages": ["The requested API has been removed."]}) if self.cloud else (404, None)
        if not self._known(exchange.headers.get("Authorization", "")):
            return 401, {"errorMessages": ["You are not authenticated."], "errors": {}}
        rest = path.removeprefix(f"/rest/api/{version}/")
        hit = re.fullmatch(r"issue/([^/]+)/(changelog|comment|remotelink)", rest)
        if hit:
            return self._part(hit[1], hit[2], exchange.query)
        return self._whole(rest, exchange)

    def _whole(self, rest: str, exchange: Exchange) -> tuple[int, Any]:
        start = int(exchange.query.get("startAt", ["0"])[0])
        if rest == "myself":
            return 200, user("ada", cloud=self.cloud)
        if rest == "mypermissions":
            return 200, {"permissions": {"BROWSE_PROJECTS": {"id": "10", "key": "BROWSE_PROJECTS", "havePermission": bool(self.projects)}}}
        if rest == "project/search" and self.cloud:
            rows = [{"id": str(n), "key": key, "name": key.title()} for n, key in enumerate(self.projects, 1)]
            return 200, self._offset_page(rows, start, "values") | {"isLast": start + self.page >= len(rows)}
        if rest == "project" and not self.cloud:
            return 200, [{"id": str(n), "key": key, "name": key.title()} for n, key in enumerate(self.projects, 1)]
        if rest == "search/jql" and self.cloud and exchange.method == "POST":
            return self._search_by_token(exchange.body)
        if rest == "search" and not self.cloud and exchange.method == "POST":
            return self._search_by_offset(exchange.body)
        if rest == "changelog/bulkfetch" and self.cloud and self.bulkfetch:
            return self._bulk(exchange.body)
        return 404, {"errorMessages": ["null for uri"], "errors": {}}

    def _known(self, header: str) -> bool:
        import base64

        basic = "Basic " + base64.b64encode(f"{EMAIL}:{TOKEN}".encode()).decode()
        return header == (basic if self.cloud else f"Bearer {TOKEN}")

    def _server_info(self) -> dict[str, Any]:
        return {"baseUrl": self.url, "version": "1001.0.0-SNAPSHOT" if self.cloud else "9.12.7", "versionNumbers": [1001, 0, 0],
                "deploymentType": "Cloud" if self.cloud else "Server", "buildNumber": 100290, "serverTitle": "Jira"}  # fmt: skip

    def _offset_page(self, rows: list[Any], start: int, name: str) -> dict[str, Any]:
        return {"startAt": start, "maxResults": self.page, "total": len(rows), name: rows[start : start + self.page]}

    def _part(self, name: str, part: str, query: dict[str, list[str]]) -> tuple[int, Any]:
        found = next((one for one in self.issues if name in (one["id"], one["key"])), None)
        start = int(query.get("startAt", ["0"])[0])
        if found is None or (part == "changelog" and not self.cloud):
            return 404, {"errorMessages": ["Issue does not exist or you do not have permission to see it."], "errors": {}}
        if part == "remotelink":
            return 200, [{"id": n, "object": {"url": url, "title": "page"}} for n, url in enumerate(self.remote.get(found["key"], []))]
        if part == "comment":
            return 200, self._offset_page([self._comment(row) for row in found["comments"]], start, "comments")
        rows = self._offset_page(found["histories"], start, "values")
        return 200, rows | {"isLast": start + self.page >= len(found["histories"])}

    def _comment(self, row: dict[str, Any]) -> dict[str, Any]:
        return row | {"body": _adf(row["body"])} if self.cloud else row

    def _found(self, query: str) -> list[dict[str, Any]] | list[str]:
        """The issues of a JQL question of the kinds that we ask; a list of error messages where it names an unknown key."""
        self.asked_queries.append(query)
        if query.startswith("key in ("):
            keys = re.findall(r'"([^"]+)"', query.partition(" ORDER")[0])
            known = {one["key"]: one for one in self.issues} | {old: one for one in self.issues for old in one.get("old_keys", ())}
            lost = [key for key in keys if key not in known]
            if lost:
                return [f"An issue with key '{key}' does not exist for field 'key'." for key in lost]
            return list({known[key]["id"]: known[key] for key in keys}.values())
        words = [_unescaped(text) for text in re.findall(r'text ~ "((?:[^"\\]|\\.)*)"', query)]
        bounds = dict(re.findall(r'(updated >=|created <=) "([^"]+)"', query))
        found = []
        for one in self.issues:
            text = json.dumps([one["fields"], one["comments"]]).lower()
            inside = one["key"] in self.loose or any(word in text for word in words) or not words
            since, until = bounds.get("updated >="), bounds.get("created <=")
            after = since is None or since.startswith("-") or one["fields"]["updated"][:16].replace("T", " ") >= since
            project = re.search(r'project = "([^"]+)"', query)
            inside = inside and (project is None or one["fields"]["project"]["key"] == project[1])
            if inside and after and (until is None or one["fields"]["created"][:16].replace("T", " ") <= until):
                found.append(one)
        order = "updated" if "ORDER BY updated" in query else "created"
        return sorted(found, key=lambda one: (one["fields"][order], one["key"]))

    def _shown(self, one: dict[str, Any], fields: list[str]) -> dict[str, Any]:
        """An issue as a page of results shows it: the newest 40 changes on Cloud, the first few comments."""
        shown: dict[str, Any] = {"id": one["id"], "key": one["key"], "self": f"{self.url}/rest/api/2/issue/{one['id']}"}
        if fields != ["*all"]:
            return shown
        comments = one["comments"][: self.embedded_comments]
        kept = [{**one["fields"], "description": _adf(one["fields"]["description"]) if self.cloud else one["fields"]["description"]}][0]
        kept["comment"] = {"comments": [self._comment(row) for row in comments], "total": len(one["comments"]), "startAt": 0,
                           "maxResults": len(comments)}  # fmt: skip
        newest = one["histories"][::-1][: 40 if self.cloud else None]
        log = {"histories": newest, "total": len(one["histories"]), "startAt": 0, "maxResults": len(newest)}
        return shown | {"fields": kept, "changelog": log}

    def _search_by_token(self, body: dict[str, Any]) -> tuple[int, Any]:
        found = self._found(body["jql"])
        if found and isinstance(found[0], str):
            return 400, {"errorMessages": found, "errors": {}}
        token = body.get("nextPageToken")
        start = int(token.rpartition("-")[2]) if token else 0
        size = min(self.page, body.get("maxResults", 50))
        rows = [self._shown(one, body.get("fields", [])) for one in found[start : start + size] if isinstance(one, dict)]
        page: dict[str, Any] = {"issues": rows, "isLast": start + size >= len(found)}
        if not page["isLast"] or self.repeat_token:
            page["nextPageToken"] = "token-0" if self.repeat_token else f"token-{start + size}"
        return 200, page

    def _search_by_offset(self, body: dict[str, Any]) -> tuple[int, Any]:
        start = body.get("startAt", 0)
        self.between_pages(self, start)
        found = self._found(body["jql"])
        if found and isinstance(found[0], str):
            return 400, {"errorMessages": found, "errors": {}}
        rows: list[Any] = [self._shown(one, body.get("fields", [])) for one in found if isinstance(one, dict)]
        return 200, self._offset_page(rows, start, "issues")

    def _bulk(self, body: dict[str, Any]) -> tuple[int, Any]:
        wanted = [one for one in self.issues if one["id"] in body["issueIdsOrKeys"]]
        rows = [(one["id"], row | {"created": self.stamp(row["created"])}) for one in wanted for row in one["histories"]]
        start = int((body.get("nextPageToken") or "bulk-0").rpartition("-")[2])
        grouped: dict[str, list[Any]] = {}
        for identity, row in rows[start : start + self.page]:
            grouped.setdefault(identity, []).append(row)
        page: dict[str, Any] = {"issueChangeLogs": [{"issueId": key, "changeHistories": value} for key, value in grouped.items()]}
        return 200, page | ({"nextPageToken": f"bulk-{start + self.page}"} if start + self.page < len(rows) else {})


def _adf(text: str) -> dict[str, Any]:
    return {"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": [{"type": "text", "text": text}] if text else []}]}


def _unescaped(text: str) -> str:
    """Both layers taken off: JQL's string, then the text search's; what is left is the word, its quotes or its star."""
    lucene = re.sub(r"\\(.)", r"\1", text)
    return re.sub(r"\\(.)", r"\1", lucene.strip('"').removesuffix("*").removeprefix('"')).lower()


def _front(fake: FakeJira) -> type[BaseHTTPRequestHandler]:
    class Front(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, *_: Any) -> None:
            pass

        def do_GET(self) -> None:
            self._serve("GET")

        def do_POST(self) -> None:
            self._serve("POST")

        def _serve(self, method: str) -> None:
            parts = urlsplit(self.path)
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.title(): value for name, value in self.headers.items()}
            query = parse_qs(parts.query, keep_blank_values=True)
            exchange = Exchange(method, parts.path, query, headers, json.loads(raw) if raw else None)
            fake.exchanges.append(exchange)
            fault = fake.fault_for(parts.path)
            if fault is not None:
                exchange.status = fault.status
                self._fail(fault)
                return
            exchange.status, exchange.reply = fake.answer(exchange)
            body = b"<html>Not found</html>" if exchange.reply is None else json.dumps(exchange.reply).encode()
            self._send(exchange.status, {"Content-Type": "text/html" if exchange.reply is None else "application/json"}, body)

        def _send(self, status: int, headers: dict[str, str], body: bytes, announced: int | None = None) -> None:
            self.send_response_only(status)
            for name, value in {"Content-Length": str(len(body) if announced is None else announced), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def _fail(self, fault: Fault) -> None:
            headers = {"Content-Type": "application/json", **fault.headers}
            if fault.how == "hang":
                fake.wait(fault.seconds)
            elif fault.how == "truncate":
                self._send(fault.status, headers, fault.body, announced=len(fault.body) + 100)
                self.close_connection = True
            elif fault.how == "drip":
                self._send(fault.status, headers, b"", announced=100_000)
                end = time.monotonic() + fault.seconds
                while time.monotonic() < end and not fake._closing.is_set():
                    self.wfile.write(b" ")
                    self.wfile.flush()
                    fake.wait(0.05)
                self.close_connection = True
            else:
                self._send(fault.status, headers, fault.body)

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                self.close_connection = True  # whoever asked has gone

    return Front
