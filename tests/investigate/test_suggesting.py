"""A key that is found nowhere gets the existing names nearest to it, and only files that may hold one are parsed."""

from __future__ import annotations

import string
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forensics.investigate import opened_at, quiet, suggesting
from forensics.investigate.catalogue import catalogue
from forensics.investigate.mining import Mined, mine
from forensics.investigate.stating import stated_in
from sample_repos.stories import Scene, Story, build
from tests.conftest import Build

LETTERS = string.ascii_letters + "_-"
NAMES = ("PAYMENT_GATEWAY_TIMEOUT_MS", "PAYMENT_GATEWAY_URL", "gatewayRetries", "db-pool-size", "LOG_LEVEL", "featureNewCheckout", "x")
FILES = {
    f"deploy/{name}/values-{one}.yaml": f"app:\n  {name}: 3000\n  other: {{limits: {{memory: 1Gi}}}}\n"
    for name in NAMES
    for one in ("staging", "production")
}
BORN = Scene("2026-01-01T10:00:00Z", "Ada", "values", files=FILES)


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("names") / "repo"
    build(Story("", "", "", (BORN,)), folder)
    return folder


def every(path: Path, asked: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is suggested, and what would be if every file were parsed."""
    with opened_at(str(path)) as repository:
        mined: Mined = mine(repository, None, stated_in(repository)[0], 1_900_000_000, False, quiet)
        known = catalogue(repository, mined, quiet)
        names = {one.name for one in known} | ({one.id.partition("#")[2] for one in known} if "." in asked else set())
        return suggesting.suggest(repository, mined, asked), suggesting.nearest(asked, names)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([*NAMES, "app.LOG_LEVEL", "app.other.limits.memory"]), st.integers(0, 40), st.sampled_from(["", *LETTERS]))
def test_what_is_suggested_is_what_a_look_at_every_name_suggests(repo: Path, name: str, place: int, letter: str) -> None:
    asked = name[:place] + letter + name[place + 1 :]
    suggested, among_all = every(repo, asked)
    assert suggested == among_all


def test_a_slip_is_seen_through(repo: Path) -> None:
    assert every(repo, "PAYMENT_GATEWAY_TIMOUT_MS")[0][0] == "PAYMENT_GATEWAY_TIMEOUT_MS"
    assert every(repo, "gateway-retry")[0] == every(repo, "gateway-retry")[1]


@pytest.mark.parametrize("asked", ["gateway.timout", "GATEWAY.TIMEOUTS", "GATEWAY_TIMEOU._", "GATWAY_TIMEOUT"])
def test_a_slip_is_seen_through_however_the_parts_are_joined(told: Build, asked: str) -> None:
    files = {f".env.{one}": "GATEWAY_TIMEOUT=3000\n" for one in ("staging", "production")}
    path = told(Scene("2026-01-01T10:00:00Z", "Ada", "values", files=files))
    assert every(path, asked) == (("GATEWAY_TIMEOUT",), ("GATEWAY_TIMEOUT",))


def test_a_file_in_another_encoding_is_looked_into(told: Build) -> None:
    path = told(BORN)
    for one in ("staging", "production"):
        (path / f"wide-{one}.yaml").write_bytes("WIDE_TIMEOUT: 1\n".encode("utf-16"))
    for arguments in (("add", "."), ("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "wide")):
        subprocess.run(["git", "-C", str(path), *arguments], check=True)
    assert every(path, "WIDE_TIMEOUTT") == (("WIDE_TIMEOUT",), ("WIDE_TIMEOUT",))


def test_files_that_hold_nothing_like_it_are_not_parsed(told: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    from forensics.parse import parse as real

    parsed: list[str] = []

    def noted(path: str, content: bytes) -> object:
        parsed.append(path)
        return real(path, content)

    monkeypatch.setattr(suggesting, "parse", noted)
    path = told(BORN)
    assert every(path, "LOGLEVLE")[0] == ("LOG_LEVEL",)
    assert parsed
    assert all("LOG_LEVEL" in one for one in parsed)


def test_the_nearest_names_come_first() -> None:
    known = ["PAYMENT_GATEWAY_TIMEOUT_MS", "PAYMENT_RETRIES", "LOG_LEVEL", "GATEWAY_URL"]
    assert suggesting.nearest("PAYMENT_GATEWAY_TIMEOUT", known)[0] == "PAYMENT_GATEWAY_TIMEOUT_MS"
    assert suggesting.nearest("PAYMNT_RETRIES", known) == ("PAYMENT_RETRIES",)
    assert suggesting.nearest("COMPLETELY_ELSEWHERE", known) == ()
