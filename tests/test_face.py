"""The face: a report shows itself, becomes frames and pictures, keeps, and costs nothing until it is asked."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import forensics
from forensics import caching
from forensics.face import Report
from forensics.writing import WriteRefused
from sample_repos.stories import Scene
from tests.conftest import Build
from tests.present.reports import ALL, EMPTY, HOSTILE, PAYMENT

PNG = b"\x89PNG\r\n\x1a\n"
AS_OF = "2026-03-01T00:00:00Z"
HISTORY = (
    Scene(
        "2026-01-01T10:00:00Z", "A Person", "first", files={"config/dev.env": "LIMIT=1\nMODE=a\n", "config/prod.env": "LIMIT=1\nMODE=b\n"}
    ),
    Scene("2026-02-01T10:00:00Z", "A Person", "limit 2", edits=(("config/dev.env", "LIMIT=1", "LIMIT=2"),)),
)


@pytest.mark.parametrize("asked", ["import forensics", "from forensics import trace, Report, Verdict, catalogue"])
def test_importing_costs_no_frames_no_pictures_and_no_client(asked: str) -> None:
    heavy = ("pandas", "matplotlib", "plotly", "git", "jira", "slack_sdk", "rich", "IPython")
    code = f"{asked}; import sys; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ALL)
def test_a_report_shows_itself_in_a_notebook_and_in_a_console(name: str) -> None:
    report = Report(ALL[name])
    shown = report._repr_mimebundle_()
    assert set(shown) == {"text/html", "text/plain"}
    assert json.dumps(shown, ensure_ascii=False).encode("utf-8")
    assert shown["text/html"] == report._repr_html_()
    assert "\x1b" not in shown["text/plain"]
    assert repr(report).startswith("<forensics report: ")


def test_a_report_can_be_pickled() -> None:
    report = Report(PAYMENT)
    again = pickle.loads(pickle.dumps(report))
    assert again.document == report.document
    assert again.to("json") == report.to("json")


def test_the_still_plot_is_a_picture_of_its_own() -> None:
    figure = Report(PAYMENT).plot()
    assert type(figure).__mro__[1].__module__ == "matplotlib.figure"
    first = figure._repr_png_()
    assert first.startswith(PNG)
    assert first == Report(PAYMENT).plot()._repr_png_()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", ["overwritten", "undetermined", "alone", "crowded", "hostile"])
def test_every_report_with_values_can_be_plotted(name: str) -> None:
    report = Report(ALL[name])
    assert report.plot()._repr_png_().startswith(PNG)
    lanes = report.plot(interactive=True).layout.yaxis.ticktext
    assert len(lanes) >= len(report.settings[0].timelines[:12])


def test_the_interactive_plot_has_a_bar_per_stretch_and_true_times() -> None:
    figure = Report(PAYMENT).plot(interactive=True)
    bars = [trace for trace in figure.data if trace.type == "bar"]
    assert sum(len(trace.y) for trace in bars) == 4
    (good,) = [trace for trace in bars if "10000" in trace.text]
    assert good.base[0] == "2026-08-20 13:05:00"
    assert any("[5] 2026-08-20 13:05Z change" in text for trace in figure.data if trace.type == "scatter" for text in trace.hovertext)


def test_a_report_with_nothing_over_time_says_so() -> None:
    with pytest.raises(ValueError, match="nothing to draw: X has no values over time"):
        Report(EMPTY).plot()


@pytest.mark.parametrize(("missing", "room", "interactive"), [("matplotlib", "still", False), ("plotly", "zooming", True)])
def test_a_missing_extra_is_named(missing: str, room: str, interactive: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == missing]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)
    monkeypatch.delitem(sys.modules, f"forensics.present.{room}", raising=False)
    with pytest.raises(ImportError, match=rf"plot\(\) draws with {missing}, which is not installed: .*forensics\[notebook\]"):
        Report(PAYMENT).plot(interactive=interactive)


@pytest.mark.parametrize(("ending", "start"), [("md", "## "), ("json", "{"), ("txt", "PAYMENT")])
def test_a_report_is_kept_in_the_format_that_the_ending_names(ending: str, start: str, tmp_path: Path) -> None:
    path = Report(PAYMENT).save(tmp_path / f"incident.{ending}")
    assert start in path.read_text(encoding="utf-8")[:40]
    with pytest.raises(WriteRefused):
        Report(PAYMENT).save(path)
    assert Report(HOSTILE).save(path, force=True) == path


def test_an_unknown_ending_is_refused_and_the_others_are_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"no format goes with this ending: use one of .*\.json"):
        Report(PAYMENT).save(tmp_path / "incident.xyz")
    assert list(tmp_path.iterdir()) == []


def test_the_catalogue_lists_settings_as_they_were_at_a_moment(told: Build) -> None:
    repository = told(*HISTORY)
    values = {one.name: dict(one.values) for one in forensics.catalogue(repository, as_of=AS_OF)}
    assert values == {"LIMIT": {"dev": "2", "prod": "1"}, "MODE": {"dev": "a", "prod": "b"}}
    earlier = forensics.catalogue(repository, "lim*", as_of="2026-01-15T00:00:00Z")
    assert [(one.name, dict(one.values)) for one in earlier] == [("LIMIT", {"dev": "1", "prod": "1"})]


def test_a_traced_report_becomes_frames(told: Build) -> None:
    report = forensics.trace("LIMIT", told(*HISTORY), as_of=AS_OF)
    (episode,) = report.episodes_frame().to_dict("records")
    assert episode["held"] == {"dev": "2", "prod": "1"}
    assert episode["opened_at"].isoformat() == "2026-02-01T10:00:00+00:00"
    assert report.events_frame()["commit"].nunique() == 2
    assert report.promises == ()


def test_a_trace_goes_on_from_the_index_that_the_one_before_kept(told: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    from forensics.collect.git.logs import Logs

    repo = told(*HISTORY)
    first = forensics.trace("LIMIT", repo=repo, as_of=AS_OF)
    folder = caching.history_folder()
    assert folder is not None
    assert [place.suffix for place in folder.iterdir()] == [".index"]
    monkeypatch.setattr(Logs, "_log", None)  # nothing is left to be asked of git's logs
    assert forensics.trace("LIMIT", repo=repo, as_of=AS_OF).to("json") == first.to("json")
    assert [one.id for one in forensics.catalogue(repo, "LIMIT")] == [first.settings[0].id]
    with pytest.raises(TypeError):
        forensics.trace("LIMIT", repo=repo, as_of=AS_OF, cache=False)


@pytest.mark.parametrize(("reveal", "cache"), [(False, False), (True, True)])
def test_a_trace_that_is_to_keep_nothing_leaves_nothing(told: Build, reveal: bool, cache: bool) -> None:
    repo = told(*HISTORY)
    forensics.trace("LIMIT", repo=repo, as_of=AS_OF, reveal=reveal, cache=cache)
    folder = caching.cache_folder()
    assert folder is not None
    assert not folder.exists()
