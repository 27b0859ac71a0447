"""A difference taken apart: which landing made it, who moved, who stood."""

from __future__ import annotations

from dataclasses import replace

from forensics.judge import judge
from forensics.judge.case import Case
from forensics.judge.shape import shape_of
from tests.judge.making import case, said, touch

FIRST = touch(0, {"staging": (None, "1"), "production": (None, "1")}, is_root=True)
RAISED = touch(10, {"staging": ("1", "2")})


def test_a_landing_that_changed_nobody_who_stands_does_not_hide_the_one_that_made_the_difference() -> None:
    made = case([FIRST, RAISED])
    folded = replace(made, touches=(*made.touches, touch(20, {"base": ("2", None)}, created=frozenset({"staging"}))))
    shape = shape_of(folded)
    assert shape is not None
    assert shape == shape_of(made)
    assert (shape.decisive.event, shape.moved, shape.stood) == ("t10", frozenset({"staging"}), frozenset({"production"}))


def test_a_case_whose_landings_changed_nobody_who_stands_has_no_shape() -> None:
    assert shape_of(replace(case([FIRST, RAISED]), touches=(touch(20, {"base": ("1", None)}),))) is None


def test_what_is_not_known_is_laid_to_git_alone_only_where_nothing_else_was_read() -> None:
    open_case: Case = case(
        [touch(0, {"eu": (None, "1"), "us": (None, "1")}, is_root=True), touch(9, {"us": ("1", "2")})], order=("eu", "us")
    )
    assert judge(open_case).summary.endswith("Git alone does not show whether that was meant.")
    heard = replace(open_case, said=(said("why do they differ?", 10, asks=True),))
    assert judge(heard).summary.endswith("What was read does not show whether that was meant.")
