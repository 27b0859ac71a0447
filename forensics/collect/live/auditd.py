"""auditd's EXECVE records and sudo's log lines: which programs ran, when, and for which login."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from forensics.collect.live.lens import Lens, epoch, moment
from forensics.collect.live.shell.commands import deeds_of_words
from forensics.collect.live.shell.evidence import evidence
from forensics.collect.live.shell.words import commands
from forensics.model import Gap, LiveRead, Watched

_RECORD = re.compile(r"type=(EXECVE|SYSCALL)\s+msg=audit\((\d{9,11}(?:\.\d{1,3})?):(\d{1,19})\)\s*:(.*)")
_INTERPRETED = re.compile(r"type=EXECVE\s+msg=audit\(\d{1,2}/\d{1,2}/\d{2,4} ")
_NODE = re.compile(r"\bnode=(\S{1,255})")
# A long argument is split into a1[0], a1[1], …; a value is quoted, or hex where it has blanks or worse (audit-userspace).
_ARGUMENT = re.compile(r"\ba(\d{1,5})(?:\[(\d{1,5})\])?=(?:\"([^\"]*)\"|([0-9A-Fa-f]+))")
_FIELD = re.compile(r"\b(auid|AUID|success)=\"?([^\s\"]+)")
_SUDO = re.compile(r"^(\S+(?: +\S+ +\S+)?) (\S+) sudo(?:\[\d+\])?: +(\S+) : .*?\bCOMMAND=(.*)$")
_SUDO_HEAD = re.compile(r"\bsudo(?:\[\d+\])?: +\S+ : .*\bCOMMAND=")
_UNSET = frozenset({"4294967295", "-1", "unset"})
_MOST = 50_000  # argument words of one record


def recognises(head: str) -> bool:
    return "msg=audit(" in head and "type=" in head


def recognises_sudo(head: str) -> bool:
    return _SUDO_HEAD.search(head) is not None


@dataclass(slots=True)
class _Ran:
    """The records of one audit event."""

    line: int = 0
    time: float = 0.0
    arguments: dict[tuple[int, int], str] = field(default_factory=dict)
    auid: str | None = None
    failed: bool = False
    node: str | None = None

    def words(self) -> list[str]:
        joined: dict[int, str] = {}
        for (place, _), text in sorted(self.arguments.items()):
            joined[place] = joined.get(place, "") + text
        return [joined[place] for place in sorted(joined)]


def read(text: str, lens: Lens) -> LiveRead:
    """Programs that ran and concern the key. The login (`auid`) stays the same through sudo and su; that a program ran does not say
    that it did what it was asked."""
    ran = _events(text)
    made = LiveRead.joined(_evidence(one, lens) for one in ran.values() if one.arguments and not one.failed)
    times = [time for one in ran.values() if (time := epoch(one.time)) is not None]
    if times:
        covers = "programs that the audit rules log on this host"
        made += LiveRead(watched=(Watched(lens.environment, min(times), max(times), "auditd", covers, lens.spot()),))
    if _INTERPRETED.search(text) is not None:
        why = "records with interpreted times were not read: in which zone they are is unknown (take them with ausearch --raw)"
        made += LiveRead(gaps=(Gap(lens.where, why),))
    return made


def _evidence(one: _Ran, lens: Lens) -> LiveRead:
    actor = f"auid {one.auid}" if one.auid is not None and one.auid not in _UNSET else None
    done = deeds_of_words(one.words(), lens.key)
    return LiveRead.joined(evidence(each, epoch(one.time), "executed", "auditd", one.line, lens, actor) for each in done)


def _events(text: str) -> dict[tuple[str, str, str], _Ran]:
    ran: dict[tuple[str, str, str], _Ran] = {}
    for number, line in enumerate(text.split("\n"), 1):
        hit = _RECORD.search(line)
        if hit is None:
            continue
        node = _NODE.search(line[: hit.start()])
        one = ran.setdefault((node[1] if node else "", hit[2], hit[3]), _Ran(node=node[1] if node else None))
        one.line, one.time = one.line or number, float(hit[2])
        if hit[1] == "EXECVE":
            one.line = number
            for argument in list(_ARGUMENT.finditer(hit[4]))[:_MOST]:
                one.arguments[int(argument[1]), int(argument[2] or 0)] = _plain(argument)
        else:
            told = dict(_FIELD.findall(hit[4]))
            one.auid = told.get("AUID") or told.get("auid")
            one.failed = told.get("success") == "no"
    return ran


def _plain(hit: re.Match[str]) -> str:
    if hit[3] is not None:
        return hit[3]
    return bytes.fromhex(hit[4]).decode(errors="replace") if len(hit[4]) % 2 == 0 else hit[4]


def read_sudo(text: str, lens: Lens) -> LiveRead:
    """sudo's lines in syslog. Where they have no year and no zone, as syslog's old form has it, the time stays unknown."""
    made, without = LiveRead(), 0
    for number, time_text, host, user, command in _sudo_lines(text):
        time = moment(time_text)
        without += time is None
        for parsed in commands(command) or ():
            for done in deeds_of_words([word.text for word in parsed.words], lens.key):
                made += evidence(done, time, "executed", f"sudo on {host}", number, lens, user)
    if without:
        made += LiveRead(gaps=(Gap(lens.where, f"{without} sudo lines have no year or zone: when they ran is unknown"),))
    return made


def _sudo_lines(text: str) -> Iterator[tuple[int, str, str, str, str]]:
    for number, line in enumerate(text.split("\n"), 1):
        if "COMMAND=" in line and (hit := _SUDO.match(line)) is not None:
            yield number, hit[1], hit[2], hit[3], hit[4]
