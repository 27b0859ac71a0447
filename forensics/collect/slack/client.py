"""Slack asked live: searches with the threads around each hit, and whole channels. What can't be had is a gap, never an exception."""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from forensics.collect.credentials import SlackCredentials
from forensics.collect.retrying import Asker, GaveUp
from forensics.model import Account, Gap, Message

from .calling import ADDRESS, Line, Params, rows_of
from .entities import Names
from .finding import by_time, holds, windows
from .identity import Identity, identify
from .reading import Channel, read_account, read_channel, read_message, ts_time
from .refusals import Refused
from .searching import Hit, Searched, context_hit, context_question, holds_raw, legacy_hit, legacy_question, ts_text

_MOST_PAGES = 200
_MOST_HIT_PAGES = 20
_MENTION = re.compile(r"<@([A-Z0-9]{2,20})")
_SEARCH_SCOPES = {
    "missing_scope",
    "not_allowed_token_type",
    "unknown_method",
    "method_deprecated",
    "deprecated_endpoint",
    "feature_not_enabled",
}

_Trouble = (GaveUp, Refused)
_ROWS = 200


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a channel holds between two times, with the replies to what was said then, whenever these came; `threads` are those that were
    read to their end. `whole` False: some of it could not be had."""

    channel: Channel
    first: datetime
    last: datetime
    messages: tuple[Message, ...]
    threads: tuple[str, ...]
    whole: bool


@dataclass(slots=True)
class Workspace:
    """Made by `open_slack`. `gaps`, `accounts` and `searched` grow while it is asked; none of its methods raises for what Slack does."""

    user: Line | None
    bot: Line | None
    accounts: dict[str, Account] = field(default_factory=dict)
    searched: list[Searched] = field(default_factory=list)
    _gaps: dict[Gap, None] = field(default_factory=dict)
    _channels: dict[str, Channel] = field(default_factory=dict)
    _identities: tuple[Identity, ...] | None = None
    _no_users: bool = False
    _torn: bool = False  # whether rows were missed since it was last set back
    _closed: set[str] = field(default_factory=set)  # channels that no token may read

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What could not be had so far."""
        return tuple(self._gaps)

    def identify(self) -> tuple[Identity, ...]:
        """As whom each token is known, where, with which scopes, and what is missing. Asked once."""
        if self._identities is None:
            known = [] if self.user is None else [identify(self.user, "user")]
            known += [] if self.bot is None else [identify(self.bot, "bot")]
            self._identities = tuple(known)
        return self._identities

    # --- searching

    def search(
        self, words: Sequence[str], after: datetime | None = None, before: datetime | None = None, around: timedelta = timedelta(minutes=10)
    ) -> tuple[Message, ...]:
        """The messages that hold one of `words` literally, in any case, each with its whole thread and what was said within `around`
        of it in its channel; by time, each once.

        Slack's own search names the places (it shows only one of several hits close together, and finds words split its own way);
        what stands there is read from the channels. Needs a user token; with a bot token alone, the channels it is a member of are
        read from `after` to `before` instead. Messages outside these times come only as part of a thread or neighbourhood.
        """
        self._check_service()
        if self.user is None:
            return tuple(self._threads_with(words, list(self.messages(after, before))))
        named = {word: self._hits(word, after, before) for word in words}
        hits = {(hit.channel.id, hit.ts): hit for found in named.values() for hit in found}
        read = self._read(self._around(list(hits.values()), words, around))
        self.searched += (Searched(word, len(found), sum(holds(message, [word]) for message in read)) for word, found in named.items())
        return read

    def _threads_with(self, words: Sequence[str], read: list[Message]) -> Iterator[Message]:
        threads = {(message.channel_id, message.thread or message.ts) for message in read if holds(message, words)}
        return (message for message in sorted(read, key=by_time) if (message.channel_id, message.thread or message.ts) in threads)

    def _hits(self, word: str, after: datetime | None, before: datetime | None) -> list[Hit]:
        """By search.messages, or by its successor where the token may not ask that. Slack retires the former: either may be missing."""
        assert self.user is not None
        scopes = next((identity.scopes for identity in self.identify() if identity.kind == "user"), None)
        ways: list[tuple[str, Params, Callable[[dict[str, Any]], list[Any]], Callable[[dict[str, Any]], Hit | None]]] = [
            ("search.messages", legacy_question(word, after, before), rows_of("messages", "matches"), legacy_hit),
            ("assistant.search.context", context_question(word, after, before, scopes), rows_of("results", "messages"), context_hit),
        ]
        refused: list[str] = []
        hits: list[Hit] = []
        for method, asked, rows, read in ways:
            try:
                for row in self.user.pages(method, asked, rows, self._cut(f"the search for {word}"), _MOST_HIT_PAGES):
                    hit = read(row)
                    if hit is not None and _within(ts_time(hit.ts), after, before):
                        hits.append(hit)
            except Refused as trouble:
                refused.append(trouble.sentence())
                if trouble.error in _SEARCH_SCOPES:
                    continue
                self._note(f"Slack refused to search ({trouble.sentence()})")
            except GaveUp as trouble:
                self._unreachable(trouble)
            return hits
        self._note(f"Slack refused to search ({'; '.join(dict.fromkeys(refused))})")
        return hits

    def _around(self, hits: list[Hit], words: Sequence[str], around: timedelta) -> dict[tuple[str, str], tuple[Channel, dict[str, Any]]]:
        """The rows around the hits, by (channel, ts): the hits as the search showed them, over these what the channels hold."""
        shown = {(hit.channel.id, hit.ts): (hit.channel, hit.raw) for hit in hits}
        rows: dict[tuple[str, str], tuple[Channel, dict[str, Any]]] = {}
        roots: dict[tuple[str, str], Channel] = {}
        for channel in {hit.channel.id: hit.channel for hit in hits}.values():
            times = [time for hit in hits if hit.channel.id == channel.id and (time := ts_time(hit.ts))]
            for first, last in windows(times, around):
                for row in self._history(channel, first, last):
                    rows[channel.id, row["ts"]] = (channel, row)
                    if ((channel.id, row["ts"]) in shown or holds_raw(row, words)) and (root := _root(row)):
                        roots[channel.id, root] = channel
        for hit in hits:  # one that the channel itself doesn't list is a reply in some thread
            if hit.thread or (hit.channel.id, hit.ts) not in rows:
                roots[hit.channel.id, hit.thread or hit.ts] = hit.channel
        for (id, root), channel in roots.items():
            if id not in self._closed:
                rows.update(((id, row["ts"]), (channel, row)) for row in self._replies(channel, root))
        return shown | rows

    # --- whole channels

    def channels(self) -> tuple[Channel, ...]:
        """The channels that can be read: all public ones with a user token, those it is a member of with a bot token."""
        line = self.user or self.bot
        assert line is not None
        for kinds in ("public_channel,private_channel", "public_channel"):
            asked: Params = {"types": kinds, "limit": 200, "exclude_archived": False}
            try:
                listed = list(line.pages("conversations.list", asked, rows_of("channels"), self._cut("the list of channels"), _MOST_PAGES))
            except Refused as trouble:
                if trouble.error == "missing_scope" and "," in kinds:
                    self._note(f"private channels not listed ({trouble.sentence()})")
                    continue
                self._note(f"channels not listed ({trouble.sentence()})")
                return ()
            except GaveUp as trouble:
                self._unreachable(trouble)
                return ()
            mine = [row for row in listed if self.user is not None or row.get("is_member")]
            self._channels |= {row["id"]: channel for row in mine if (channel := read_channel(row, self.accounts))}
            return tuple(self._channels.values())
        return ()

    def messages(self, after: datetime | None, before: datetime | None, channels: Sequence[Channel] | None = None) -> Iterator[Message]:
        """Every message of `channels` (None: all that can be read) between two times, with the replies to those that have any; channel by
        channel, newest first. A reply to a message that is older than `after` is not among them: Slack lists it with that message only."""
        self._check_service()
        for channel in self.channels() if channels is None else channels:
            rows: dict[tuple[str, str], tuple[Channel, dict[str, Any]]] = {}
            for row in self._history(channel, after, before):
                rows[channel.id, row["ts"]] = (channel, row)
                if row.get("reply_count"):
                    rows.update(((channel.id, reply["ts"]), (channel, reply)) for reply in self._replies(channel, row["ts"]))
            yield from self._read(rows)

    def stretches(self, channel: Channel, after: datetime, before: datetime) -> Iterator[Stretch]:
        """The same of one channel, newest first, piece by piece without a break, each good for itself; the last one has what is left, and
        is not `whole` where the reading broke off."""
        last = before
        self._torn = False
        rows = self._history(channel, after, before)
        while True:
            taken = list(islice(rows, _ROWS))
            ended = len(taken) < _ROWS
            broken, self._torn = self._torn, False
            times = [time for row in taken if (time := ts_time(row["ts"]))]
            first = after if ended and not broken else min([last, *times])
            found, threads = {(channel.id, row["ts"]): (channel, row) for row in taken}, []
            for row in taken:
                if row.get("reply_count"):
                    missed, self._torn = self._torn, False
                    replies = list(self._replies(channel, row["ts"]))
                    found.update(((channel.id, reply["ts"]), (channel, reply)) for reply in replies)
                    threads += [] if self._torn or not replies else [row["ts"]]
                    self._torn = self._torn or missed
            yield Stretch(channel, first, last, self._read(found), tuple(threads), not self._torn)
            if ended:
                if broken:
                    yield Stretch(channel, after, first, (), (), False)
                return
            last, self._torn = first, False

    def _history(self, channel: Channel, after: datetime | None, before: datetime | None) -> Iterator[dict[str, Any]]:
        asked: Params = {"channel": channel.id, "limit": 200, "inclusive": True}
        asked |= {name: ts_text(moment) for name, moment in (("oldest", after), ("latest", before)) if moment is not None}
        return self._rows("conversations.history", asked, channel, f"#{channel.name}")

    def _replies(self, channel: Channel, root: str) -> Iterator[dict[str, Any]]:
        return self._rows(
            "conversations.replies", {"channel": channel.id, "ts": root, "limit": 200}, channel, f"a thread of #{channel.name}"
        )

    def _rows(self, method: str, asked: Params, channel: Channel, what: str) -> Iterator[dict[str, Any]]:
        """The rows with a usable ts, asked with the first token that may."""
        refused: Refused | None = None
        for line in (self.user, self.bot):
            if line is None:
                continue
            try:
                for row in line.pages(method, asked, rows_of("messages"), self._cut(what), _MOST_PAGES):
                    if ts_time(row.get("ts")) is not None:
                        yield row
            except Refused as trouble:
                refused = trouble
            except GaveUp as trouble:
                self._torn = True
                self._unreachable(trouble)
                return
            else:
                return
        if refused is not None and refused.error != "thread_not_found":
            self._closed.add(channel.id)
            self._torn = True
            self._note(f"{what} not read ({refused.sentence()})")

    # --- from rows to messages

    def _read(self, rows: dict[tuple[str, str], tuple[Channel, dict[str, Any]]]) -> tuple[Message, ...]:
        for _, row in rows.values():
            self._meet(row)
        names = Names(
            self.accounts, {id: channel.name for id, channel in self._channels.items()} | {c.id: c.name for c, _ in rows.values()}
        )
        address = next((identity.url for identity in self.identify() if identity.url), None)
        read = (read_message(row, channel, names, address) for channel, row in rows.values())
        return tuple(sorted((message for message in read if message), key=by_time))

    def _meet(self, row: dict[str, Any]) -> None:
        """Learn who wrote a row and whom it mentions."""
        author, text = row.get("user"), row.get("text")
        mentioned = _MENTION.findall(text) if isinstance(text, str) else []
        for id in (*mentioned, *([author] if isinstance(author, str) and author else [])):
            if id not in self.accounts and not self._no_users:
                self.accounts[id] = self._account(id)

    def _account(self, id: str) -> Account:
        unknown = Account("slack", id, id)
        line = self.user or self.bot
        assert line is not None
        try:
            reply, _ = line.call("users.info", {"user": id})
            return read_account(reply.get("user")) or unknown
        except Refused as trouble:
            if trouble.error not in ("user_not_found", "user_not_visible"):
                self._no_users = True
                self._note(f"people are shown by their ids ({trouble.sentence()})")
        except GaveUp as trouble:
            self._no_users = True
            self._unreachable(trouble)
        return unknown

    # --- what went wrong

    def _check_service(self) -> None:
        """Learn the workspace's address before anything is read, and say first what would spoil everything."""
        for identity in self.identify():
            if identity.trouble:
                self._note(identity.trouble)

    def _unreachable(self, trouble: GaveUp) -> None:
        self._note(f"Slack unreachable: it {trouble}")

    def _cut(self, what: str) -> Callable[[str], None]:
        def cut(why: str) -> None:
            self._torn = True
            self._note(f"{what} was not read to its end: {why}")

        return cut

    def _note(self, why: str) -> None:
        for line in (self.user, self.bot):
            why = line.token.hide_in(why) if line else why
        self._gaps[Gap("slack", f"{why}: evidence incomplete")] = None


def open_slack(
    credentials: SlackCredentials, asker: Asker | None = None, address: str = ADDRESS, context: ssl.SSLContext | None = None
) -> Workspace:
    """The workspace that the tokens belong to. Nothing is asked yet.

    `asker` holds the retry policy and the time allowed for everything; `address` is that of the API (`https://slack-gov.com/api/`
    for GovSlack), `context` the certificates to trust (None: the system's).
    """
    asker = asker or Asker()
    user, bot = (None if token is None else Line(token, asker, address, context) for token in (credentials.user, credentials.bot))
    return Workspace(user, bot)


def _root(row: dict[str, Any]) -> str | None:
    """The ts of the thread that a row belongs to, None where it stands alone."""
    thread = row.get("thread_ts")
    return thread if isinstance(thread, str) and thread else row["ts"] if row.get("reply_count") else None


def _within(time: datetime | None, after: datetime | None, before: datetime | None) -> bool:
    return time is not None and (after is None or after <= time) and (before is None or time <= before)
