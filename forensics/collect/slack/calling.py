"""Asks Slack's Web API with one token: retried under our policy, page by page; what was refused for good is asked once."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from forensics.collect.credentials import Secret
from forensics.collect.retrying import Asker, GaveUp, Page, all_pages

from .refusals import Refused

ADDRESS = "https://slack.com/api/"

Params = dict[str, str | int | bool]


@dataclass(slots=True)
class Line:
    """A token and the service it is shown to. Once the service gave no answer, or the token was refused, nothing more is asked."""

    token: Secret
    asker: Asker
    address: str = ADDRESS
    context: ssl.SSLContext | None = None
    _client: Any = field(default=None, init=False)
    _over: GaveUp | Refused | None = field(default=None, init=False)

    def call(self, method: str, params: Params | None = None) -> tuple[dict[str, Any], dict[str, str]]:
        """A method's reply and headers. GaveUp where no answer came, Refused where Slack says no."""
        from . import sdk

        if self._over is not None:
            raise self._over
        if self._client is None:
            self._client = sdk.make_client(self.token, self.address, self.context)
        try:
            return self.asker.ask(lambda seconds: sdk.call(self._client, method, params or {}, seconds))
        except GaveUp as trouble:
            self._over = trouble
            raise
        except Refused as trouble:
            if trouble.about_token:
                self._over = trouble
            raise

    def pages(
        self, method: str, params: Params, rows: Callable[[dict[str, Any]], list[Any]], cut: Callable[[str], None], most: int
    ) -> Iterator[Any]:
        """The rows of all pages of a method; `rows` takes them out of a reply. Raises as `call` does."""

        def fetch(cursor: str | None) -> Page[Any]:
            reply, _ = self.call(method, params | ({"cursor": cursor} if cursor else {}))
            return Page(rows(reply), next_cursor(reply))

        return all_pages(fetch, cut, most)


def next_cursor(reply: dict[str, Any]) -> str | None:
    """The cursor of the next page, wherever the method hides it: most in `response_metadata`, search.messages in `messages`."""
    messages = reply.get("messages")
    inner = messages if isinstance(messages, dict) else {}
    for place in (reply.get("response_metadata"), inner.get("pagination"), inner.get("paging"), reply):
        cursor = place.get("next_cursor") if isinstance(place, dict) else None
        if isinstance(cursor, str) and cursor:
            return cursor
    return None


def rows_of(*path: str) -> Callable[[dict[str, Any]], list[Any]]:
    """Takes the list at `path` out of a reply; none where it isn't there. Rows that are no objects are left out."""

    def rows(reply: dict[str, Any]) -> list[Any]:
        place: Any = reply
        for name in path:
            place = place.get(name) if isinstance(place, dict) else None
        return [row for row in place if isinstance(row, dict)] if isinstance(place, list) else []

    return rows
