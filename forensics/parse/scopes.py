"""For which environments a part of a file counts: matching names, meeting two scopes, choosing among several values of one path."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from forensics.model import Scope
from forensics.parse.environment_names import family, is_plain

# What two scopes have in common when that is nothing: an environment has a name, so the empty one matches none.
NOWHERE = Scope(only=("",))
_EXACT, _SPELLED, _REGIONAL = 3, 2, 1


class Scoped(Protocol):
    """Anything that says for which environments it counts: an Entry, a Hit."""

    @property
    def scope(self) -> Scope | None: ...


AnyScoped = TypeVar("AnyScoped", bound=Scoped)


def names(scope: Scope | None) -> tuple[str, ...]:
    """The environments that a scope names, without beginnings (`staging-*`), each once."""
    every = (*scope.only, *scope.but) if scope else ()
    return tuple(dict.fromkeys(name for name in every if name and not name.endswith("*")))


def counts_for(scope: Scope | None, environment: str) -> bool:
    """Whether a part of a file with this scope counts for an environment.

    A name is compared without regard to case; then by spelling (`prod`, `production`, `prd`, `live` are one), unless the scope
    also names the environment exactly. The plain word of a family stands for its regional environments too (`prod` for
    `prod-eu`), unless the scope names a region of that family: who tells one region apart means the others by name.
    `staging-*` is every name with that beginning.
    """
    if scope is None:
        return True
    return (not scope.only or _closeness(scope.only, environment) > 0) and not (scope.but and _closeness(scope.but, environment) > 0)


def _closeness(some: tuple[str, ...], environment: str) -> int:
    """How well the best of these names fits an environment; 0: none does."""
    asked = environment.casefold()
    if any(name.casefold() == asked or (name.endswith("*") and asked.startswith(name[:-1].casefold())) for name in some):
        return _EXACT
    mine = family(environment)
    kin = [name for name in some if mine is not None and family(name) == mine]
    if any(not is_plain(name) for name in kin) or not kin:
        return 0
    return _SPELLED if is_plain(environment) else _REGIONAL


def meet(outer: Scope | None, inner: Scope | None) -> Scope | None:
    """The scope of what stands inside both; NOWHERE where no environment is in both."""
    if outer is None or inner is None:
        return inner if outer is None else outer
    if outer.only and inner.only:
        both = [name for name in inner.only if counts_for(Scope(only=outer.only), name)]
        both += [name for name in outer.only if name not in both and _is_region_of(name, inner.only)]
    else:
        both = [*outer.only, *inner.only]
    but = tuple(dict.fromkeys((*outer.but, *inner.but)))
    if not (outer.only or inner.only):
        return Scope(but=but)
    kept = tuple(dict.fromkeys(name for name in both if not but or counts_for(Scope(but=but), name)))
    return Scope(only=kept, but=tuple(name for name in but if _cuts_into(name, kept))) if kept else NOWHERE


def _is_region_of(name: str, some: tuple[str, ...]) -> bool:
    return not is_plain(name) and _closeness(some, name) > 0


def _cuts_into(name: str, kept: tuple[str, ...]) -> bool:
    """Whether leaving `name` out still says something beside these names: a region of one of them, or one of a beginning's."""
    return _closeness(kept, name) > 0


def most_specific(some: Iterable[AnyScoped], environment: str) -> AnyScoped | None:
    """Which of several values of one path (in the order of the file) an environment gets; None where none counts for it.

    A value that names the environment exactly puts those out that mean it by spelling or region; one that means it so puts out
    an `else` of the same names (`prod` and not `else` is `prod-us`, where another branch is `prod-eu`). Of the rest the last wins,
    scoped or not, as loaders have it of a repeated key and Spring Boot of a later document (docs.spring.io, "Working With
    Multi-Document Files").
    """
    some = tuple(some)
    if all(each.scope is None for each in some):
        return some[-1] if some else None
    counting = [each for each in some if counts_for(each.scope, environment)]
    close = [_closeness(each.scope.only, environment) if each.scope and each.scope.only else 0 for each in counting]
    best = max(close, default=0)
    loosely = {
        name for each, how in zip(counting, close, strict=True) if 0 < how == best < _EXACT and each.scope for name in each.scope.only
    }
    left = [
        each
        for each, how in zip(counting, close, strict=True)
        if how == best or (how == 0 and (each.scope is None or loosely.isdisjoint(each.scope.but)))
    ]
    return left[-1] if left else None
