"""What a text names: tickets, commits, pull requests, messages, addresses, environments, amounts, and the key by name or in words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from forensics.correlate.amounts import amounts
from forensics.correlate.spoken import spoken_environments
from forensics.correlate.wording import names_key

MentionKind = Literal["ticket", "commit", "pull_request", "message", "email", "environment", "amount", "key", "key_in_words"]

# Atlassian's default project key: a letter, then letters, digits or underscores
# (https://support.atlassian.com/jira-cloud-administration/docs/project-key-requirements). A branch goes on behind it: PAY-412-fix.
_TICKET = re.compile(r"(?<![A-Za-z0-9])([A-Za-z][A-Za-z0-9_]{1,9})-([1-9]\d{0,6})(?![A-Za-z0-9])(?!\.\d)")
_OID = re.compile(r"(?<![0-9A-Za-z_-])([0-9a-f]{7,64})(?![0-9A-Za-z_])")
_RANGE = re.compile(r"\.{2,3}[0-9A-Za-z^~_/-]")
_PULL_URL = re.compile(
    r"https?://[^\s/<>|]{1,200}/([^\s<>|?#]{1,200}?)/(?:-/)?(?:pull|pulls|merge_requests|pull-requests|pullrequest|pullrequests)/(\d{1,7})"
)
_PULL = re.compile(
    r"(?<![\w&/#])#(\d{1,7})(?![\w-])|(?<![\w!])!(\d{1,7})(?![\w-])|\b(?:PR|MR|pull request|merge request) #?(\d{1,7})(?!\w)", re.I
)
# https://docs.slack.dev/reference/methods/chat.getPermalink: p, and the ts without its point, whose last six digits are its fraction.
_PERMALINK = re.compile(r"https?://[A-Za-z0-9.-]{1,100}\.slack(?:-gov)?\.com/archives/([A-Z0-9]{2,20})/p(\d{7,12})(\d{6})(?!\d)")
_EMAIL = re.compile(r"(?<![\w.+-])([\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5})(?![\w-])")


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing named: `what` in its own form (PAY-412, a full commit id, a message's id), `said` as it stands in the text."""

    kind: MentionKind
    what: str
    said: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Known:
    """What exists and can be named. `commits`: all ids of the repositories, sorted here; `repositories`: their names on the host
    (`owner/name`), none where these aren't known; `spellings`: the key's."""

    projects: frozenset[str] = frozenset()
    commits: tuple[str, ...] = ()
    pull_requests: frozenset[str] = frozenset()
    repositories: frozenset[str] = frozenset()
    environments: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()
    _sorted: tuple[str, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_sorted", tuple(sorted(set(self.commits))))

    def commit(self, prefix: str) -> str | None:
        """The one commit whose id begins so; None where there is none, or more than one."""
        at = bisect_left(self._sorted, prefix)
        fits = [oid for oid in self._sorted[at : at + 2] if oid.startswith(prefix)]
        return fits[0] if len(fits) == 1 else None


def mentions(text: str, known: Known) -> tuple[Mention, ...]:
    """Everything that a text names, in its order."""
    found = [*identifiers(text, known), *_addresses(text)]
    found += [
        Mention("environment", one.environment, one.said, one.start, one.end) for one in spoken_environments(text, known.environments)
    ]
    found += [Mention("amount", f"{one.number.normalize():f} {one.unit}".strip(), one.said, one.start, one.end) for one in amounts(text)]
    if known.spellings and (named := names_key(text, known.spellings)) and named.enough:
        kind: MentionKind = "key" if named.spelled else "key_in_words"
        found.append(Mention(kind, known.spellings[0], text[named.start : named.end], named.start, named.end))
    return tuple(sorted(found, key=lambda one: (one.start, one.end, one.kind, one.what)))


def identifiers(text: str, known: Known) -> tuple[Mention, ...]:
    """What a text names by an id: tickets, commits, pull requests, messages."""
    return tuple(
        dict.fromkeys([*ticket_keys(text, known.projects), *_commits(text, known), *_pull_requests(text, known), *_messages(text)])
    )


def ticket_keys(text: str, projects: frozenset[str]) -> Iterator[Mention]:
    """Ticket keys of projects that exist, in an address as well: `UTF-8` is one only where there is a project UTF.

    In small letters, as branches have them, too; then only where the project's name is longer than two letters.
    """
    for hit in _TICKET.finditer(text):
        project = hit[1].upper()
        if project in projects and (hit[1].isupper() or len(project) > 2):
            yield Mention("ticket", f"{project}-{hit[2]}", hit[0], hit.start(), hit.end())


def _commits(text: str, known: Known) -> Iterator[Mention]:
    for hit in _OID.finditer(text):
        if _RANGE.match(text, hit.end()):
            continue  # where a range begins is not what it holds
        by_address = text[max(hit.start() - 8, 0) : hit.start()].endswith(("/commit/", "commits/"))
        if len(hit[1]) < 12 and hit[1].isdigit() and not by_address:
            continue  # a number
        if oid := known.commit(hit[1]):
            yield Mention("commit", oid, hit[1], hit.start(), hit.end())


def _pull_requests(text: str, known: Known) -> Iterator[Mention]:
    for hit in _PULL_URL.finditer(text):
        slug = hit[1].removesuffix("/-").casefold()
        ours = not known.repositories or any(slug.endswith(name.casefold()) for name in known.repositories)
        if hit[2] in known.pull_requests and ours:
            yield Mention("pull_request", hit[2], hit[0], hit.start(), hit.end())
    for hit in _PULL.finditer(text):
        number = hit[1] or hit[2] or hit[3]
        if number in known.pull_requests:
            yield Mention("pull_request", number, hit[0], hit.start(), hit.end())


def _messages(text: str) -> Iterator[Mention]:
    for hit in _PERMALINK.finditer(text):
        yield Mention("message", f"slack:{hit[1]}/{hit[2]}.{hit[3]}", hit[0], hit.start(), hit.end())


def _addresses(text: str) -> Iterator[Mention]:
    for hit in _EMAIL.finditer(text):
        yield Mention("email", hit[1].casefold(), hit[0], hit.start(), hit.end())


def projects_of(tickets: Iterable[str], stated: Sequence[str] = ()) -> frozenset[str]:
    """The projects of some ticket keys, and those stated: what `ticket_keys` takes."""
    return frozenset({key.rpartition("-")[0].upper() for key in tickets if "-" in key} | {name.upper() for name in stated})
