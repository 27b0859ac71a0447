"""The command line: one thin file per command, and the exit statuses."""

from __future__ import annotations

import sys
from collections.abc import Sequence

OK, NOT_FOUND, WRONG_QUESTION, INCOMPLETE = 0, 1, 2, 3


def run(arguments: Sequence[str]) -> int:
    """Runs a command line and returns the exit status; a question that can't be asked gets one sentence on standard error."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")  # a terminal in the C locale must not end in a traceback
    from forensics.cli.app import app
    from forensics.collect.git.errors import RepositoryError
    from forensics.question import QuestionError
    from forensics.writing import WriteRefused

    try:
        app(list(arguments), prog_name="forensics")
    except (RepositoryError, QuestionError, WriteRefused) as refusal:
        from forensics.present.clean import one_line

        print(f"forensics: {one_line(str(refusal))}", file=sys.stderr)
        return WRONG_QUESTION
    except BrokenPipeError:
        sys.stderr.close()  # the reader has gone; nothing is left to tell it
        return OK
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else OK
    return OK
