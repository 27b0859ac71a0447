"""`python -m forensics` and the `forensics` command."""

from __future__ import annotations

import sys

from forensics.collecting import collect_seldom


def main() -> None:
    """Runs the command line and exits with its status."""
    from forensics.cli import run

    collect_seldom()
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
