"""What an investigator does today, as rules: the last touch, the majority, production, and git blame's newest line."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from benchmarks.judging.casebook import Casebook, Held, Row, roles_right, value_right
from forensics.judge.shape import is_production
from forensics.model import Setting
from forensics.reconstruct.equivalence import comparable


@dataclass(frozen=True, slots=True)
class Guess:
    """Who chose, who diverged, and whose value is right; all empty where a rule gives up."""

    deliberate: tuple[str, ...] = ()
    diverged: tuple[str, ...] = ()
    value: str | None = None


Values = Mapping[str, str | None]


def _sided(values: Values, value: str | None) -> Guess:
    """Whoever holds this value chose it; whoever holds another diverged."""
    chose = tuple(name for name, other in values.items() if comparable(other) == comparable(value))
    return Guess(chose, tuple(name for name in values if name not in chose), value)


def _newest(times: Mapping[str, datetime], values: Values) -> list[str]:
    """The environments that were touched last; none where they hold unequal values."""
    last = max(times.values(), default=None)
    names = [name for name, time in times.items() if time == last]
    return names if len({comparable(values[name]) for name in names}) == 1 else []


def last_touch_meant_it(one: Held, setting: Setting, values: Values) -> Guess:
    """The newest change is the decision; whoever does not have it was left behind."""
    names = _newest(_since(setting, values), values)
    return _sided(values, values[names[0]]) if names else Guess()


def last_touch_did_it(one: Held, setting: Setting, values: Values) -> Guess:
    """Whoever touched it last broke it; the others are right."""
    names = _newest(_since(setting, values), values)
    rest = {name: value for name, value in values.items() if name not in names}
    kept = {comparable(value) for value in rest.values()}
    if not names or not rest or values[names[0]] in rest.values():
        return Guess()
    return Guess(tuple(rest), tuple(names), next(iter(rest.values())) if len(kept) == 1 else None)


def _since(setting: Setting, values: Values) -> dict[str, datetime]:
    return {name: spans[-1].start for name, spans in setting.timelines if spans and name in values}


def majority(one: Held, setting: Setting, values: Values) -> Guess:
    """What most environments hold is right; a tie tells nothing."""
    counts = Counter(comparable(value) for value in values.values()).most_common(2)
    if not counts or (len(counts) == 2 and counts[0][1] == counts[1][1]):
        return Guess()
    return _sided(values, next(value for value in values.values() if comparable(value) == counts[0][0]))


def production_is_right(one: Held, setting: Setting, values: Values) -> Guess:
    """Production runs, so its value is right; where productions differ, nobody knows."""
    there = [value for name, value in values.items() if is_production(name)]
    return _sided(values, there[0]) if there and len({comparable(value) for value in there}) == 1 else Guess()


def newest_blamed_line(one: Held, setting: Setting, values: Values) -> Guess:
    """`git blame` on each environment's line: whoever wrote the newest one decided."""
    lines = {stand.environment: stand.blame.line_commit for stand in setting.stands if stand.blame and stand.blame.line_commit}
    times = {name: _committed(one, oid) for name, oid in lines.items() if name in values}
    names = _newest(times, values)
    return _sided(values, values[names[0]]) if names else Guess()


def _committed(one: Held, oid: str) -> datetime:
    command = ["git", "-C", str(one.built / "repo"), "show", "-s", "--format=%cI", oid]
    return datetime.fromisoformat(subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip())


RULES: Final[dict[str, Callable[[Held, Setting, Values], Guess]]] = {
    "the last touch meant it": last_touch_meant_it,
    "whoever touched it last did it": last_touch_did_it,
    "majority of environments": majority,
    "production is right": production_is_right,
    "git blame's newest line": newest_blamed_line,
}


def guess(rule: str, one: Held) -> Guess:
    """A rule's answer from the values that the report gives at its moment."""
    setting = next((some for some in one.asked.report.settings if one.place and some.id == one.place[0]), None)
    if setting is None:
        return Guess()
    values = {stand.environment: stand.effective for stand in setting.stands if stand.state == "present"}
    return RULES[rule](one, setting, values) if len({comparable(value) for value in values.values()}) > 1 else Guess(tuple(values))


def marks(book: Casebook, one: Held, said: Guess) -> Row:
    """Roles and value by the same rules as the judge's, and whether the case has something that diverged."""
    return {
        "roles": roles_right(book, one, said.deliberate, said.diverged),
        "diverged": bool(one.truth["diverged"]),
        "has_value": bool(one.truth["diverged"]) and one.truth.get("intended_value") is not None,
        "value": value_right(one, said.value),
    }
