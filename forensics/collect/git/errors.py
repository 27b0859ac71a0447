"""The one error of this room: a repository that can't be asked, said in one sentence."""

from __future__ import annotations


class RepositoryError(Exception):
    """One clear sentence that names the thing and the way out; made to be shown as it is."""


def plain(text: str, limit: int = 300) -> str:
    """Foreign text on one line without control characters, cut at `limit`: what a message may repeat of git's or a repository's words."""
    line = " ".join(text.encode("utf-8", "replace").decode("utf-8").split())
    shown = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in line)
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"
