"""Which accounts of git, Slack and Jira are one person: by e-mail, by handle with something beside it, or as a file states it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from forensics.correlate.wording import folded
from forensics.model import Account

_Id = tuple[str, str]  # source, the account's id there

BY_EMAIL = "same e-mail address"
BY_HANDLE_AND_NAME = "same handle and same name"
BY_ADDRESS_AND_NAME = "handle is the address's own name, and same name"
STATED = "stated"

# https://docs.github.com/en/account-and-profile/reference/email-addresses-reference: 123+login@users.noreply.github.com
_NOREPLY = re.compile(r"(?:\d{1,12}\+)?([A-Za-z0-9-]{1,39})@users\.noreply\.(?:github\.com|gitlab\.com)", re.IGNORECASE)
# `Name <address> Other name <other>`, the forms of gitmailmap(5); the second angle may hold `slack:U…` or `jira:name` too.
_STATED = re.compile(r"([^<>#]{0,200})<([^<>\s]{1,254})>(?:([^<>#]{0,200})<([^<>\s]{1,254})>)?\s*(?:#.*)?")
# Handles that many people's machines give alike.
_NOBODY = frozenset({"root", "admin", "user", "git", "jenkins", "ubuntu", "vagrant", "ci", "build", "info", "dev", "ops", "test", "mail"})


@dataclass(frozen=True, slots=True)
class People:
    """Accounts, each with its person's number, and by which rules a person's accounts were joined."""

    number: Mapping[_Id, int]
    rules: Mapping[int, tuple[str, ...]]

    def person(self, account: Account | None) -> int | None:
        """The number of the account's person; None for a bot, and for an account that was not among those joined."""
        return None if account is None or account.bot else self.number.get((account.source, account.id))

    def same(self, one: Account | None, other: Account | None) -> bool:
        """Whether two accounts are known to be one person's. False where nothing shows it: a display name alone never does."""
        mine = self.person(one)
        return mine is not None and mine == self.person(other)


def git_account(name: str, email: str) -> Account:
    """The account of a commit's author: its id is the address, its handle the login that a noreply address holds."""
    login = _NOREPLY.fullmatch(email)
    return Account("git", email.casefold(), name, handle=login[1].casefold() if login else None, email=email or None)


def standing(account: Account) -> str | None:
    """That an account is deactivated, in words that claim no more than the source shows; None where it is active or not known."""
    return f"the {account.source.capitalize()} account is deactivated now; since when is not known" if account.active is False else None


def people(accounts: Iterable[Account], stated: str = "") -> People:
    """Joins the accounts that are one person's.

    `stated`: the text of a .mailmap (gitmailmap(5)), where `<slack:U01…>` and `<jira:name>` may stand for an address. Rules, in this
    order: stated; the same e-mail address; the same handle (Slack name, Jira user name, GitHub login) and the same name; a handle that
    is the local part of the address, and the same name. The last two never join two accounts of one system, as namesakes would be.
    """
    every = sorted({(account.source, account.id): account for account in accounts if not account.bot}.items())
    groups = _Groups([key for key, _ in every])
    known: dict[_Id, Account] = dict(every)
    for one, other in _stated_pairs(stated, known):
        groups.join(one, other, STATED)
    _join_alike(groups, ((key, _address(account)) for key, account in every), BY_EMAIL)
    named = {key: _name(account.name) for key, account in every}
    for rule, marks in ((BY_HANDLE_AND_NAME, _handles), (BY_ADDRESS_AND_NAME, _own_names)):
        marked = [(key, (mark, named[key])) for key, account in every if named[key] for mark in marks(account)]
        _join_alike(groups, marked, rule, apart=True)
    return groups.people()


def _join_alike(groups: _Groups, marked: Iterable[tuple[_Id, object]], rule: str, apart: bool = False) -> None:
    first: dict[object, _Id] = {}
    for key, mark in marked:
        if mark is not None:
            groups.join(first.setdefault(mark, key), key, rule, apart)


def _address(account: Account) -> str | None:
    """The address, where it is one that a person is reached by."""
    email = (account.email or "").strip().casefold()
    local, _, domain = email.partition("@")
    return email if local and "." in domain and not domain.endswith((".local", ".localdomain")) else None


def _handles(account: Account) -> tuple[str, ...]:
    """Handles: the stated one; for Jira Server the id is the user name as well."""
    told = {account.handle or "", account.id if account.source == "jira" else ""}
    return tuple(sorted(mark for one in told if (mark := one.casefold().lstrip("@")) and mark not in _NOBODY))


def _own_names(account: Account) -> tuple[str, ...]:
    """What may be one person's own mark in two systems: handles, and the local part of the address."""
    local = (account.email or "").partition("@")[0].casefold()
    return tuple(sorted({*_handles(account), *({local} if len(local) > 2 and local not in _NOBODY else ())}))


def _name(name: str) -> str:
    """A name for comparing: its words folded and sorted (`Lindqvist, Mara`); empty where it is a single word, which proves nothing."""
    parts = sorted(folded(part) for part in re.findall(r"[^\W_]+", name))
    cjk = any(sign >= "\u3040" for sign in name)
    return " ".join(parts) if len(parts) > 1 or (cjk and len(name) > 2) else ""


def _stated_pairs(text: str, known: Mapping[_Id, Account]) -> Iterable[tuple[_Id, _Id]]:
    """Pairs that lines of the file join; two lines with one first address join what both stand for, whether anybody uses it or not."""
    first: dict[str, _Id] = {}
    for line in text.splitlines()[:100_000]:
        hit = _STATED.fullmatch(line.strip())
        if hit and hit[4]:
            for key in (*_meant(hit[2], known), *_meant(hit[4], known)):
                yield first.setdefault(hit[2].casefold(), key), key


def _meant(stated: str, known: Mapping[_Id, Account]) -> tuple[_Id, ...]:
    source, _, rest = stated.partition(":")
    if rest and source in ("slack", "jira"):
        return tuple(key for key, account in known.items() if key[0] == source and rest in (account.id, account.handle))
    return tuple(key for key, account in known.items() if (account.email or "").casefold() == stated.casefold())


class _Groups:
    """Sets that grow together; each remembers by which rules."""

    def __init__(self, keys: list[_Id]) -> None:
        self._head = {key: key for key in keys}
        self._rules: dict[_Id, dict[str, None]] = {key: {} for key in keys}
        self._sources = {key: {key[0]} for key in keys}

    def _find(self, key: _Id) -> _Id:
        while self._head[key] != key:
            self._head[key] = self._head[self._head[key]]
            key = self._head[key]
        return key

    def join(self, one: _Id, other: _Id, rule: str, apart: bool = False) -> None:
        """Make one set of two; `apart`: not where both hold an account of Slack, or both one of Jira."""
        first, second = sorted((self._find(one), self._find(other)))
        if first == second or (apart and self._sources[first] & self._sources[second] & {"slack", "jira"}):
            return
        self._head[second] = first
        self._rules[first] |= self._rules.pop(second) | {rule: None}
        self._sources[first] |= self._sources.pop(second)

    def people(self) -> People:
        heads = sorted({self._find(key) for key in self._head})
        number = {head: place for place, head in enumerate(heads)}
        return People({key: number[self._find(key)] for key in self._head}, {number[head]: tuple(self._rules[head]) for head in heads})
