"""`forensics note EPISODE --verdict … --because …`: keeps a person's reading of an episode beside the tool's.

Where it is kept is always said by hand, `--notes PATH`: a traced repository is evidence, and nothing is written into it unasked. A team
names a file of its own choice; one that is called `forensics-notes.toml` at the repository's root, committed like any other, is
read by every later trace without being named. A default in the user's own data folder would keep the reading from the very people whom it
is for.
"""

from __future__ import annotations

import inspect
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from forensics.cli.answering import report_for
from forensics.cli.trace import trace

if TYPE_CHECKING:
    from forensics.model import Episode, Note, Report, Setting

_SOURCES = ("repo", "slack", "jira", "live", "shell_history", "events", "store", "contract", "as_of", "all_refs")


def _asked(
    episode: Annotated[str, typer.Argument(metavar="EPISODE", help="An episode's id, or a key: its headline's episode.")],
    verdict: Annotated[str, typer.Option(metavar="KIND", help="What it is: by_design, rollout, accident, or another of the verdicts.")],
    because: Annotated[str, typer.Option(metavar="TEXT", help="Why: what was seen or said that the tool did not weigh so.")],
    notes: Annotated[Path, typer.Option(metavar="PATH", help="The file to add it to, for example forensics-notes.toml.")],
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Whose reading it is.")] = None,
    deliberate: Annotated[list[str] | None, typer.Option(metavar="ENV", help="Where somebody chose the value; several times.")] = None,
    diverged: Annotated[list[str] | None, typer.Option(metavar="ENV", help="Where nobody chose it; several times.")] = None,
    intended: Annotated[str | None, typer.Option(metavar="VALUE", help="The value that is meant for those that diverged.")] = None,
) -> None: ...


def note(**options: Any) -> None:
    """Keep a person's reading of an episode, beside the tool's verdict."""
    from forensics.notes import KINDS, with_note
    from forensics.question import QuestionError
    from forensics.writing import write_text

    if options["verdict"] not in KINDS:
        raise QuestionError(f"there is no verdict named {options['verdict']!r}: choose one of {', '.join(KINDS)}")
    if not options["because"].strip():
        raise QuestionError("--because is empty: say what the reading rests on, as others will ask")
    path: Path = options["notes"]
    before = _before(path)
    report = report_for(_key_in(options["episode"]), **{name: options[name] for name in _SOURCES})
    found = _episode(report, options["episode"])
    made = _masked(_note(report, *found, options), report)
    write_text(path, with_note(before, made), force=True)
    sys.stderr.write(f"noted on {found[1].id}, in {path}\n")


def _key_in(asked: str) -> str:
    """The key of an episode's id, `path#key.path@3`; an object before the path (`Kind/name.key.path`) gets its sign again."""
    path = asked.rpartition("#")[2].rpartition("@")[0] or asked
    return f"#{path}" if re.match(r"[A-Z]\w*/", path) and "#" in asked else path


def _before(path: Path) -> str:
    """What the file holds already. Raises QuestionError where it can't be added to."""
    from forensics.notes import read_notes
    from forensics.question import QuestionError

    if not path.exists():
        return ""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise QuestionError(f"notes {path}: can't be read: {error.strerror}") from error
    read_notes(content, str(path))
    return content.decode("utf-8-sig")


def _episode(report: Report, asked: str) -> tuple[Setting, Episode]:
    """The episode that goes by an id, or that the verdict on a key is on. Raises QuestionError."""
    from forensics.question import QuestionError

    every = [(setting, episode) for setting in report.settings for episode in setting.episodes]
    headline = report.verdict.episode if report.verdict else None
    wanted = asked if any(episode.id == asked for _, episode in every) else headline if "@" not in asked else None
    found = next(((setting, episode) for setting, episode in every if episode.id == wanted), None)
    if found is None:
        known = ", ".join(episode.id for _, episode in every[:5]) or "none: the environments never differed, or the key is not there"
        raise QuestionError(f"there is no episode {asked!r} (episodes: {known}); forensics trace KEY --format json names them")
    return found


def _note(report: Report, setting: Setting, episode: Episode, options: dict[str, Any]) -> Note:
    from forensics.model import Note
    from forensics.question import QuestionError

    for name in ("deliberate", "diverged"):
        for environment in options[name] or ():
            if environment not in setting.environments:
                raise QuestionError(f"--{name} {environment!r} is no environment of it: choose among {', '.join(setting.environments)}")
    both = set(options["deliberate"] or ()) & set(options["diverged"] or ())
    if both:
        raise QuestionError(f"{', '.join(sorted(both))} can't be both --deliberate and --diverged: leave one of them out")
    return Note(
        key=report.asked.key,
        setting=setting.id,
        opened_at=episode.opened_at,
        values=tuple((name, value) for name, value in episode.values if value is not None),
        verdict=options["verdict"],
        because=options["because"].strip(),
        at=datetime.now(UTC).replace(microsecond=0),
        by=options["by"],
        deliberate=tuple(options["deliberate"] or ()),
        diverged=tuple(options["diverged"] or ()),
        intended_value=options["intended"],
    )


def _masked(note: Note, report: Report) -> Note:
    """The note as it may be kept: secrets in it masked, as they are in the report whose values it repeats."""
    from dataclasses import replace

    from forensics.model import Noted
    from forensics.redacting import redacted

    return redacted(replace(report, notes=(Noted("", note, None),)), reveal=False).notes[0].note


def _signature() -> inspect.Signature:
    """The note's own options, then those of the trace's that say what is looked at."""
    mine = inspect.signature(_asked, eval_str=True)
    theirs = inspect.signature(trace, eval_str=True).parameters
    return mine.replace(parameters=[*mine.parameters.values(), *(theirs[name] for name in _SOURCES)])


note.__signature__ = _signature()  # type: ignore[attr-defined]
