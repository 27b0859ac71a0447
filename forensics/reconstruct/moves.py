"""One setting's life across renames and moves: tracks that end where others begin are joined."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from forensics.reconstruct.equivalence import same
from forensics.reconstruct.tracks import Step, Track

# A folder renamed as a delete and an add was seen 37 minutes apart in a real repository; two days allow for a weekend's half-done move.
_GAP_SECONDS = 48 * 3600
_WORDS = re.compile(r"[A-Za-z0-9]+")
_ENOUGH = 3.0


@dataclass(frozen=True, slots=True)
class Move:
    """What was joined: where the value stood before and where it stands since, by which commit (an index)."""

    environment: str
    commit: int
    before: str
    after: str


def join(tracks: Sequence[Track], likeness: Callable[[str, str], float]) -> tuple[tuple[Track, ...], tuple[Move, ...]]:
    """Tracks with their earlier lives in front. `likeness(blob, blob)` says from 0 to 1 how much of one file is in the other.

    A track that begins (file added, or key newly in it) takes over one that ends in the same commit, or up to two days
    before, on the same branch: best by equal content, path, environment and value. One to one; the newest joins first, so
    that a chain of moves is followed back step by step.
    """
    ends: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(tracks):
        if _ended(one) is not None:
            ends[one.branch].append(number)
    taken: set[int] = set()
    earlier: dict[int, int] = {}
    pairs = sorted(_pairs(tracks, ends, likeness), key=lambda pair: (-pair[0], pair[1], pair[2]))
    for _, number, candidate in pairs:
        if candidate not in taken and number not in earlier:
            earlier[number] = candidate
            taken.add(candidate)
    joined: list[Track] = []
    moves: list[Move] = []
    for number, one in enumerate(tracks):
        if number in taken:
            continue
        chain = [number]
        while chain[-1] in earlier:
            chain.append(earlier[chain[-1]])
        whole = one
        for before in chain[1:]:
            first = _beginning(whole)
            moves.append(Move(one.environment, first.commit, _where(_last_present(tracks[before])), _where(first)))
            whole = _concatenate(tracks[before], whole)
        joined.append(whole)
    return tuple(joined), tuple(moves)


def _beginning(one: Track) -> Step:
    """The step at which the key first appears."""
    return next((step for step in one.steps if step.exists and step.reading.state == "present"), one.born)


def _ended(one: Track) -> Step | None:
    """The last step, where the key is gone there and was present before."""
    last = one.last
    gone = not last.exists or last.reading.state == "absent"
    return last if gone and any(step.reading.state == "present" for step in one.steps) else None


def _last_present(one: Track) -> Step:
    return next(step for step in reversed(one.steps) if step.exists and step.reading.state == "present")


def _where(step: Step) -> str:
    return f"{step.reading.path}#{step.reading.keypath}"


def _pairs(tracks: Sequence[Track], ends: dict[str, list[int]], likeness: Callable[[str, str], float]) -> Iterable[tuple[float, int, int]]:
    by_time: dict[str, list[tuple[int, int]]] = {
        branch: sorted((tracks[number].last.landed, number) for number in numbers) for branch, numbers in ends.items()
    }
    for number, one in enumerate(tracks):
        first = _beginning(one)
        if first.reading.state != "present" or first.place == 0:
            continue
        for landed, candidate in by_time.get(one.branch, ()):
            if not 0 <= first.landed - landed <= _GAP_SECONDS or tracks[candidate].last.place > first.place or candidate == number:
                continue
            score = _score(tracks[candidate], one, likeness)
            if score >= _ENOUGH:
                yield score, number, candidate


def _score(old: Track, new: Track, likeness: Callable[[str, str], float]) -> float:
    """How sure it is that `new` goes on where `old` stopped; the parts add up, `_ENOUGH` takes two of them at least."""
    ended, begun = _last_present(old), _beginning(new)
    same_commit = old.last.commit == begun.commit
    score = 1.0 if same_commit else 0.0
    score += 1.0 if old.environment == new.environment else 0.0
    score += 1.0 if old.keypath == new.keypath else 0.0
    score += 0.5 if same(ended.reading.value, begun.reading.value) else 0.0
    score += 1.5 * _overlap(old.template, new.template)
    if old.template == new.template and old.environment == new.environment:
        return score + 1.0 if same_commit else 0.0  # the key moved inside its own file
    one, other = ended.reading.blob, begun.reading.blob
    alike = 1.0 if one == other else likeness(one, other) if one and other and score >= 1.5 else 0.0
    if alike < 0.4 or (alike < 1.0 and old.environment != new.environment):
        return 0.0
    return score + 1.5 * alike


def _overlap(one: str, other: str) -> float:
    """Share of path words in common; words that only one of the two has tell services apart."""
    left, right = set(_WORDS.findall(one.casefold())) - {"env"}, set(_WORDS.findall(other.casefold())) - {"env"}
    return len(left & right) / len(left | right) if left | right else 0.0


def _concatenate(old: Track, new: Track) -> Track:
    """The old steps as far as the new track's beginning, then the new ones, under the new name."""
    first = _beginning(new)
    kept = tuple(step for step in old.steps if step.place < first.place and step.exists)
    rest = tuple(step for step in new.steps if step.place >= first.place)
    return replace(new, steps=kept + rest)
