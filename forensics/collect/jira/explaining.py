"""A refusal in plain words: what it means on this product, and what to do about it."""

from __future__ import annotations

from typing import Literal

from forensics.collect.retrying import GaveUp

Product = Literal["cloud", "datacenter"]

_TOKEN_PAGE = "https://id.atlassian.com/manage-profile/security/api-tokens"


def explained(trouble: GaveUp, product: Product | None) -> str:
    """Why nothing came, and the way out where there is one. `product` None: it didn't get so far as to say."""
    status = trouble.failed.status if trouble.failed is not None else None
    advice = _ADVICE.get((status, product)) or _ADVICE.get((status, None)) if status is not None else None
    if status == 403 and trouble.failed is not None and _captcha(trouble.failed.headers):
        advice = "it wants a captcha solved after failed log-ins: log in once in a browser, then try again"
    return f"{trouble} ({advice})" if advice else str(trouble)


def _captcha(headers: dict[str, str]) -> bool:
    """CAPTCHA_CHALLENGE and AUTHENTICATION_DENIED are what Data Center's log-in filter says of an account it has locked."""
    return "captcha" in headers.get("x-authentication-denied-reason", "").lower() or headers.get("x-seraph-loginreason", "") == (
        "AUTHENTICATION_DENIED"
    )


_ADVICE: dict[tuple[int, Product | None], str] = {
    (401, "cloud"): f"the token is not accepted, or it has expired: make one at {_TOKEN_PAGE} and set JIRA_EMAIL and JIRA_TOKEN; a token "
    "with scopes works only where JIRA_URL is https://api.atlassian.com/ex/jira/<cloudId>",
    (401, "datacenter"): "the token is not accepted, or it has expired: make a personal access token in your profile and set JIRA_PAT",
    (401, None): "the token is not accepted, or it has expired: set JIRA_EMAIL and JIRA_TOKEN for Jira Cloud, JIRA_PAT for Data Center",
    (403, "cloud"): "the token may not read this: it needs the scopes read:jira-work and read:jira-user, its account Browse Projects",
    (403, None): "the account may not read this: it needs the permission Browse Projects and access to Jira itself",
    (404, None): "there is no Jira at this address: give the one before /browse/…, with its path where it has one",
    (407, None): "the proxy wants a log-in: set HTTPS_PROXY with it",
    (410, "cloud"): "Jira Cloud has shut this service; this version of forensics asks its successor, so a proxy or an old address "
    "may stand in between: give JIRA_URL as https://yourcompany.atlassian.net",
    (410, None): "the server has shut this service",
    (429, None): "the server asks for a pause: try again later, or ask for a shorter window",
}
