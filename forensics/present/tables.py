"""Plain tables for `forensics environments` and `forensics keys`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from forensics.model import Gap, Place
from forensics.present.clean import one_line


class Layout(Protocol):
    """What the environments table shows."""

    @property
    def path(self) -> str: ...
    @property
    def mainline(self) -> str: ...
    @property
    def mainline_rule(self) -> str: ...
    @property
    def branches(self) -> Sequence[tuple[str, str]]: ...
    @property
    def placed(self) -> Sequence[Place]: ...
    @property
    def left_out(self) -> Sequence[tuple[str, str]]: ...
    @property
    def gaps(self) -> Sequence[Gap]: ...


class Valued(Protocol):
    """What the keys table shows of a setting."""

    @property
    def id(self) -> str: ...
    @property
    def values(self) -> Mapping[str, str | None]: ...


def environments_table(layout: Layout, all_files: bool) -> str:
    """Environment by environment: its branch, and each file with the rule that placed it; shared files last."""
    lines = [f"{one_line(layout.path)}: values are those of the branch {one_line(layout.mainline)} ({layout.mainline_rule})", ""]
    for environment, branch in layout.branches:
        mine = [place for place in layout.placed if place.environment == environment]
        lines.append(f"{one_line(environment)}  (branch {one_line(branch)}, {len(mine)} file{'' if len(mine) == 1 else 's'})")
        lines += _aligned((one_line(place.path), place.rule) for place in mine)
        lines.append("")
    shared = [place for place in layout.placed if place.environment is None]
    if shared:
        lines.append(f"in every environment, or in none that is known  ({len(shared)} files)")
        lines += _aligned((one_line(place.path), place.rule) for place in shared) if all_files else ["  --all lists them"]
        lines.append("")
    if layout.left_out:
        lines.append(f"left out  ({len(layout.left_out)} files)")
        lines += _aligned((one_line(path), why) for path, why in layout.left_out) if all_files else ["  --all lists them, and why"]
        lines.append("")
    lines += [f"not known: {one_line(gap.where)}: {one_line(gap.why)}" for gap in layout.gaps]
    if not layout.branches:
        lines.append('No environment was found. State them in forensics.toml: [environments] prod = ["path/of/its/files/**"]')
    return "\n".join(lines).rstrip("\n") + "\n"


def keys_table(known: Iterable[Valued]) -> str:
    """Each setting's id, and below it one line per environment with its value."""
    lines: list[str] = []
    for one in known:
        lines.append(one_line(one.id))
        width = max(len(environment) for environment in one.values)
        lines += [f"  {one_line(environment):<{width}}  {_shown(value)}" for environment, value in one.values.items()]
    return "".join(f"{line}\n" for line in lines)


def _shown(value: str | None) -> str:
    if value is None:
        return "(not set)"
    text = one_line(value)
    return text if len(text) <= 100 else text[:99] + "…"


def _aligned(rows: Iterable[tuple[str, str]]) -> list[str]:
    told = list(rows)
    width = min(max((len(left) for left, _ in told), default=0), 60)
    return [f"  {left:<{width}}  {right}" for left, right in told]
