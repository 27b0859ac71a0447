"""When a commit reached a branch: first-parent lines, the landing that brought each commit, and landing times."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from forensics.model import History

# A commit dated more than this after its own child has a clock that ran ahead; nothing landed in that future.
_SPIKE_SECONDS = 24 * 3600
# With a single commit after it, either of the two may be wrong; a month ahead is more than any queue of patches explains.
_LONE_SPIKE_SECONDS = 30 * _SPIKE_SECONDS


@dataclass(frozen=True, slots=True)
class Line:
    """A branch's first-parent commits, oldest first, with the epoch second at which each landed (never decreasing)."""

    branch: str
    commits: tuple[int, ...]
    landed: tuple[int, ...]

    def until(self, moment: int) -> Line:
        """The line as it stood at a moment (epoch seconds): what had landed by then."""
        count = bisect_right(self.landed, moment)
        return Line(self.branch, self.commits[:count], self.landed[:count])

    def positions(self) -> dict[int, int]:
        """Commit index → place on the line."""
        return {commit: position for position, commit in enumerate(self.commits)}


def line_of(history: History, branch: str, tip: int) -> Line:
    """The first-parent line that ends in `tip` (an index into the history's commits)."""
    commits = [tip]
    while history.parents[commits[-1]]:
        commits.append(history.parents[commits[-1]][0])
    commits.reverse()
    return Line(branch, tuple(commits), _landing_times([history.times[commit] for commit in commits]))


def _landing_times(times: Sequence[int | None]) -> tuple[int, ...]:
    """Committer times along a line, made monotonic.

    Committer dates are not monotonic along first parents (14 inversions in one real repository): a commit can't have
    landed before its parent did, so a dip takes the parent's time; a lone spike far into the future takes its child's.
    """
    known = [time if time is not None else -1 for time in times]
    landed: list[int] = []
    # A date that can't be read takes its parent's time, and before any parent the first that can be: never the epoch.
    latest = next((time for time in known if time >= 0), 0) if known and known[0] < 0 else 0
    for place, time in enumerate(known):
        child = known[place + 1] if place + 1 < len(known) else -1
        if (child < 0 or time - child > _SPIKE_SECONDS) and _is_spike(time, known[place + 1 : place + 4]):
            time = min(later for later in known[place + 1 : place + 4] if later >= 0)
        latest = max(latest, time)
        landed.append(latest)
    return tuple(landed)


def _is_spike(time: int, following: Sequence[int]) -> bool:
    """Whether a time ran ahead of all that follows, and not one of those back."""
    ahead = [time - later for later in following if later >= 0]
    return bool(ahead) and min(ahead) > _SPIKE_SECONDS and (len(ahead) > 1 or ahead[0] > _LONE_SPIKE_SECONDS)


def arrivals(history: History, line: Line) -> Sequence[int]:
    """For each of a history's commits the place on the line at which it arrived, or -1 where the line does not contain it."""
    arrived = [-1] * len(history.commits)
    for place, commit in enumerate(line.commits):
        arrived[commit] = place
        # The first parent stands on the line before it.
        pending = [parent for parent in history.parents[commit][1:] if arrived[parent] < 0]
        while pending:
            current = pending.pop()
            if arrived[current] < 0:
                arrived[current] = place
                pending.extend(parent for parent in history.parents[current] if arrived[parent] < 0)
    return arrived
