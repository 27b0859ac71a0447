"""One Jira server as something that can be asked: the jira package's session, under our own time, size, retry and redirect rules."""

from __future__ import annotations

import ipaddress
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from forensics.collect.credentials import JiraCredentials
from forensics.collect.retrying import Asker, Failed, GaveUp

if TYPE_CHECKING:
    from jira import JIRA

_LARGEST = 64 << 20
_CONNECT_SECONDS = 5.0
Query = Mapping[str, str | int]


@dataclass(slots=True)
class Server:
    """Asks one Jira. `base` is the address that the REST paths hang on; the token is in the package's session and nowhere else."""

    base: str
    client: JIRA
    asker: Asker

    def get(self, path: str, query: Query | None = None) -> Any:
        """The decoded JSON of a GET below `base`. GaveUp where no usable answer came; its `failed.status` says which refusal."""
        return self.asker.ask(lambda seconds: self._once("GET", path, seconds, params=dict(query or {})))

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """Likewise of a POST that only asks (a search); it changes nothing on the server, so that it can be repeated."""
        return self.asker.ask(lambda seconds: self._once("POST", path, seconds, data=json.dumps(body)))

    def _once(self, method: str, path: str, seconds: float, **what: Any) -> Any:
        from jira import JIRAError
        from requests import exceptions

        session = self.client._session  # the package has no public way to its changelog and search services
        session.timeout = (min(_CONNECT_SECONDS, seconds), seconds)
        limit = _limit(time.monotonic() + seconds)
        try:
            answer = session.request(method, self.base + path, allow_redirects=False, hooks={"response": limit}, stream=True, **what)
        except JIRAError as refusal:  # never shown as it is: its text repeats the request with its token
            raise _refused(refusal) from None
        except exceptions.SSLError:
            raise Failed("its TLS certificate is not trusted here, or it speaks no TLS", final=True) from None
        except exceptions.ProxyError:
            raise Failed("the proxy refused the connection") from None
        except exceptions.Timeout:
            raise Failed(f"gave no answer within {seconds:.0f} s") from None
        except (exceptions.ConnectionError, exceptions.ChunkedEncodingError, exceptions.ContentDecodingError):
            raise Failed("the connection was refused or broke off") from None
        except (exceptions.RequestException, UnicodeError):
            raise Failed("the address can't be asked", final=True) from None
        return _decoded(answer)


def connect(credentials: JiraCredentials, asker: Asker) -> Server:
    """A server to ask; nothing is asked yet. GaveUp where the address is none, or would carry the token in the clear."""
    import jira

    base = credentials.url.strip().rstrip("/")
    check_address(base)
    token = credentials.token.reveal()
    # Its own retries are off (they ask too early and not after every fault), and so is the request it would make here.
    client = jira.JIRA(
        base,
        options={"verify": True, "check_update": False},
        basic_auth=(credentials.email, token) if credentials.email else None,
        token_auth=None if credentials.email else token,
        get_server_info=False,
        logging=False,
        max_retries=0,
        timeout=asker.policy.attempt_seconds,
    )
    return Server(base, client, asker)


def check_address(base: str) -> None:
    """GaveUp unless it is an https address, or an http one on this machine: a token never travels in the clear."""
    try:
        parts = urlsplit(base)
        host = parts.hostname or ""
        parts.port  # noqa: B018  # raises ValueError where it is no number
    except ValueError:
        raise GaveUp("the address is none: it looks like https://yourcompany.atlassian.net") from None
    if parts.scheme not in ("https", "http") or not host:
        raise GaveUp("the address is none: it looks like https://yourcompany.atlassian.net")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise GaveUp("the address holds a user name, a password or a query: give it without")
    if parts.scheme == "http" and not _on_this_machine(host):
        raise GaveUp("the address begins with http://, which would show the token to the network: use https://")


def _on_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _limit(end: float) -> Callable[..., None]:
    """A hook that reads an answer's body up to the size and time allowed; requests would read on for ever."""

    def read(answer: Any, *_: Any, **__: Any) -> None:
        pieces: list[bytes] = []
        size = 0
        for piece in answer.iter_content(4096):
            size += len(piece)
            if size > _LARGEST:
                answer.close()
                raise Failed("the answer is too large", final=True)
            if time.monotonic() > end:
                answer.close()
                raise Failed("the answer came too slowly")
            pieces.append(piece)
        answer._content = b"".join(pieces)

    return read


def _refused(refusal: Any) -> Failed:
    status = refusal.status_code
    headers = dict(getattr(refusal.response, "headers", None) or {})
    return Refusal(f"answered {status}", status, headers, words=_messages(refusal.response))


class Refusal(Failed):
    """An HTTP refusal with the server's own words, which name the unknown keys of a search; they are not for showing unread."""

    def __init__(self, why: str, status: int | None, headers: Mapping[str, str], words: tuple[str, ...]) -> None:
        super().__init__(why, status, headers)
        self.words = words


def _messages(response: Any) -> tuple[str, ...]:
    try:
        told = json.loads(response.content)["errorMessages"]
        return tuple(word for word in told if isinstance(word, str))
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        return ()


def _decoded(answer: Any) -> Any:
    if 300 <= answer.status_code < 400:
        target = urlsplit(answer.headers.get("Location", "")).hostname or "another page"
        raise Failed(f"it sends us on to {target[:100]}, which is not followed, for the token is not meant for it", final=True)
    kind = answer.headers.get("Content-Type", "")
    body: bytes = answer.content
    if "html" in kind.lower() or body[:200].lstrip()[:1] == b"<":
        raise Failed("answered with a web page instead of JSON (a log-in page, a proxy?)", final=True)
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Failed("its answer is no whole JSON") from None
