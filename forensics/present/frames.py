"""The report as pandas frames: events, timelines, episodes and evidence, with the same columns and dtypes however empty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, get_args

from forensics.model import Episode, Event, Report, Setting, Span, Verdict
from forensics.model.judgement import EpisodeNature, VerdictKind
from forensics.model.reading import ReadingState
from forensics.present.story import cited

if TYPE_CHECKING:
    import pandas as pd

# Column → what it holds: `time` and `stretch` are UTC datetimes and timedeltas to the microsecond, `text` pandas strings with NA, `number`
# nullable integers, `share` floats, `truth` booleans, `names` tuples (made for `explode`), `mapping` dicts; the rest are categories.
EVENT_COLUMNS = {
    "time": "time", "kind": "category", "environment": "environment", "setting": "setting", "title": "text", "before": "text",
    "after": "text", "actor": "text", "commit": "text", "path": "text", "line": "number", "source": "category", "ref": "text",
    "url": "text", "pull_request": "text", "authored_at": "time", "committed_at": "time", "notes": "names", "cited": "truth",
}  # fmt: skip
TIMELINE_COLUMNS = {
    "setting": "setting", "environment": "environment", "seen_in": "seen_in", "start": "time", "until": "time", "lasted": "stretch",
    "state": "state", "value": "text", "origin": "text", "path": "text", "line": "number",
}  # fmt: skip
EPISODE_COLUMNS = {
    "setting": "setting", "nature": "nature", "opened_at": "time", "closed_at": "time", "open": "truth", "lasted": "stretch",
    "opened_by": "text", "closed_by": "text", "held": "mapping", "verdict": "verdict", "mechanism": "text", "deliberate": "names",
    "diverged": "names", "intended_value": "text", "confidence": "share", "summary": "text", "headline": "truth",
}  # fmt: skip
EVIDENCE_COLUMNS = {
    "setting": "setting", "episode": "text", "verdict": "verdict", "leans": "text", "weight": "share", "says": "text", "cites": "names",
    "headline": "truth",
}  # fmt: skip

_WORDS = {
    "seen_in": ("effective", "declared", "observed"),
    "state": get_args(ReadingState),
    "nature": get_args(EpisodeNature),
    "verdict": get_args(VerdictKind),
}


def events_frame(report: Report) -> pd.DataFrame:
    """One row per event, oldest first, indexed by event id; `cited`: whether the headline verdict rests on it."""
    important = cited(report.verdict)
    rows = [_event(event, event.id in important) for event in sorted(report.events, key=lambda event: event.time)]
    return _frame(report, rows, EVENT_COLUMNS, "event")


def timeline_frame(report: Report) -> pd.DataFrame:
    """One row per stretch of one value: by setting, environment, where it was seen (`seen_in`), and time."""
    rows = []
    for setting in report.settings:
        for seen_in, lines in (("effective", setting.timelines), ("declared", setting.declared), ("observed", setting.observed)):
            for environment, spans in lines:
                rows += [_span(setting, environment, seen_in, span, report.asked.as_of) for span in spans]
    return _frame(report, rows, TIMELINE_COLUMNS, None)


def episodes_frame(report: Report) -> pd.DataFrame:
    """One row per episode and its verdict, indexed by episode id; `headline`: the one that the report is headed by."""
    rows = [_episode(setting, episode, report) for setting in report.settings for episode in setting.episodes]
    return _frame(report, rows, EPISODE_COLUMNS, "episode")


def evidence_frame(report: Report) -> pd.DataFrame:
    """One row per clue of each verdict, the weightiest first: what it says, which explanation it leans to, how much, what it cites."""
    judged = [episode.verdict for setting in report.settings for episode in setting.episodes if episode.verdict is not None]
    rows = [row for verdict in judged for row in _clues(verdict, report)]
    return _frame(report, rows, EVIDENCE_COLUMNS, None)


def _event(event: Event, important: bool) -> dict[str, Any]:
    row = {name: getattr(event, name) for name in EVENT_COLUMNS if name != "cited"}
    return row | {"event": event.id, "cited": important}


def _span(setting: Setting, environment: str, seen_in: str, span: Span, end: datetime) -> dict[str, Any]:
    row = {name: getattr(span, name) for name in ("start", "until", "state", "value", "origin", "path", "line")}
    return row | {"setting": setting.id, "environment": environment, "seen_in": seen_in, "lasted": (span.until or end) - span.start}


def _episode(setting: Setting, episode: Episode, report: Report) -> dict[str, Any]:
    verdict = episode.verdict
    row: dict[str, Any] = {
        "episode": episode.id,
        "setting": setting.id,
        "open": episode.closed_at is None,
        "lasted": (episode.closed_at or report.asked.as_of) - episode.opened_at,
        "held": dict(episode.values),
        "verdict": verdict.kind if verdict else None,
        "deliberate": verdict.deliberate if verdict else (),
        "diverged": verdict.diverged if verdict else (),
        "headline": _is_headline(verdict, report),
    }
    row |= {name: getattr(episode, name) for name in ("nature", "opened_at", "closed_at", "opened_by", "closed_by")}
    told = ("mechanism", "intended_value", "confidence", "summary")
    return row | {name: getattr(verdict, name) if verdict else None for name in told}


def _clues(verdict: Verdict, report: Report) -> list[dict[str, Any]]:
    return [
        {
            "setting": verdict.setting,
            "episode": verdict.episode,
            "verdict": verdict.kind,
            "leans": clue.leans,
            "weight": clue.weight,
            "says": clue.says,
            "cites": clue.cites,
            "headline": _is_headline(verdict, report),
        }
        for clue in sorted(verdict.evidence, key=lambda clue: -abs(clue.weight))
    ]


def _is_headline(verdict: Verdict | None, report: Report) -> bool:
    headline = report.verdict
    return verdict is not None and headline is not None and (verdict.setting, verdict.episode) == (headline.setting, headline.episode)


def _frame(report: Report, rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str], index: str | None) -> pd.DataFrame:
    import pandas as pd

    made = pd.DataFrame({name: _column([row[name] for row in rows], holds, report) for name, holds in columns.items()})
    if index is not None:
        made.index = pd.Index(_column([row[index] for row in rows], "text", report), name=index)
    return made


def _column(cells: list[Any], holds: str, report: Report) -> pd.Series[Any]:
    """One column with the dtype that its kind has, whether or not there are rows."""
    import pandas as pd

    plain: dict[str, Any] = {
        "time": "datetime64[us, UTC]", "stretch": "timedelta64[us]", "number": "Int64", "share": "float64", "truth": "bool",
    }  # fmt: skip
    dtype: Any = plain.get(holds) or ("object" if holds in ("names", "mapping") else pd.StringDtype("python"))
    stored = [_storable(cell) for cell in cells]
    column: pd.Series[Any] = pd.Series(stored, dtype=dtype)
    if holds in (*plain, "names", "mapping", "text"):
        return column
    words = pd.Index(_words(holds, stored, report), dtype=pd.StringDtype("python"))
    return column.astype(pd.CategoricalDtype(words, ordered=holds == "environment"))


def _words(holds: str, texts: Iterable[str | None], report: Report) -> list[str]:
    """A category's words: environments in the report's order, settings likewise, fixed words where the model fixes them."""
    if holds in _WORDS:
        return list(_WORDS[holds])
    if holds == "category":
        return sorted({text for text in texts if text is not None})
    named = [setting.id for setting in report.settings]
    if holds == "environment":
        named = [*(name for setting in report.settings for name in setting.environments), *report.asked.environments]
    return list(dict.fromkeys([*map(_storable, named), *(text for text in texts if text is not None)]))


def _storable(cell: Any) -> Any:
    """The same text with lone surrogates written out: a notebook's file and every store of frames is UTF-8."""
    if isinstance(cell, str):
        return cell.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(cell, tuple):
        return tuple(map(_storable, cell))
    return {_storable(name): _storable(value) for name, value in cell.items()} if isinstance(cell, dict) else cell
