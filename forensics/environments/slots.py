"""How likely a folder's or a file's name decides the environment of what lies there, by its own words and its siblings'."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from forensics.environments.tree import Tree, joined
from forensics.environments.words import NEVER, RANKS, ROOMS, Word, words_in

# The weights: what a slot's surroundings add (the first three were measured on labelled namespaces of a public repository).
ROOM, PEERS, WHOLE, FORM = 3.0, 2.0, 1.5, 1.0
_JOINS = ("-", "_")
_ENOUGH_FILES_FOR_A_CONSTANT = 30
_ENOUGH_FOR_A_FAMILY = 6
# Names of configuration files that a framework or a chart completes with the environment's name.
_FORM = re.compile(
    r"^((?:values|application|appsettings|settings|config|configuration|bootstrap|docker-compose|compose|parameters|params"
    r"|variables|vars|helmfile|overrides?|features|flags|secrets)[-._]|\.env[.]|)(.+?)((?:[-._](?:values|config))?(?:\.[A-Za-z0-9]+)*)$",
    re.IGNORECASE,
)
_BARE_FORMS = (".tfvars", ".tfvars.json", ".values.yaml", ".values.yml", "-values.yaml", "-values.yml")


@dataclass(frozen=True, slots=True)
class Slot:
    """The part of one name that says the environment: its bounds in the name, how sure, and by which rule."""

    start: int
    end: int
    name: str
    score: float
    rule: str


@dataclass(frozen=True, slots=True)
class Form:
    """A file's name as prefix, middle, suffix, where the middle may be an environment."""

    prefix: str
    middle: str
    suffix: str

    @property
    def is_known(self) -> bool:
        """Whether files named so usually come once per environment."""
        return bool(self.prefix) or self.suffix.lower() in _BARE_FORMS


@lru_cache(maxsize=1 << 16)
def form_of(name: str) -> Form | None:
    found = _FORM.match(name)
    return Form(*found.groups()) if found else None


def affixes(name: str, word: Word) -> tuple[str, str]:
    return name[: word.start], name[word.end :]


def _distinct(names: set[str]) -> int:
    """Different environments; numbers alone (live, live-1) make none."""
    return len({re.sub(r"[-_]?\d+$", "", name.casefold()) for name in names})


def _are_components(names: Iterable[str]) -> bool:
    """Whether names inside longer ones are more likely components': mi-staging-service beside mi-integration-service. With a
    production or two sure words among them (edxapp_prod_vars, edxapp_stage_vars) they are environments."""
    sure = {words_in(name)[0].word for name in names if not words_in(name)[0].weak}
    return len(sure) < 2 and all(RANKS[word] < RANKS["prod"] for word in sure)


class Slots:
    """The slots of a tree, each judged by its siblings."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._peers: dict[tuple[str, bool], dict[tuple[str, str], set[str]]] = {}
        self._forms: dict[tuple[str, str], set[str]] = {}
        self._by_depth: dict[int, set[str]] = {}
        self._whole: dict[str, frozenset[str]] = {}
        self._families: dict[str, bool] = {}
        for parent, names in tree.files.items():
            self._note(parent, names, True)
        for parent, names in tree.folders.items():
            self._note(parent, names, False)

    def _note(self, parent: str, names: set[str], is_file: bool) -> None:
        here: dict[tuple[str, str], set[str]] = {}
        for name in names:
            for word in words_in(name):
                around = affixes(name, word)
                here.setdefault(around, set()).add(word.name)
                if is_file:
                    self._forms.setdefault(around, set()).add(word.word)
                elif around == ("", ""):
                    self._by_depth.setdefault(parent.count("/") + bool(parent), set()).add(word.word)
        self._peers[parent, is_file] = here

    def best(self, parent: str, name: str, is_file: bool) -> Slot | None:
        """The slot in `parent/name` that most likely decides; None where nothing does. On a tie, the rightmost."""
        best: Slot | None = None
        for word in words_in(name):
            score, rule = self._file(parent, name, word) if is_file else self._folder(parent, name, word)
            if score and (best is None or score >= best.score):
                best = Slot(word.start, word.end, word.name, score, rule)
        return best or self._compound(parent, name, is_file)

    def _folder(self, parent: str, name: str, word: Word) -> tuple[float, str]:
        around = affixes(name, word)
        in_room = _last(parent) in ROOMS
        score = ROOM if in_room and around == ("", "") else 0.0
        rule = "overlay" if _last(parent).startswith("overlay") else "folder"
        names = self._peers[parent, False][around]
        peers = _distinct(names) > 1
        if around == ("", ""):
            if name in self.whole_folders(parent):
                score += WHOLE + (PEERS if peers else 0.0)
            return score, rule
        if all(around) and _are_components(names):
            return score, rule
        if peers or (not around[1] and self._is_family(parent)):
            score += PEERS + (ROOM if in_room else 0.0)
        return score, rule

    def _file(self, parent: str, name: str, word: Word) -> tuple[float, str]:
        prefix, suffix = affixes(name, word)
        is_whole = not prefix and (not suffix or suffix.startswith("."))
        peers = _distinct(self._peers[parent, True][prefix, suffix]) > 1
        score = (PEERS if peers else 0.0) + (ROOM if _last(parent) in ROOMS and is_whole else 0.0)
        form = form_of(name)
        if prefix and suffix[:1] in _JOINS and not (form and form.is_known) and _are_components(self._forms[prefix, suffix]):
            return 0.0, ""
        fits = form is not None and form.is_known and form.middle == word.name
        if is_whole and (peers or not word.weak):
            score += WHOLE
        elif (fits and peers) or (not word.weak and (fits or len(self._forms[prefix, suffix]) > 1)):
            score += FORM
        return score, "file name" if is_whole else "file suffix" if prefix else "file prefix"

    def _compound(self, parent: str, name: str, is_file: bool) -> Slot | None:
        """A whole name that holds an environment's word among others, where whole names are what the place is for; of
        `media-staging` beside `media` or beside `staging`, only the word."""
        strong = [word for word in words_in(name) if not word.weak]
        if not strong:
            return None
        if not is_file:
            return Slot(0, len(name), name, ROOM + FORM, "overlay") if _last(parent) in ROOMS else None
        form = form_of(name)
        if form is None or not form.is_known or " " in form.middle or not any(word.start >= len(form.prefix) for word in strong):
            return None
        rule = "file suffix" if form.prefix else "file prefix"
        start = len(form.prefix)
        end = start + len(form.middle)
        last = strong[-1]
        front = name[start : last.start].rstrip("-_.")
        beside = {f"{form.prefix}{front}{form.suffix}", f"{form.prefix}{last.name}{form.suffix}"}
        if last.end == end and front and beside & self.tree.files[parent]:
            return Slot(last.start, last.end, last.name, FORM, rule)
        return Slot(start, end, form.middle, FORM, rule)

    def whole_folders(self, parent: str) -> frozenset[str]:
        """The folders in `parent` that are wholly an environment's name and are believed to mean it."""
        if parent not in self._whole:
            self._whole[parent] = self._believed(parent)
        return self._whole[parent]

    def _believed(self, parent: str) -> frozenset[str]:
        found = {name: words_in(name)[0] for name in self.tree.folders.get(parent, ()) if _is_whole(name)}
        if not found or _last(parent) in ROOMS:
            return frozenset(found)
        strong = {word.word for word in found.values() if not word.weak}
        several = _distinct(set(found)) > 1
        if several and len(strong) > 1:
            return frozenset(found)
        # A folder `dev` alone holds tools for developers as often as an environment.
        if not several and (not strong - {"dev", "development"} or self._is_constant(parent, next(iter(found)))):
            return frozenset()
        alike = [name for name in self.tree.alike(parent, found) if name.lower() not in NEVER and not name.startswith(".")]
        return frozenset(found) if len(alike) <= 3 * len(found) else frozenset()

    def _is_constant(self, parent: str, name: str) -> bool:
        """A folder in which everything lies and that no other environment stands beside, anywhere at its depth: a cluster's or
        a product's name."""
        if len(self._by_depth[parent.count("/") + bool(parent)]) > 1 or self.tree.alike(parent, (name,)):
            return False
        return len(self.tree.below(joined(parent, name))) >= _ENOUGH_FILES_FOR_A_CONSTANT

    def _is_family(self, parent: str) -> bool:
        """Whether the names in a folder mostly end in an environment (one folder per application and environment)."""
        names = self.tree.folders.get(parent, set())
        if len(names) < _ENOUGH_FOR_A_FAMILY:
            return False
        if parent not in self._families:
            ends = [found[-1] for name in names if (found := words_in(name)) and found[-1].end == len(name) and found[-1].start]
            self._families[parent] = 2 * len(ends) >= len(names) and len({word.word for word in ends}) > 1
        return self._families[parent]


def _is_whole(name: str) -> bool:
    found = words_in(name)
    return len(found) == 1 and found[0].end - found[0].start == len(name)


def _last(folder: str) -> str:
    return folder.rpartition("/")[2].lower()
