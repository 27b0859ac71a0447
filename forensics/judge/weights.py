"""How much each clue weighs: log-likelihood ratios, argued here, in one table.

0.7 is "twice as likely under this explanation as otherwise", 1.4 four times, 2.1 eight times. There are too few independent cases to fit
a weight for each clue without learning the cases by heart, so the weights are argued, and what turns their sum into a probability
(the ceilings, the sharpness, what a second finding of one family counts) is set on held-out cases: see benchmarks/judging.
"""

from __future__ import annotations

from typing import Final

WEIGHTS: Final[dict[str, float]] = {
    # A written rule is about as good as evidence gets; it may still be stale.
    "contract": 3.2,
    # Addresses, sizes and log levels differ between environments nearly always on purpose.
    "nature": 1.6,
    "nature_once_equal": 0.6,
    "own_name_in_value": 2.4,
    # Nobody wrote why, and the difference is as old as the files: it may be design or an import of what ran.
    "never_agreed": 0.6,
    "imported": 1.0,
    "first_commit": 0.8,
    # Values that stood apart for half a year under the eyes of five later edits of the same files were seen, and left so.
    "long_kept": 1.0,
    # Which way a change went.
    "upstream_first": 1.4,
    "within_usual_lag": 1.6,
    "young": 1.0,
    "beyond_usual_lag": 1.8,
    "others_overtook": 0.8,
    "newer_version": 1.2,
    "production_first": 1.6,
    "reached_all": 2.6,
    # Somebody set it and somebody unset it: a trial, a switch-off, a withdrawn release; seldom an accident.
    "taken_back": 1.4,
    # Mechanisms that leave a mark of their own in git.
    "one_slip_away": 3.0,
    "same_commit_one_differs": 1.2,
    "hand_made_merge": 2.6,
    "stale_side": 3.4,
    "revert_swept": 2.8,
    "partial_revert": 2.6,
    "misspelled_key": 3.4,
    "redundant_override": 2.8,
    "temporary_override": 1.8,
    "base_for_all": 1.4,
    "born_by_copy": 2.2,
    "skipped_by_bulk": 2.6,
    "returned_unmentioned": 1.6,
    "many_others": 0.7,
    # Equal values where a rule names unequal ones: about as telling as a mark of its own, if the rule is not stale. A habit alone
    # says less: habits end. A commit that names the key, or sets all of them, was made by somebody who looked.
    "agrees_against_contract": 2.0,
    "agrees_against_habit": 1.2,
    "agrees_by_name": 2.0,
    "agreement_named": 1.4,
    "focused": 0.7,
    # A rule whose figures are old still says that the key may differ; one that a sweeping change broke says what was meant.
    "contract_out_of_date": 1.8,
    "left_its_rule": 1.6,
    # Environments that go their own way: a custom from the second time on; a choice where one got its own value back.
    "born_apart": 1.6,
    "trial": 2.0,
    "turned": 1.6,
    "own_course": 1.6,
    "own_course_often": 2.4,
    "own_course_named": 0.6,
    "put_back": 1.4,
    "put_back_to_old": 0.8,
    "put_back_reasoned": 1.0,
    "chosen_again": 0.8,
    # Copies: what else came along, what was mended since, what a rule keeps for the model alone.
    "copied_together": 1.0,
    "leftovers_mended": 1.0,
    "copied_against_contract": 0.8,
    "always_together": 1.4,
    "old_name_kept": 3.0,
    "not_substituted": 2.8,
    # What was seen running: a server's record of a write is as good as a commit.
    "edited_live": 3.0,
    "not_codified": 0.6,
    "live_edit_undone": 3.2,
    "undone_and_kept_elsewhere": 0.8,
    "seen_only": 1.6,
    "not_yet_running": 1.6,
    "live_did_not_last": 0.8,
    # What was said. A witness, not a proof: people say what they intend, and what they believe.
    "promise_open": 1.3,
    "promise_not_due": 1.3,
    "wanted_elsewhere": 1.2,
    "wanted_is_known": 0.6,
    "scope_in_words": 1.2,
    "meant": 1.6,
    "held_back": 1.4,
    "reasoned_alone": 1.2,
    "believed_done": 0.6,
    "under_pressure": 1.0,
    "told_by_hand": 1.6,
    "told_by_hand_unseen": 2.0,
    "closed_in_bulk": 0.5,
    "nobody_knows": 0.8,
}
# A mechanism that left its mark explains the same standing still that would otherwise look like a stalled rollout: the weight of
# a direction is cut to this share where a mark of at least so much was found.
EXPLAINED_FROM: Final = 1.8
EXPLAINED_SHARE: Final = 0.35
# A custom of setting environments apart makes of the way that a change went less, too, though it may still be one that travels.
CUSTOM_FROM: Final = 1.6
CUSTOM_SHARE: Final = 0.6
# What the first, second, … finding of one family counts for, where they lean the same way.
SAME_SIDE: Final = (1.0, 0.6, 0.4, 0.3)
# What is assumed before any clue (log-odds against each other); a little towards "cannot tell".
PRIORS: Final[dict[str, float]] = {
    "by_design": 0.2,
    "rollout": 0.0,
    "stalled_rollout": -0.2,
    "unbackported_fix": -0.1,
    "accident": -0.4,
    "undetermined": 0.6,
}
# Of an episode of which nothing but git was read, no verdict is surer than this: careful readers of such histories agree with one
# another, and with what came out later, about three times in four.
GIT_ALONE: Final = 0.78
# How sharp a sum of clues is: so much where nothing tells of the difference, and so much more where all is told of (judge/coverage.py).
# Set on written incidents, worlds left out in turn.
DULL: Final = 0.8
SHARPNESS: Final = 0.7
CEILING: Final = 0.96
# So far below its ceiling a probability begins to be pressed together.
KNEE: Final = 0.2
