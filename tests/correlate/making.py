"""Messages, tickets and changes in a line each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from forensics.model import Account, Commit, Event, Message, Person, Stamp, Ticket, TicketMove

START = datetime(2026, 3, 2, 10, tzinfo=UTC)  # a Monday
MARA = Account("slack", "U1", "Mara Lind", handle="mlind", email="mara@corp.example")
BO = Account("slack", "U2", "Bo Vik", handle="bvik", email="bo@corp.example")


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def message(text: str, hours: float = 0.0, author: Account | None = None, thread: str | None = None, channel: str = "C1") -> Message:
    ts = f"{at(hours).timestamp():.6f}"
    return Message("ops", channel, ts, at(hours), text, author, thread)


def change(
    environment: str, before: str | None, after: str | None, hours: float = 0.0, oid: str = "a" * 40, kind: str = "change", **more: Any
) -> Event:
    source = "git" if kind == "change" else "kubernetes"
    return Event(
        more.pop("id", f"{environment}|{hours}"), at(hours), kind, more.pop("title", "values"), source, environment=environment,
        setting=more.pop("setting", "values-{env}.yaml#gateway.timeoutMs"), before=before, after=after, commit=oid, **more,
    )  # fmt: skip


def commit(oid: str, text: str, hours: float = 0.0, email: str = "mara@corp.example", name: str = "Mara Lind", parents: int = 1) -> Commit:
    stamp = Stamp(at(hours), "+0000", f"{int(at(hours).timestamp())} +0000")
    person = Person(name, email)
    return Commit(oid, "0" * 40, tuple("f" * 40 for _ in range(parents)), person, person, stamp, stamp, text)


def ticket(key: str, summary: str, description: str = "", hours: float = 0.0, **more: Any) -> Ticket:
    return Ticket(key, key.split("-")[0], "Task", more.pop("status", "To Do"), summary, description, at(hours), **more)


def move(id: str, hours: float, field: str, before: str | None, after: str | None, author: Account | None = MARA) -> TicketMove:
    return TicketMove(id, at(hours), field, before, after, author)
