"""The JSON report, `forensics.report/1`: every field of the public interface under its name, times in UTC, in a stable order."""

from __future__ import annotations

import json
import re
from typing import Any

from forensics.model import (
    SCHEMA,
    TOOL,
    Asked,
    CodeRead,
    Episode,
    Event,
    Finding,
    LayerValue,
    Promised,
    Report,
    RepositoryFacts,
    Setting,
    Source,
    Span,
    Stand,
    Verdict,
    Watched,
    Window,
    utc_text,
)
from forensics.present.clean import is_steering
from forensics.present.contracted import contract_row
from forensics.present.noted import note_row

_UNUSUAL = re.compile(r"[^\x00-\x7e]")


def json_text(report: Report) -> str:
    """The report as a JSON document: UTF-8 text with one line end at its end.

    Characters that steer a terminal (C1, bidi controls) and lone surrogates stand as `\\uXXXX`: the same strings for whoever parses
    it, harmless for whoever prints it, and always valid UTF-8.
    """
    return harmless(document(report))


def harmless(document: dict[str, Any]) -> str:
    """A document of plain dicts and lists as such a text."""
    return _UNUSUAL.sub(_escaped, json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)) + "\n"


def _escaped(hit: re.Match[str]) -> str:
    if not is_steering(hit[0]):
        return hit[0]
    code = ord(hit[0])
    return f"\\u{code:04x}" if code < 0x10000 else json.dumps(hit[0])[1:-1]


def document(report: Report) -> dict[str, Any]:
    """The report as plain dicts and lists, in the order in which the interface states its fields."""
    return {
        "schema": SCHEMA,
        "tool": {"name": TOOL, "version": report.version},
        "question": _question(report.asked),
        "verdict": _verdict(report.verdict) if report.verdict else None,
        "settings": [_setting(setting) for setting in report.settings],
        "events": [_event(event) for event in report.events],
        "sources": [_source(source) for source in report.sources],
        "gaps": [{"where": gap.where, "why": gap.why} for gap in report.gaps],
        "suggestions": list(report.suggestions),
        "code": [code_row(read) for read in report.code],
        "promises": [_promise(one) for one in report.promises],
        "contract": [contract_row(one) for one in report.contract],
        "notes": [note_row(one) for one in report.notes],
    }


def _promise(one: Promised) -> dict[str, Any]:
    return {
        "event": one.event,
        "kind": one.kind,
        "quote": one.quote,
        "state": one.state,
        "why": one.why,
        "by": list(one.by),
        "left": list(one.left),
    }


def _question(asked: Asked) -> dict[str, Any]:
    return {
        "key": asked.key,
        "as_of": utc_text(asked.as_of),
        "since": utc_text(asked.since),
        "repositories": [_repository(repository) for repository in asked.repositories],
        "environments": list(asked.environments),
    }


def _repository(repository: RepositoryFacts) -> dict[str, Any]:
    return {
        "path": repository.path,
        "head": repository.head,
        "commits": repository.commits,
        "shallow": repository.shallow,
        "mainline": repository.mainline,
        "mainline_rule": repository.mainline_rule,
        "branches": dict(repository.branches),
    }


def _setting(setting: Setting) -> dict[str, Any]:
    return {
        "id": setting.id,
        "subject": setting.subject,
        "tier": setting.tier,
        "environments": {stand.environment: _stand(stand) for stand in setting.stands},
        "timelines": {environment: [_span(span) for span in spans] for environment, spans in setting.timelines},
        "episodes": [_episode(episode) for episode in setting.episodes],
        "windows": [_window(window) for window in setting.windows],
        "masked": setting.masked,
        "declared": {environment: [_span(span) for span in spans] for environment, spans in setting.declared},
        "observed": {environment: [_span(span) for span in spans] for environment, spans in setting.observed},
        "watched": [_watched(window) for window in setting.watched],
        "findings": [_finding(finding) for finding in setting.findings],
    }


def _watched(window: Watched) -> dict[str, Any]:
    return {
        "environment": window.environment,
        "from": utc_text(window.start),
        "until": utc_text(window.until),
        "source": window.source,
        "covers": window.covers,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "mechanism": finding.mechanism,
        "environment": finding.environment,
        "says": finding.says,
        "since": utc_text(finding.since),
        "until": utc_text(finding.until),
        "cites": list(finding.cites),
    }


def _stand(stand: Stand) -> dict[str, Any]:
    blame = stand.blame
    return {
        "declared": stand.declared,
        "observed": stand.observed,
        "effective": stand.effective,
        "state": stand.state,
        "branch": stand.branch,
        "layers": [layer_row(layer) for layer in stand.layers],
        "resolved": stand.resolved,
        "missing": list(stand.missing),
        "blame": {"value_commit": blame.value_commit, "line_commit": blame.line_commit, "differs_because": blame.differs_because}
        if blame
        else None,
    }


def code_row(read: CodeRead) -> dict[str, Any]:
    """A place where code reads the key, as the report and an explanation write it."""
    return {"path": read.path, "line": read.line, "default": read.default, "language": read.language, "code": read.code}


def layer_row(layer: LayerValue) -> dict[str, Any]:
    """A layer as the report and an explanation write it."""
    return {
        "path": layer.path,
        "line": layer.line,
        "value": layer.value,
        "says": layer.says,
        "rule": layer.rule,
        "why": layer.why or None,
        "wins": layer.wins,
    }


def _span(span: Span) -> dict[str, Any]:
    return {
        "from": utc_text(span.start),
        "until": utc_text(span.until),
        "value": span.value,
        "origin": span.origin,
        "state": span.state,
        "path": span.path,
        "line": span.line,
    }


def _episode(episode: Episode) -> dict[str, Any]:
    return {
        "id": episode.id,
        "opened_at": utc_text(episode.opened_at),
        "closed_at": utc_text(episode.closed_at),
        "opened_by": episode.opened_by,
        "closed_by": episode.closed_by,
        "values": dict(episode.values),
        "nature": episode.nature,
        "verdict": _verdict(episode.verdict) if episode.verdict else None,
    }


def _window(window: Window) -> dict[str, Any]:
    return {
        "environment": window.environment,
        "from": utc_text(window.start),
        "until": utc_text(window.until),
        "changes": window.changes,
        "values": list(window.values),
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "setting": verdict.setting,
        "episode": verdict.episode,
        "kind": verdict.kind,
        "mechanism": verdict.mechanism,
        "deliberate": list(verdict.deliberate),
        "diverged": list(verdict.diverged),
        "intended_value": verdict.intended_value,
        "opened_by": verdict.opened_by,
        "confidence": round(verdict.confidence, 4),
        "summary": verdict.summary,
        "evidence": [
            {"says": clue.says, "leans": clue.leans, "weight": round(clue.weight, 4), "cites": list(clue.cites)}
            for clue in verdict.evidence
        ],
        "alternatives": [
            {"kind": other.kind, "mechanism": other.mechanism, "confidence": round(other.confidence, 4)} for other in verdict.alternatives
        ],
        "would_settle": list(verdict.would_settle),
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "id": event.id,
        "time": utc_text(event.time),
        "kind": event.kind,
        "environment": event.environment,
        "setting": event.setting,
        "title": event.title,
        "before": event.before,
        "after": event.after,
        "actor": event.actor,
        "commit": event.commit,
        "path": event.path,
        "line": event.line,
        "source": event.source,
        "ref": event.ref,
        "url": event.url,
        "authored_at": utc_text(event.authored_at),
        "committed_at": utc_text(event.committed_at),
        "written_in": list(event.written_in),
        "pull_request": event.pull_request,
        "notes": list(event.notes),
        "links": [{"to": link.to, "rule": link.rule, "strength": round(link.strength, 4)} for link in event.links],
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "name": source.name,
        "status": source.status,
        "from": utc_text(source.start),
        "to": utc_text(source.until),
        "count": source.count,
        "detail": source.detail,
    }
