"""The parts of an issue's fields that need knowing: sprints in both forms, links of every kind, text fields of one's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .texts import body_text

# How older Data Centers write a sprint: the Java object's own text, `com.atlassian.greenhopper.service.sprint.Sprint@1f2[id=3,…]`.
_SPRINT = re.compile(r"[\w.]{1,100}Sprint@[0-9a-f]{1,16}\[(?P<inside>.*)\]\Z", re.DOTALL)
_SPRINT_NAME = re.compile(r"(?:^|,)name=(.*?)(?=,\w{1,30}=|\Z)", re.DOTALL)
# Values that are a program's own notes, no text: a Java object, a rank, an empty summary of development work.
_PROGRAMS_OWN = re.compile(r"[\w.$]{1,200}@[0-9a-f]{1,16}(?:\[.*)?\Z|\d\|\w+:\w*\Z|\{.*\}\Z", re.DOTALL)
_STANDARD = {"environment": "Environment", "components": "Components", "fixVersions": "Fix versions", "versions": "Affects versions"}


def project_of(key: str) -> str:
    """The project part of a ticket key: `PAY` of `PAY-12`."""
    return key.rpartition("-")[0] or key


def named(value: Any, field: str = "name") -> str | None:
    """`value["name"]` where that is text: how REST names a status, a type, a resolution."""
    inner = value.get(field) if isinstance(value, dict) else None
    return inner if isinstance(inner, str) and inner else None


def labels_of(fields: Mapping[str, Any]) -> tuple[str, ...]:
    labels = fields.get("labels")
    return tuple(label for label in labels if isinstance(label, str)) if isinstance(labels, list) else ()


def sprints_of(fields: Mapping[str, Any]) -> tuple[str, ...]:
    """The sprints' names in order. The field has any number, so that it is known by the form of its values: Cloud's objects with
    `boardId` and `state`, or the texts of older Data Centers."""
    found: dict[str, None] = {}
    for name, value in fields.items():
        if name.startswith("customfield_") and isinstance(value, list):
            found.update(dict.fromkeys(sprint for one in value if (sprint := _sprint(one)) is not None))
    return tuple(found)


def _sprint(value: Any) -> str | None:
    if isinstance(value, dict) and "state" in value and ("boardId" in value or "originBoardId" in value or "startDate" in value):
        return named(value)
    hit = _SPRINT.match(value) if isinstance(value, str) and len(value) < 20_000 else None
    told = _SPRINT_NAME.search(hit["inside"]) if hit else None
    return told[1] if told else None


def links_of(raw: Mapping[str, Any], fields: Mapping[str, Any]) -> tuple[str, ...]:
    """Issue links as `is blocked by PAY-9`, the parent and sub-tasks likewise, remote links as their address."""
    found = [*_issue_links(fields.get("issuelinks")), *_kin(fields), *_remote(raw.get("remotelinks"))]
    return tuple(dict.fromkeys(found))


def _issue_links(links: Any) -> Iterator[str]:
    for link in links if isinstance(links, list) else ():
        if not isinstance(link, dict):
            continue
        for side, words in (("inwardIssue", "inward"), ("outwardIssue", "outward")):
            key = named(link.get(side), "key")
            if key:
                yield f"{named(link.get('type'), words) or 'relates to'} {key}"


def _kin(fields: Mapping[str, Any]) -> Iterator[str]:
    parent = named(fields.get("parent"), "key")
    if parent:
        yield f"child of {parent}"
    subtasks = fields.get("subtasks")
    for task in subtasks if isinstance(subtasks, list) else ():
        key = named(task, "key")
        if key:
            yield f"parent of {key}"


def _remote(links: Any) -> Iterator[str]:
    for link in links if isinstance(links, list) else ():
        address = named(link.get("object"), "url") if isinstance(link, dict) else None
        if address:
            yield address


def other_texts_of(fields: Mapping[str, Any], names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Texts and choices in fields of the site's own, the environment, components and versions: (name as shown, text).

    `names` gives the shown name of `customfield_10042` (REST `expand=names`); without one it is that id.
    """
    found = []
    for field, value in fields.items():
        if field in _STANDARD or field.startswith("customfield_"):
            text = "" if _holds_sprints(value) else _words(value)
            if text and not _PROGRAMS_OWN.match(text):
                found.append((_STANDARD.get(field) or names.get(field, field), text))
    return tuple(found)


def _holds_sprints(value: Any) -> bool:
    return isinstance(value, list) and any(_sprint(one) is not None for one in value)


def _words(value: Any, depth: int = 0) -> str:
    """A field's value as text: text, an ADF document, an option (`value`, with its `child`), a thing with a name, or a list of such.

    Users are no text: they are accounts, and a field that holds one says who, not what.
    """
    if isinstance(value, str):
        return body_text(value)
    if isinstance(value, list):
        return _joined(_words(one, depth + 1) for one in value) if depth < 3 else ""
    if not isinstance(value, dict) or depth > 3 or "displayName" in value or "accountId" in value:
        return ""
    if value.get("type") == "doc":
        return body_text(value)
    own = named(value, "value") or named(value) or ""
    return _joined([own, _words(value.get("child"), depth + 1)])


def _joined(texts: Iterable[str]) -> str:
    return ", ".join(text for text in texts if text)
