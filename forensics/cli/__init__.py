"""The command line: one thin file per command, and the exit statuses."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress

OK, NOT_FOUND, WRONG_QUESTION, INCOMPLETE = 0, 1, 2, 3
# What a command leaves to be done once its answer is out.
AFTERWARDS: list[Callable[[], object]] = []


def run(arguments: Sequence[str]) -> int:
    """Runs a command line and returns the exit status; a question that can't be asked gets one sentence on standard error."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")  # a terminal in the C locale must not end in a traceback
    from forensics.cli.app import app, asked

    try:
        app(asked(arguments))(list(arguments), prog_name="forensics")
    except SystemExit as ended:
        tidy_up()
        return ended.code if isinstance(ended.code, int) else OK
    except Exception as trouble:
        told = _refusal(trouble)
        if told is None:
            raise
        from forensics.present.clean import one_line

        print(f"forensics: {one_line(told)}", file=sys.stderr)
        tidy_up()
        return WRONG_QUESTION
    return OK


def tidy_up() -> None:
    """Does what was left for afterwards; whoever interrupts that has the answer all the same."""
    with suppress(KeyboardInterrupt):
        while AFTERWARDS:
            AFTERWARDS.pop(0)()
    AFTERWARDS.clear()


def _refusal(trouble: Exception) -> str | None:
    """The one sentence for what is no fault of ours; None for what is. Imported here, so that --help need not know the git room."""
    from forensics.collect.credentials import CredentialError
    from forensics.collect.git.errors import RepositoryError
    from forensics.collect.slack.members import ExportError
    from forensics.present.block import BlockRefused
    from forensics.present.layout import LayoutRefused
    from forensics.question import QuestionError
    from forensics.store.schema import StoreError
    from forensics.writing import WriteRefused

    ours = (RepositoryError, QuestionError, WriteRefused, BlockRefused, LayoutRefused, CredentialError, ExportError, StoreError)
    if isinstance(trouble, ours):
        return str(trouble)
    if isinstance(trouble, OSError):  # the surroundings themselves: no current folder, no space, no memory for another process
        where = f"{str(trouble.filename)[:100]}: " if trouble.filename else ""
        return f"{where}{trouble.strerror or trouble}"
    return None
