"""Environments that no vocabulary knows (eqiad, codfw, gov): siblings of known ones, in the same slot and built alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from forensics.environments.slots import ROOM, WHOLE, Form, Slot, Slots, form_of
from forensics.environments.tree import Tree, joined
from forensics.environments.words import BASES, NEVER, ROOMS, is_region, whole, words_in

# Prefixes after which any word may be an environment. A Spring profile, a compose file or a mode of .env is often a topic instead.
_OPEN_PREFIXES = ("values-", "values.", "values_", "overrides-", "parameters-", "variables-", "vars-")
_NAME_LENGTH = 40
_PLACES_TO_COMPARE = 50
Found = dict[tuple[str, str, bool], Slot]


def promoted(tree: Tree, slots: Slots) -> Found:
    """The slots of siblings: (parent, name, is it a file) → slot."""
    found: Found = {}
    for parent in tree.folders:
        found.update(_folders(tree, slots, parent))
    found.update(_forms(tree, slots))
    found.update(_stems(tree, slots))
    return found


def _may_be_environment(name: str) -> bool:
    last = name.lower().rpartition("-")[2].rpartition("_")[2]
    return name.lower() not in NEVER and last not in BASES and "." not in name and not name.startswith("_") and len(name) <= _NAME_LENGTH


def _folders(tree: Tree, slots: Slots, parent: str) -> Iterator[tuple[tuple[str, str, bool], Slot]]:
    """Folders beside folders that are environments. Beside a single one they must share a file two levels down, or stand in a
    room for environments: any two folders of Terraform share a `main.tf`."""
    known = slots.whole_folders(parent)
    in_room = parent.rpartition("/")[2].lower() in ROOMS
    if not known:
        return
    alike = {
        name: rests
        for name, rests in tree.alike(parent, known).items()
        if (_may_be_environment(name) and slots.best(parent, name, False) is None) or _holds_known(name, known)
    }
    deep = in_room or len(known) > 1
    like = {name for name, rests in alike.items() if any((deep or "/" in rest) and not words_in(rest.replace("/", " ")) for rest in rests)}
    if not in_room and len(like) > max(3, 2 * len(known)):
        return
    score = max(slot.score for name in known if (slot := slots.best(parent, name, False)))
    for name in sorted(like):
        here = joined(parent, name)
        if slots.whole_folders(here) or _is_topic(tree, here):
            continue
        # A word of the vocabulary further down is surer than a name that is only guessed: a cluster's folder may hold `prod`.
        sure = score if _holds_known(name, known) else min(score, WHOLE)
        yield (parent, name, False), Slot(0, len(name), name, sure, f"sibling of {min(known)}")


def _is_topic(tree: Tree, folder: str) -> bool:
    """Whether files named by one environment each lie right in a folder: it is then what they configure, and no environment."""
    return len({stem for name in tree.files.get(folder, ()) if whole(stem := name.partition(".")[0])}) > 1


def _holds_known(name: str, known: Iterable[str]) -> bool:
    """`prod-acme` beside `prod`: the whole name is the environment."""
    lowered = name.lower()
    return any(lowered.startswith((f"{one.lower()}-", f"{one.lower()}_")) for one in known)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A file that differs from a known environment's only in the middle of its name."""

    parent: str
    name: str
    start: int
    middle: str

    @property
    def slot(self) -> Slot:
        return Slot(self.start, self.start + len(self.middle), self.middle, ROOM, "sibling by file name")

    def without_front(self, names: set[str]) -> _Candidate:
        """Of `database-eqiad`, where eqiad is an environment too, only that."""
        ends = [name for name in names if self.middle.endswith((f"-{name}", f"_{name}"))]
        end = max(ends, key=lambda name: (len(name), name), default=self.middle)
        return _Candidate(self.parent, self.name, self.start + len(self.middle) - len(end), end)


def _forms(tree: Tree, slots: Slots) -> Iterator[tuple[tuple[str, str, bool], Slot]]:
    """Files whose names differ from a known environment's only in the middle: values-eqiad.yaml beside values-staging.yaml.

    Where several folders side by side have such files (one per service), a middle must recur in a fair part of them, and
    then it counts in all of them; a name of one folder only is that service's own affair.
    """
    rooms: dict[tuple[str, str], list[tuple[bool, list[_Candidate]]]] = {}
    for parent, names in tree.files.items():
        for prefix, teaches, found in _groups(slots, parent, names):
            rooms.setdefault((parent.rpartition("/")[0], prefix), []).append((teaches, found))
    for groups in rooms.values():
        folders = sum(teaches for teaches, _ in groups)
        counts = Counter(middle for teaches, found in groups if teaches for middle in {one.middle for one in found})
        learned = {middle for middle, count in counts.items() if folders <= 2 or (count > 1 and 4 * count >= folders)}
        for _, found in groups:
            yield from (((one.parent, one.name, True), one.without_front(learned).slot) for one in found if one.middle in learned)


def _groups(slots: Slots, parent: str, names: Iterable[str]) -> Iterator[tuple[str, bool, list[_Candidate]]]:
    """Per prefix of a form (`values-`): whether its files show that the others may be environments, and those others with what
    stands between the longest prefix and suffix of a known one."""
    forms = {name: form for name in names if (form := form_of(name)) and _is_open(form)}
    for prefix in sorted({form.prefix for form in forms.values()}):
        mine = {name: form for name, form in forms.items() if form.prefix == prefix}
        around: set[tuple[str, str]] = set()
        others: list[str] = []
        for name, form in mine.items():
            slot = slots.best(parent, name, True) if words_in(form.middle) else None
            if slot:
                around.add((name[: slot.start], name[slot.end :]))
            elif not words_in(form.middle):
                others.append(name)
        found = [_between(parent, name, around | {(prefix, mine[name].suffix)}) for name in sorted(others)]
        kept = [one for one in found if _may_be_environment(one.middle) and not is_region(one.middle)]
        known = len(mine) - len(others)
        # One of each (values-prod, values-metrics) teaches too little; many others beside few known ones are topics.
        teaches = bool(around) and len(kept) <= max(3, 3 * known) and known + len(kept) > 2
        yield prefix, teaches, kept


def _between(parent: str, name: str, around: set[tuple[str, str]]) -> _Candidate:
    fits = [pair for pair in around if name.startswith(pair[0]) and name.endswith(pair[1]) and len(name) > len(pair[0] + pair[1])]
    prefix, suffix = max(fits, key=lambda pair: (len(pair[0] + pair[1]), pair))
    return _Candidate(parent, name, len(prefix), name[len(prefix) : len(name) - len(suffix)])


def _is_open(form: Form) -> bool:
    if form.prefix:
        return form.prefix.lower() in _OPEN_PREFIXES
    return form.is_known and not form.suffix.lower().endswith(".auto.tfvars") and form.middle.lower() != "terraform"


def _stems(tree: Tree, slots: Slots) -> Iterator[tuple[tuple[str, str, bool], Slot]]:
    """Files named by one word alone beside `staging.yaml`: topics stand there too, so the word must recur beside known
    environments in a differently built place."""
    places: dict[str, set[str]] = {}
    seen: dict[str, list[tuple[str, str]]] = {}
    topics = _with_environment(tree)
    for parent, names in tree.files.items():
        stems = {name: name.partition(".")[0] for name in names if not name.startswith(".")}
        known = [name for name, stem in stems.items() if whole(stem) and slots.best(parent, name, True)]
        if not known or parent.rpartition("/")[2].lower() == "group_vars":
            continue
        if len({stems[name] for name in known}) > 1:
            topics.add(parent.rpartition("/")[2])  # several environments' files lie in it: it says what they configure
        suffixes = {name.partition(".")[2] for name in known}
        for name, stem in stems.items():
            if name not in known and name.partition(".")[2] in suffixes and _may_be_environment(stem) and not words_in(stem):
                places.setdefault(stem, set()).add(parent)
                seen.setdefault(stem, []).append((parent, name))
    for stem, files in seen.items():
        if stem not in topics and any(_built_apart(one, two) for one, two in combinations(sorted(places[stem])[:_PLACES_TO_COMPARE], 2)):
            for parent, name in files:
                yield (parent, name, True), Slot(0, len(stem), stem, ROOM, "sibling by file name")


def _with_environment(tree: Tree) -> set[str]:
    """What stands beside several environments' words in the names of files: of `demo-image-policy.yaml` and `prod-image-policy.yaml`,
    image-policy is a topic; of `turing-staging.yaml` alone, turing may be a site."""
    stems = {name.partition(".")[0] for names in tree.files.values() for name in names}
    beside: dict[str, set[str]] = {}
    for stem in stems:
        for word in words_in(stem):
            beside.setdefault((stem[: word.start] + stem[word.end :]).strip("-_"), set()).add(word.word)
    return {rest for rest, words in beside.items() if len(words) > 1}


def _built_apart(one: str, two: str) -> bool:
    """Whether two folders are no copies of each other under another parent (one per service, or one renamed)."""
    above, _, name = one.rpartition("/")
    above_two, _, name_two = two.rpartition("/")
    return one.count("/") != two.count("/") or (above != above_two and name != name_two)
