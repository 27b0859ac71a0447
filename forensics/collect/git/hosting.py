"""Web addresses of commits and files, for remotes on hosts whose address scheme is known."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

_SCP = re.compile(r"(?:[A-Za-z0-9._-]+@)?([A-Za-z0-9.-]+):(?!/)(.+)")
_HOST = re.compile(r"(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+")
_SEGMENT = re.compile(r"(?!\.\.?$)[A-Za-z0-9_.~-]+")

# A label of the host's name → commit and file addresses below the project's.
_SCHEMES = {
    "github": ("/commit/{oid}", "/blob/{oid}/{path}", "#L{line}"),
    "gitlab": ("/-/commit/{oid}", "/-/blob/{oid}/{path}", "#L{line}"),
    "bitbucket": ("/commits/{oid}", "/src/{oid}/{path}", "#lines-{line}"),
    "gitea": ("/commit/{oid}", "/src/commit/{oid}/{path}", "#L{line}"),
}
_KIN = {"codeberg": "gitea", "forgejo": "gitea"}


@dataclass(frozen=True, slots=True)
class Hosting:
    """A project's web address, and the scheme of its host."""

    project: str
    scheme: str

    def commit_url(self, oid: str) -> str:
        return self.project + _SCHEMES[self.scheme][0].format(oid=oid)

    def file_url(self, oid: str, path: str, line: int | None = None) -> str:
        address = self.project + _SCHEMES[self.scheme][1].format(oid=oid, path=quote(os.fsencode(path), safe="/"))
        return address if line is None else address + _SCHEMES[self.scheme][2].format(line=line)


def without_userinfo(url: str) -> str:
    """The address without user name and password, which may be a token."""
    scheme, mark, rest = url.partition("://")
    if mark:
        authority, slash, path = rest.partition("/")
        return f"{scheme}://{authority.rpartition('@')[2]}{slash}{path}"
    hit = _SCP.fullmatch(url)
    return f"{hit[1]}:{hit[2]}" if hit else url


def hosting_of(url: str | None) -> Hosting | None:
    """The hosting of an https, ssh or scp-like remote address on a known host; None for any other."""
    located = _locate(url or "")
    if located is None:
        return None
    host, path = located
    segments = path.strip("/").removesuffix(".git").split("/")
    scheme = next((_KIN.get(label, label) for label in host.split(".") if _KIN.get(label, label) in _SCHEMES), None)
    if scheme is None or not _HOST.fullmatch(host.partition(":")[0]) or not all(_SEGMENT.fullmatch(part) for part in segments):
        return None
    if len(segments) < 2 or (len(segments) > 2 and scheme != "gitlab"):
        return None
    return Hosting(f"https://{host}/{'/'.join(segments)}", scheme)


def _locate(url: str) -> tuple[str, str] | None:
    """Host (with an https port) and path of the address forms that lead to a web page."""
    if "://" not in url:
        hit = _SCP.fullmatch(url)
        return (hit[1].lower(), hit[2]) if hit else None
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme not in ("https", "ssh") or parts.query or parts.fragment:
        return None
    return (f"{host}:{port}" if port and parts.scheme == "https" else host), parts.path
