"""The README is true: its examples run, its options are those of `--help`, its commands are those of the Makefile."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from sample_repos.stories import build, read
from tests.collect.slack.test_export import STANDARD, zipped

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = [
    line[2:] for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL) for line in block.splitlines() if line.startswith("$ ")
]


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=100, check=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the README's relative paths lead to a built sample."""
    place = tmp_path_factory.mktemp("readme")
    build(read("payment-timeout"), place / "sample_repos/built/payment-timeout")
    build(read("client-library"), place / "sample_repos/built/ready")
    zipped(place / "acme-export.zip", STANDARD)
    (place / "sample_repos/evidence").symlink_to(ROOT / "sample_repos/evidence")
    return place


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_command_of_the_readme_runs(example: str, folder: Path) -> None:
    words = shlex.split(example)
    if words[0] == "python":
        done = run(
            [
                sys.executable,
                "-c",
                f"import sys; sys.path.insert(0, {str(ROOT)!r}); from sample_repos.stories import main; sys.exit(main(sys.argv[1:]))",
                *words[3:],
            ],
            folder,
        )
        assert done.returncode == 0, done.stderr
        return
    if "client-library" in example and not (folder / "sample_repos/built/client-library").exists():
        (folder / "sample_repos/built/client-library").symlink_to(folder / "sample_repos/built/ready")
    assert words[0] == "forensics"
    done = run([sys.executable, "-m", "forensics", *words[1:]], folder)
    not_found = "PAYMENT_GATEWAY_TIMEOUT " in example
    assert done.returncode == (1 if not_found else 0), done.stderr
    if words[1] in ("sync", "doctor"):
        assert ("messages and tickets read" if words[1] == "sync" else "slack         usable") in done.stdout
        return
    told = (
        "values-production.yaml" if "environments" in words else "PAYMENT_GATEWAY_TIMEOUT_MS" if "payment" in example else "search_client"
    )
    assert told in done.stdout


def test_the_python_example_runs(folder: Path) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    done = run([sys.executable, "-c", code], folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("stalled_rollout")


def test_the_example_of_forensics_toml_is_understood() -> None:
    from forensics.stated import read_stated

    (text,) = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    stated = read_stated(text.encode(), "forensics.toml")
    assert stated.order == ("dev", "stage", "prod")
    assert stated.spellings("PAYMENT_GATEWAY_TIMEOUT_MS")


def test_every_option_of_trace_is_in_the_readme_and_the_other_way_round() -> None:
    shown = run([sys.executable, "-m", "forensics", "trace", "--help"], ROOT).stdout
    options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", shown)) - {"--help"}
    table = README.partition("| option |")[2].partition("\n\n")[0]
    named = set(re.findall(r"--[a-z][a-z-]+", table))
    assert named - {"--output"} == options - {"--output"}


def test_the_makefile_has_the_commands_that_the_readme_names() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"(?:`|^    )make ([a-z]+)", README, re.MULTILINE):
        assert re.search(rf"(?m)^{target}:", makefile), target


def test_ci_runs_the_readmes_test_command() -> None:
    assert "make test" in (ROOT / ".ci/run").read_text()
    assert "make test" in README
