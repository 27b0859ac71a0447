"""What each clue sees, and what it lets be."""

from __future__ import annotations

from typing import Any

import pytest

from forensics.judge import findings, judge
from forensics.judge.case import Case, Lag, Masking, OtherValue
from forensics.judge.clues import FAMILIES
from forensics.judge.said import Vow
from forensics.judge.shape import shape_of
from tests.judge.making import case, day, said, touch

BORN = touch(0, {"staging": (None, "3000"), "production": (None, "3000")}, is_root=True)


def seen(one: Case) -> dict[str, str]:
    """What each finding says, by mechanism and leaning."""
    return {f"{found.leans}/{found.mechanism}": found.says for found in findings(one, shape_of(one))}


def told(one: Case) -> list[str]:
    return [found.says for found in findings(one, shape_of(one))]


def leanings(one: Case) -> set[str]:
    return set(seen(one))


# The innocent first: nothing here is an accident.


def test_a_value_set_for_one_environment_again_and_again_is_its_own() -> None:
    sized = case(
        [
            touch(0, {"staging": (None, "10"), "production": (None, "40")}, is_root=True),
            touch(40, {"production": ("40", "60")}),
            touch(90, {"production": ("60", "90")}),
            touch(120, {"staging": ("10", "12")}),
        ]
    )
    assert "3 of 3 changes were made for one environment" in seen(sized)["by_design/nature"]
    assert judge(sized).kind == "by_design"


def test_one_change_in_one_environment_is_no_custom_yet() -> None:
    assert "by_design/nature" not in leanings(case([BORN, touch(40, {"production": ("3000", "9000")})]))


def test_changes_that_travel_are_no_custom_however_many() -> None:
    steps = [BORN]
    for number in range(4):
        old, new = str(3000 + number), str(3001 + number)
        steps += [touch(10 + 20 * number, {"staging": (old, new)}), touch(12 + 20 * number, {"production": (old, new)})]
    assert not any("no other followed" in says for says in seen(case([*steps, touch(95, {"staging": ("3004", "9")})])).values())


def test_a_value_turned_up_and_down_is_a_knob() -> None:
    turns = [touch(10 * n, {"production": ("4", "7") if n % 2 else ("7", "4")}) for n in range(1, 9)]
    knob = case([touch(0, {"staging": (None, "3"), "production": (None, "7")}, is_root=True), *turns], key="desired_size")
    assert any("turned there as needed" in found.says for found in findings(knob, shape_of(knob)))
    assert judge(knob).kind == "by_design"


def test_an_environment_that_got_its_own_value_back_after_an_alignment_chose_it() -> None:
    back = case(
        [
            touch(0, {"eu": (None, "in"), "us": (None, "in")}, is_root=True),
            touch(10, {"us": ("in", "out")}, environments=("us",)),
            touch(100, {"us": ("out", "in")}, others=2),
            touch(102, {"us": ("in", "out")}, "us: back to out", environments=("us",), tones=("reason",)),
        ],
        order=("eu", "us"),
    )
    assert any("got its own value back" in says for says in told(back))
    verdict = judge(back)
    assert (verdict.kind, verdict.deliberate, verdict.diverged) == ("by_design", ("eu", "us"), ())


def test_a_revert_that_sweeps_other_values_along_gives_nothing_back_on_purpose() -> None:
    swept = case(
        [
            BORN,
            touch(10, {"staging": ("3000", "5000")}),
            touch(12, {"production": ("3000", "5000")}, others=2),
            touch(13, {"production": ("5000", "3000")}, 'Revert "release"', others=2, reverts=("0" * 38 + "78",)),
        ]
    )
    assert not any("value back after it had been made like the others" in found.says for found in findings(swept, shape_of(swept)))
    assert (judge(swept).kind, judge(swept).mechanism) == ("accident", "bad_revert")


def test_a_trial_before_production_stays_there() -> None:
    tried = case([BORN, touch(198, {"staging": ("3000", "9")}, "practice", tones=("trial",))])
    assert "the commit calls it a trial" in seen(tried)["by_design/temporary"]


def test_a_commit_that_gives_each_file_its_own_value_chose_them_and_an_import_did_not() -> None:
    rows = {"staging": (None, "5000"), "production": (None, "30000")}
    assert any("value of its own" in says for says in told(case([touch(5, rows, "rate limits")])))
    assert not any("value of its own" in says for says in told(case([touch(5, rows, "import from the old server")])))


def test_a_rule_with_old_figures_still_says_that_the_key_may_differ() -> None:
    stale = case(
        [
            touch(0, {"staging": (None, "10"), "production": (None, "60")}, is_root=True),
            touch(60, {"production": ("60", "90")}, environments=("production",)),
        ],
        expected={"staging": "10", "production": "60"},
    )
    assert "figures are older" in seen(stale)["by_design/contract"]


def test_a_rule_broken_by_a_sweeping_change_says_what_was_meant() -> None:
    broken = case(
        [BORN, touch(5, {"production": ("3000", "60")}), touch(60, {"production": ("60", "9000")}, "template bump", others=12)],
        expected={"staging": "3000", "production": "60"},
    )
    assert "a change about other things took it away" in seen(broken)["accident/overwritten"]


# What leaves a mark.


def test_an_override_that_was_to_be_temporary_and_hides_a_base_is_an_accident() -> None:
    hidden = case(
        [
            BORN,
            touch(20, {"production": ("3000", "500")}, vows=(Vow("temporary", "until the shards are up"),)),
            touch(120, {"staging": ("3000", "2000")}, "2 s everywhere", vows=(Vow("scope", "2 s everywhere", "everywhere"),)),
        ],
        maskings=(Masking("t120", day(120), "3000", "2000", frozenset({"production"})),),
    )
    verdict = judge(hidden)
    assert (verdict.kind, verdict.mechanism, verdict.diverged, verdict.intended_value) == ("accident", "masked", ("production",), "2000")


def test_a_part_that_was_replaced_everywhere_but_in_one_value_was_missed_there() -> None:
    values = {name: f"registry.{name}.example/app-v101" for name in ("ovh", "turing", "prod")}
    bumped = {name: (value, value.replace("v101", "v102")) for name, value in values.items() if name != "prod"}
    born = touch(0, {name: (None, value) for name, value in values.items()}, is_root=True)
    missed = case([born, touch(30, bumped, "bump the prefix across the federation")], order=("ovh", "turing", "prod"))
    found = next(one for one in findings(missed, shape_of(missed)) if "kept v101" in one.says)
    assert (found.diverged, found.intended) == (frozenset({"prod"}), "registry.prod.example/app-v102")


def test_the_old_name_left_behind_is_an_accident_of_the_renaming() -> None:
    rename = touch(
        30,
        {"staging": (None, "9000")},
        others_full=(OtherValue("staging", "env.OLD_MS", "9000", None),),
    )
    first = touch(0, {"staging": (None, None), "production": (None, None)}, is_root=True)
    one = case([first, rename], files={"production": {"env.OLD_MS": "9000"}, "staging": {}}, ever_agreed=True)
    found = next(found for found in findings(one, shape_of(one)) if found.mechanism == "renamed")
    assert (found.diverged, found.intended) == (frozenset({"production"}), "9000")


def test_a_copied_file_is_known_by_what_else_came_along_and_was_mended() -> None:
    model = {"T_MS": "600", "CERT": "staging.pem", "LOG": "debug"}
    kind = {"T_MS": "30", "CERT": "prod.pem", "LOG": "info"}
    one = case(
        [
            touch(0, {"staging": (None, "30"), "production-eu": (None, "30")}, is_root=True),
            touch(20, {"staging": ("30", "600")}),
            touch(60, {"production-uk": (None, "600")}, created=frozenset({"production-uk"})),
        ],
        order=("staging", "production-eu", "production-uk"),
        at_birth={"production-uk": {"production-uk": model, "staging": model, "production-eu": kind}},
        files={"production-uk": {**model, "CERT": "prod.pem"}},
    )
    copied = [found.says for found in findings(one, shape_of(one)) if found.mechanism == "copied"]
    assert any("came along into production-uk's file" in says for says in copied)
    assert any("put right since" in says for says in copied)
    assert judge(one).diverged == ("production-uk",)


def test_a_bulk_edit_that_left_one_out_is_told_from_a_turn_that_has_not_come() -> None:
    born = touch(0, {"dev": (None, "1"), "staging": (None, "1"), "production": (None, "1")}, is_root=True)
    waits = case([born, touch(199, {"dev": ("1", "2"), "staging": ("1", "2")})])
    assert "accident/missed" not in leanings(waits)
    missed = case([born, touch(60, {"dev": ("1", "2"), "production": ("1", "2")})])
    assert (judge(missed).kind, judge(missed).diverged) == ("accident", ("staging",))


# What was said.


@pytest.mark.parametrize(
    ("when", "kind"),
    [(199.0, "rollout"), (60.0, "stalled_rollout")],
)
def test_a_promise_to_carry_on_is_a_rollout_until_its_time_is_over(when: float, kind: str) -> None:
    vow = Vow("carry_on", "production follows tomorrow", None, ("production",), day(when + 1), "open", ("production",))
    raised = touch(when, {"staging": ("3000", "10000")}, vows=(vow,))
    assert judge(case([BORN, raised])).kind == kind


def test_a_fix_in_production_amid_trouble_was_not_carried_back() -> None:
    fix = touch(50, {"production": ("3000", "9000")}, "hotfix", tones=("trouble",))
    talk = said("will bring it to staging on monday", 50.1, about=("t50",), vows=(Vow("carry_on", "bring it to staging", state="open"),))
    verdict = judge(case([BORN, fix], said=(talk,)))
    assert (verdict.kind, verdict.mechanism, verdict.diverged) == ("unbackported_fix", "declared_hotfix", ("staging",))
    assert verdict.intended_value == "9000"


def test_words_that_limit_a_change_make_it_one_environments_own_unless_they_tell_of_now() -> None:
    change = touch(50, {"production": ("3000", "9000")})
    meant = said("only for production, the law there asks for it", 50, about=("t50",), vows=(Vow("scope", "only for production", "only"),))
    assert "for that environment alone" in seen(case([BORN, change], said=(meant,)))["by_design/nature"]
    so_far = said("prod only so far", 50, about=("t50",), vows=(Vow("scope", "prod only so far", "only"),))
    assert "by_design/nature" not in leanings(case([BORN, change], said=(so_far,)))


@pytest.mark.parametrize(
    ("words", "when", "leans"),
    [
        ("keeping production at 3000", 50, "by_design"),
        ("keeping production at 3000 until the audit is over", 190, "rollout"),
        ("keeping production at 3000 for now", 190, "rollout"),
        ("keeping production at 3000 for now", 50, None),
    ],
)
def test_an_environment_said_to_be_left_as_it_is_was_not_forgotten_while_a_hold_for_now_is_young(
    words: str, when: float, leans: str | None
) -> None:
    vow = Vow("scope", words, "held", ("production",))
    one = case([BORN, touch(when, {"staging": ("3000", "10000")}, vows=(vow,))])
    found = [found for found in findings(one, shape_of(one)) if "left as it is" in found.says]
    assert [found.leans for found in found if found.weight > 0] == ([leans] if leans else [])
    assert {found.leans for found in found if found.weight < 0} == ({"stalled_rollout", "accident"} if leans else set())


def test_a_hold_on_an_environment_that_moved_says_nothing() -> None:
    vow = Vow("scope", "keeping staging at 3000", "held", ("staging",))
    assert not [says for says in told(case([BORN, touch(50, {"staging": ("3000", "9")}, vows=(vow,))])) if "left as it is" in says]


def test_a_ticket_that_names_the_environment_left_behind_speaks_against_its_own_way() -> None:
    ticket = said("raise it in staging and production", 1, kind="ticket", about=("t20",), environments=("staging", "production"))
    one = case([BORN, touch(20, {"staging": ("3000", "9000")})], said=(ticket,))
    against = [found for found in findings(one, shape_of(one)) if found.weight < 0]
    assert {found.leans for found in against} == {"by_design", "undetermined"}
    assert all(found.cites == ("m1",) for found in against)


def test_a_ticket_closed_in_a_sweep_finished_nothing() -> None:
    ticket = said("raise it", 1, kind="ticket", about=("t20",), closed=True, in_bulk=True, ticket="PAY-1")
    assert any(
        "closed together with others" in says for says in seen(case([BORN, touch(20, {"staging": ("3000", "9")})], said=(ticket,))).values()
    )


# What was seen running.


def live(at: float, changed: Any, **more: Any) -> Any:
    return touch(at, changed, "kubectl-edit", kind="live_edit", **more)


def test_a_live_edit_that_no_file_followed_is_a_fix_not_carried_on() -> None:
    one = case([BORN, live(50, {"production": ("3000", "10000")})], declared={"production": "3000"})
    verdict = judge(one)
    assert (verdict.kind, verdict.mechanism, verdict.deliberate, verdict.diverged) == (
        "unbackported_fix",
        "live_edit",
        ("production",),
        ("staging",),
    )
    assert verdict.opened_by == "t50"


def test_a_live_fix_undone_by_a_deploy_is_an_accident_of_the_deploy() -> None:
    deploy = touch(90, {"production": ("10000", "3000")}, "helm upgrade", kind="deploy")
    one = case([BORN, live(50, {"production": ("3000", "10000")}), touch(52, {"staging": ("3000", "10000")}), deploy])
    verdict = judge(one)
    assert (verdict.kind, verdict.mechanism, verdict.diverged) == ("accident", "overwritten", ("production",))
    assert (verdict.intended_value, verdict.opened_by) == ("10000", "t90")


def test_a_value_seen_running_that_nothing_is_known_to_have_set_can_not_be_judged() -> None:
    odd = touch(90, {"production": ("3000", "20")}, "production has 20", kind="observation")
    assert judge(case([BORN, odd])).kind == "undetermined"


# The families, and the way that changes go.


def test_every_clue_says_what_it_looks_at_and_why() -> None:
    for clues in FAMILIES.values():
        for clue in clues:
            assert clue.__doc__, clue
            assert len(clue.__doc__.split()) > 12, clue


def test_the_way_of_changes_is_learned_where_names_do_not_tell_it() -> None:
    born = touch(0, {"codfw": (None, "1"), "eqiad": (None, "1")}, is_root=True)
    step = touch(198, {"eqiad": ("1", "2")})
    lags = tuple(Lag("v", "eqiad", "codfw", 1.0, 100, day(at), own=True) for at in (20, 60))
    assert judge(case([born, step], order=("codfw", "eqiad"), lags=lags)).kind == "rollout"
    assert judge(case([born, step], order=("codfw", "eqiad"))).kind == "undetermined"
