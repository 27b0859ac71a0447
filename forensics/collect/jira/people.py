"""Jira's users as accounts: Cloud's (accountId) and Data Center's (key and name)."""

from __future__ import annotations

from typing import Any

from forensics.model import Account


def read_account(raw: Any) -> Account | None:
    """The account that a REST user object shows, or None where it names nobody (null, as for an unassigned ticket).

    Cloud: `accountId`, e-mail often kept back, `accountType` app for a bot. Data Center: `key` stays when a `name` is changed. A user
    deleted from Cloud is left as `Former user`: an account of its own id, not active.
    """
    if not isinstance(raw, dict):
        return None
    cloud, key, name = (_text(raw, field) for field in ("accountId", "key", "name"))
    shown = _text(raw, "displayName")
    identity = cloud or key or name or shown
    if identity is None:
        return None
    active = raw.get("active")
    return Account(
        "jira",
        identity,
        shown or name or identity,
        handle=name,
        email=_text(raw, "emailAddress"),
        active=active if isinstance(active, bool) else None,
        bot=raw.get("accountType") == "app",
    )


def _text(raw: dict[str, Any], field: str) -> str | None:
    value = raw.get(field)
    return value if isinstance(value, str) and value else None
