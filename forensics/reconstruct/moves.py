"""One setting's life across renames and moves: tracks that end where others begin are joined."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from forensics.reconstruct.equivalence import names_of, same
from forensics.reconstruct.tracks import Step, Track

# A folder renamed as a delete and an add was seen 37 minutes apart in a real repository; two days allow for a weekend's half-done move.
_GAP_SECONDS = 48 * 3600
_WORDS = re.compile(r"[A-Za-z0-9]+")
_ENTRY_NAME = re.compile(r"\[([^\]]+)\]")
_ENOUGH = 3.0


@dataclass(frozen=True, slots=True)
class Move:
    """What was joined: where the value stood before and where it stands since, by which commit (an index)."""

    environment: str
    commit: int
    before: str
    after: str


def join(whole: Sequence[Track], likeness: Callable[[str, str], float]) -> tuple[tuple[Track, ...], tuple[Move, ...]]:
    """Tracks with their earlier lives in front. `likeness(blob, blob)` says from 0 to 1 how much of one file is in the other.

    A track that begins (file added, or key newly in it) takes over one that ends in the same commit, or within two days, on the
    same branch: best by equal content, path, environment and value. One to one. A file that went away and came back is two lives,
    so that a move there and back is followed.
    """
    tracks = [life for one in whole for life in _lives(one)]
    earlier = _matched(tracks, likeness)
    taken = set(earlier.values())
    joined: dict[tuple[str, str, str, str], list[Track]] = {}
    moves: list[Move] = []
    moved: set[tuple[str, str]] = set()
    for number, one in enumerate(tracks):
        if number in taken:
            continue
        chain = [number]
        while chain[-1] in earlier:
            chain.append(earlier[chain[-1]])
        life = one
        for before in chain[1:]:
            first = _beginning(life)
            moves.append(Move(one.environment, first.commit, _where(_last_present(tracks[before])), _where(first)))
            life = _concatenate(tracks[before], life)
            moved.add((one.template, one.keypath))
        joined.setdefault((one.template, one.keypath, one.environment, one.branch), []).append(life)
    found = [_in_order(lives) for lives in joined.values()]
    return tuple(_begun_late(one, found) if (one.template, one.keypath) in moved else one for one in found), tuple(moves)


def _lives(one: Track) -> list[Track]:
    """A track cut where its environment was away for a while."""
    lives: list[list[Step]] = [[]]
    for step in one.steps:
        if step.exists and lives[-1] and not lives[-1][-1].exists and any(earlier.exists for earlier in lives[-1]):
            lives.append([])
        lives[-1].append(step)
    return [replace(one, steps=tuple(life)) for life in lives]


def _in_order(lives: list[Track]) -> Track:
    """The lives of one environment's file as one track again; as long as the file itself was there, it tells, and no forerunner."""
    steps: list[Step] = []
    for life in sorted(lives, key=lambda life: life.last.place):
        steps += [step for step in life.steps if not steps or step.place > steps[-1].place]
    return replace(lives[-1], steps=tuple(steps))


def _begun_late(one: Track, found: Sequence[Track]) -> Track:
    """Beside a joined track of its setting, an environment that never had the key there begins only where the key path does."""
    if any(step.reading.state == "present" for step in one.steps):
        return one
    native = [
        step.landed
        for other in found
        if (other.template, other.keypath) == (one.template, one.keypath)
        for step in other.steps
        if step.reading.keypath == one.keypath and step.reading.state == "present" and step.reading.path == other.last.reading.path
    ]
    start = min(native, default=one.steps[0].landed)
    late = [step for step in one.steps if step.landed >= start]
    standing = [step for step in one.steps if step.landed < start]
    return replace(one, steps=(*([replace(standing[-1], landed=start)] if standing and standing[-1].exists else ()), *late) or one.steps)


def _matched(tracks: Sequence[Track], likeness: Callable[[str, str], float]) -> dict[int, int]:
    """Which track goes on where which other stopped: later → earlier, best matches first."""
    ends: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(tracks):
        if _ended(one) is not None:
            ends[one.branch].append(number)
    earlier: dict[int, int] = {}
    for _, number, candidate in sorted(_pairs(tracks, ends, likeness), key=lambda pair: (-pair[0], pair[1], pair[2])):
        if candidate not in earlier.values() and number not in earlier and not _follows(earlier, candidate, number):
            earlier[number] = candidate
    return earlier


def _follows(earlier: dict[int, int], number: int, wanted: int) -> bool:
    """Whether a chain of earlier lives already leads from one track to another: a life can't precede itself."""
    while number in earlier:
        number = earlier[number]
        if number == wanted:
            return True
    return False


def _beginning(one: Track) -> Step:
    """The step at which the key first appears."""
    return next((step for step in one.steps if step.exists and step.reading.state == "present"), one.born)


def _ended(one: Track) -> Step | None:
    """The last step, where the key is gone there and was present before."""
    last = one.last
    gone = not last.exists or last.reading.state == "absent"
    return last if gone and any(step.exists and step.reading.state == "present" for step in one.steps) else None


def _last_present(one: Track) -> Step:
    return next(step for step in reversed(one.steps) if step.exists and step.reading.state == "present")


def _where(step: Step) -> str:
    return f"{step.reading.path}#{step.reading.keypath}"


def _pairs(tracks: Sequence[Track], ends: dict[str, list[int]], likeness: Callable[[str, str], float]) -> Iterable[tuple[float, int, int]]:
    by_time: dict[str, list[tuple[int, int]]] = {
        branch: sorted((tracks[number].last.landed, number) for number in numbers) for branch, numbers in ends.items()
    }
    begins: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for one in tracks:
        begins[(one.template, one.environment, one.branch)].append(one.born.place)
    for number, one in enumerate(tracks):
        first = _beginning(one)
        if first.reading.state != "present" or first.place == 0:
            continue
        for landed, candidate in by_time.get(one.branch, ()):
            old = tracks[candidate]
            in_turn = 0 <= first.landed - landed <= _GAP_SECONDS and old.last.place <= first.place
            if candidate == number or not (in_turn or _overtaken(old, first, landed)):
                continue
            returns = any(place > old.last.place for place in begins[(old.template, old.environment, old.branch)])
            score = _score(old, one, likeness, returns)
            if score >= _ENOUGH:
                yield score, number, candidate


def _overtaken(old: Track, first: Step, ended: int) -> bool:
    """Whether the new file was added shortly before the old one was deleted: a move written in two commits, the add first."""
    return old.born.place < first.place and 0 < ended - first.landed <= _GAP_SECONDS


def _score(old: Track, new: Track, likeness: Callable[[str, str], float], returns: bool) -> float:
    """How well `new` goes on where `old` stopped; 0 where it doesn't. `returns`: the old file's own path comes back later.

    Boilerplate makes files of different services alike, so likeness alone proves little: apart from the same commit, the two
    paths must have the same words, and a list entry's name must stand in the other's path.
    """
    ended, begun = _last_present(old), _beginning(new)
    same_commit = old.last.commit == begun.commit
    score = 1.0 * same_commit + 1.0 * (old.environment == new.environment) + 1.0 * (old.keypath == new.keypath)
    score += 0.5 * same(ended.reading.value, begun.reading.value) + 1.5 * _overlap(old.template, new.template)
    if old.template == new.template and old.environment == new.environment:
        return score + 1.0 if same_commit else 0.0  # the key moved inside its own file
    named_alike = old.environment == new.environment or bool(names_of(old.environment) & names_of(new.environment))
    if (not named_alike and not same_commit) or not _entries_agree(old, new):
        return 0.0
    if not same_commit and (returns or _parts(old.template) != _parts(new.template)):
        return 0.0
    one, other = ended.reading.blob, begun.reading.blob
    alike = 1.0 if one == other else likeness(one, other) if one and other else 0.0
    renamed = not _parts(old.template) <= _parts(new.template) and not _parts(new.template) <= _parts(old.template)
    least = 0.9 if not same_commit or renamed or returns or not named_alike else 0.5
    return score + 1.5 * alike if alike >= least else 0.0


def _entries_agree(old: Track, new: Track) -> bool:
    """Whether a list entry's name that only one key path has (`hubs[demo]`) stands in the other's path or environment."""
    ours, theirs = set(_ENTRY_NAME.findall(old.keypath)), set(_ENTRY_NAME.findall(new.keypath))
    here = _parts(f"{old.template}/{old.environment}/{old.keypath}")
    there = _parts(f"{new.template}/{new.environment}/{new.keypath}")
    return all(_parts(name) <= there for name in ours - theirs) and all(_parts(name) <= here for name in theirs - ours)


def _parts(text: str) -> set[str]:
    return set(_WORDS.findall(text.casefold())) - {"env"}


def _overlap(one: str, other: str) -> float:
    """Share of path words in common; words that only one of the two has tell services apart."""
    left, right = _parts(one), _parts(other)
    return len(left & right) / len(left | right) if left | right else 0.0


def _concatenate(old: Track, new: Track) -> Track:
    """The old steps as far as the new track's beginning, then the new ones, under the new name."""
    first = _beginning(new)
    kept = tuple(step for step in old.steps if step.place < first.place and step.exists)
    rest = tuple(step for step in new.steps if step.place >= first.place)
    return replace(new, steps=kept + rest)
