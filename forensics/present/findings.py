"""What was seen running beside what the files said: each named finding in a sentence, with its citations."""

from __future__ import annotations

from forensics.model import Setting
from forensics.present.page import Page
from forensics.present.words import Roles, number_of

FINDINGS = {
    "live_only": "live only",
    "undone": "undone",
    "codified_later": "codified later",
    "codified_elsewhere": "codified elsewhere",
    "unmanaged": "in no file",
    "not_yet_running": "not yet running",
    "split": "two values at once",
    "conflict": "sources disagree",
    "clock": "clocks differ",
}
_TONES = {"codified_later": "good", "undone": "bad", "live_only": "open", "unmanaged": "open"}


def findings(page: Page, setting: Setting, roles: Roles) -> None:
    """A section with each finding; nothing where there is none."""
    if not setting.findings:
        return
    page.heading("SEEN RUNNING", "beside what the files say")
    room = max(len(FINDINGS[one.mechanism]) for one in setting.findings)
    for one in setting.findings:
        cites = [(f"[{number_of(cite)}]", "cite") for cite in one.cites]
        told = [(roles.text(one.says), "plain"), *cites]
        page.wrapped([("  ", "plain"), (FINDINGS[one.mechanism].ljust(room + 2), _TONES.get(one.mechanism, "calm"))], told, 4 + room)
