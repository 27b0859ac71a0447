"""Holds what we ask and what the fake answers against an API description; each finding is a sentence."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from openapi_core import OpenAPI
from openapi_core.testing import MockRequest, MockResponse

from .fake_server import Exchange

HOST = "http://jira.test"


class Oracle:
    """`description`: an OpenAPI document; only the paths that match `used` are kept, for the whole is 2.4 MB."""

    def __init__(self, description: Mapping[str, Any], used: str) -> None:
        kept = copy.deepcopy({name: part for name, part in description.items() if name not in ("paths", "security")})
        paths = {path: copy.deepcopy(part) for path, part in description["paths"].items() if re.fullmatch(used, path)}
        for path in paths.values():
            for operation in path.values():
                for answer in operation.get("responses", {}).values() if isinstance(operation, dict) else ():
                    answer.pop("headers", None)
        # The vendor names its own host; its example values are not part of the agreement.
        self._paths = paths
        self._api = OpenAPI.from_dict({**kept, "servers": [{"url": "/"}], "paths": paths})

    def faults(self, exchange: Exchange) -> list[str]:
        """What is wrong with a request and its reply; empty where both are as described."""
        found = list(self._unknown_names(exchange))
        request = MockRequest(
            HOST, exchange.method.lower(), exchange.path,
            args=dict(exchange.query), headers=exchange.headers,
            data=None if exchange.body is None else json.dumps(exchange.body).encode(), content_type="application/json",
        )  # fmt: skip
        found += _raised(lambda: self._api.validate_request(request))
        if not 200 <= exchange.status < 300:
            return found  # refusals are described without a body
        # The description says one remote link where the service gives a list of them.
        rows = exchange.reply if exchange.path.endswith("/remotelink") else [exchange.reply]
        for row in rows:
            response = MockResponse(json.dumps(_rfc3339(row)).encode(), exchange.status, content_type="application/json")
            found += _raised(lambda response=response: self._api.validate_response(request, response))
        return [f"{exchange.method} {exchange.path}: {fault}" for fault in found]

    def _unknown_names(self, exchange: Exchange) -> Iterator[str]:
        """openapi-core passes over query fields that the description doesn't know."""
        for path, part in self._paths.items():
            if re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", path), exchange.path) and exchange.method.lower() in part:
                known = {one["name"] for one in part[exchange.method.lower()].get("parameters", ())}
                yield from (f"no query field {name}" for name in exchange.query if name not in known)
                return
        yield "no such service"


def _raised(check: Any) -> list[str]:
    try:
        check()
    except Exception as fault:
        inner = [str(one)[:300] for one in getattr(fault.__cause__, "schema_errors", ())]
        return [f"{type(fault).__name__}: {fault} {inner}"[:800]]
    return []


def _rfc3339(value: Any) -> Any:
    """Jira writes `+0000` where the format that its description names wants `+00:00`: the one liberty it is allowed."""
    if isinstance(value, dict):
        return {name: _rfc3339(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_rfc3339(part) for part in value]
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+[+-]\d{4}", value):
        return value[:-2] + ":" + value[-2:]
    return value
