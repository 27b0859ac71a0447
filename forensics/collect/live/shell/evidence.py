"""From a deed to evidence: an edit or a rollout, with its certainty, and without any secret that was typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from forensics.collect.live.lens import Lens
from forensics.collect.live.shell.commands import Done
from forensics.keys import keypath
from forensics.model import ActorKind, Certainty, LiveEdit, LiveRead, Rollout, TimeMeans
from forensics.secret_shapes import PROVIDERS, is_reference, key_keeps_secret


def evidence(
    done: Done, time: datetime | None, certainty: Certainty, source: str, line: int | None, lens: Lens, actor: str | None = None
) -> LiveRead:
    """One deed of a shell or a program. `certainty`: `typed` (it may have failed) or `executed` (it ran)."""
    deed = done.deed
    means: TimeMeans = "unknown" if time is None else "typed" if certainty == "typed" else "happened"
    spot = lens.spot(line, object=deed.object, namespace=deed.namespace, host=done.host)
    if deed.rollout is not None:
        title = f"{deed.how} {deed.object or ''}".rstrip()
        return LiveRead(
            rollouts=(
                Rollout(lens.environment, time, means, deed.rollout, title, source, spot, deed.version, deed.note or None, actor=actor),
            )
        )
    sort: ActorKind = "person" if certainty == "typed" else "unknown"
    where = keypath(deed.path) if deed.path is not None else None
    edit = LiveEdit(
        lens.environment, time, means, certainty, deed.how, source, spot, where, deed.value, deed.before, deed.removed, actor=actor,
        actor_kind=sort, tool=deed.how.partition(" ")[0], version=deed.version, note=deed.note,
    )  # fmt: skip
    return LiveRead(edits=(_without_secrets(edit),))


def _without_secrets(edit: LiveEdit) -> LiveEdit:
    """A password that was typed is never kept, not even until the report's own gate."""
    told = [value for value in (edit.value, edit.before) if value]
    if edit.keypath is None or not any(_is_secret(edit.keypath, value) for value in told):
        return edit
    return replace(edit, value=None, before=None, withheld=True)


def _is_secret(where: str, value: str) -> bool:
    if is_reference(value):
        return False
    return key_keeps_secret(where, value) or any(pattern.search(value) for pattern in PROVIDERS)
