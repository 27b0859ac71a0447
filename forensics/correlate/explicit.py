"""Links by ids that somebody wrote down: ticket keys in commits; commits, pull requests and messages in what was said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from forensics.correlate.evidence import Said, ticket_id
from forensics.correlate.mentions import Known, Mention, identifiers, ticket_keys
from forensics.correlate.rules import (
    COMMIT_NAMED,
    MESSAGE_IN_COMMIT,
    PULL_REQUEST_BY_ADDRESS,
    PULL_REQUEST_BY_NUMBER,
    TICKET_IN_BODY,
    TICKET_IN_BRANCH,
    TICKET_IN_SUBJECT,
    Rule,
    Witness,
)
from forensics.model import Commit, Event


def explicit(
    changes: Sequence[Event], every: Sequence[Said], named: Mapping[str, tuple[Mention, ...]], commits: Mapping[str, Commit], known: Known
) -> Iterator[tuple[tuple[str, str], Witness]]:
    """((id of what was said, id of the change), by which rule), at any distance in time. `named`: the identifiers in each text."""
    ids = {one.id for one in every}
    for change in changes:
        for target, rule in _named_by_commits(change, commits, known):
            if target in ids:
                yield (target, change.id), Witness(rule, rule.strength)
    by_commit: dict[str, list[str]] = defaultdict(list)
    by_pull: dict[str, list[str]] = defaultdict(list)
    for change in changes:
        for oid in dict.fromkeys((change.commit, *change.written_in)):
            if oid:
                by_commit[oid].append(change.id)
        for number in sorted(_pulls(change, commits)):
            by_pull[number].append(change.id)
    for one in every:
        for mention in named[one.id]:
            rule = COMMIT_NAMED if mention.kind == "commit" else _pull_rule(mention.said)
            changes_of = by_commit if mention.kind == "commit" else by_pull if mention.kind == "pull_request" else {}
            for change_id in changes_of.get(mention.what, ()):
                yield (one.id, change_id), Witness(rule, rule.strength)


def _pull_rule(said: str) -> Rule:
    return PULL_REQUEST_BY_ADDRESS if "://" in said else PULL_REQUEST_BY_NUMBER


def _pulls(change: Event, commits: Mapping[str, Commit]) -> set[str]:
    told = {commits[oid].pull_request for oid in (change.commit, *change.written_in) if oid and oid in commits}
    return {number for number in (*told, change.pull_request) if number}


def _named_by_commits(change: Event, commits: Mapping[str, Commit], known: Known) -> Iterator[tuple[str, Rule]]:
    """Tickets and messages that the commits behind a change name, each by the best place."""
    for oid in dict.fromkeys((*change.written_in, change.commit)):
        commit = commits.get(oid or "")
        if commit is None:
            continue
        branch = commit.merged_branch or ""
        places = ((commit.subject, TICKET_IN_BRANCH if len(commit.parents) > 1 else TICKET_IN_SUBJECT), (commit.body, TICKET_IN_BODY))
        for text, rule in (*places, (branch, TICKET_IN_BRANCH)):
            # A merge's body holds the pull request's subject: it is worth as much as the branch.
            better = TICKET_IN_BRANCH if rule is TICKET_IN_BODY and len(commit.parents) > 1 else rule
            yield from ((ticket_id(mention.what), better) for mention in ticket_keys(text, known.projects))
            for mention in identifiers(text, known):
                if mention.kind == "message":
                    yield mention.what, MESSAGE_IN_COMMIT
