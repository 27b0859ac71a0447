"""slack_sdk's client with what it lacks: no redirect is followed, no reply is endless, nothing is logged. Imported only when asked live."""

from __future__ import annotations

import http.client
import logging
import socket
import ssl
from collections.abc import Mapping
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, HTTPSHandler, ProxyHandler, Request, build_opener

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from forensics.collect.credentials import Secret
from forensics.collect.retrying import Failed

from .refusals import Refused

_MAX_BYTES = 64_000_000
# Errors with which Slack answers 200 and that may pass: https://docs.slack.dev/reference/methods (common errors)
_PASSING = {
    "internal_error": 500,
    "fatal_error": 500,
    "service_unavailable": 503,
    "request_timeout": 503,
    "ratelimited": 429,
    "rate_limited": 429,
}


class _NoRedirect(HTTPRedirectHandler):
    """urllib sends every header on to wherever a redirect points, the token too, and Slack's API redirects nowhere."""

    def redirect_request(self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str) -> None:
        return None


class Client(WebClient):
    """One attempt a call, in bounded time and size; what `call` raises says why in words of ours."""

    def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:
        proxies = {"http": self.proxy, "https": self.proxy} if self.proxy else None
        opener = build_opener(ProxyHandler(proxies), HTTPSHandler(context=self.ssl), _NoRedirect)
        try:
            with opener.open(req, timeout=self.timeout) as reply:
                return {"status": reply.status, "headers": reply.headers, "body": _bounded(reply)}
        except HTTPError as refusal:
            with refusal:
                return {"status": refusal.code, "headers": refusal.headers, "body": _bounded(refusal)}


def _bounded(reply: Any) -> str:
    content: bytes = reply.read(_MAX_BYTES + 1)
    if len(content) > _MAX_BYTES:
        raise Failed("sent more than can be kept", final=True)
    return content.decode("utf-8", "replace")


def make_client(token: Secret, address: str, context: ssl.SSLContext | None) -> Client:
    """`address` is that of the API: `https://slack.com/api/`."""
    quiet = logging.Logger("forensics.slack", level=logging.CRITICAL + 1)  # slack_sdk would write failures to standard error
    return Client(token.reveal(), address, ssl=context, logger=quiet, retry_handlers=[])


def call(client: Client, method: str, asked: Mapping[str, str | int | bool], seconds: float) -> tuple[dict[str, Any], dict[str, str]]:
    """The reply of a method and its headers (names in lower case), after one attempt of at most `seconds` between two bytes.

    Refused where Slack understood and said no, Failed for anything else.
    """
    client.timeout = max(1, int(seconds))
    try:
        reply = client.api_call(method, params=dict(asked))
    except SlackApiError as trouble:
        raise _told(trouble.response) from None
    except (Failed, Refused):
        raise
    except URLError as trouble:
        raise _unreached(trouble.reason) from None
    except (OSError, http.client.HTTPException) as trouble:
        raise _unreached(trouble) from None
    except (ValueError, TypeError, AttributeError, LookupError):
        # What slack_sdk stumbles over when the reply is JSON of another shape.
        raise Failed("answered with something that is no reply of Slack's API") from None
    if not isinstance(reply.data, dict):
        raise Failed("answered with something that is no reply of Slack's API")
    return reply.data, {name.lower(): value for name, value in reply.headers.items()}


def _told(response: Any) -> Failed | Refused:
    status, told = response.status_code, response.data
    headers = {name.lower(): str(value) for name, value in response.headers.items()}
    error = told.get("error") if isinstance(told, dict) else None
    if 300 <= status < 400:
        return Failed("redirects to another address, and the token is not carried there", status, headers, final=True)
    if "html" in headers.get("content-type", ""):
        why = f"answered {status} with a web page" + (" (a login page or a proxy in between?)" if status == 200 else "")
        return Failed(why, status, headers, final=status == 200)
    if status == 407:
        return Failed("was not reached: the proxy asks for a password", status, headers, final=True)
    if status >= 500 or status == 429:
        return Failed(f"answered {status}", status, headers)
    if error in _PASSING:
        return Failed(f"answered {error}", _PASSING[error], headers)
    if not isinstance(error, str) or not error.replace("_", "").isalnum():
        # slack_sdk puts a sentence of its own here when the reply was no JSON
        return Failed(
            "sent a reply that is no whole JSON" if status == 200 else f"answered {status}", None if status == 200 else status, headers
        )
    return Refused(error, _word(told, "needed"), _word(told, "provided"))


def _word(told: Mapping[str, Any], name: str) -> str:
    written = told.get(name)
    return written if isinstance(written, str) else ""


def _unreached(reason: object) -> Failed:
    match reason:
        case ssl.SSLCertVerificationError():
            return Failed(f"shows a certificate that can't be trusted ({reason.verify_message})", final=True)
        case ssl.SSLError():
            return Failed("broke off while the connection was being secured")
        case socket.gaierror():
            return Failed("was not found: its name has no address here", final=True)
        case ConnectionRefusedError():
            return Failed("refused the connection", final=True)
        case TimeoutError():
            return Failed("gave no answer in time")
        case http.client.HTTPException() | ConnectionError():
            return Failed("broke off in the middle of its answer")
        case _ if "Tunnel connection failed" in str(reason):
            return Failed("was not reached: the proxy in between refused", final=True)
        case _:
            return Failed("could not be reached")


__all__ = ["Client", "call", "make_client"]
