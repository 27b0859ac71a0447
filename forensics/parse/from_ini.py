"""INI and its kin (`.cfg`, `.conf`, systemd units) → tree: section, key; a file of another shape gives nothing."""

from __future__ import annotations

import re

from forensics.parse.tree import Leaf, Map, Outline, Stop

_SECTION = re.compile(r"\[{1,2}([^\[\]\n]+)\]{1,2}\s*(?:[#;].*)?$")  # two brackets: TOML in a file called .conf, as Telegraf's
# A key may end in brackets: `command[check_disk]=` in Nagios' nrpe.cfg, `listen[0]=`.
_SETTING = re.compile(r"([A-Za-z0-9_][^\s=:\[\](){}\"']*(?:\[[\w.\-]+\])?)[ \t]*(?:=(?!=)|:(?=[ \t]|$))[ \t]*(.*)$")
_COMMENT = re.compile(r"[ \t]+[#;].*$")


def read(text: str) -> Outline:
    """The settings of an INI text. Where fewer than half of the lines are INI's, it is some other language: nothing is read."""
    root = section = Map(1)
    values: list[tuple[Leaf, list[str]]] = []  # each setting with its lines; a value may go on for many
    open_value = False
    margin = 0  # how far in the open value's key stands; what stands further in continues it, as configparser has it
    other = 0
    sections = 0
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.strip()
        if not bare or bare[0] in "#;":
            open_value = open_value and bool(bare)
        elif (head := _SECTION.match(bare)) is not None:
            section, open_value = Map(number), False
            root.pairs.append((head[1].strip(), number, section))
            sections += 1
        elif open_value and len(line) - len(line.lstrip()) > margin:
            values[-1][1].append(bare)
        elif (hit := _SETTING.match(bare)) is not None:
            leaf = Leaf("", number)
            section.pairs.append((hit[1], number, leaf))
            values.append((leaf, [_plain(hit[2])]))
            open_value, margin = True, len(line) - len(line.lstrip())
        else:
            open_value = False
            other += 1
    if other > sections + len(values):
        return Outline([], Stop(1, "not INI", foreign=True))
    for leaf, lines in values:
        leaf.text = "\n".join(lines).lstrip("\n")
    return Outline([root])


def _plain(value: str) -> str:
    value = _COMMENT.sub("", value).rstrip()
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value
