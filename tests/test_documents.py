"""Documents by the command and from a script: to a file, to a pipe, into an existing document; refusals are one sentence."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import forensics
from forensics.cli import run
from forensics.face import Report
from forensics.present import BINARY, EXPORTS
from sample_repos.stories import build, read
from tests.present.readers import READERS

KEY = "PAYMENT_GATEWAY_TIMEOUT_MS"
AS_OF = "2026-11-17T14:30:00Z"
MARKERS = f"<!-- forensics:begin {KEY} -->\n<!-- forensics:end {KEY} -->"


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("documents") / "payment"
    build(read("payment-timeout"), place)
    return place


@pytest.fixture(scope="module")
def report(repo: Path) -> Report:
    return forensics.trace(KEY, repo, as_of=AS_OF)


def trace(repo: Path, *more: str) -> int:
    return run(["trace", KEY, "--repo", str(repo), "--as-of", AS_OF, *more])


@pytest.mark.parametrize("form", READERS)
def test_every_format_is_written_to_a_file(form: str, repo: Path, tmp_path: Path) -> None:
    assert trace(repo, "--format", form, "-o", str(tmp_path / "out")) == 0
    made = (tmp_path / "out").read_bytes()
    assert READERS[form](made if form in BINARY else made.decode("utf-8"))
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o600


def test_a_binary_format_goes_through_a_pipe(repo: Path) -> None:
    command = [sys.executable, "-m", "forensics", "trace", KEY, "--repo", str(repo), "--as-of", AS_OF, "--format", "pdf"]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    assert done.stdout.startswith(b"%PDF")
    assert READERS["pdf"](done.stdout)


def test_a_binary_format_is_not_printed_on_a_terminal(
    repo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert trace(repo, "--format", "docx") == 2
    assert "--format docx makes a file, not a text: name it with -o" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["markdown", "confluence", "mermaid"])
def test_a_block_is_filled_and_filled_anew(form: str, repo: Path, tmp_path: Path) -> None:
    document = tmp_path / "INC-7.md"
    document.write_bytes(f"# INC-7\n\nBefore.\n{MARKERS}\nAfter, with no line end".replace("\n", "\r\n").encode())
    document.chmod(0o644)
    assert trace(repo, "--into", str(document), "--format", form) == 0
    once = document.read_bytes()
    assert once.startswith(b"# INC-7\r\n\r\nBefore.\r\n<!-- forensics:begin")
    assert once.endswith(b"-->\r\nAfter, with no line end")
    assert (b"gantt" if form == "mermaid" else b"staging") in once
    assert trace(repo, "--into", str(document), "--format", form) == 0
    assert document.read_bytes() == once
    assert stat.S_IMODE(document.stat().st_mode) == 0o644
    assert [path.name for path in tmp_path.iterdir()] == ["INC-7.md"]


def test_a_block_edited_by_hand_is_kept_until_force(repo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = tmp_path / "INC.md"
    document.write_text(MARKERS)
    assert trace(repo, "--into", str(document)) == 0
    document.write_text(document.read_text().replace("### Timeline", "### Our timeline"))
    edited = document.read_bytes()
    assert trace(repo, "--into", str(document)) == 2
    assert document.read_bytes() == edited
    assert "INC.md" in (told := capsys.readouterr().err)
    assert "edited by hand" in told
    assert trace(repo, "--into", str(document), "--force") == 0
    assert "### Timeline" in document.read_text()


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--format", "pdff"), "there is no format named 'pdff'"),
        (("--format", "jira", "--into", "x"), "--into goes with markdown, confluence, mermaid"),
        (("--into", "x", "-o", "y"), "exclude each other"),
        (("--columns", "most"), "choose one of min, std, full"),
        (("--columns", "min", "--format", "csv"), "--columns goes with"),
        (("--template", "howie", "--format", "slack"), "--template goes with"),
        (("--template", "nonesuch"), "there is no template named 'nonesuch'"),
        (("--template", "nonesuch.j2"), "No such file"),
        (("--template", "/dev/null/x"), "can't be read"),
        (("--into", "nonesuch.md"), "No such file"),
    ],
)
def test_what_does_not_go_together_is_refused_with_one_sentence(
    more: tuple[str, ...], says: str, repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert trace(repo, *more) == 2
    told = capsys.readouterr().err
    assert says in told
    assert told.count("\n") == 1


def test_what_is_no_regular_file_is_no_document(repo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "real.md").write_text(MARKERS)
    (tmp_path / "link.md").symlink_to("real.md")
    os.mkfifo(tmp_path / "pipe.md")
    for name in ("link.md", "pipe.md", "."):
        assert trace(repo, "--into", str(tmp_path / name)) == 2
        assert "is not a regular file" in capsys.readouterr().err
    assert (tmp_path / "real.md").read_text() == MARKERS


def test_a_document_that_changes_meanwhile_is_left_alone(tmp_path: Path) -> None:
    from forensics.writing import WriteRefused, rewrite

    target = tmp_path / "a.md"
    target.write_text("old")

    def change(old: bytes) -> bytes:
        writer = threading.Thread(target=lambda: target.write_text("theirs"))
        writer.start()
        writer.join()
        return b"ours"

    with pytest.raises(WriteRefused, match="somebody else"):
        rewrite(target, change)
    assert target.read_text() == "theirs"


def test_an_own_template_is_read_from_its_file(repo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "ours.j2"
    own.write_text("# Ours\n\n{{ section('timeline') }}\n")
    assert trace(repo, "--template", str(own), "--columns", "min") == 0
    assert capsys.readouterr().out.startswith("# Ours\n\n| Time (UTC) | What happened |")
    own.write_bytes(b"\xff\xfe")
    assert trace(repo, "--template", str(own)) == 2
    assert "not UTF-8" in capsys.readouterr().err


def test_a_script_gets_every_format(report: Report, tmp_path: Path) -> None:
    assert all(report.to_bytes(form) for form in (*EXPORTS, *BINARY))
    assert all(report.to_bytes(form).decode() == report.to(form) for form in EXPORTS)
    with pytest.raises(ValueError, match="use to_bytes"):
        report.to("pdf")
    assert "Calibration" in report.to("markdown", template="howie")
    assert "Strength" in report.to("jira", columns="full")
    (tmp_path / "own.j2").write_text("Ours {{ key }}")
    assert report.to("markdown", template=tmp_path / "own.j2") == f"Ours {KEY}\n"
    for wrong in ({"template": "howie"}, {"columns": "min"}):
        with pytest.raises(ValueError, match="go with"):
            report.to("csv", **wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no columns named 'x'"):
        report.to("markdown", columns="x")


@pytest.mark.parametrize("ending", ["json", "md", "txt", "csv", "jsonl", "mmd", "docx", "pdf"])
def test_a_files_ending_names_its_format(ending: str, report: Report, tmp_path: Path) -> None:
    assert report.save(tmp_path / f"incident.{ending}").stat().st_size > 100
