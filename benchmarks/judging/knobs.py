"""The judge's tables as numbers that can be turned: every weight, prior and scale that forensics.judge.weights holds, whatever it holds."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

from forensics.judge import weights

# The table and the row in it; a number that stands alone has no row.
Knob = tuple[str, str]


def tables() -> dict[Knob, float]:
    """Every number of the tables as it stands."""
    found: dict[Knob, float] = {}
    for name, value in vars(weights).items():
        if name.startswith("_"):
            continue
        if isinstance(value, dict):
            found |= {(name, row): float(number) for row, number in value.items() if _is_number(number)}
        elif _is_number(value):
            found[name, ""] = float(value)
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def set_to(values: Mapping[Knob, float]) -> None:
    """Turns the knobs. Tables are changed in place; a number alone is set in every module that imported it."""
    for (name, row), value in values.items():
        if row:
            vars(weights)[name][row] = value
        else:
            for module in _rooms():
                if name in vars(module):
                    setattr(module, name, value)


@contextlib.contextmanager
def turned(values: Mapping[Knob, float]) -> Iterator[None]:
    """The knobs at these values, and back."""
    before = tables()
    set_to(values)
    try:
        yield
    finally:
        set_to(before)


@contextlib.contextmanager
def instead(**names: Any) -> Iterator[None]:
    """Other objects under these names in every module of the judge that holds them, and back."""
    kept = [(module, name, vars(module)[name]) for module in _rooms() for name in names if name in vars(module)]
    if {name for _, name, _ in kept} != set(names):
        raise LookupError(f"the judge has no {', '.join(sorted(set(names) - {name for _, name, _ in kept}))}: mend benchmarks/judging")
    for module, name, _ in kept:
        setattr(module, name, names[name])
    try:
        yield
    finally:
        for module, name, value in kept:
            setattr(module, name, value)


def _rooms() -> list[ModuleType]:
    return [module for name, module in sys.modules.items() if name == "forensics.judge" or name.startswith("forensics.judge.")]
