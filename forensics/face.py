"""What a notebook or a script holds: `trace()`, and a report that can show and save itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

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
    from forensics.present.layout import Layout


class Report:
    """A trace's answer. `verdict`, `settings`, `events`, `sources` and `gaps` are the nouns of `forensics.model`."""

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
        """Writes the report, in the format that the file's ending names. Raises ValueError or OSError."""
        target = Path(path)
        if target.suffix not in _ENDINGS:
            raise ValueError(f"{target.name}: no format goes with this ending: use one of {', '.join(_ENDINGS)}")
        return write_bytes(target, self.to_bytes(_ENDINGS[target.suffix]), force)

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
) -> Report:
    """Traces one key through one or several repositories. `slack` and `jira`: an export's path, or `api`; `store`: the
    path of what `forensics sync` brought. `live`: (environment, path) or (environment, time, path) of what was seen running;
    `shell_history`: (environment, path); `events`: paths of JSON Lines. `contract` and `notes`: paths, by default the repository's own.

    Times are ISO 8601 texts or aware datetimes; `as_of` defaults to now. Secrets are masked unless `reveal`. Raises
    `forensics.question.QuestionError` or `forensics.collect.git.RepositoryError`, each with one sentence that says what is wrong.
    """
    from forensics.redacting import redacted

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
    return Report(redacted(investigate(question, __version__), reveal))
