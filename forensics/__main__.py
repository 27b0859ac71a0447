"""`python -m forensics` and the `forensics` command."""

from __future__ import annotations

import sys


def main() -> None:
    """Runs the command line and exits with its status."""
    from forensics.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
