"""The settings of one repository with their verdicts, once what was said of them is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from forensics.contract import RuleHistory
from forensics.investigate.agreements import SUSPECTED, agreements
from forensics.investigate.assembly import Told
from forensics.investigate.blaming import Blames, with_blame
from forensics.investigate.looking import Looking
from forensics.investigate.mining import Mined
from forensics.investigate.neighbours import Neighbours
from forensics.investigate.relevance import headline
from forensics.investigate.reporting import without_what_had_ended
from forensics.investigate.ruling import rules_for
from forensics.investigate.surroundings import Heard, Surroundings
from forensics.investigate.tracking import Tracked
from forensics.judge import judge
from forensics.judge.said import Said
from forensics.model import Commit, Episode, Event, Setting
from forensics.question import Question


class Judging:
    """Holds what the history says of each setting, and judges its episodes."""

    def __init__(
        self,
        question: Question,
        mined: Mined,
        tracked: Tracked,
        commits: Mapping[str, Commit],
        looking: Looking,
        stories: Sequence[Told],
        events: Sequence[Event],
    ) -> None:
        self._question, self.mined, self._tracked = question, mined, tracked
        self._commits, self._looking, self._events = commits, looking, events
        self._neighbours = Neighbours(looking.repository)
        self.rules = rules_for(question, mined, looking.repository, stories)
        now = [self.rules.on(one.setting.id).rule_at(question.as_of) for one in stories]
        self._stories = [_with_agreements(one, rule.values if rule else None) for one, rule in zip(stories, now, strict=True)]

    def unjudged(self) -> tuple[Setting, ...]:
        """The settings with their episodes, and no verdicts."""
        return tuple(without_what_had_ended(one.setting, self._question.since) for one in self._stories)

    def settings(self, said: Sequence[Said]) -> tuple[Setting, ...]:
        """The settings with a verdict on each episode; `said`: what was said of this repository's changes or of the key."""
        with Blames(self.mined, self._tracked, self._looking) as blames:
            likely = self._headline(self.unjudged())
            if likely is not None:
                blames.ask(likely)
            judged = [without_what_had_ended(self._judged(one, said), self._question.since) for one in self._stories]
            return tuple(self._blame_headline(judged, blames))

    def _judged(self, one: Told, said: Sequence[Said]) -> Setting:
        heard = Heard(said, self._looking.key.spellings, {event.id: event for event in self._events})
        around = Surroundings(one, self.mined, self._tracked, self._commits, self._neighbours, heard)
        question = self._question
        history = self.rules.on(one.setting.id)
        moment = question.as_of
        cases = [around.case(question.key, each, moment, _expected(history, each, moment)) for each in one.setting.episodes]
        judged = [replace(case.episode, verdict=judge(case)) for case in cases]
        return replace(one.setting, episodes=tuple(episode for episode in judged if _told(episode)))

    def _blame_headline(self, settings: Sequence[Setting], blames: Blames) -> Sequence[Setting]:
        """Blame costs a git process per environment, so it is asked for the headline's setting alone."""
        told = self._headline(settings)
        if told is None:
            return settings
        by_id = {event.id: event for event in self._events}
        stands = with_blame(told, self.mined, by_id, self._looking, blames).stands
        return [replace(setting, stands=stands) if setting.id == told.setting.id else setting for setting in settings]

    def _headline(self, settings: Sequence[Setting]) -> Told | None:
        """The setting that the report will begin with."""
        asked = self._question.setting
        chosen = asked and asked.removeprefix(f"{self.mined.facts.path}:")  # as it is told of several repositories
        best = headline(settings, chosen)
        return None if best is None else next(one for one in self._stories if one.setting.id == best.id)


def _told(episode: Episode) -> bool:
    """A suspected agreement is told only where it is held an accident."""
    suspected = f"@{SUSPECTED}-" in episode.id
    return not suspected or (episode.verdict is not None and episode.verdict.kind == "accident")


def _with_agreements(one: Told, rule: Mapping[str, str] | None) -> Told:
    """The story with its episodes of agreement among those of difference, in the order in which they opened."""
    episodes = sorted((*one.setting.episodes, *agreements(one, rule)), key=lambda episode: (episode.opened_at, episode.id))
    return replace(one, setting=replace(one.setting, episodes=tuple(episodes)))


def _expected(history: RuleHistory, episode: Episode, as_of: datetime) -> Mapping[str, str] | None:
    """Environment → the value that the contract expected there when the episode ended: what a rule names, or what it held to be right.

    Agreements are told by the newest rule, and so are weighed by it. None where there was no rule.
    """
    ended = episode.closed_at if episode.nature == "difference" else None
    found = history.at(as_of) if ended is None else history.before(ended)
    if found is None or found.rule is None:
        return None
    values = dict(episode.values)
    kept = {name: value for name, holds in found.rule.holds(values).items() if holds and (value := values[name]) is not None}
    return {**kept, **found.rule.values}
