"""The wording that every presenter for people shares: roles, strengths, mechanisms, times. Blameless by construction."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from forensics.model import CodeRead, Event, Setting, Stand, Verdict, VerdictKind, utc_text

Tone = Literal["good", "bad", "open", "calm"]


@dataclass(frozen=True, slots=True)
class Role:
    """What an environment's value is called in a headline: `LEFT BEHIND`; its tone; and in a few words how it came about."""

    label: str
    tone: Tone
    because: str = ""


_HEADLINES = {
    "by_design": "Different on purpose",
    "rollout": "A rollout",
    "stalled_rollout": "A rollout that stopped on the way",
    "unbackported_fix": "A fix that was not carried on",
    "accident": "A value that nobody chose",
    "undetermined": "The evidence does not decide",
}
_KINDS = {
    "by_design": "a difference on purpose",
    "rollout": "a rollout",
    "stalled_rollout": "a rollout that stopped",
    "unbackported_fix": "a fix not carried on",
    "accident": "an accident",
    "undetermined": "no answer",
}
# Mechanism → what a diverged environment's value is called, and how it came about. The mechanism is the subject.
_DIVERGED = {
    "missed": ("LEFT BEHIND", "the change did not reach it"),
    "pin_lag": ("LEFT BEHIND", "its pin was not moved along"),
    "staged": ("LEFT BEHIND", "the next step did not follow"),
    "declared_hotfix": ("LEFT BEHIND", "the fix did not reach it"),
    "live_edit": ("LEFT BEHIND", "the edit by hand did not reach it"),
    "flag": ("LEFT BEHIND", "the switch did not reach it"),
    "overwritten": ("OVERWRITTEN", "a deploy put the declared value back"),
    "typo": ("MISTYPED", "the new value looks mistyped"),
    "bad_revert": ("REVERTED ALONG", "a revert took it along"),
    "bad_merge": ("LOST IN A MERGE", "a merge dropped the value"),
    "copied": ("COPIED ACROSS", "the value came with a copied file"),
    "masked": ("MASKED", "an override hides the changed value"),
    "renamed": ("LOST IN A RENAME", "the old name went, the value stayed behind"),
}
_MECHANISMS = {
    "live_edit": "an edit by hand",
    "declared_hotfix": "a fix in one environment",
    "overwritten": "overwritten by a deploy",
    "missed": "a change that passed one by",
    "typo": "a mistyped value",
    "bad_revert": "a revert that took more along",
    "bad_merge": "a merge that dropped a value",
    "copied": "a copied file",
    "masked": "an override that hides a change",
    "renamed": "a renamed key",
    "staged": "one environment after the other",
    "pin_lag": "a pin that lags",
    "flag": "a switch",
    "contract": "the contract says so",
    "nature": "the key's nature",
}
_EVENT_WORDS = {
    "change": "change",
    "masked": "hidden by an override",
    "commit": "commit",
    "live_edit": "live edit",
    "observation": "seen live",
    "deploy": "deploy",
    "message": "chat",
    "ticket": "ticket",
    "ticket_change": "ticket",
    "ticket_comment": "ticket",
}


def headline(verdict: Verdict) -> str:
    """The verdict's kind as a headline: `A rollout that stopped on the way`."""
    return headline_of(verdict.kind)


def headline_of(kind: VerdictKind) -> str:
    return _HEADLINES[kind]


def kind_words(kind: str) -> str:
    """An explanation that a clue leans to, in words: a verdict's kind, a mechanism, or the word itself."""
    return _KINDS.get(kind) or _MECHANISMS.get(kind) or kind.replace("_", " ")


def mechanism_words(mechanism: str) -> str:
    return _MECHANISMS.get(mechanism, mechanism.replace("_", " "))


def event_word(event: Event) -> str:
    return _EVENT_WORDS.get(event.kind, event.kind.replace("_", " "))


def strength(confidence: float) -> str:
    """A confidence in words; a bare percentage would claim more than a band does."""
    bands = ((0.9, "very strong"), (0.75, "strong"), (0.55, "moderate"))
    return next((word for least, word in bands if confidence >= least), "weak")


def weight_word(weight: float) -> str:
    """A clue's weight (a log-likelihood ratio) in the same words: odds of 20, 5 and 2 to 1 (e^3, e^1.6, e^0.7)."""
    bands = ((3.0, "very strong"), (1.6, "strong"), (0.7, "moderate"))
    return next((word for least, word in bands if abs(weight) >= least), "weak")


def role(stand: Stand, setting: Setting, verdict: Verdict | None) -> Role:
    """What one environment's value is called, by the verdict's roles, or by its own timeline where no verdict names it."""
    if stand.state == "unreadable" and stand.observed is None:
        return Role("NOT READABLE", "open", "its file could not be read")
    if verdict is not None and verdict.kind == "undetermined":
        return Role("CANNOT TELL", "open", "the evidence does not decide")
    if verdict is not None and stand.environment in verdict.diverged:
        label, because = _DIVERGED.get(verdict.mechanism, ("LEFT BEHIND", "the change did not reach it"))
        if verdict.kind in ("stalled_rollout", "unbackported_fix"):
            label = "LEFT BEHIND"
        return Role(label, "bad", because)
    if verdict is not None and stand.environment in verdict.deliberate:
        return _chosen(stand, setting, verdict)
    return _bystander(stand, setting, verdict)


def _chosen(stand: Stand, setting: Setting, verdict: Verdict) -> Role:
    if verdict.kind == "by_design":
        return Role("EXPECTED", "calm", mechanism_words(verdict.mechanism))
    if verdict.mechanism == "live_edit" and stand.observed is not None and stand.observed != stand.declared:
        return Role("LIVE ONLY", "good", f"set by hand; the files say {shown(stand.declared)}")
    if moves(setting, stand.environment) > 1:
        return Role("CHANGED ON PURPOSE", "good")
    return Role("AS CHOSEN", "good", "its value was never changed")


def _bystander(stand: Stand, setting: Setting, verdict: Verdict | None) -> Role:
    if live_only(stand, setting):
        return Role("LIVE ONLY", "open", f"seen running; the files say {shown(stand.declared)}")
    if stand.state == "absent" and stand.observed is None:
        return Role("NOT SET", "calm")
    if verdict is not None and verdict.kind == "rollout":
        return Role("STILL TO COME", "calm", "the rollout is under way")
    if inherits(stand):
        return Role("INHERITED", "calm", f"from {stand.layers[0].path.rpartition('/')[2]}")
    if moves(setting, stand.environment) < 2:
        return Role("UNCHANGED", "calm")
    open_now = [episode for episode in setting.episodes if episode.closed_at is None]
    if verdict is None and open_now:
        return Role("DIFFERS", "open", "not judged")
    return Role("IN STEP" if not open_now else "SET", "calm")


def live_only(stand: Stand, setting: Setting) -> bool:
    """Whether what runs stands in none of the environment's files, as a finding says."""
    found = any(
        one.environment == stand.environment and one.mechanism in ("live_only", "unmanaged") for one in setting.findings
    )
    return found and stand.observed is not None and stand.observed != stand.declared


def default_words(read: CodeRead) -> str:
    """What code that reads the key falls back to."""
    return f"default {read.default}" if read.default is not None else "no default stands beside the read"


def inherits(stand: Stand) -> bool:
    """Whether the value comes from a file below the environment's own."""
    return len(stand.layers) > 1 and stand.layers[-1].value is None and any(layer.value is not None for layer in stand.layers)


def moves(setting: Setting, environment: str) -> int:
    """How many values an environment has had, one after the other."""
    return sum(len(spans) for name, spans in setting.timelines if name == environment)


def shown(value: str | None) -> str:
    """A value as it stands in a sentence: an absent and an empty one can be seen."""
    return "(not set)" if value is None else value if value.strip() else f'"{value}"'


def minute(moment: datetime) -> str:
    """`2026-05-03 14:02Z`."""
    return moment.strftime("%Y-%m-%d %H:%MZ")


def day(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d")


def lasted(span: timedelta) -> str:
    """A duration in its largest fitting unit: `41 min`, `6 h`, `97 days`."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < 120:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h"
    return f"{minutes // (24 * 60)} days"


def counted(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def number_of(event_id: str) -> str:
    """How a sentence cites an event: `e4` is cited as `4`."""
    return event_id[1:] if re.fullmatch(r"e\d+", event_id) else event_id


def utc(moment: datetime) -> str:
    return utc_text(moment) or ""


class Roles:
    """Takes people's names out of texts that quote commits and chats; where names were asked for, leaves them.

    Only names that can't be mistaken for something else are taken out: those with a blank, a dot or an @ inside.
    """

    def __init__(self, actors: Iterable[str | None], who: bool) -> None:
        names = {actor for actor in actors if actor and len(actor) > 4 and re.search(r"[ .@]", actor.strip())} if not who else set()
        longest_first = sorted(names, key=lambda name: (-len(name), name))
        self._pattern = re.compile(r"(?<!\w)(?:" + "|".join(re.escape(name) for name in longest_first) + r")(?!\w)") if names else None
        self.who = who

    def text(self, text: str) -> str:
        return self._pattern.sub("somebody", text) if self._pattern else text
