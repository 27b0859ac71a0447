"""The picture as SVG and PNG, read back by an XML parser and by the bytes of its pixels."""

from __future__ import annotations

import struct
from dataclasses import replace
from datetime import timedelta
from importlib.resources import files
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from resvg_py import svg_to_bytes

from forensics.present.picture import Picture, drawing, picture
from forensics.present.picture.across import MARK, Across, apart, ticks
from forensics.present.png import png
from forensics.present.scale import scale
from forensics.present.story import story
from forensics.present.svg import svg
from tests.present.pictured import FIXED, LIVE, PICTURED
from tests.present.reports import ALL, AS_OF, FIRST, HOSTILE, PAYMENT
from tests.present.test_clean import steering

EVERY = ALL | PICTURED
NAMESPACE = "{http://www.w3.org/2000/svg}"
OURS = {NAMESPACE + name for name in ["svg", "title", "desc", "style", "rect", "g", "path", "line", "text", "defs", "pattern", "clipPath"]}


def planned(name: str) -> Picture:
    shown = picture(story(EVERY[name], many=400))
    assert shown is not None
    return shown


@pytest.mark.parametrize("name", EVERY)
def test_the_file_is_xml_of_our_own_elements_with_a_title_and_a_description(name: str) -> None:
    text = svg(EVERY[name], who=True)
    root = ET.fromstring(text)
    found = list(root.iter())
    assert {one.tag for one in found} <= OURS
    assert not [key for one in found for key in one.attrib if key.startswith("on") or key.endswith("href") or key == "style"]
    assert [child.tag for child in root[:2]] == [f"{NAMESPACE}title", f"{NAMESPACE}desc"]
    assert "http" not in "".join(root.findtext(f"{NAMESPACE}style") or "")
    assert steering(text, keep="\n\t") == []


def test_it_has_a_lane_for_each_environment_and_says_what_each_value_is_called() -> None:
    root = ET.fromstring(svg(LIVE))
    texts = ["".join(one.itertext()) for one in root.iter(f"{NAMESPACE}text")]
    for words in ("staging", "production", "OVERWRITTEN", "CHANGED ON PURPOSE", "files", "running", "21 h, still open", "not watched"):
        assert words in texts
    titles = ["".join(one.itertext()) for one in root.iter(f"{NAMESPACE}title")]
    assert "production, value 10000: 2026-08-18 02:20Z to 2026-11-16 16:40Z" in titles


def test_what_was_seen_is_a_line_of_its_own_and_unwatched_time_lies_around_it() -> None:
    lane = planned("live").lanes[1]
    assert [line.name for line in lane.lines] == ["value", "files", "running"]
    assert lane.watched is not None
    assert len(lane.watched) == 2
    assert planned("live").lanes[0].watched is None
    assert planned("payment").lanes[1].watched is None


def test_equal_values_have_one_colour_in_every_lane_and_unequal_ones_never_share_it() -> None:
    for name in ("live", "six", "crowded"):
        bars = [bar for lane in planned(name).lanes for line in lane.lines for bar in line.bars if bar.state == "present"]
        pairs = {(bar.whole, bar.colour) for bar in bars if bar.colour is not None}
        assert len(pairs) == len({whole for whole, _ in pairs}) == len({colour for _, colour in pairs})


def test_only_a_page_gets_links_and_only_to_rows_that_it_has() -> None:
    shown = planned("payment")
    assert "<a " not in drawing(shown)
    assert 'href="#e5"' in drawing(shown, {"e5"})
    assert 'href="#e1"' not in drawing(shown, {"e5"})


@given(st.lists(st.floats(64, 946, width=32), max_size=90))
def test_marks_stay_in_the_plot_in_their_order_and_apart(places: list[float]) -> None:
    stood = apart(sorted(places), 64, 946)
    at = [one.at for one in stood]
    assert sum(one.count for one in stood) == len(places)
    assert at == sorted(at)
    assert all(later - earlier > MARK - 0.1 for earlier, later in pairwise(at))
    assert all(64 - 0.1 <= one <= 946 + 0.1 for one in at)


@given(st.lists(st.integers(0, 4000), min_size=1, max_size=30), st.integers(1, 400))
def test_times_are_placed_in_their_order_and_dates_do_not_touch(hours: list[int], more: int) -> None:
    moments = [FIRST + timedelta(hours=hour) for hour in hours]
    across = scale(moments, max(moments) + timedelta(hours=more), 112)
    assert across is not None
    placed = Across(across, 64, 882)
    at = [placed.x(moment) for moment in sorted(moments)]
    assert at == sorted(at)
    assert 64 <= at[0] <= at[-1] <= 946
    dates = [one for one, _ in ticks(placed, moments[:1])]
    assert all(later - earlier >= 74 for earlier, later in pairwise(dates))


def test_a_moment_that_opened_the_difference_is_dated_on_the_axis() -> None:
    shown = planned("live")
    assert "16 Nov" in [words for _, words in ticks(Across(shown.scale, 64, 882), [one.start for one in shown.stretches if one.told])]
    assert FIXED < AS_OF


def test_the_png_is_the_picture_at_twice_its_size_with_words_in_our_own_font() -> None:
    made = png(PAYMENT)
    assert made.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", made[16:24])
    assert (width, height) == (2 * 1016, 2 * round(float(ET.fromstring(svg(PAYMENT)).attrib["height"])))
    text = svg(PAYMENT, dark=False, font='"DejaVu Sans"')
    fonts = [str(files("forensics.present") / "fonts" / name) for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")]
    assert made == svg_to_bytes(svg_string=text, zoom=2, skip_system_fonts=True, font_files=fonts, font_family="DejaVu Sans")
    assert made != svg_to_bytes(svg_string=text, zoom=2, skip_system_fonts=True)


def test_a_png_is_made_of_anything() -> None:
    for name in ("hostile", "hostile_nowhere", "empty", "six"):
        assert png(EVERY[name]).startswith(b"\x89PNG")


def test_people_are_roles_in_the_picture_too() -> None:
    named = tuple(replace(event, title="Mara Lindqvist raised it") for event in PAYMENT.events)
    assert "Mara" not in svg(replace(PAYMENT, events=named))
    assert "Mara" in svg(replace(PAYMENT, events=named), who=True)
    assert "<script" not in svg(HOSTILE)
