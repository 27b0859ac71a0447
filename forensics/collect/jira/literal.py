"""The literal look through a ticket: a search index finds by word pieces, evidence is what is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from forensics.model import Ticket


def texts_of(ticket: Ticket) -> Iterator[str]:
    """Every text of a ticket: summary, description, environment and fields of one's own, comments, and what moves said before and
    after (a text that was edited away stands only there, and no search of Jira looks into it)."""
    yield ticket.summary
    yield ticket.description
    yield from ticket.labels
    yield from (text for _, text in ticket.other_texts)
    yield from (comment.text for comment in ticket.comments)
    for move in ticket.moves:
        yield from filter(None, (move.before, move.after))


def holds_literally(ticket: Ticket, words: Sequence[str]) -> bool:
    """Whether one of `words` stands in one of the ticket's texts, in whatever case."""
    wanted = [word.casefold() for word in words if word]
    return any(word in text.casefold() for text in texts_of(ticket) for word in wanted)
