"""The speed benchmark's page: tables that lead with ratios, pictures that can be read, and a trial that says it is one."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.speed import summary, tables
from benchmarks.speed.drawn import Scale, apart, around, spoken
from benchmarks.speed.page import main, page
from benchmarks.speed.pictures import by_commits, by_repository
from benchmarks.speed.results import Measured, keep
from tests.benchmarks.making import grown, measured, results, took

SVG = "{http://www.w3.org/2000/svg}"
LARGE = [measured(f"org/large-{number}", 90_000 + number) for number in range(2)]
SMALL = [measured(f"org/small-{number}", 5_000 + number) for number in range(4)]


def row(told: str, start: str) -> list[str]:
    line = next(line for line in told.splitlines() if line.startswith(f"| {start}"))
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_a_search_is_told_as_the_ratio_and_its_own_seconds() -> None:
    cells = row(tables.searches([measured("org/repo", 9_000, cold=2.0)]), "org/repo")
    assert cells[3:5] == ["2.00 s", "0.50 × of 4.00 s"]


def test_a_peer_that_failed_or_was_not_run_has_no_ratio() -> None:
    cells = row(tables.searches([measured("org/repo", 9_000)]), "org/repo")
    assert cells[5:] == ["–", "–", "fails", "–"]


def test_what_no_stage_took_is_told_as_the_rest() -> None:
    one = replace(measured("org/repo", 9_000), stages={"walk": 1.0, "judging": 0.25, "whole": 2.0})
    told = tables.stages([one, measured("org/other", 9_000)])
    assert row(told, "org/repo")[1:] == ["2.00", "0.00", "1.00", "0.00", "0.00", "0.00", "0.25", "0.75"]
    assert "org/other" not in told


def test_an_extrapolation_says_what_it_is_from_and_how_sure_it_is() -> None:
    cells = row(tables.libraries([measured("org/repo", 9_000, cold=2.0)]), "org/repo")
    assert cells[2] == "200 × (400 s ± 25.0, from 100 of 9,000 commits)"


def test_a_library_that_was_run_whole_is_not_called_a_sample() -> None:
    one = measured("org/repo", 9_000, PyDriller=took(40.0))
    assert row(tables.libraries([one]), "org/repo")[2] == "20.0 × (40.0 s)"


def test_what_was_kept_is_held_against_a_bare_program_and_the_index() -> None:
    one = measured("org/repo", 9_000, index=took(0.2), again=took(0.15), bare=took(0.1), new_commits=took(0.5))
    assert row(tables.kept([one]), "org/repo")[-2:] == ["1.50 ×", "2.50 ×"]


def test_the_slope_is_over_the_commits_alone() -> None:
    told = tables.growth([grown(1000, 1.0), grown(100_000, 10.0), grown(10_000, 1.0), grown(10_000, 99.0, keys=80)])
    assert row(told, "slope")[4] == "1.00"


def test_one_size_has_no_slope() -> None:
    assert "slope" not in tables.growth([grown(1000, 1.0)])


def test_the_summary_gives_the_least_and_the_most() -> None:
    told = summary.told(results(measured("a/b", 9_000, cold=2.0), measured("c/d", 9_000, cold=6.0)))
    assert row(told, "cold, over `git log -S`")[1:] == ["0.50 ×", "1.50 ×", "2"]
    assert row(told, "PyDriller")[1:] == ["66.7 ×", "200 ×", "2"]
    assert "-m -S" not in told


def test_a_search_that_is_over_at_once_is_beside_seconds_and_not_a_ratio() -> None:
    told = summary.told(results(measured("a/b", 9_000, cold=0.75, search=0.25)))
    assert row(told, "cold, beyond `git log -S`")[1:] == ["0.50 s", "0.50 s", "1"]
    assert "cold, over `git log -S`" not in told


@given(st.floats(1e-4, 1e5), st.floats(1e-4, 1e5))
def test_a_scale_keeps_the_order_and_ten_times_is_always_as_far(one: float, other: float) -> None:
    scale = Scale(1e-4, 1e5, 0, 900)
    assert (one <= other) == (scale.at(one) <= scale.at(other) or one == other)
    assert scale.at(one * 10) - scale.at(one) == pytest.approx(100)


def test_a_scale_names_its_powers_of_ten() -> None:
    assert Scale(0.09, 20, 0, 1).decades == pytest.approx([0.1, 1, 10])
    assert Scale(1000, 1_000_000, 0, 1).decades == pytest.approx([1e3, 1e4, 1e5, 1e6])
    with pytest.raises(ValueError, match="empty"):
        around([], 0, 1)


@given(st.lists(st.floats(0, 500), max_size=12))
def test_labels_are_kept_apart_in_their_order(places: list[float]) -> None:
    moved = apart(places, 17)
    order = sorted(range(len(places)), key=lambda one: places[one])
    stood = [moved[one] for one in order]
    assert all(after - before >= 17 - 1e-3 for before, after in pairwise(stood))


def test_labels_that_do_not_touch_stay() -> None:
    assert apart([10.0, 100.0, 50.0], 17) == [10.0, 100.0, 50.0]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.01, "0.01 s"), (0.1, "0.1 s"), (0.124, "0.12 s"), (1, "1 s"), (9.94, "9.9 s"), (9.96, "10 s"), (54.3, "54 s"), (2250, "2,250 s")],
)
def test_seconds_are_said_in_two_figures(seconds: float, words: str) -> None:
    assert spoken(seconds) == words


def marks(drawn: str) -> dict[str, float]:
    """What each mark says → how far right it stands."""
    found = {}
    for group in ElementTree.fromstring(drawn).iter(f"{SVG}g"):
        title, path = group.find(f"{SVG}title"), group.find(f"{SVG}path")
        if group.get("class", "").startswith("mark") and title is not None and path is not None:
            found[str(title.text)] = float(re.findall(r"[\d.]+", path.get("transform", ""))[0])
    return found


def test_in_the_picture_what_takes_longer_stands_further_right() -> None:
    placed = marks(by_repository([measured("org/repo", 9_000, cold=2.0, again=took(0.2))]))
    assert placed["forensics asked again: 0.2 s"] < placed["forensics cold: 2 s"] < placed["git log -S: 4 s"]
    assert placed["PyDriller, from a sample of commits: 400 s"] > placed["git log -S: 4 s"]


def test_a_name_from_outside_can_not_break_the_picture() -> None:
    drawn = by_repository([measured('a/<b>&"', 9_000)])
    assert 'a/<b>&"' in [one.text for one in ElementTree.fromstring(drawn).iter(f"{SVG}text")]


def test_the_lines_of_growth_pass_through_their_points() -> None:
    drawn = by_commits([grown(1000, 1.0), grown(10_000, 10.0)])
    assert {"cold, 1,000 commits: 1 s", "cold, 10,000 commits: 10 s", "git log -S, 10,000 commits: 10 s"} <= marks(drawn).keys()
    assert by_commits([grown(1000, 1.0)])


def test_the_page_leads_to_the_pictures_beside_it() -> None:
    files = page(results(*LARGE, *SMALL, growth=(grown(1000, 1.0), grown(10_000, 9.0))))
    linked = set(re.findall(r"!\[[^\]]+\]\(([^)]+)\)", files["speed.md"]))
    assert linked == files.keys() - {"speed.md"} == {"speed-by-repository.svg", "speed-by-commits.svg"}
    assert "trial" not in files["speed.md"]
    assert all(len(cells) == 9 for cells in [row(files["speed.md"], "org/small-0")])


@pytest.mark.parametrize("repositories", [(), SMALL[:1], SMALL, [*SMALL, *LARGE[:1]]])
def test_a_run_on_few_repositories_says_that_it_is_a_trial(repositories: list[Measured]) -> None:
    assert "trial run" in page(results(*repositories))["speed.md"]


def test_no_results_are_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.json"), str(tmp_path / "docs")]) == 2
    (tmp_path / "bad.json").write_text("{}")
    assert main([str(tmp_path / "bad.json"), str(tmp_path / "docs")]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2
    assert all("make benchmark" in line for line in said)
    keep(results(*SMALL), tmp_path / "good.json")
    assert main([str(tmp_path / "good.json"), str(tmp_path / "docs")]) == 0
    assert (tmp_path / "docs" / "speed.md").exists()
