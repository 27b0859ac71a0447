"""What ran in an environment: live edits hold until something says otherwise, and what is not known is not told."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.model import Reading
from forensics.reconstruct.running import Running, Sign, running
from forensics.reconstruct.tracks import Step, Track
from tests.reconstruct.drawn import drawn

Values = Sequence[tuple[int, str | None]]
HOUR = 3600


def files(*values: tuple[int, str | None]) -> Track:
    """The line of an environment's files: from which second on which value (None: the key is not set)."""
    return drawn("prod", "KEY", [_step(at, value) for at, value in values])


def _step(at: int, value: str | None) -> Step:
    return Step(at, at, at, Reading("prod.env", "KEY", "present" if value is not None else "absent", value, 1, "b"))


def edit(at: int, value: str | None, sure: bool = True, known: bool = True) -> Sign:
    return Sign(at, "edit", f"edit{at}", value, known=known, sure=sure)


def seen(at: int, value: str | None, place: str = "api", running: bool = False, since: int | None = None, past: bool = False) -> Sign:
    return Sign(at, "seen", f"seen{at}{'' if place == 'api' else place}", value, running=running, since=since, place=place, past=past)


def deploy(at: int) -> Sign:
    return Sign(at, "rollout", f"deploy{at}")


def restart(at: int) -> Sign:
    return Sign(at, "restart", f"restart{at}")


def release(at: int, value: str, ran: bool = False) -> Sign:
    return Sign(at, "release", f"release{at}", value, ran=ran)


def line(track: Track, *signs: Sign) -> list[tuple[int, str | None]]:
    """The effective line: from when which value."""
    return [(step.landed, step.reading.value) for step in running(track, signs).track.steps]


def told(track: Track, *signs: Sign) -> list[tuple[str, str | None]]:
    """The named differences, each with its value."""
    return [(note.mechanism, note.value) for note in running(track, signs).notes]


def moves(found: Running) -> list[tuple[int, str, str, str | None, str | None]]:
    return [(move.at, move.kind, move.event, move.before, move.after) for move in found.moves]


def test_a_live_edit_holds_from_its_moment_on_and_is_in_no_file() -> None:
    found = running(files((0, "3")), [edit(10, "10")])
    assert moves(found) == [(10, "live_edit", "edit10", "3", "10")]
    assert [(note.mechanism, note.since, note.until, note.declared) for note in found.notes] == [("live_only", 10, None, "3")]


def test_a_change_of_the_files_under_a_live_edit_does_not_change_what_runs() -> None:
    assert line(files((0, "3"), (20, "5")), edit(10, "10"), seen(30, "10")) == [(0, "3"), (10, "10")]


def test_a_deploy_after_which_the_files_value_is_seen_undid_the_edit_at_its_own_moment() -> None:
    found = running(files((0, "3")), [edit(10, "10"), deploy(20), seen(30, "3")])
    assert moves(found)[1] == (20, "deploy", "deploy20", "10", "3")
    (note,) = found.notes
    assert (note.mechanism, note.since, note.until, note.events) == ("undone", 10, 20, ("edit10", "deploy20", "seen30"))


def test_the_last_deploy_after_the_edit_was_last_seen_is_the_one_that_undid_it() -> None:
    signs = [edit(10, "10"), deploy(20), seen(25, "10"), deploy(30), deploy(40), seen(50, "3")]
    assert line(files((0, "3")), *signs) == [(0, "3"), (10, "10"), (40, "3")]


def test_what_the_files_said_after_the_deploy_that_undid_an_edit_follows_it() -> None:
    signs = [edit(10, "10"), deploy(20), seen(40, "5")]
    assert line(files((0, "3"), (30, "5")), *signs) == [(0, "3"), (10, "10"), (20, "3"), (30, "5")]


def test_an_edit_that_is_gone_without_a_known_deploy_went_at_an_unknown_moment() -> None:
    found = running(files((0, "3")), [edit(10, "10"), seen(20, "10"), seen(30, "3")])
    assert moves(found)[-1] == (30, "observation", "seen30", "10", "3")
    assert [(note.mechanism, note.since, note.until) for note in found.notes] == [("undone", 20, 30)]


def test_a_deploy_with_nothing_seen_after_it_leaves_open_whether_the_edit_holds() -> None:
    found = running(files((0, "3")), [edit(10, "10"), deploy(20)])
    assert line(files((0, "3")), edit(10, "10"), deploy(20))[-1] == (10, "10")
    assert [note.mechanism for note in found.notes] == ["live_only", "unsure"]


def test_a_restart_undoes_nothing() -> None:
    assert told(files((0, "3")), edit(10, "10"), restart(20)) == [("live_only", "10")]


def test_an_edit_that_the_files_take_over_is_codified_and_no_longer_live_only() -> None:
    found = running(files((0, "3"), (40, "10")), [edit(10, "10"), deploy(50)])
    assert [(note.mechanism, note.since, note.until) for note in found.notes] == [("codified_later", 10, 40)]
    assert line(files((0, "3"), (40, "10"), (60, "12")), edit(10, "10"))[-1] == (60, "12")


def test_an_edit_that_was_taken_back_by_hand_is_told_by_its_two_moves_alone() -> None:
    found = running(files((0, "3")), [edit(10, "10"), edit(20, "3"), seen(30, "3")])
    assert [move[4] for move in moves(found)] == ["10", "3"]
    assert found.notes == ()


def test_a_typed_command_that_nothing_confirmed_and_the_next_look_contradicts_did_not_take_effect() -> None:
    track = files((0, "3"), (15, "4"))
    assert line(track, edit(10, "10", sure=False), seen(20, "4")) == [(0, "3"), (15, "4")]
    assert told(track, edit(10, "10", sure=False), seen(20, "4")) == [("failed", "10")]
    assert told(files((0, "3")), edit(10, "10", sure=False), seen(15, "10"), seen(20, "3")) == [("undone", "10")]


def test_a_value_that_nothing_explains_begins_where_it_was_first_seen() -> None:
    found = running(files((0, "3")), [seen(10, "3"), seen(30, "7")])
    assert moves(found) == [(30, "observation", "seen30", "3", "7")]
    assert [(note.mechanism, note.since, note.until) for note in found.notes] == [("live_only", 10, 30)]


def test_an_edit_whose_value_is_not_known_has_the_one_that_is_seen_next() -> None:
    assert line(files((0, "3")), edit(10, None, known=False), seen(30, "7")) == [(0, "3"), (10, "7")]
    assert line(files((0, "3")), edit(10, None, known=False), seen(30, "3"), seen(40, "7"))[-1] == (40, "7")


def test_a_change_that_what_runs_was_started_before_has_not_begun_to_run() -> None:
    track = files((0, "3"), (20, "10"))
    seen_before = seen(30, "3", running=True, since=5)
    assert told(track, seen_before) == [("not_yet_running", "3")]
    assert line(track, seen_before) == [(0, "3")]
    assert line(track, seen_before, restart(40)) == [(0, "3"), (40, "10")]
    assert line(track, seen_before, seen(50, "10")) == [(0, "3"), (50, "10")]
    assert told(track, seen_before, seen(50, "10")) == [("not_yet_running", "3")]


def test_what_waits_for_a_restart_is_what_the_files_say_by_then() -> None:
    assert line(files((0, "3"), (20, "10"), (35, "12")), seen(30, "3", running=True, since=5), deploy(40))[-1] == (40, "12")


def test_a_live_edit_of_what_is_configured_waits_for_a_restart_too() -> None:
    signs = [edit(10, "10"), seen(30, "10", "ConfigMap/api"), seen(30, "3", "Pod/api", running=True, since=5)]
    assert line(files((0, "3")), *signs) == [(0, "3")]
    assert ("not_yet_running", "3") in told(files((0, "3")), *signs)
    assert line(files((0, "3")), *signs, restart(40)) == [(0, "3"), (40, "10")]


def test_hosts_that_disagree_at_one_moment_are_split_and_the_traced_edit_counts() -> None:
    signs = [edit(10, "90"), seen(100, "90", "host-1"), seen(160, "30", "host-2")]
    assert line(files((0, "30")), *signs) == [(0, "30"), (10, "90")]
    assert told(files((0, "30")), *signs) == [("split", "90"), ("live_only", "90")]


def test_of_hosts_that_disagree_without_a_traced_edit_most_count() -> None:
    three = [seen(100, "7", "host-1"), seen(100, "7", "host-2"), seen(100, "9", "host-3")]
    assert line(files((0, "3")), *three)[-1] == (100, "7")
    assert line(files((0, "3")), seen(100, "3", "host-1"), seen(100, "9", "host-2")) == [(0, "3")]


def test_one_place_with_two_values_at_one_second_is_a_conflict() -> None:
    assert told(files((0, "3")), seen(100, "3"), Sign(100, "seen", "other", "9", place="api")) == [("conflict", "3")]


def test_observations_far_apart_or_with_a_deploy_between_are_two_moments() -> None:
    later = 100 + 2 * HOUR
    assert "split" not in dict(told(files((0, "3")), edit(10, "9"), seen(100, "9", "a.env"), seen(later, "3", "b.env")))
    assert told(files((0, "3")), edit(10, "9"), seen(100, "9", "a"), deploy(110), seen(120, "3", "b")) == [("undone", "9")]


def test_old_revisions_each_stand_for_their_own_moment() -> None:
    signs = [seen(10, "3", "ReplicaSet/a", past=True), seen(10 + 60, "9", "ReplicaSet/b", past=True)]
    assert "split" not in dict(told(files((0, "3")), *signs))
    assert line(files((0, "3")), *signs)[-1] == (70, "9")


def test_a_key_that_is_not_there_is_absent_whatever_the_files_say() -> None:
    found = running(files((0, "3")), [seen(10, "3"), seen(50, None)])
    assert found.track.last.reading.state == "absent"
    assert line(files((0, None)), seen(50, None)) == [(0, None)]


@pytest.mark.parametrize("reference", ["${TIMEOUT}", "{{ .Values.timeout }}"])
def test_what_a_reference_leads_to_is_learned_from_what_was_seen_and_is_no_difference(reference: str) -> None:
    assert told(files((0, reference)), seen(10, "3")) == []
    assert line(files((0, reference)), seen(10, "3"))[-1] == (10, "3")


def test_a_release_beside_the_mainline_ran_where_a_deploy_or_an_observation_shows_it() -> None:
    assert line(files((0, "3")), release(10, "9")) == [(0, "3")]
    assert line(files((0, "3")), release(10, "9", ran=True)) == [(0, "3"), (10, "9")]
    assert line(files((0, "3")), release(10, "9"), seen(30, "9")) == [(0, "3"), (10, "9")]


def test_equal_values_in_other_words_are_no_move() -> None:
    assert running(files((0, "10s")), [edit(5, "10000ms"), seen(10, "10s")]).moves == ()


_VALUES = st.sampled_from(["3", "5", "10", None])
_FILES = st.lists(st.tuples(st.integers(0, 40), _VALUES), min_size=1, max_size=5, unique_by=lambda row: row[0]).map(sorted)
_SIGNS = st.lists(
    st.builds(
        Sign,
        at=st.integers(0, 3 * HOUR),
        kind=st.sampled_from(["edit", "seen", "rollout", "restart", "release"]),
        event=st.uuids().map(str),
        value=_VALUES,
        known=st.booleans(),
        ran=st.booleans(),
        since=st.none() | st.integers(0, 50),
        sure=st.booleans(),
        running=st.booleans(),
        place=st.sampled_from(["a", "b", ""]),
        past=st.booleans(),
    ),
    max_size=9,
    unique_by=lambda sign: sign.event,
)


@pytest.mark.law
@given(_FILES)
def test_without_signs_the_line_is_that_of_the_files(values: list[tuple[int, str | None]]) -> None:
    track = files(*values)
    assert running(track, []) == Running(track)


@pytest.mark.law
@given(_FILES, _SIGNS, st.randoms())
def test_the_order_in_which_signs_are_given_does_not_matter(
    values: list[tuple[int, str | None]], signs: list[Sign], chance: Random
) -> None:
    shuffled = list(signs)
    chance.shuffle(shuffled)
    assert running(files(*values), signs) == running(files(*values), shuffled)


@pytest.mark.law
@given(_FILES, _SIGNS)
def test_the_line_goes_forward_and_each_own_step_is_a_move_that_a_sign_tells(
    values: list[tuple[int, str | None]], signs: list[Sign]
) -> None:
    found = running(files(*values), signs)
    landed = [step.landed for step in found.track.steps]
    assert landed == sorted(landed)
    own = {step.commit for step in found.track.steps if step.commit < 0}
    assert own <= {move.commit for move in found.moves}
    assert len({move.commit for move in found.moves}) == len(found.moves)
    events = {sign.event for sign in signs}
    assert {move.event for move in found.moves} <= events
    assert {event for note in found.notes for event in note.events} <= events


@pytest.mark.law
@given(_FILES, _SIGNS, st.integers(0, 3 * HOUR))
def test_nothing_is_told_of_what_was_not_seen(values: list[tuple[int, str | None]], signs: list[Sign], cut: int) -> None:
    """What a sign showed is not claimed once the sign is cut away, and the line up to the cut does not know what came after."""
    kept = [sign for sign in signs if sign.at <= cut]
    found = running(files(*values), kept)
    assert all(move.at <= cut for move in found.moves)
    gone = {sign.event for sign in signs} - {sign.event for sign in kept}
    assert not gone & {event for note in found.notes for event in note.events}


@pytest.mark.law
@given(_FILES, _SIGNS)
def test_the_last_observation_is_what_ran_then(values: list[tuple[int, str | None]], signs: list[Sign]) -> None:
    alone = Sign(5 * HOUR, "seen", "last", "99", place="z")
    assert running(files(*values), [*signs, alone]).track.last.reading.value == "99"
