"""The options of `forensics trace`, with their help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

KeyArgument = Annotated[str, typer.Argument(metavar="KEY", help="A name, a dotted path, or the end of one.")]
SlackOption = Annotated[
    str | None,
    typer.Option(metavar="PATH|api", help="A Slack export (ZIP or folder), or api for the live service."),
]
JiraOption = Annotated[
    str | None, typer.Option(metavar="PATH|api", help="Jira issues (JSON, CSV, XML; a file or folder), or api for the live service.")
]
LiveOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="ENV[@TIME]=PATH", help="What was seen running: a Kubernetes dump, variables, a state, an audit log; a file or folder."
    ),
]
ShellHistoryOption = Annotated[
    list[str] | None, typer.Option(metavar="ENV=PATH", help="A shell history of bash or zsh, for what was changed by hand.")
]
EventsOption = Annotated[
    list[str] | None, typer.Option(metavar="PATH", help="Deploys and whatever else has a time and a title, as JSON Lines.")
]
ContractOption = Annotated[
    Path | None, typer.Option(metavar="PATH", help="Expected differences. Default: config/expected-env-diff.yaml of the repository.")
]
NotesOption = Annotated[
    Path | None, typer.Option(metavar="PATH", help="People's notes on episodes. Default: forensics-notes.toml of the repository.")
]
AsOfOption = Annotated[str | None, typer.Option(metavar="TIME", help="Use nothing that landed later. Default: now.")]
SinceOption = Annotated[str | None, typer.Option(metavar="TIME", help="Leave out what had ended before.")]
EnvOption = Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only this environment; may be given several times.")]
SettingOption = Annotated[str | None, typer.Option(metavar="ID", help="The setting to put first, where several match.")]
_FORMATS = "terminal, json, markdown, clipboard, confluence, adf, jira, slack, mermaid, csv, timesketch, html, svg, docx, pdf or png."
PlainOption = Annotated[
    bool, typer.Option("--plain", help="Line after line in plain sentences, without lanes and columns: for a screen reader, or to paste.")
]


def _formats(begun: str) -> list[str]:
    """The formats that begin so, for the shell's completion; imported only when it asks."""
    from forensics.present import BINARY, EXPORTS

    return [name for name in (*EXPORTS, *BINARY) if name.startswith(begun)]


FormatOption = Annotated[
    str | None,
    typer.Option("--format", metavar="NAME", autocompletion=_formats, help=_FORMATS),
]
OpenOption = Annotated[
    bool, typer.Option("--open", help="Open the report as a page in the browser; it is kept in -o PATH, or in the user's cache.")
]
OutputOption = Annotated[Path | None, typer.Option("-o", "--output", metavar="PATH", help="Write to a file instead of standard output.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Overwrite the output file.")]
WhoOption = Annotated[bool, typer.Option("--who", help="Name people, not only roles.")]
RevealOption = Annotated[bool, typer.Option("--reveal", help="Show secrets instead of masking them.")]
StrictOption = Annotated[bool, typer.Option("--strict", help="Exit with 3 where a source could not be read in full.")]
VerifyObjectsOption = Annotated[bool, typer.Option("--verify-objects", help="Re-hash every object that was read, not just the cited ones.")]
NoCacheOption = Annotated[bool, typer.Option("--no-cache", help="Neither use nor keep answers of earlier traces, or the index.")]
