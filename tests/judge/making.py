"""Cases for the judge, made of short rows: no repository, no files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from forensics.judge.case import Case, OtherValue, Standing, Touch, TouchKind
from forensics.judge.said import Said, Vow
from forensics.model import Episode

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
AS_OF = START + timedelta(days=200)

Changes = Mapping[str, tuple[str | None, str | None]]


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def said(text: str, at: float, *, event: str = "m1", about: Sequence[str] = (), **more: Any) -> Said:
    """A chat message unless `kind` says otherwise, linked to the events in `about`."""
    return Said(event, day(at), more.pop("kind", "message"), text, tuple((one, 0.9) for one in about), **more)


def touch(
    at: float,
    changed: Changes,
    subject: str = "change",
    *,
    kind: TouchKind = "change",
    others: int = 0,
    environments: Sequence[str] = (),
    vows: Sequence[Vow] = (),
    tones: Sequence[str] = (),
    **more: Any,
) -> Touch:
    """A landing on a day, named after it: `t3` is that of day 3."""
    event = f"t{at:g}"
    told = Said(event, day(at), "commit", subject, ((event, 1.0),), "no", tuple(environments), tuple(vows), frozenset(tones))
    beside = tuple(OtherValue(next(iter(changed)), f"other{number}", "1", "2") for number in range(others))
    return Touch(
        event=event,
        landed=day(at),
        commit=f"{int(at * 10):040x}",
        subject=subject,
        body=more.pop("body", subject),
        changed=changed,
        neighbours=more.pop("neighbours", frozenset(changed)),
        created=more.pop("created", frozenset()),
        files=more.pop("files", 1),
        others=more.pop("others_full", beside),
        said=told,
        kind=kind,
        **more,
    )


def case(touches: Sequence[Touch], **more: Any) -> Case:
    """The case of the difference that the touches leave; its episode opens with the first of them that makes values differ."""
    values: dict[str, str | None] = {}
    since: dict[str, Touch] = {}
    past: dict[str, list[str | None]] = {}
    born: dict[str, datetime] = {}
    opened: Touch | None = None
    agreed = False
    for one in sorted(touches, key=lambda one: one.landed):
        for environment, (_, after) in one.changed.items():
            values[environment] = after
            since[environment] = one
            past.setdefault(environment, []).append(after)
            born.setdefault(environment, one.landed)
        equal = len(set(values.values())) <= 1
        agreed = agreed or (equal and len(values) > 1)
        if not equal and opened is None:
            opened = one
        elif equal:
            opened = None
    first = opened or touches[-1]
    standings = tuple(
        Standing(
            name,
            value,
            "present" if value is not None else "absent",
            since[name].landed,
            since[name].event,
            False,
            born[name],
            declared=more.get("declared", {}).get(name, value),
            kind=since[name].kind,
        )
        for name, value in values.items()
    )
    more.pop("declared", None)
    return Case(
        setting="deploy/{env}.yaml#T_MS",
        key=more.pop("key", "T_MS"),
        subject=more.pop("subject", "setting"),
        episode=Episode("e@1", first.landed, more.pop("closed_at", None), first.event, more.pop("closed_by", None), tuple(values.items())),
        as_of=more.pop("as_of", AS_OF),
        order=more.pop("order", ("dev", "staging", "production")),
        standings=standings,
        touches=tuple(touches),
        ever_agreed=more.pop("ever_agreed", agreed),
        masked=False,
        by_name=False,
        past_values={name: tuple(some) for name, some in past.items()},
        **more,
    )
