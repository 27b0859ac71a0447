"""Every layer that was consulted for a value: what each says, which one wins, and how far the answer is known from git alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from forensics.layering import Address
from forensics.model import Layer, LayerSays, LayerValue, Reading, Resolved
from forensics.reconstruct.contents import Contents, effective
from forensics.reconstruct.tracks import Stack

_TEMPLATE = re.compile(r"\{\{.*\}\}|\{%.*%\}|<%.*%>|\$\{[^}]*\}|%\{[^}]*\}", re.DOTALL)


def consult(
    address: Address, layers: tuple[Layer, ...], current: Mapping[str, str | None], contents: Contents, stack: Stack
) -> tuple[LayerValue, ...]:
    """What each layer says of the key at `address`, lowest first. `current`: path → blob at the moment asked."""
    found: list[LayerValue] = []
    decided = False
    for layer in reversed(layers):
        blob = current.get(layer.known_by)
        reading = effective(address, (layer,), {layer.known_by: blob}, contents, stack.system, stack.environment)
        is_winner = not decided and (reading.state != "absent" or reading.removed is not None)
        if reading.removed is not None:
            found.append(LayerValue(layer.path, reading.line, None, layer.rule, "removes", reading.removed, is_winner))
        else:
            says: LayerSays = "no file" if blob is None else reading.state
            found.append(LayerValue(layer.path, reading.line, reading.value, layer.rule, says, reading.degraded or "", is_winner))
        decided = decided or is_winner
    return tuple(reversed(found))


def resolved(reading: Reading, stack: Stack, layers: Sequence[LayerValue]) -> tuple[Resolved, tuple[str, ...]]:
    """How far the effective value is known from git alone, and what is missing, in few words each.

    `full`: every input is in git. `partial`: what is in git was read, and something that is not can still decide. `unknown`: the
    value itself is not in git: a reference, a ciphertext, what a template fills in, or a file that could not be read.
    """
    unread = tuple(f"{layer.path} could not be read" for layer in layers if layer.says == "unreadable")
    if reading.state == "unreadable":
        return "unknown", (*unread, *stack.missing)
    own = _not_in_git(reading)
    if own is not None:
        return "unknown", (own, *unread, *stack.missing)
    missing = (*unread, *stack.missing)
    return ("partial", missing) if missing else ("full", ())


def _not_in_git(reading: Reading) -> str | None:
    if reading.state != "present":
        return None
    if reading.kind == "reference":
        return f"the value of {reading.value}"
    if reading.kind == "encrypted":
        return "the value: only its ciphertext is in git"
    template = _TEMPLATE.search(reading.value or "")
    return f"what fills in {template[0][:60]}" if template else None
