"""Short event ids, `e1` on, in the order of time, wherever a report cites an event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from forensics.model import ContractFinding, Episode, Event, Promised, Setting, Span, Verdict


def ordered(events: Iterable[Event]) -> tuple[Event, ...]:
    """Events by time; what is equal in time by source, setting, environment and commit, so that the order never varies."""
    return tuple(
        sorted(events, key=lambda event: (event.time, event.source, event.kind, event.setting or "", event.environment or "", event.id))
    )


def numbers(events: Sequence[Event], offset: int = 1) -> dict[str, str]:
    """Old id → new id, in the events' order."""
    return {event.id: f"e{number}" for number, event in enumerate(events, offset)}


def renumber_event(event: Event, ids: Mapping[str, str]) -> Event:
    links = tuple(replace(link, to=ids[link.to]) for link in event.links if link.to in ids)
    return replace(event, id=ids[event.id], links=links)


def renumber_promise(promised: Promised, ids: Mapping[str, str]) -> Promised:
    return replace(promised, event=ids[promised.event], by=tuple(ids[one] for one in promised.by if one in ids))


def renumber_finding(finding: ContractFinding, ids: Mapping[str, str]) -> ContractFinding:
    return replace(finding, cites=tuple(ids[cite] for cite in finding.cites if cite in ids))


def renumber_setting(setting: Setting, ids: Mapping[str, str]) -> Setting:
    return replace(
        setting,
        timelines=_lines(setting.timelines, ids),
        declared=_lines(setting.declared, ids),
        observed=_lines(setting.observed, ids),
        episodes=tuple(_episode(episode, ids) for episode in setting.episodes),
        findings=tuple(replace(one, cites=tuple(ids[cite] for cite in one.cites if cite in ids)) for one in setting.findings),
    )


def _lines(lines: Iterable[tuple[str, tuple[Span, ...]]], ids: Mapping[str, str]) -> tuple[tuple[str, tuple[Span, ...]], ...]:
    return tuple((environment, tuple(replace(span, origin=ids.get(span.origin, "")) for span in spans)) for environment, spans in lines)


def _episode(episode: Episode, ids: Mapping[str, str]) -> Episode:
    return replace(
        episode,
        opened_by=ids.get(episode.opened_by, ""),
        closed_by=ids.get(episode.closed_by) if episode.closed_by else None,
        verdict=renumber_verdict(episode.verdict, ids) if episode.verdict else None,
    )


def renumber_verdict(verdict: Verdict, ids: Mapping[str, str]) -> Verdict:
    evidence = tuple(replace(clue, cites=tuple(ids[cite] for cite in clue.cites if cite in ids)) for clue in verdict.evidence)
    return replace(verdict, opened_by=ids.get(verdict.opened_by) if verdict.opened_by else None, evidence=evidence)


def qualified(
    repository: str, settings: Iterable[Setting], events: Sequence[Event], shared: Mapping[str, str] | None = None
) -> tuple[list[Setting], list[Event]]:
    """Settings and events of one of several repositories, their ids led by its path, so that equal ones stay apart; `shared`: ids of
    events that are no repository's, which keep theirs."""
    ids = {**(shared or {}), **{event.id: f"{repository}:{event.id}" for event in events}}
    happened = [replace(renumber_event(event, ids), setting=event.setting and f"{repository}:{event.setting}") for event in events]
    found = []
    for setting in settings:
        one = renumber_setting(setting, ids)
        episodes = tuple(
            replace(episode, id=f"{repository}:{episode.id}", verdict=episode.verdict and _qualified_verdict(repository, episode.verdict))
            for episode in one.episodes
        )
        found.append(replace(one, id=f"{repository}:{setting.id}", episodes=episodes))
    return found, happened


def qualified_finding(repository: str, finding: ContractFinding) -> ContractFinding:
    return replace(
        finding, setting=f"{repository}:{finding.setting}", cites=tuple(f"{repository}:{cite}" for cite in finding.cites)
    )


def _qualified_verdict(repository: str, verdict: Verdict) -> Verdict:
    return replace(verdict, setting=f"{repository}:{verdict.setting}", episode=f"{repository}:{verdict.episode}")
