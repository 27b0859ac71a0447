"""The terminal screen: what it says first, that it always fits, and that nothing from outside steers it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from forensics.model import Finding, Span
from forensics.present.scale import scale
from forensics.present.terminal import terminal
from forensics.present.words import role, strength, weight_word
from tests.present import reports
from tests.present.reports import ALL, AS_OF, FIRST, ID, PAYMENT, PAYMENT_SETTING
from tests.present.test_clean import ANY_TEXT, steering

STYLES = re.compile(r"\x1b\[[\d;]*m")
BLAMING = re.compile(r"should have|root cause|forgot|fault|blame|careless|failed to|mistake by", re.IGNORECASE)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("width", [40, 41, 59, 60, 80, 100, 109, 110, 120, 200])
def test_no_line_is_wider_than_the_terminal(name: str, width: int) -> None:
    for unicode in (True, False):
        for line in terminal(ALL[name], width, colour=False, unicode=unicode).split("\n"):
            assert cell_len(line) <= width


@pytest.mark.parametrize("name", ALL)
def test_nothing_but_styles_steers_the_terminal(name: str) -> None:
    assert steering(terminal(ALL[name], 80, colour=False, who=True), keep="\n") == []
    assert steering(STYLES.sub("", terminal(ALL[name], 80, colour=True, who=True)), keep="\n") == []


@pytest.mark.parametrize("name", ALL)
def test_colour_changes_no_character(name: str) -> None:
    coloured = STYLES.sub("", terminal(ALL[name], 100, colour=True))
    assert [line.rstrip() for line in coloured.split("\n")] == terminal(ALL[name], 100, colour=False).split("\n")


@pytest.mark.parametrize("name", ALL)
def test_a_plain_screen_is_ascii(name: str) -> None:
    assert terminal(ALL[name], 80, colour=False, unicode=False).isascii()


@pytest.mark.parametrize("name", [name for name in ALL if "hostile" not in name])
def test_wording_blames_nobody(name: str) -> None:
    assert not BLAMING.search(terminal(ALL[name], 100, colour=False))


def test_people_are_named_only_when_asked_for() -> None:
    message = replace(PAYMENT.events[2], title="thanks Mara Lindqvist, done")
    told = replace(PAYMENT, events=(*PAYMENT.events[:2], message, *PAYMENT.events[3:]))
    assert "Lindqvist" not in terminal(told, 100, colour=False)
    assert "thanks somebody, done" in terminal(told, 100, colour=False)
    assert "Mara Lindqvist" in terminal(told, 100, colour=False, who=True)


def test_the_verdict_comes_first_one_line_per_environment() -> None:
    lines = terminal(PAYMENT, 80, colour=False).split("\n")
    assert lines[3].split()[:5] == ["staging", "10000", "CHANGED", "ON", "PURPOSE"]
    assert lines[4].split()[:4] == ["production", "3000", "LEFT", "BEHIND"]
    assert "very strong support" in lines[4]


def test_no_bare_percentage_is_shown() -> None:
    assert "%" not in terminal(PAYMENT, 120, colour=False)
    assert [strength(confidence) for confidence in (0.2, 0.6, 0.8, 0.95)] == ["weak", "moderate", "strong", "very strong"]
    assert [weight_word(weight) for weight in (0.1, -1.0, 2.0, 4.0)] == ["weak", "moderate", "strong", "very strong"]


def test_sections_come_in_the_order_that_a_reader_needs() -> None:
    screen = terminal(PAYMENT, 80, colour=False)
    places = [screen.index(title) for title in ("In short", "VALUES OVER TIME", "HOW IT WENT", "EVIDENCE", "NOT KNOWN", "NEXT")]
    assert places == sorted(places)


def test_every_row_cites_its_event_and_where_to_check_it() -> None:
    screen = terminal(PAYMENT, 120, colour=False)
    raised = next(line for line in screen.split("\n") if "2026-08-20 13:05Z  ◆" in line)
    assert "3000 → 10000" in raised
    assert "9c1f2ab4e" in raised
    assert "values-staging.yaml:5" in raised
    assert "#88" in raised
    assert raised.endswith("[5]")


def test_each_environment_has_a_lane_that_holds_its_values_in_order() -> None:
    lanes = [line for line in terminal(PAYMENT, 80, colour=False).split("\n") if "●" in line and "━" in line]
    assert [re.findall(r"\d+", lane) for lane in lanes] == [["3000", "10000"], ["3000", "3000"]]


def test_other_matching_settings_are_listed_with_what_they_hold() -> None:
    screen = terminal(PAYMENT, 120, colour=False)
    assert "docker-compose.yml#services.payments.environment.PAYMENT_GATEWAY_TIMEOUT_MS" in screen
    assert "shared 3000" in screen


def test_a_key_that_never_differed_is_said_to_agree() -> None:
    screen = terminal(reports.AGREEING, 80, colour=False)
    assert "never differed" in screen
    assert "UNCHANGED" in screen
    assert "EVIDENCE" not in screen
    assert "there is nothing that it could differ from" in " ".join(terminal(reports.ALONE, 80, colour=False).split())


def test_an_open_question_says_what_would_settle_it() -> None:
    screen = terminal(reports.UNDETERMINED, 80, colour=False)
    assert screen.count("CANNOT TELL") == 2
    assert "would settle it" in screen
    assert "the ticket PAY-412" in screen
    assert "support  " not in screen.split("VALUES")[0]


def test_a_key_found_nowhere_names_what_is_spelt_alike() -> None:
    screen = terminal(reports.NOT_FOUND, 80, colour=False)
    assert "FOUND NOWHERE" in screen
    assert "payments: 412 commits" in screen
    assert "PAYMENT_GATEWAY_URL" in screen


def test_what_could_not_be_read_is_on_every_screen() -> None:
    for width in (40, 80, 120):
        assert "shallow clone" in terminal(reports.GAPS_ONLY, width, colour=False)
    assert terminal(reports.UNDETERMINED, 80, colour=False).count("403") == 1


def test_two_hundred_events_become_at_most_forty_rows_and_say_so() -> None:
    screen = terminal(reports.CROWDED, 120, colour=False)
    rows = screen.split("HOW IT WENT")[1].split("NOT KNOWN")[0]
    assert len(re.findall(r"^  \d{4}-\d\d-\d\d ", rows, re.MULTILINE)) == 40
    assert re.search(r"\d+ more rows: --format json", rows)


def test_what_the_verdict_rests_on_is_never_left_out() -> None:
    crowd = tuple(replace(PAYMENT.events[0], id=f"e{number}", time=AS_OF) for number in range(100, 200))
    screen = terminal(replace(PAYMENT, events=(*PAYMENT.events, *crowd)), 120, colour=False)
    rows = screen.split("HOW IT WENT")[1].split("EVIDENCE")[0]
    assert all(f"[{number}]" in rows for number in (3, 4, 5))


def test_quick_changes_back_and_forth_are_one_row() -> None:
    early = replace(reports.CROWDED, events=reports.CROWDED.events[:33])
    rows = terminal(early, 200, colour=False).split("HOW IT WENT")[1]
    assert rows.count("back and forth: 6 changes in 45 days") == 1
    assert "[11–16]" in rows


def test_long_values_that_begin_alike_show_how_they_differ() -> None:
    tags = {"3000": "registry.example.com/payments/api/gateway:4.1.0", "10000": "registry.example.com/payments/api/gateway:4.9.2"}
    stands = tuple(replace(stand, declared=tags[stand.declared or ""]) for stand in PAYMENT_SETTING.stands)
    screen = terminal(replace(PAYMENT, settings=(replace(PAYMENT_SETTING, stands=stands),)), 80, colour=False)
    top = screen.split("In short")[0]
    assert "4.1.0  " in top
    assert "4.9.2  " in top


def test_an_absent_and_an_empty_value_can_be_told_apart() -> None:
    stands = (replace(PAYMENT_SETTING.stands[0], declared=""), replace(PAYMENT_SETTING.stands[1], declared=None, state="absent"))
    top = terminal(replace(PAYMENT, settings=(replace(PAYMENT_SETTING, stands=stands),)), 80, colour=False).split("In short")[0]
    assert '""' in top
    assert "(not set)" in top


@pytest.mark.parametrize(
    ("mechanism", "label"),
    [
        ("missed", "LEFT BEHIND"),
        ("overwritten", "OVERWRITTEN"),
        ("typo", "MISTYPED"),
        ("masked", "MASKED"),
        ("something_new", "LEFT BEHIND"),
    ],
)
def test_a_mechanism_gives_the_diverged_environment_its_name(mechanism: str, label: str) -> None:
    verdict = replace(reports.PAYMENT_VERDICT, kind="accident", mechanism=mechanism)
    assert role(PAYMENT_SETTING.stands[1], PAYMENT_SETTING, verdict).label == label


@settings(max_examples=60, deadline=None)
@given(ANY_TEXT, ANY_TEXT, st.integers(40, 200), st.booleans(), st.booleans())
def test_no_text_breaks_the_screen(one: str, other: str, width: int, unicode: bool, who: bool) -> None:
    spans = (
        ("staging", (Span(FIRST, None, "present", one, "e1", other, 3),)),
        (other, (Span(FIRST, None, "present", other, "e2", one, 3),)),
    )
    stands = (replace(PAYMENT_SETTING.stands[0], declared=one), replace(PAYMENT_SETTING.stands[1], environment=other, declared=other))
    setting = replace(PAYMENT_SETTING, stands=stands, timelines=spans)
    events = tuple(replace(event, title=one, before=other, after=one, environment=other, actor=one) for event in PAYMENT.events)
    report = replace(PAYMENT, settings=(setting,), events=events)
    for line in terminal(report, width, colour=False, unicode=unicode, who=who).split("\n"):
        assert cell_len(line) <= width
        assert steering(line) == []


@given(st.lists(st.integers(0, 10**8), max_size=40), st.integers(15, 180))
def test_a_scale_keeps_the_order_of_time_and_stays_inside_its_width(seconds: list[int], width: int) -> None:
    moments = [FIRST + timedelta(seconds=second) for second in seconds]
    end = FIRST + timedelta(seconds=10**8 + 1)
    made = scale(moments, end, width)
    if made is None:
        assert not moments
        return
    columns = [made.column(moment) for moment in sorted([*moments, end])]
    assert columns == sorted(columns)
    assert columns[0] >= 0
    assert columns[-1] == width - 1


@pytest.mark.parametrize("width", [40, 80, 160])
def test_four_kilobytes_in_one_value_cost_no_more_than_a_line(width: int) -> None:
    value = "x" * 4096
    stands = tuple(replace(stand, declared=value) for stand in PAYMENT_SETTING.stands)
    timelines = (("staging", (Span(FIRST, None, "present", value, "e1", "a", 1),)), PAYMENT_SETTING.timelines[1])
    events = tuple(replace(event, after=value) if event.kind == "change" else event for event in PAYMENT.events)
    report = replace(PAYMENT, settings=(replace(PAYMENT_SETTING, stands=stands, timelines=timelines),), events=events)
    assert terminal(report, width, colour=False).count("\n") < terminal(PAYMENT, width, colour=False).count("\n") + 12


def test_the_same_report_gives_the_same_screen() -> None:
    assert terminal(PAYMENT, 80) == terminal(PAYMENT, 80)
    assert ID in terminal(PAYMENT, 80, colour=False)


def lane(screen: str, name: str) -> str:
    """The line of the lanes that begins with a name."""
    lanes = screen.split("VALUES OVER TIME")[1].split("HOW IT WENT")[0]
    return next(line for line in lanes.split("\n") if line.strip().startswith(name))


def test_watched_and_unwatched_time_can_be_told_apart_by_shape() -> None:
    screen = terminal(reports.LIVE, 100, colour=False)
    live = lane(screen, "live").removeprefix("   live").strip()
    assert re.fullmatch(r"░+▲ 10000 ─+░+─+░*△ 3000 ░+", live), live
    assert "─ watched  ░ not watched" in screen
    assert not [line for line in terminal(PAYMENT, 100, colour=False).split("\n") if "░" in line]


def test_what_the_files_said_has_a_line_where_something_else_ran() -> None:
    assert re.findall(r"\d+", lane(terminal(reports.LIVE, 100, colour=False), "production")) == ["3000", "10000", "3000"]
    assert re.findall(r"\d+", lane(terminal(reports.LIVE, 100, colour=False), "files")) == ["3000"]


def test_findings_are_told_with_what_they_cite() -> None:
    told = terminal(reports.LIVE, 100, colour=False).split("SEEN RUNNING")[1].split("EVIDENCE")[0]
    assert re.search(r"undone +10000, set live in production", told)
    assert "[8] [7] [9]" in told


def test_what_was_set_aside_says_why() -> None:
    told = " ".join(terminal(PAYMENT, 100, colour=False).split())
    assert "a fix not carried on, an edit by hand (weak support): what points to it weighs less than what is for the verdict [3]" in told


def test_a_title_never_runs_into_its_place() -> None:
    for name in ALL:
        for width in (110, 120, 140):
            for line in terminal(ALL[name], width, colour=False).split("\n"):
                assert not re.search(r"\S(?:4f2a91c7d|9c1f2ab4e)", line), line


def test_what_runs_and_stands_in_no_file_is_called_live_only() -> None:
    finding = Finding("live_only", "production", "12000 in production is in none of its files", AS_OF)
    seen = replace(PAYMENT_SETTING.stands[1], observed="12000")
    setting = replace(PAYMENT_SETTING, findings=(finding,))
    assert role(seen, setting, None).label == "LIVE ONLY"
    assert role(seen, PAYMENT_SETTING, None).label != "LIVE ONLY"


def test_sources_that_nobody_gave_are_named() -> None:
    assert "not asked: slack" in terminal(reports.UNDETERMINED, 80, colour=False)


def test_brief_is_the_verdict_alone_and_whole_shows_every_row_and_source() -> None:
    brief = terminal(PAYMENT, 80, colour=False, extent="brief")
    assert "In short" in brief
    assert "HOW IT WENT" not in brief
    whole = terminal(reports.CROWDED, 120, colour=False, extent="whole")
    assert "more rows" not in whole
    assert "SOURCES" in whole


def test_next_commands_exist() -> None:
    from forensics.cli.app import COMMANDS

    for report in ALL.values():
        steps = terminal(report, 200, colour=False).split("\nNEXT")[1]
        assert set(re.findall(r"(?m)^  forensics (\S+)", steps)) <= set(COMMANDS)
