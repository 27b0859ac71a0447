"""The nouns of a declaration: which files it leads to and in which order, what of them counts, and what git doesn't hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from forensics.layering.declared.copies import Copies
from forensics.layering.declared.paths import left_open
from forensics.model import Entry


@dataclass(frozen=True, slots=True)
class Target:
    """The objects that a kustomize patch is for. `kind` and `name` are anchored regular expressions, `labels` a selector."""

    kind: str | None = None
    name: str | None = None
    labels: str | None = None
    others: bool = False  # it also selects by what is not looked at here (annotations)


@dataclass(frozen=True, slots=True)
class Patch:
    """A patch: for which objects (None: those that its body names); its text where it stands inside a kustomization, else None
    (the file's own). `line`: the line of the text's first line; `block`: the lines below it are lines of the file too. `affixes`: the
    namePrefix and nameSuffix of the kustomizations below, by which it may call their objects. `complete`: all that stands below is
    in the repository, so that a patch that selects nothing there does nothing."""

    target: Target | None
    text: str | None = None
    line: int = 1
    block: bool = True
    affixes: tuple[tuple[str, str], ...] = ()
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Images:
    """One of kustomize's `images`: what it makes of an image of that name, and the lines where that is said."""

    name: str
    new_name: str | None
    new_tag: str | None
    digest: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Replicas:
    """One of kustomize's `replicas`."""

    name: str
    count: str
    line: int


@dataclass(frozen=True, slots=True)
class Part:
    """What of a layer's file counts, where that is not simply its entries.

    `entries`: those that the declaration itself states, at their addresses in the whole. `change`: what must be laid over the
    layers below to know its entries. `under`: only the entries at or below this path of the file count, and they stand without
    it; a `*` in it is any segment, and stays.
    """

    entries: tuple[Entry, ...] = ()
    change: Patch | Images | Replicas | Copies | None = None
    under: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """A file that a declaration leads to, or a part of the declaring file itself.

    `target`: a repository path; it may hold `{env}`, which the caller fills, and `{fact}`, which it may. A target `#ConfigMap/NAME`
    is no path: it stands for the files that a generator puts there under the key that `otherwise` holds. `within`: where the file's
    own paths stand in the whole. `environment`: only for this one. `optional`: the system goes on without it. `declares`: it is
    followed in its turn; it may then be a folder. `joins`: what it changes is all that the declaring file has gathered so far.
    `whole`: what is made of it (a release, a hub, one command), where a declaration makes several; "": all of them. `part`: what of
    it counts; None: all as it stands. `otherwise`: the paths that are meant where the target is not there. `lacking`: what to call
    it where none of them is.
    """

    target: str
    rule: str
    within: tuple[str, ...] = ()
    environment: str | None = None
    optional: bool = False
    declares: bool = False
    joins: bool = False
    whole: str = ""
    part: Part | None = None
    otherwise: tuple[str, ...] = ()
    lacking: str = ""


@dataclass(frozen=True)
class Declared:
    """What one file declares: its system, references in the system's own order (lowest first), and what git doesn't hold.

    `lacking`: for one whole only, what is missing there. `affixes`: the prefix and suffix that it gives to its objects' names.
    """

    system: str
    references: tuple[Reference, ...]
    missing: tuple[str, ...] = ()
    lacking: tuple[tuple[str, str], ...] = ()
    affixes: tuple[str, str] | None = None

    @cached_property
    def leaves_open(self) -> bool:
        """Whether a target has names that are still to be filled."""
        return any(left_open(reference.target) for reference in self.references)

    @cached_property
    def is_one_for_all(self) -> bool:
        """Whether it says the same of every environment and of every whole."""
        return not self.lacking and not any(reference.environment is not None or reference.whole for reference in self.references)

    def counting(self, environment: str, whole: str | None) -> Sequence[Reference]:
        """The references that count for an environment and a whole (None: for all of them), in order."""
        if self.is_one_for_all:
            return self.references
        asked = environment.casefold(), whole
        if asked not in self._counted:
            some = [*self._by_environment.get(None, ()), *self._by_environment.get(asked[0], ())]
            found = [(number, one) for number, one in some if not one.whole or whole in (None, one.whole)]
            self._counted[asked] = tuple(one for _, one in sorted(found, key=lambda each: each[0]))
        return self._counted[asked]

    @cached_property
    def _counted(self) -> dict[tuple[str, str | None], tuple[Reference, ...]]:
        return {}

    @cached_property
    def _by_environment(self) -> dict[str | None, list[tuple[int, Reference]]]:
        found: dict[str | None, list[tuple[int, Reference]]] = {}
        for number, one in enumerate(self.references):
            found.setdefault(None if one.environment is None else one.environment.casefold(), []).append((number, one))
        return found
