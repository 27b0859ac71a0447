"""More literal reports, for what is drawn: what ran beside what was declared, six environments with long and foreign values."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from forensics.model import CodeRead, Event, Finding, Promised, Spot, Stand, Watched
from tests.present.reports import (
    AS_OF,
    FIRST,
    ID,
    OTHER_SETTING,
    OVERWRITTEN,
    PAYMENT,
    RAISED,
    at,
    change,
    span,
    stand,
)

FIXED = at("2026-08-18T02:20:31")
PUT_BACK = at("2026-11-16T16:40:00")
_SPOT = Spot("audit.jsonl", 1)
_PRODUCTION = (
    span(FIRST, FIXED, "production", "3000", "e2"),
    span(FIXED, PUT_BACK, "production", "10000", "e8"),
    span(PUT_BACK, None, "production", "3000", "e7"),
)
LIVE = replace(
    OVERWRITTEN,
    settings=(
        replace(
            OVERWRITTEN.settings[0],
            timelines=(OVERWRITTEN.settings[0].timelines[0], ("production", _PRODUCTION)),
            declared=(("production", (span(FIRST, None, "production", "3000", "e2"),)),),
            observed=(
                (
                    "production",
                    (
                        span(FIXED, FIXED + timedelta(days=9), "production", "10000", "e8"),
                        span(PUT_BACK, None, "production", "3000", "e9"),
                    ),
                ),
            ),
            watched=(
                Watched("production", at("2026-08-10T00:00:00"), at("2026-08-27T00:00:00"), "audit log", "edits of deployments", _SPOT),
                Watched("production", at("2026-11-15T00:00:00"), AS_OF, "snapshots", "what ran each hour", _SPOT),
            ),
            findings=(
                Finding("undone", "production", "The deploy of 2026-11-16 put 3000 back.", FIXED, PUT_BACK, ("e8", "e7")),
                Finding("live_only", "production", "10000 stood in no file of production while it ran.", FIXED, PUT_BACK, ("e8",)),
            ),
        ),
        OTHER_SETTING,
    ),
    promises=(
        Promised("e3", "permanent", "will file a ticket to make it permanent", "kept", "PAY-412 was opened", ("e4",)),
        Promised("e4", "carry_on", "Update it permanently", "open", "production has not got the value", (), ("production",)),
    ),
    code=(CodeRead("src/payments/client.py", 41, "3000", "python", 'TIMEOUT = int(os.environ.get("PAYMENT_GATEWAY_TIMEOUT_MS", "3000"))'),),
)  # fmt: skip

# --- six environments, values that are long, wide, or run from right to left --------------------------------------------

LONG = "jdbc:postgresql://db-{place}.internal:5432/payments?" + "&".join(f"option{number}=value{number}" for number in range(260))
VALUES = {
    "dev": "מצב בדיקה פעיל",
    "test": "検証環境のゲートウェイ接続タイムアウト設定",
    "staging": LONG.format(place="staging"),
    "prod-eu-west-1": LONG.format(place="eu-west-1"),
    "prod-us-east-1": LONG.format(place="us-east-1"),
    "prod-ap-southeast-2": "",
}
_STANDS: tuple[Stand, ...] = tuple(stand(name, value) for name, value in VALUES.items())
_EVENTS: tuple[Event, ...] = tuple(
    change(f"e{number}", FIRST + timedelta(days=number), name, None, value, "payments: التهيئة الأولى for " + name, f"{number:040x}")
    for number, (name, value) in enumerate(VALUES.items(), 1)
)
SIX = replace(
    PAYMENT,
    settings=(
        replace(
            PAYMENT.settings[0],
            id=ID,
            stands=_STANDS,
            timelines=tuple(
                (one.environment, (span(event.time, None, one.environment, one.declared, event.id),))
                for one, event in zip(_STANDS, _EVENTS, strict=True)
            ),
            episodes=(replace(PAYMENT.settings[0].episodes[0], opened_at=RAISED),),
        ),
    ),
    events=_EVENTS,
)

PICTURED = {"live": LIVE, "six": SIX}
