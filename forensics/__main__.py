"""`python -m forensics` and the `forensics` command."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Runs the command line and exits with its status."""
    from forensics.cli import run

    # Reading makes millions of small values and hardly a cycle among them: at its usual rhythm the collector takes a fifth of a trace.
    gc.set_threshold(100_000, 30, 30)
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
