"""Turns Jira's three ways of writing text into plain text: what is stored decides which reader is asked. Never fails."""

from __future__ import annotations

from typing import Any

from .adf import adf_text
from .html_text import html_text
from .wiki import wiki_text

__all__ = ["adf_text", "body_text", "html_text", "wiki_text"]


def body_text(body: Any) -> str:
    """A body out of REST JSON as plain text: ADF where it is a dict (API v3), wiki markup where it is text (API v2, Data Center).

    Anything else, null too, is no text: the empty string.
    """
    if isinstance(body, str):
        return wiki_text(body)
    if isinstance(body, dict):
        return adf_text(body)
    return ""
