"""What `forensics trace` does with a report beside the screen: a document to standard output, to a file, or into one that exists."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from forensics.cli.asking import show

if TYPE_CHECKING:
    from forensics.cli.remembered import Answer
    from forensics.present.layout import Layout

IntoOption = Annotated[
    Path | None, typer.Option(metavar="PATH", help="Update the block from <!-- forensics:begin KEY --> to <!-- forensics:end KEY -->.")
]
TemplateOption = Annotated[
    str | None, typer.Option(metavar="NAME|PATH", help="google-sre, pagerduty, atlassian, howie, chef, or a Jinja file of your own.")
]
ColumnsOption = Annotated[str | None, typer.Option(metavar="NAME", help="A document's timeline: min, std or full. Default: std.")]


class Wish(NamedTuple):
    """A document as it was asked for."""

    key: str
    form: str
    output: Path | None
    into: Path | None
    shape: dict[str, Any]

    def hand_over(self, answer: Answer, who: bool, force: bool) -> None:
        """Writes the document where it was asked for. Raises WriteRefused, BlockRefused or LayoutRefused, each with its sentence."""
        from forensics.present import BINARY, EXPORTS, INTO
        from forensics.writing import rewrite, write_bytes, write_text

        more = self.shape if self.form == "json" else {"who": who, **self.shape}
        form = (self.form, self.into is not None, more)
        if self.into is not None:
            into, block = self.into, answer.text(form, lambda report: INTO[self.form](report, **more))
            rewrite(into, lambda old: _filled(into, old, self.key, block, force))
        elif self.form in BINARY:
            made = answer.content(form, lambda report: BINARY[self.form](report, **more))
            write_bytes(self.output, made, force) if self.output is not None else _show_bytes(made)
        else:
            text = answer.text(form, lambda report: EXPORTS[self.form](report, **more))
            write_text(self.output, text, force) if self.output is not None else show(text)


def _filled(path: Path, old: bytes, key: str, block: str, force: bool) -> bytes:
    from forensics.present.block import BlockRefused, replaced

    try:
        return replaced(old, key, block, force)
    except BlockRefused as refused:
        raise BlockRefused(f"{path}: {refused}") from None


def wished(
    key: str, form: str | None, output: Path | None, into: Path | None, template: str | None, columns: str | None, force: bool
) -> Wish | None:
    """The document that the options ask for, or None where they ask for the screen. Raises QuestionError where they don't go together,
    and what `hand_over` raises where it is plain already that it would; so that no long trace is made for nothing."""
    form = form or ("markdown" if into or template or columns else "terminal")
    _together(form, output, into, template, columns)
    if form == "terminal":
        return None
    if into is not None:
        from forensics.writing import existing

        _filled(into, existing(into), key, "", force)
    shape: dict[str, Any] = {"columns": columns} if columns else {}
    if template:
        shape["layout"] = _layout(template)
    return Wish(key, form, output, into, shape)


def _together(form: str, output: Path | None, into: Path | None, template: str | None, columns: str | None) -> None:
    from forensics.present import BINARY, DOCUMENTS, EXPORTS, INTO
    from forensics.question import QuestionError

    if form not in EXPORTS and form not in BINARY:
        raise QuestionError(f"there is no format named {form!r}: choose one of {', '.join((*EXPORTS, *BINARY))}")
    if columns is not None:
        from forensics.present.happened import COLUMNS

        if columns not in COLUMNS:
            raise QuestionError(f"--columns {columns}: choose one of {', '.join(COLUMNS)}")
    for option, given in (("--template", template), ("--columns", columns)):
        if given is not None and form not in DOCUMENTS:
            raise QuestionError(f"{option} goes with {', '.join(DOCUMENTS)}, not with --format {form}")
    if into is not None and form not in INTO:
        raise QuestionError(f"--into goes with {', '.join(INTO)}, not with --format {form}")
    if into is not None and output is not None:
        raise QuestionError("--into and -o exclude each other: leave one out")
    if form in BINARY and output is None and (sys.stdout is None or sys.stdout.isatty()):
        raise QuestionError(f"--format {form} makes a file, not a text: name it with -o")


def _layout(template: str) -> Layout:
    """A built-in template by its name, or the file at a path."""
    from forensics.present.layout import LAYOUTS, Layout, LayoutRefused, built_in
    from forensics.writing import existing

    path = Path(template)
    if template in LAYOUTS or not (path.suffix or path.exists() or "/" in template):
        return built_in(template)
    try:
        return Layout(template, existing(path.resolve()).decode("utf-8"))
    except UnicodeDecodeError:
        raise LayoutRefused(f"{template}: is no template: it is not UTF-8 text") from None


def _show_bytes(made: bytes) -> None:
    """To a pipe or a redirected file."""
    from forensics.writing import WriteRefused

    try:
        sys.stdout.buffer.write(made)
        sys.stdout.flush()
    except OSError as trouble:
        raise WriteRefused(f"standard output can't be written: {trouble.strerror}") from trouble
