"""What the contract of expected differences says of the setting that is told of, and where it is broken or out of date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from forensics.model import ContractFinding, Setting
from forensics.present.page import Page
from forensics.present.top import labelled
from forensics.present.words import number_of

_TONES = {"in_force": "plain", "violated": "bad", "expired": "open", "stale": "open"}
_WORDS = {"in_force": "", "violated": "not kept: ", "expired": "out of date: ", "stale": "out of date: "}


def contract_words(findings: Sequence[ContractFinding], setting: Setting) -> Iterator[tuple[ContractFinding, str]]:
    """The findings on one setting, each with its sentence, the rule itself first."""
    for one in findings:
        if one.setting == setting.id:
            yield one, _WORDS[one.kind] + one.says.removeprefix("the contract " if one.kind == "in_force" else "")


def contracted(page: Page, findings: Sequence[ContractFinding], setting: Setting) -> None:
    """A paragraph for each finding; nothing where no rule speaks of the setting."""
    for place, (one, words) in enumerate(contract_words(findings, setting)):
        cites = [(f"[{number_of(cite)}]", "cite") for cite in one.cites[:3]]
        labelled(page, "" if place else "Contract", [(words, _TONES[one.kind]), *cites])


def contract_row(one: ContractFinding) -> dict[str, Any]:
    """A finding as the JSON report writes it."""
    return {
        "setting": one.setting,
        "key": one.key,
        "environment": one.environment,
        "kind": one.kind,
        "says": one.says,
        "cites": list(one.cites),
        "path": one.path,
        "line": one.line,
    }
