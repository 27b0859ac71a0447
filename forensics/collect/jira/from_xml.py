"""Jira's XML export (rss/channel/item) as tickets, through expat: a document that declares a type or an entity is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, NoReturn
from xml.parsers import expat

from forensics.model import Account, Comment, Ticket

from .fields import project_of
from .gate import Gate
from .texts import html_text
from .times import read_time

_CHUNK = 1 << 16
_DEPTH = 100
_LARGEST = 64 << 20


class Refused(Exception):
    """A document that isn't read, and why in a few words."""


@dataclass(slots=True)
class Node:
    """One element: its name, attributes, own text and the elements within it."""

    name: str
    attributes: dict[str, str]
    texts: list[str] = field(default_factory=list)
    within: list[Node] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.texts).strip()

    def all(self, *path: str) -> Iterator[Node]:
        for child in self.within:
            if child.name == path[0]:
                yield from child.all(*path[1:]) if len(path) > 1 else [child]

    def word(self, *path: str) -> str:
        return next((node.text for node in self.all(*path)), "")


def xml_tickets(stream: BinaryIO, gate: Gate, broken: list[str]) -> Iterator[Ticket | None]:
    """A ticket for each item that the gate lets in, None for each that it doesn't. Refused where the document is unsafe or breaks
    off; what was read until then has been given out."""
    items: list[Node] = []
    parser = _parser(items.append)
    final = False
    while not final:
        chunk = stream.read(_CHUNK)
        final = not chunk
        try:
            parser.Parse(chunk, final)
        except expat.ExpatError as trouble:
            raise Refused(f"it is no whole XML from line {trouble.lineno} on: what follows was not read") from None
        for item in items:
            ticket = read_item(item) if gate.opens(_raw(item)) else None
            if ticket is None and not item.word("key"):
                broken.append("an item has no key")
                continue
            yield ticket
        items.clear()


def _parser(done: Callable[[Node], None]) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    stack: list[Node] = []
    weight = 0

    def refuse(*_: object) -> NoReturn:
        raise Refused("it declares a document type or an entity, which no export of Jira does: it was not read")

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal weight
        if len(stack) > _DEPTH:
            raise Refused("its elements are nested too deeply: it was not read further")
        if stack or name == "item":
            if not stack:
                weight = 0
            node = Node(name, attributes)
            if stack:
                stack[-1].within.append(node)
            stack.append(node)

    def end(_: str) -> None:
        if stack:
            node = stack.pop()
            if not stack:
                done(node)

    def text(piece: str) -> None:
        nonlocal weight
        weight += len(piece)
        if weight > _LARGEST:
            raise Refused("one of its items is too large: it was not read further")
        if stack:
            stack[-1].texts.append(piece)

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    return parser


def _raw(node: Node) -> str:
    found: list[str] = []
    waiting = [node]
    while waiting:
        one = waiting.pop()
        found += [*one.texts, *one.attributes.values()]
        waiting += one.within
    return "\n".join(found)


def read_item(item: Node) -> Ticket | None:
    """The ticket of one `item`; None where it has no key. Descriptions, comments and fields of one's own are HTML in it."""
    key = item.word("key")
    if not key:
        return None
    project = next(item.all("project"), None)
    times = {name: read_time(item.word(name)) for name in ("created", "updated")}
    return Ticket(
        key=key,
        project=(project.attributes.get("key") if project else None) or project_of(key),
        kind=item.word("type"),
        status=item.word("status"),
        summary=" ".join(item.word("summary").split()),
        description=html_text(item.word("description")),
        created=times["created"],
        updated=times["updated"],
        creator=_account(next(item.all("reporter"), None)),
        assignee=_account(next(item.all("assignee"), None)),
        resolution=None if item.word("resolution") in ("", "Unresolved") else item.word("resolution"),
        status_category=next((node.attributes.get("key") for node in item.all("statusCategory")), None),
        labels=tuple(node.text for node in item.all("labels", "label") if node.text),
        sprints=tuple(text for name, text in _custom(item) if name == "Sprint"),
        links=tuple(_links(item)),
        other_texts=tuple((name, text) for name, text in (*_standard(item), *_custom(item)) if name != "Sprint" and text),
        comments=tuple(_comments(item)),
        url=_address(item.word("link")),
        unread=("changelog not included", *(f"the time of {name}" for name, time in times.items() if item.word(name) and time is None)),
    )


def _account(node: Node | None) -> Account | None:
    """Cloud says `accountid`, Data Center `username`; `-1` is nobody."""
    if node is None:
        return None
    handle = node.attributes.get("username")
    identity = node.attributes.get("accountid") or handle or node.text
    if not identity or identity == "-1":
        return None
    return Account("jira", identity, node.text or identity, handle=handle)


def _comments(item: Node) -> Iterator[Comment]:
    for number, node in enumerate(item.all("comments", "comment"), 1):
        author = node.attributes.get("author")
        account = Account("jira", author, author) if author else None
        yield Comment(node.attributes.get("id") or f"#{number}", read_time(node.attributes.get("created")), html_text(node.text), account)


def _links(item: Node) -> Iterator[str]:
    for kind in item.all("issuelinks", "issuelinktype"):
        for side in ("inwardlinks", "outwardlinks"):
            for links in kind.all(side):
                words = links.attributes.get("description") or kind.word("name") or "relates to"
                yield from (f"{words} {node.text}" for node in links.all("issuelink", "issuekey") if node.text)
    yield from (f"child of {node.text}" for node in item.all("parent") if node.text)
    yield from (f"parent of {node.text}" for node in item.all("subtasks", "subtask") if node.text)


def _standard(item: Node) -> Iterator[tuple[str, str]]:
    for name, shown in (("environment", "Environment"), ("component", "Components"), ("fixVersion", "Fix versions")):
        yield from ((shown, html_text(node.text)) for node in item.all(name))


def _custom(item: Node) -> Iterator[tuple[str, str]]:
    for node in item.all("customfields", "customfield"):
        name = node.word("customfieldname")
        yield from ((name, html_text(value.text)) for value in node.all("customfieldvalues", "customfieldvalue") if value.text)


def _address(link: str) -> str | None:
    return link if link.startswith(("https://", "http://")) else None
