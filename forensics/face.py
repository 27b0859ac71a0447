"""What a notebook or a script holds: `trace()`, and a report that can show and save itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forensics import __version__, model
from forensics.investigate import investigate
from forensics.investigate.stating import given_contract, given_notes
from forensics.question import LiveFile, Question
from forensics.when import moment
from forensics.writing import write_bytes

_ENDINGS = {
    ".json": "json",
    ".html": "html",
    ".svg": "svg",
    ".png": "png",
    ".md": "markdown",
    ".txt": "terminal",
    ".csv": "csv",
    ".jsonl": "timesketch",
    ".mmd": "mermaid",
    ".docx": "docx",
    ".pdf": "pdf",
}

if TYPE_CHECKING:
    import pandas as pd

    from forensics.investigate.catalogue import Known
    from forensics.present.layout import Layout


class Report:
    """A trace's answer. `verdict`, `settings`, `events`, `sources`, `gaps` and `promises` are the nouns of `forensics.model`."""

    def __init__(self, document: model.Report) -> None:
        self.document = document

    @property
    def verdict(self) -> model.Verdict | None:
        return self.document.verdict

    @property
    def settings(self) -> tuple[model.Setting, ...]:
        return self.document.settings

    @property
    def events(self) -> tuple[model.Event, ...]:
        return self.document.events

    @property
    def sources(self) -> tuple[model.Source, ...]:
        return self.document.sources

    @property
    def gaps(self) -> tuple[model.Gap, ...]:
        return self.document.gaps

    @property
    def promises(self) -> tuple[model.Promised, ...]:
        return self.document.promises

    def to(self, form: str, *, who: bool = False, template: str | Path | None = None, columns: str | None = None) -> str:
        """The report as text. `form`: one of the names in `forensics.present.EXPORTS`. `who`: with people's names; `template` (a built-in
        one's name, or the path of a Jinja file) and `columns` (`min`, `std` or `full`): for the formats in `DOCUMENTS`. Raises ValueError
        where these don't go together, `LayoutRefused` or OSError for a template."""
        from forensics.present import BINARY, EXPORTS

        if form in BINARY:
            raise ValueError(f"{form} is a file, not a text: use to_bytes() or save()")
        if form not in EXPORTS:
            raise ValueError(f"no format named {form!r}: choose one of {', '.join(EXPORTS)}")
        return EXPORTS[form](self.document, **_shape(form, who, template, columns))

    def to_bytes(self, form: str, *, who: bool = False, template: str | Path | None = None, columns: str | None = None) -> bytes:
        """The report as a file's bytes: `docx`, `pdf` or `png`, or any text of `to` in UTF-8. Takes and raises what `to` does."""
        from forensics.present import BINARY

        if form not in BINARY:
            return self.to(form, who=who, template=template, columns=columns).encode("utf-8", errors="backslashreplace")
        return BINARY[form](self.document, **_shape(form, who, template, columns))

    def save(self, path: str | Path, force: bool = False) -> Path:
        """Writes the report, in the format that the file's ending names, and returns the path.

        Raises ValueError for another ending, and `forensics.writing.WriteRefused` where the file can't or, without `force`, must not be
        written.
        """
        target = Path(path)
        if target.suffix not in _ENDINGS:
            raise ValueError(f"{target.name}: no format goes with this ending: use one of {', '.join(_ENDINGS)}")
        return write_bytes(target, self.to_bytes(_ENDINGS[target.suffix]), force)

    def events_frame(self) -> pd.DataFrame:
        """The events as a pandas frame, oldest first, indexed by event id (`e4`).

        Columns: time, kind, environment, setting, title, before, after, actor, commit, path, line, source, ref, url, pull_request,
        authored_at, committed_at, notes, cited (whether the headline verdict rests on it). In this frame and the others times are
        `datetime64[us, UTC]`; kinds and names of a few words are categories, environments in the report's order; texts are pandas
        strings with NA where there is nothing; values stay the text that was written. An empty frame has the same dtypes.
        """
        from forensics.present.frames import events_frame

        return events_frame(self.document)

    def timeline_frame(self) -> pd.DataFrame:
        """The values over time as a pandas frame, one row per stretch of one value.

        Columns: setting, environment, seen_in (effective, declared or observed), start, until (NaT: still so), lasted (to the report's
        moment where it is still so), state (present, absent, unreadable), value, origin (an event id), path, line.
        """
        from forensics.present.frames import timeline_frame

        return timeline_frame(self.document)

    def episodes_frame(self) -> pd.DataFrame:
        """The episodes with their verdicts as a pandas frame, indexed by episode id.

        Columns: setting, nature (difference or agreement), opened_at, closed_at, open, lasted, opened_by, closed_by (event ids), held
        (a dict: environment → value), verdict (its kind), mechanism, deliberate, diverged (tuples of environments, made for `explode`),
        intended_value, confidence, summary, headline (whether the report is headed by it).
        """
        from forensics.present.frames import episodes_frame

        return episodes_frame(self.document)

    def evidence_frame(self) -> pd.DataFrame:
        """The verdicts' ledgers as a pandas frame, one row per clue, the weightiest first.

        Columns: setting, episode, verdict (its kind), leans (the explanation that the clue speaks of), weight (a log-likelihood ratio:
        1.6 is odds of 5 to 1; below zero it speaks against), says, cites (a tuple of event ids), headline.
        """
        from forensics.present.frames import evidence_frame

        return evidence_frame(self.document)

    def plot(self, interactive: bool = False) -> Any:
        """The lanes as a picture: a `matplotlib.figure.Figure`, or with `interactive` a `plotly.graph_objects.Figure` to zoom in.

        A notebook shows either. Both come with the extra `forensics[notebook]`: raises ImportError with a sentence that says so
        where it is not installed, and ValueError where there is nothing to draw.
        """
        from forensics.present.chart import chart

        made = chart(self.document)
        if made is None:
            raise ValueError(f"nothing to draw: {self.document.asked.key} has no values over time")
        try:
            if interactive:
                from forensics.present.zooming import zooming

                return zooming(made)
            from forensics.present.still import still

            return still(made)
        except ModuleNotFoundError as error:
            missing = (error.name or "a package").partition(".")[0]
            raise ImportError(f"plot() draws with {missing}, which is not installed: pip install 'forensics[notebook]'") from error

    def _repr_html_(self) -> str:
        from forensics.present.notebook import notebook

        return notebook(self.document)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """What IPython shows: the fragment in a notebook, the plain screen in a console."""
        from forensics.present.terminal import terminal

        return {"text/html": self._repr_html_(), "text/plain": terminal(self.document, 100, colour=False)}

    def __repr__(self) -> str:
        kind = self.verdict.kind if self.verdict else "never differed"
        return f"<forensics report: {self.document.asked.key}, {kind}, {len(self.events)} events>"


def _shape(form: str, who: bool, template: str | Path | None, columns: str | None) -> dict[str, object]:
    """What a presenter is to be called with. Raises ValueError where the options don't go with the format."""
    from forensics.present import DOCUMENTS
    from forensics.present.happened import COLUMNS

    if (template is not None or columns is not None) and form not in DOCUMENTS:
        raise ValueError(f"template and columns go with {', '.join(DOCUMENTS)}, not with {form!r}")
    if columns is not None and columns not in COLUMNS:
        raise ValueError(f"no columns named {columns!r}: choose one of {', '.join(COLUMNS)}")
    shape: dict[str, object] = {"who": who} if form != "json" else {}
    shape |= {"columns": columns} if columns is not None else {}
    return shape | ({"layout": _layout(template)} if template is not None else {})


def _layout(template: str | Path) -> Layout:
    from forensics.present.layout import LAYOUTS, Layout, built_in

    if isinstance(template, str) and template in LAYOUTS:
        return built_in(template)
    return Layout(str(template), Path(template).read_text(encoding="utf-8"))


def _live_file(given: tuple[str, str | Path] | tuple[str, str | datetime | None, str | Path], now: datetime) -> LiveFile:
    if len(given) == 2:
        return LiveFile(given[0], None, str(given[1]))
    return LiveFile(given[0], moment(given[1], "live", now), str(given[2]))


def trace(
    key: str,
    repo: str | Path | Sequence[str | Path] = ".",
    *,
    as_of: str | datetime | None = None,
    since: str | datetime | None = None,
    env: Sequence[str] = (),
    setting: str | None = None,
    contract: str | Path | None = None,
    notes: str | Path | None = None,
    slack: str | Path | None = None,
    jira: str | Path | None = None,
    store: str | Path | None = None,
    live: Sequence[tuple[str, str | Path] | tuple[str, str | datetime | None, str | Path]] = (),
    shell_history: Sequence[tuple[str, str | Path]] = (),
    events: Sequence[str | Path] = (),
    all_refs: bool = False,
    reveal: bool = False,
    cache: bool = True,
) -> Report:
    """Traces one key through one or several repositories. `slack` and `jira`: an export's path, or `api`; `store`: the
    path of what `forensics sync` brought. `live`: (environment, path) or (environment, time, path) of what was seen running;
    `shell_history`: (environment, path); `events`: paths of JSON Lines. `contract` and `notes`: paths, by default the repository's own.

    Times are ISO 8601 texts or aware datetimes; `as_of` defaults to now. Secrets are masked unless `reveal`. `cache`: the index of the
    repositories' history, in the user's cache folder, is read and kept, as the commands do it; never with `reveal`. Raises
    `forensics.question.QuestionError` or `forensics.collect.git.RepositoryError`, each with one sentence that says what is wrong.
    """
    from forensics.caching import history_folder
    from forensics.investigate.remembering import Remembering
    from forensics.redacting import anything_masked, redacted

    now = datetime.now(UTC)
    paths = (repo,) if isinstance(repo, (str, Path)) else tuple(repo)
    question = Question(
        key=key,
        repositories=tuple(str(path) for path in paths),
        as_of=moment(as_of, "as_of", now) or now,
        since=moment(since, "since", now),
        environments=tuple(env),
        setting=setting,
        contract=given_contract(contract),
        notes=given_notes(notes),
        slack=None if slack is None else str(slack),
        jira=None if jira is None else str(jira),
        store=None if store is None else str(store),
        live=tuple(_live_file(one, now) for one in live),
        shell_history=tuple(LiveFile(environment, None, str(path)) for environment, path in shell_history),
        events=tuple(str(path) for path in events),
        all_refs=all_refs,
    )
    remembering = Remembering(history_folder() if cache and not reveal else None)
    made = investigate(question, __version__, remembering=remembering)
    report = redacted(made, reveal)
    remembering.write(private=anything_masked(made, report))
    return Report(report)


def catalogue(
    repo: str | Path = ".",
    pattern: str | None = None,
    *,
    as_of: str | datetime | None = None,
    all_refs: bool = False,
    reveal: bool = False,
    cache: bool = True,
) -> tuple[Known, ...]:
    """The settings of one repository, each with its `id`, its `name` and `values` (environment → value, None where it is not set).

    `pattern`: a part of the name, or a pattern with `*` and `?`. `as_of` defaults to now: what landed later is not seen. Secrets are
    masked unless `reveal`. `cache`: as of `trace`. Raises as that does.
    """
    from forensics.caching import history_folder
    from forensics.investigate.places import known_settings
    from forensics.investigate.remembering import Remembering
    from forensics.redacting import redacted_values

    now = datetime.now(UTC)
    until = moment(as_of, "as_of", now) or now
    remembering = Remembering(history_folder() if cache and not reveal else None)
    known = redacted_values(known_settings(str(repo), pattern, int(until.timestamp()), all_refs, _unseen, remembering), reveal)
    remembering.write()
    return known


def _unseen(*_: object) -> None:
    """Progress that nobody watches."""
