"""Terraform: what a state or a plan (`terraform show -json`) remembers of the key, and where the real thing was found to differ."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from forensics.collect.live.lens import Lens, moment
from forensics.collect.live.nodes import map_at, maps_at, node_at, root, text_at
from forensics.collect.live.pieces import Piece, json_pieces
from forensics.hits import Hit, find
from forensics.model import Gap, LiveEdit, LiveRead, Observation, Parsed, Proves, Spot
from forensics.parse import parse
from forensics.parse.shape import shape
from forensics.parse.tree import Leaf, Map, Node, Seq

_SHOWN = re.compile(r"\A\s*\{\s*\"format_version\"")
_RAW = re.compile(r"\A\s*\{\s*\"version\"\s*:\s*(\d{1,3})\s*,")
_RAW_ALSO = re.compile(r"\"(?:terraform_version|lineage|serial)\"\s*:")
_STAMP = re.compile(r"\"timestamp\"\s*:\s*\"([^\"]{10,40})\"\s*[,}]")
_LIST_ENTRY = re.compile(r"\[[^\]]*\]")
# A plan states the state before it under `prior_state`; what it plans is nothing that was seen running.
_INSIDE = ("values", "root_module", "child_modules", "prior_state")
_EACH = ("resources", "resource_drift")


def recognises(head: str) -> bool:
    return _SHOWN.match(head) is not None or (_RAW.match(head) is not None and _RAW_ALSO.search(head) is not None)


def read(text: str, lens: Lens) -> LiveRead:
    """Resources that hold the key, one at a time: a state of any size costs no more memory than its largest resource.

    A plan's `resource_drift` says what changed outside Terraform: `before` is the state, `after` what is really there; no actor, no
    time but the plan's own (developer.hashicorp.com/terraform/internals/json-format). Values marked sensitive are not read.
    """
    raw = _RAW.match(text)
    if raw is not None and raw[1] != "4":
        return LiveRead(gaps=(Gap(lens.where, f"a Terraform state of version {raw[1]} is not read: convert it with terraform show -json"),))
    pieces = json_pieces(text, _EACH, _INSIDE)
    made: list[LiveRead] = []
    if pieces.stopped is not None:
        made.append(LiveRead(gaps=(Gap(f"{lens.where}:{pieces.stopped}", "the Terraform JSON breaks off or is not valid here"),)))
    gate = lens.key.gate()
    stamp = _STAMP.search(text[-4000:]) or _STAMP.search(text[:4000])
    look = _Look(lens, moment(stamp[1]) if stamp else None)
    for piece in pieces.found:
        if piece.name and gate.admits(piece.text.encode()) and (node := root(piece.text)) is not None:
            if piece.name == "resource_drift":
                made.append(look.drift(node, piece))
            elif node_at(node, "instances") is not None:
                made.append(LiveRead(observations=tuple(look.instances(node, piece))))
            else:
                made.append(LiveRead(observations=tuple(look.resource(node, piece))))
    return LiveRead.joined(made)


@dataclass(frozen=True, slots=True)
class _Look:
    lens: Lens
    stamp: datetime | None

    def spot(self, piece: Piece, line: int, address: str) -> Spot:
        return self.lens.spot(line + piece.before, object=address)

    def resource(self, node: Map, piece: Piece) -> Iterator[Observation]:
        """A resource of a shown state: its values, with the mask that lies beside them."""
        if text_at(node, "mode") == "data":
            return
        address = text_at(node, "address") or "?"
        for hit in _hits(map_at(node, "values"), address, self.lens):
            yield self.observed(hit, _masked(hit.path[1:], node_at(node, "sensitive_values")), "recorded", piece, address)

    def instances(self, node: Map, piece: Piece) -> Iterator[Observation]:
        """A resource of a state file as Terraform keeps it (version 4): one or more instances, each with its attributes."""
        if text_at(node, "mode") == "data":
            return
        module = text_at(node, "module")
        address = ".".join(part for part in (module, text_at(node, "type"), text_at(node, "name")) if part)
        for instance in maps_at(node, "instances"):
            index = text_at(instance, "index_key")
            here = f"{address}[{index}]" if index is not None else address
            secret = _attribute_paths(node_at(instance, "sensitive_attributes"))
            for hit in _hits(map_at(instance, "attributes"), here, self.lens):
                hidden = any(_plain(hit.path[1:])[: len(path)] == path for path in secret)
                yield self.observed(hit, hidden, "recorded", piece, here)

    def observed(self, hit: Hit, hidden: bool, proves: Proves, piece: Piece, address: str) -> Observation:
        """A value that the state remembers: true when Terraform last looked, which only a plan's own time bounds."""
        time, means = self.lens.seen(self.stamp, "refreshed")
        value = None if hidden else hit.value
        return Observation(
            self.lens.environment, hit.keypath, value, "existence" if hidden else proves, time, means,
            "terraform", self.spot(piece, hit.line, address),
        )  # fmt: skip

    def drift(self, node: Map, piece: Piece) -> LiveRead:
        address, change = text_at(node, "address") or "?", map_at(node, "change")
        before = {hit.path: hit for hit in _hits(map_at(change, "before"), address, self.lens)}
        after = {hit.path: hit for hit in _hits(map_at(change, "after"), address, self.lens)}
        seen: list[Observation] = []
        edits: list[LiveEdit] = []
        for path in {**before, **after}:
            was, now = before.get(path), after.get(path)
            hidden = any(_masked(path[1:], node_at(change, mask)) for mask in ("before_sensitive", "after_sensitive"))
            if was is not None:
                seen.append(self.observed(was, hidden, "recorded", piece, address))
            if now is not None:
                seen.append(self.observed(now, hidden, "value", piece, address))
            if (was.value if was else None) != (now.value if now else None):
                edits.append(self.edit(was, now, hidden, piece, address))
        return LiveRead(observations=tuple(seen), edits=tuple(edits))

    def edit(self, was: Hit | None, now: Hit | None, hidden: bool, piece: Piece, address: str) -> LiveEdit:
        """Somebody changed it outside Terraform, before the plan was made."""
        hit = now or was
        assert hit is not None
        time, means = self.lens.seen(self.stamp)
        value, before = (None, None) if hidden else (now.value if now else None, was.value if was else None)
        return LiveEdit(
            self.lens.environment, time, "at_latest" if time else means, "differs", "changed outside Terraform", "terraform",
            self.spot(piece, hit.line, address), hit.keypath, value, before, removed=now is None, withheld=hidden,
        )  # fmt: skip


def _hits(values: Map, address: str, lens: Lens) -> list[Hit]:
    """The key's places among a resource's attributes: by the attribute's path, inside its JSON texts, or by the resource's own name
    where it is a parameter (`aws_ssm_parameter`, `google_runtimeconfig_variable`)."""
    entries = shape([values], {}).entries
    parsed = Parsed(tuple(entries))
    found = [_below(hit, address) for hit in find(parsed, lens.key)]
    for name, text in _texts(values):
        inner = parse("inner.json", text.text.encode())
        if inner.degraded is None:
            found += [_below(hit, address, (name,), text.line) for hit in find(inner, lens.key)]
    own = text_at(values, "name")
    value = node_at(values, "value")
    if own is not None and isinstance(value, Leaf) and (tier := lens.key.tier(tuple(part for part in own.split("/") if part))):
        found.append(Hit((address, "value"), None if value.kind == "null" else value.text, value.line, "scalar", tier))
    return found


def _below(hit: Hit, address: str, within: tuple[str, ...] = (), line: int | None = None) -> Hit:
    return Hit((address, *within, *hit.path), hit.value, line if line is not None else hit.line, hit.kind, hit.tier)


def _texts(values: Map) -> Iterator[tuple[str, Leaf]]:
    for name, _, leaf in values.pairs:
        if isinstance(leaf, Leaf) and leaf.text[:1] in ("[", "{") and '"' in leaf.text:
            yield name, leaf


def _masked(path: tuple[str, ...], mask: Node | None) -> bool:
    """Whether a mask has `true` at the path or above it. Entries of lists are not told apart: rather one value too many is hidden."""
    steps = _plain(path)
    stack: list[tuple[Node | None, int]] = [(mask, 0)]
    while stack:
        node, depth = stack.pop()
        if isinstance(node, Leaf):
            if node.text == "true":
                return True
        elif isinstance(node, Seq):
            stack += [(each, depth) for each in node.nodes]
        elif isinstance(node, Map):
            if depth >= len(steps):
                stack += [(child, depth) for _, _, child in node.pairs]
            else:
                stack += [(child, depth + 1) for name, _, child in node.pairs if name == steps[depth]]
    return False


def _plain(path: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in (_LIST_ENTRY.sub("", segment) for segment in path) if name)


def _attribute_paths(node: Node | None) -> list[tuple[str, ...]]:
    """`sensitive_attributes` of a state file: paths, each a list of steps of which the named ones count."""
    paths = node.nodes if isinstance(node, Seq) else []
    found = []
    for path in paths:
        steps = [text_at(step, "value") for step in (path.nodes if isinstance(path, Seq) else [path])]
        found.append(tuple(step for step in steps if step is not None and not step.isdigit()))
    return [path for path in found if path]
