"""A Slack of our own on 127.0.0.1: channels, threads, users and tokens; it pages, limits, redirects and fails on order."""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl

Reply = dict[str, Any]
Fault = Callable[["Exchange"], None]

# Which scopes a method asks for (any of them), by kind of token; None: this kind may not ask at all.
SCOPES: dict[str, dict[str, tuple[str, ...] | None]] = {
    "auth.test": {"user": (), "bot": ()},
    "search.messages": {"user": ("search:read",), "bot": None},
    "assistant.search.context": {"user": ("search:read.public", "search:read.private"), "bot": None},
    "conversations.list": {"user": ("channels:read",), "bot": ("channels:read",)},
    "conversations.history": {"user": ("channels:history",), "bot": ("channels:history",)},
    "conversations.replies": {"user": ("channels:history",), "bot": ("channels:history",)},
    "users.info": {"user": ("users:read",), "bot": ("users:read",)},
}
ALL_SCOPES = "search:read,channels:history,channels:read,groups:history,groups:read,users:read,users:read.email"


@dataclass
class Token:
    kind: str
    user: str
    scopes: str = ALL_SCOPES
    error: str | None = None


@dataclass
class Exchange:
    """One request and what was answered; `raw` writes bytes as they are, for faults."""

    method: str
    form: dict[str, str]
    body: bytes
    content_type: str
    token: str
    handler: BaseHTTPRequestHandler
    status: int = 200
    reply: Reply | None = None

    def answer(self, status: int, body: bytes, headers: dict[str, str] | None = None, length: int | None = None) -> None:
        self.status = status
        self.handler.send_response(status)
        for name, value in ({"Content-Type": "application/json; charset=utf-8"} | (headers or {})).items():
            self.handler.send_header(name, value)
        if length is not None:
            self.handler.send_header("Content-Length", str(length))
        self.handler.end_headers()
        self.handler.wfile.write(body)


@dataclass
class FakeSlack:
    """`fail(method, fault)` orders faults for the next calls of a method, one each; `after` is called once a reply was made."""

    tokens: dict[str, Token] = field(default_factory=dict)
    users: dict[str, Reply] = field(default_factory=dict)
    channels: dict[str, Reply] = field(default_factory=dict)
    messages: dict[str, list[Reply]] = field(default_factory=lambda: defaultdict(list))
    exchanges: list[Exchange] = field(default_factory=list)
    page: int = 1000  # the most rows that any page holds: Slack may give fewer than were asked for
    collapse: float = 60.0  # hits closer together than this are shown as one
    after: Callable[[str, int], None] | None = None
    certificate: str | None = None
    _faults: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    _server: ThreadingHTTPServer | None = None

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        if self.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        assert self._server is not None
        return int(self._server.server_address[1])

    @property
    def address(self) -> str:
        return f"{'https' if self.certificate else 'http'}://127.0.0.1:{self.port}/api/"

    def fail(self, method: str, *faults: Fault) -> None:
        self._faults[method].extend(faults)

    def calls(self, method: str) -> int:
        return sum(exchange.method == method for exchange in self.exchanges)

    # --- what is said

    def channel(self, id: str, name: str, member: bool = True, private: bool = False) -> None:
        self.channels[id] = {"id": id, "name": name, "is_member": member, "is_private": private, "is_archived": False}

    def person(self, id: str, name: str, deleted: bool = False) -> None:
        profile = {"real_name": name, "display_name": name.split()[0].lower(), "email": f"{id.lower()}@corp.example"}
        self.users[id] = {"id": id, "name": name.lower().replace(" ", "."), "deleted": deleted, "is_bot": False, "profile": profile}

    def say(self, channel: str, ts: str, text: str, user: str = "U01JANE", thread: str | None = None, **more: Any) -> None:
        row: Reply = {"type": "message", "ts": ts, "user": user, "text": text, **more}
        rows = self.messages[channel]
        if thread:
            row["thread_ts"] = thread
            parent = next(row for row in rows if row["ts"] == thread)
            parent |= {"thread_ts": thread, "reply_count": parent.get("reply_count", 0) + 1}
        rows.append(row)
        rows.sort(key=lambda row: str(row["ts"]))

    # --- answering

    def serve(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)
        if self._faults[exchange.method]:
            self._faults[exchange.method].popleft()(exchange)
            return
        headers = {}
        token = self.tokens.get(exchange.token)
        reply = _refusal(exchange, token)
        if token is not None and reply is None:
            headers = {"X-OAuth-Scopes": token.scopes}
            reply = getattr(self, "_" + exchange.method.replace(".", "_"))(exchange.form, token)
        exchange.reply = reply
        body = json.dumps(reply).encode()
        exchange.answer(200, body, headers, len(body))
        if self.after:
            self.after(exchange.method, self.calls(exchange.method))

    def _auth_test(self, form: dict[str, str], token: Token) -> Reply:
        told = {
            "ok": True,
            "url": "https://acme.slack.com/",
            "team": "Acme",
            "user": token.user,
            "team_id": "T01ACME",
            "user_id": "U01JANE",
        }
        return told | ({"bot_id": "B01BOT"} if token.kind == "bot" else {})

    def _users_info(self, form: dict[str, str], token: Token) -> Reply:
        user = self.users.get(form["user"])
        return {"ok": True, "user": user} if user else {"ok": False, "error": "user_not_found"}

    def _conversations_list(self, form: dict[str, str], token: Token) -> Reply:
        kinds = form.get("types", "public_channel").split(",")
        rows = [row for row in self.channels.values() if ("private_channel" if row["is_private"] else "public_channel") in kinds]
        return self._paged("channels", rows, form)

    def _conversations_history(self, form: dict[str, str], token: Token) -> Reply:
        if refusal := self._closed(form, token):
            return refusal
        rows = [row for row in self.messages[form["channel"]] if row.get("thread_ts", row["ts"]) == row["ts"]]
        oldest, latest = form.get("oldest", "0"), form.get("latest", "9" * 10)
        rows = [row for row in rows if oldest <= row["ts"] <= latest]
        return self._paged("messages", rows[::-1], form) | {"pin_count": 0}

    def _conversations_replies(self, form: dict[str, str], token: Token) -> Reply:
        if refusal := self._closed(form, token):
            return refusal
        rows = self.messages[form["channel"]]
        root = next((row.get("thread_ts", row["ts"]) for row in rows if row["ts"] == form["ts"]), None)
        if root is None:
            return {"ok": False, "error": "thread_not_found"}
        return self._paged("messages", [row for row in rows if row.get("thread_ts", row["ts"]) == root], form)

    def _closed(self, form: dict[str, str], token: Token) -> Reply | None:
        channel = self.channels.get(form["channel"])
        if channel is None:
            return {"ok": False, "error": "channel_not_found"}
        if not channel["is_member"] and (token.kind == "bot" or channel["is_private"]):
            return {"ok": False, "error": "not_in_channel"}
        return None

    def _paged(self, name: str, rows: list[Reply], form: dict[str, str]) -> Reply:
        """A cursor names the row after which to go on, as Slack's do: rows that come in ahead of it shift nothing."""
        size = min(int(float(form.get("limit", "100"))), self.page)
        after = form.get("cursor", "").removeprefix("after:")
        keys = [str(row.get("ts", row.get("id"))) for row in rows]
        start = keys.index(after) + 1 if after in keys else 0
        more = start + size < len(rows)
        cursor = f"after:{keys[start + size - 1]}" if more else ""
        told: Reply = {"ok": True, name: rows[start : start + size], "response_metadata": {"next_cursor": cursor}}
        return told | ({"has_more": more} if name == "messages" else {})

    def _found(self, query: str) -> list[tuple[str, Reply]]:
        """The hits of a search, newest first, close ones collapsed. Slack splits words its own way: `-` and `.` are as good as blanks."""
        phrase = query.split('"')[1].casefold().replace("-", " ").replace(".", " ")
        found = []
        for channel, rows in self.messages.items():
            last = 0.0
            for row in rows:
                if phrase in str(row["text"]).casefold().replace("-", " ").replace(".", " ") and float(row["ts"]) - last > self.collapse:
                    found.append((channel, row))
                    last = float(row["ts"])
        return sorted(found, key=lambda hit: str(hit[1]["ts"]), reverse=True)

    def _link(self, channel: str, row: Reply) -> str:
        thread = f"?thread_ts={row['thread_ts']}&cid={channel}" if row.get("thread_ts", row["ts"]) != row["ts"] else ""
        return f"https://acme.slack.com/archives/{channel}/p{row['ts'].replace('.', '')}{thread}"

    def _search_messages(self, form: dict[str, str], token: Token) -> Reply:
        found = self._found(form["query"])
        size, start = min(int(form["count"]), self.page), 0 if form["cursor"] == "*" else int(form["cursor"])
        matches = [
            {"type": "message", "channel": {"id": id, "name": self.channels[id]["name"]}, "permalink": self._link(id, row)}
            | {name: row[name] for name in ("ts", "text", "user")}
            for id, row in found[start : start + size]
        ]
        paging: Reply = {"count": size, "page": start // size + 1, "pages": -(-len(found) // size), "total": len(found)}
        if start + size < len(found):
            paging["next_cursor"] = str(start + size)
        return {"ok": True, "query": form["query"], "messages": {"matches": matches, "paging": paging, "total": len(found)}}

    def _assistant_search_context(self, form: dict[str, str], token: Token) -> Reply:
        found = self._found(form["query"])
        size, start = min(int(form["limit"]), 20, self.page), int(form.get("cursor") or 0)
        hits = [
            {
                "author_name": self.users.get(row["user"], {}).get("name", row["user"]),
                "author_user_id": row["user"],
                "team_id": "T01ACME",
                "channel_id": id,
                "channel_name": self.channels[id]["name"],
                "message_ts": row["ts"],
                "content": row["text"],
                "is_author_bot": False,
                "permalink": self._link(id, row),
            }
            for id, row in found[start : start + size]
        ]
        more = str(start + size) if start + size < len(found) else ""
        return {"ok": True, "results": {"messages": hits}, "response_metadata": {"next_cursor": more}}


def _refusal(exchange: Exchange, token: Token | None) -> Reply | None:
    if token is None:
        return {"ok": False, "error": "invalid_auth"}
    if token.error:
        return {"ok": False, "error": token.error}
    scopes = SCOPES.get(exchange.method, {}).get(token.kind)
    if exchange.method not in SCOPES:
        return {"ok": False, "error": "unknown_method"}
    if scopes is None:
        return {"ok": False, "error": "not_allowed_token_type"}
    if scopes and not set(scopes) & set(token.scopes.split(",")):
        return {"ok": False, "error": "missing_scope", "needed": scopes[0], "provided": token.scopes}
    return None


def _handler(fake: FakeSlack) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            form = dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=bool(body)))
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            kind = self.headers.get("Content-Type", "")
            fake.serve(Exchange(self.path.removeprefix("/api/"), form, body, kind, token, self))

        def do_GET(self) -> None:
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            fake.serve(Exchange(self.path, {}, b"", "", token, self))

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                return  # the client went away, as it should where we hang or drip

    return Handler


# --- faults


def status(code: int, headers: dict[str, str] | None = None, body: bytes = b'{"ok": false, "error": "ratelimited"}') -> Fault:
    return lambda exchange: exchange.answer(code, body, headers, len(body))


def error(code: str, **more: Any) -> Fault:
    return status(200, body=json.dumps({"ok": False, "error": code, **more}).encode())


def hang(seconds: float) -> Fault:
    return lambda exchange: time.sleep(seconds)


def drip(seconds: float) -> Fault:
    """One byte at a time, each well before any time-out between two bytes."""

    def fault(exchange: Exchange) -> None:
        exchange.answer(200, b'{"ok": true, ', None, 10_000)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            exchange.handler.wfile.write(b" ")
            exchange.handler.wfile.flush()
            time.sleep(0.05)

    return fault


def truncated(counted: bool) -> Fault:
    body = b'{"ok": true, "messages": [{"type": "mess'
    return lambda exchange: exchange.answer(200, body, None, len(body) + 500 if counted else None)


def login_page(exchange: Exchange) -> None:
    body = b"<!doctype html><title>Sign in</title><p>Please sign in to continue</p>"
    exchange.answer(200, body, {"Content-Type": "text/html; charset=utf-8"}, len(body))


def redirect(code: int, address: str) -> Fault:
    return lambda exchange: exchange.answer(code, b"", {"Location": address}, 0)


def repeating(reply: Reply) -> Fault:
    body = json.dumps(reply).encode()
    return lambda exchange: exchange.answer(200, body, None, len(body))
