"""From owners and the last apply to evidence: who owns the key's field, and which edits past the declared way that shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from forensics.collect.live.kubernetes.managers import Owner, owners
from forensics.collect.live.kubernetes.objects import LAST_APPLIED, KubeObject
from forensics.collect.live.lens import Lens
from forensics.hits import Hit, find
from forensics.model import ActorKind, LiveEdit, LiveRead, Observation, Ownership, Parsed, Spot, Watched
from forensics.parse import parse

_FIELDS, _APPLIED = "managedFields", "last-applied-configuration"
# Where the API server itself fills in what nobody wrote, a field missing from the last apply shows nothing.
_WRITTEN_ONLY = frozenset({"env", "data", "stringData", "annotations", "labels"})
_ROUTES: dict[str, ActorKind] = {"human": "person", "gitops": "automation", "controller": "automation"}


def ownership_read(one: KubeObject, lens: Lens) -> LiveRead:
    """Owners, hand-made edits, differences from the last apply, and the time in which managedFields would have shown another write."""
    read = LiveRead()
    applied = last_applied(one, lens)
    for hit in one.hits:
        owned = owners(one.node, hit.path[1:])
        read += _owned(one, hit, owned, lens)
        hands = (own for own in owned if own.manager_class == "human" and own.reach in ("value", "text"))
        edits = tuple(_by_hand(one, hit, own, owned, lens) for own in hands)
        if applied is not None:
            edits = tuple(_compared(one, hit, edits, applied, owned, lens))
        read += LiveRead(edits=edits)
    if applied is not None:
        read += _applied_read(one, applied, lens)
    return read


def _spot(one: KubeObject, lens: Lens, line: int | None) -> Spot:
    return lens.spot(line, object=one.id, namespace=one.namespace, owner=one.owner)


def _owned(one: KubeObject, hit: Hit, owned: tuple[Owner, ...], lens: Lens) -> LiveRead:
    rows = tuple(
        Ownership(
            lens.environment, hit.keypath, own.manager, own.manager_class, own.operation, own.time, own.reach, _FIELDS,
            _spot(one, lens, own.line + one.before),
        )
        for own in owned
    )  # fmt: skip
    times = [own.time for own in owned if own.reach in ("value", "text")]
    since = max((time for time in times if time is not None), default=None)
    if since is None or None in times or lens.at is None or lens.at < since or not one.whole:
        return LiveRead(ownerships=rows)
    covers = f"writes to this field of {one.id} that changed its value"
    return LiveRead(ownerships=rows, watched=(Watched(lens.environment, since, lens.at, _FIELDS, covers, _spot(one, lens, hit.line)),))


def _by_hand(one: KubeObject, hit: Hit, own: Owner, owned: tuple[Owner, ...], lens: Lens) -> LiveEdit:
    """The value is this manager's where it alone owns the field: with a second owner, either may have set it first."""
    shared = [other.manager for other in owned if other is not own and other.reach == own.reach]
    note = f"shared with {', '.join(shared)}" if shared else "the whole text was written" if own.reach == "text" else ""
    value = hit.value if own.reach == "value" and not shared and one.kind != "Secret" and hit.kind != "reference" else None
    return LiveEdit(
        lens.environment, own.time, "at_latest" if own.time else "unknown", "owned", own.manager, _FIELDS,
        _spot(one, lens, own.line + one.before), hit.keypath, value, withheld=one.kind == "Secret", actor_kind="person",
        tool=own.manager, note=note,
    )  # fmt: skip


def last_applied(one: KubeObject, lens: Lens) -> tuple[Hit, ...] | None:
    """The key's places in the last client-side apply; None where there was none, or it can't be read, or it holds secrets."""
    text = one.note(LAST_APPLIED)
    if text is None or one.kind == "Secret" or not text.lstrip().startswith("{"):
        return None
    parsed = parse("applied.json", text.encode())
    if parsed.degraded is not None:
        return None
    settings = Parsed(tuple(entry for entry in parsed.entries if entry.path[:1] == (one.root,)))
    return find(settings, lens.key)


def _compared(
    one: KubeObject, hit: Hit, edits: tuple[LiveEdit, ...], applied: tuple[Hit, ...], owned: tuple[Owner, ...], lens: Lens
) -> Iterator[LiveEdit]:
    """Hand-made edits with what the last apply said; where no hand owns the field although it differs, that it differs."""
    before = next((other.value for other in applied if other.path == hit.path), None)
    known = any(other.path == hit.path for other in applied)
    if edits:
        yield from (replace(edit, before=before) for edit in edits)
        return
    if (known and before == hit.value) or (not known and not _WRITTEN_ONLY & set(_plain(hit.path))):
        return
    mine = [own for own in owned if own.reach == "value"]
    only = mine[0] if len(mine) == 1 else None
    yield LiveEdit(
        lens.environment, only.time if only else None, "at_latest" if only and only.time else "unknown", "differs",
        "differs from the last apply" if known else "in no apply", _APPLIED, _spot(one, lens, hit.line), hit.keypath, hit.value, before,
        actor_kind=_ROUTES.get(only.manager_class, "unknown") if only else "unknown", tool=only.manager if only else None,
    )  # fmt: skip


def _plain(path: tuple[str, ...]) -> list[str]:
    return [segment.partition("[")[0] for segment in path]


def _applied_read(one: KubeObject, applied: tuple[Hit, ...], lens: Lens) -> LiveRead:
    """What the last apply said, and what of it is live no longer."""
    line = next((at for key, at, _ in one.annotations.pairs if key == LAST_APPLIED), one.node.line) + one.before
    spot = _spot(one, lens, line)
    seen = tuple(Observation(lens.environment, hit.keypath, hit.value, "applied", None, "unknown", _APPLIED, spot) for hit in applied)
    live = {hit.path for hit in one.hits}
    gone = tuple(
        LiveEdit(
            lens.environment, None, "unknown", "differs", "removed since the last apply", _APPLIED, spot, hit.keypath, None, hit.value,
            removed=True,
        )
        for hit in applied
        if hit.path not in live and one.whole
    )  # fmt: skip
    return LiveRead(observations=seen, edits=gone)
