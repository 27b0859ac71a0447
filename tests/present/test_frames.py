"""Frames: one row per thing, the same columns and dtypes whatever the report holds, texts as they were written."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from forensics.face import Report
from forensics.model import Report as Document
from forensics.present.frames import episodes_frame, events_frame, evidence_frame, timeline_frame
from tests.present.reports import ALL, AS_OF, CROWDED, EMPTY, HOSTILE, OVERWRITTEN, PAYMENT, PAYMENT_SETTING, RAISED

FRAMES: dict[str, Callable[[Document], pd.DataFrame]] = {
    "events_frame": events_frame,
    "timeline_frame": timeline_frame,
    "episodes_frame": episodes_frame,
    "evidence_frame": evidence_frame,
}
TIMES = ("time", "authored_at", "committed_at", "start", "until", "opened_at", "closed_at")
CATEGORIES = ("kind", "environment", "setting", "source", "seen_in", "state", "nature", "verdict")


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("name", ALL)
def test_each_report_gives_the_columns_and_dtypes_of_the_empty_one(frame: str, name: str) -> None:
    made, empty = FRAMES[frame](ALL[name]), FRAMES[frame](EMPTY)
    assert list(made.columns) == list(empty.columns)
    assert [str(dtype) for dtype in made.dtypes] == [str(dtype) for dtype in empty.dtypes]
    assert made.index.dtype == empty.index.dtype
    assert made.index.name == empty.index.name
    assert len(empty) == 0


@pytest.mark.parametrize("frame", FRAMES)
def test_times_are_utc_and_few_words_are_categories(frame: str) -> None:
    made = FRAMES[frame](PAYMENT)
    assert {str(made[name].dtype) for name in TIMES if name in made} <= {"datetime64[us, UTC]"}
    assert {str(made[name].dtype) for name in CATEGORIES if name in made} == {"category"}
    assert {str(made[name].dtype) for name in ("value", "before", "after", "says", "title", "summary") if name in made} <= {"string"}
    assert {str(made[name].dtype) for name in ("open", "headline", "cited") if name in made} <= {"bool"}
    assert {str(made[name].dtype) for name in ("line",) if name in made} <= {"Int64"}


@pytest.mark.parametrize("frame", FRAMES)
def test_the_face_documents_every_column(frame: str) -> None:
    told = inspect.getdoc(getattr(Report, frame)) or ""
    for name in FRAMES[frame](EMPTY).columns:
        assert name in told, name


def test_an_event_is_found_by_its_id_and_knows_whether_the_verdict_cites_it() -> None:
    made = events_frame(PAYMENT)
    raised = made.loc["e5"]
    assert (raised["before"], raised["after"], raised["environment"], raised["line"]) == ("3000", "10000", "staging", 5)
    assert raised["time"] == pd.Timestamp(RAISED)
    assert set(made.index[made["cited"]]) == {"e3", "e4", "e5"}
    assert made.loc["e6", "before"] is pd.NA
    assert made["time"].is_monotonic_increasing


def test_a_stretch_that_still_stands_lasts_to_the_report_s_moment() -> None:
    made = timeline_frame(PAYMENT)
    staging = made[made["environment"] == "staging"]
    assert list(staging["value"]) == ["3000", "10000"]
    assert staging["until"].isna().tolist() == [False, True]
    assert staging["lasted"].iloc[-1] == pd.Timestamp(AS_OF) - pd.Timestamp(RAISED)
    assert set(made["seen_in"]) == {"effective"}


def test_what_was_declared_and_what_was_observed_are_told_apart() -> None:
    spans = PAYMENT_SETTING.timelines[1]
    made = timeline_frame(replace(PAYMENT, settings=(replace(PAYMENT_SETTING, declared=(spans,), observed=(spans,)),)))
    assert made[made["environment"] == "production"]["seen_in"].tolist() == ["effective", "declared", "observed"]


def test_environments_keep_the_report_s_order() -> None:
    made = timeline_frame(CROWDED)
    assert list(made["environment"].cat.categories)[:6] == [name for name, _ in CROWDED.settings[0].timelines]
    assert made["environment"].cat.ordered
    assert timeline_frame(PAYMENT)["environment"].max() == "shared"


def test_an_episode_has_its_verdict_and_says_whether_it_is_the_headline() -> None:
    made = episodes_frame(OVERWRITTEN)
    assert made["verdict"].isna().tolist() == [True, False]
    assert made["headline"].tolist() == [False, True]
    assert made["open"].tolist() == [False, True]
    last = made.iloc[-1]
    assert (last["verdict"], last["mechanism"], last["diverged"], last["held"]["staging"]) == (
        "accident",
        "overwritten",
        ("production",),
        "10000",
    )
    assert made.explode("diverged")["diverged"].dropna().tolist() == ["production"]


def test_the_ledger_lists_the_weightiest_first() -> None:
    made = evidence_frame(PAYMENT)
    assert made["weight"].tolist() == [3.2, 1.9, 0.8]
    assert made["cites"].iloc[0] == ("e5",)
    assert made["headline"].all()


@pytest.mark.parametrize("frame", FRAMES)
def test_hostile_text_can_be_stored_and_shown(frame: str) -> None:
    made = FRAMES[frame](HOSTILE)
    text = made.reset_index().to_csv() + made._repr_html_()  # type: ignore[operator]
    assert text.encode("utf-8")
    assert "<script" not in made._repr_html_()  # type: ignore[operator]
    assert "\\udc80" in text
