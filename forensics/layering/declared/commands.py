"""Commands in CI files, Makefiles and scripts: the files that helm, compose, terraform and ansible are given, in their order.

Order: helm's `-f` left to right, then `--set`, wherever it stands (helm.sh, helm upgrade); compose's `-f` left to right; Terraform's
`-var` and `-var-file` left to right above the files that it finds itself; ansible's `-e @file` left to right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from forensics.layering.declared.paths import filled, folder_of, is_open, joined
from forensics.layering.declared.reference import Declared, Part, Reference
from forensics.layering.declared.setting import set_entries

_NAME = re.compile(
    r"(?i)(^|/)(\.github/(workflows|actions)/.*\.ya?ml|\.gitlab-ci[^/]*\.ya?ml|\.gitlab/.*\.ya?ml|\.circleci/[^/]*\.ya?ml|\.travis\.yml"
    r"|\.?(azure|bitbucket|cloudbuild)[\w.\-]*\.ya?ml|\.drone\.yml|Taskfile\.ya?ml|Jenkinsfile[^/]*|[^/]*\.jenkinsfile|(GNU)?Makefile|[^/]*\.mk"
    r"|Justfile|[^/]*\.(sh|bash))$"
)
_COMMAND = re.compile(
    r"(?<![\w./-])(helm\s++(?:upgrade|install|template|diff\s++upgrade)|docker(?:-|\s++)compose|terraform|tofu|ansible-playbook)(?![\w./-])"
)
_CONTINUED = re.compile(r"[ \t]*\\\n[ \t]*")
_FLAG_LINE = re.compile(r"\n[ \t]+(?=--?(?:f|values|set|set-string|var-file|e|extra-vars)[ =])")
_END = re.compile(r"\n|;|&&|\|\|?|>(?!-)")
_TOKEN = re.compile(
    r"""(?:"(?:\\.|[^"\\\n])*+"|'[^'\n]*+'|\$\{\{[^}\n]*+\}\}|\{\{[^}\n]*+\}\}|\$\([^)\n]*+\)|\$\{[^}\n]*+\}|\\.|[^\s"'])++"""
)
_CD = re.compile(r"(?:^|[;&\n])\s*(?:@|-\s+|run:\s*)?cd\s+([^\s;&|]+)\s*(?:&&|;|\n)")
_FOLDER = re.compile(r"working-directory:[ \t]*([^\s#]+)")
_LONGEST = 8_000
_MOST = 300  # commands of one file


@dataclass(frozen=True, slots=True)
class Command:
    """One command: which tool, its arguments, the line that it begins on, and the folders that its paths may be relative to."""

    tool: str
    arguments: tuple[str, ...]
    line: int
    folders: tuple[str, ...]


def is_named(path: str) -> bool:
    return _NAME.search(path) is not None


def declares(path: str, content: str) -> Declared | None:
    """What the commands of a CI file, Makefile or script name, one whole per command; None where there is none."""
    if not is_named(path) or _COMMAND.search(content) is None:
        return None
    references: list[Reference] = []
    lacking: list[tuple[str, str]] = []
    systems: list[str] = []
    for command in commands(path, content):
        whole = f"{command.tool} at line {command.line}"
        found = list(_READERS[command.tool](path, whole, command))
        if any(isinstance(one, Reference) for one in found):
            systems.append(_SYSTEMS[command.tool])
            references += [one for one in found if isinstance(one, Reference)]
            lacking += [(whole, one) for one in found if isinstance(one, str)]
    return Declared(systems[0], tuple(references), (), tuple(lacking)) if references else None


def commands(path: str, content: str) -> Iterator[Command]:
    """Each command of a text, its continued lines joined."""
    for hit in islice(_COMMAND.finditer(content), _MOST):
        line_start = content.rfind("\n", 0, hit.start()) + 1
        if content[line_start : hit.start()].lstrip().startswith(("#", "//", "echo ")):
            continue
        rest = content[hit.end() : hit.end() + _LONGEST]
        rest = _FLAG_LINE.sub(" ", _CONTINUED.sub(" ", rest))
        end = _command_end(rest)
        words = tuple(_plain(token[0]) for token in _TOKEN.finditer(rest[:end]))
        tool = hit[1].split()[0].split("-")[0]
        yield Command(tool, words, content.count("\n", 0, hit.start()) + 1, _folders(path, content, hit.start()))


def _command_end(rest: str) -> int:
    """Where a command ends: at a sign outside quotes and templates."""
    at = 0
    while (stop := _END.search(rest, at)) is not None:
        token = next((one for one in _TOKEN.finditer(rest, at) if one.start() < stop.start() < one.end() and _is_quoted(one[0])), None)
        if token is None:
            return stop.start()
        at = token.end()
    return len(rest)


def _is_quoted(token: str) -> bool:
    return any(mark in token for mark in ('"', "'", "{", "$("))


def _plain(token: str) -> str:
    return token.replace('"', "").replace("'", "") if token[:1] in "\"'" or '="' in token or "='" in token else token


def _folders(path: str, content: str, start: int) -> tuple[str, ...]:
    """The folder of a `cd` in the same piece of script, a step's `working-directory`, the root, and the script's own folder."""
    found: list[str] = []
    before = content[max(0, start - 1_500) : start]
    step = max(before.rfind("- name:"), before.rfind("- run:"), before.rfind("\n\n"), 0)
    changes = _CD.findall(before, step)
    own = folder_of(path)
    for change in [*changes[-1:], *_FOLDER.findall(content[max(0, start - 1_500) : start + 600])[:1]]:
        ready, unknown = filled(change.strip("\"'"))
        found += [where for base in ("", own) if not unknown and (where := joined(base, ready)) is not None]
    bases = ("", own) if path.startswith(".") or path.endswith((".yml", ".yaml")) else (own, "")
    return tuple(dict.fromkeys([*found, *bases]))


def _file(path: str, whole: str, command: Command, target: str, rule: str, lacking: str = "", follow: bool = False) -> Reference | str:
    ready, unknown = filled(target)
    if unknown or is_open(ready.replace("{env}", "")) or "*" in ready:
        return f"{target} (which file depends on {', '.join(unknown) or 'the run'})"
    places = [where for folder in command.folders if (where := joined(folder, ready))]
    if not places or "://" in ready:
        return f"{target} (not in this repository)"
    return Reference(
        places[0],
        f"{rule} in {path}",
        whole=whole,
        declares=follow,
        otherwise=tuple(places[1:]),
        lacking=lacking or f"{target} ({rule} in {path})",
    )


def _given(words: tuple[str, ...], *flags: str) -> Iterator[tuple[str, str]]:
    """Each value of some flags, with the flag: `-f x`, `--values=x`, `-fx` is not read."""
    for place, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name in flags:
            if equals:
                yield name, value
            elif place + 1 < len(words):
                yield name, words[place + 1]


def _helm(path: str, whole: str, command: Command) -> Iterator[Reference | str]:
    words = command.arguments
    rule = f"helm at line {command.line}"
    taken = {value for _, value in _given(words, *_WITH_VALUE)}
    chart = next((word for word in words if not word.startswith("-") and word not in taken and ("/" in word or word == ".")), None)
    files = [target for _, value in _given(words, "-f", "--values") for target in value.split(",")]
    settings = list(_given(words, "--set", "--set-string"))
    if not files and not settings:
        return
    if chart and "://" not in chart:
        yield _file(path, whole, command, chart, rule, f"the chart {chart}", follow=True)
    else:
        yield f"the chart of {rule} in {path}"
    for target in files:
        yield _file(path, whole, command, target, rule)
    for flag, said in settings:
        entries, missing = set_entries(said, command.line)
        if entries:
            yield Reference(path, f"{flag} of {rule} in {path}", whole=whole, part=Part(entries))
        for one in missing:
            yield f"{flag} {one} of {rule} in {path}"
    for _, said in _given(words, "--set-file"):
        yield f"--set-file {said.partition('=')[0]} of {rule} in {path}"


def _compose(path: str, whole: str, command: Command) -> Iterator[Reference | str]:
    for _, target in _given(command.arguments, "-f", "--file"):
        if not target.startswith("-"):
            yield _file(path, whole, command, target, f"compose -f at line {command.line}", follow=True)


def _terraform(path: str, whole: str, command: Command) -> Iterator[Reference | str]:
    moved = next((value for _, value in _given(command.arguments, "-chdir")), None)
    if moved is not None:
        command = Command(
            command.tool, command.arguments, command.line, tuple(j for f in command.folders if (j := joined(f, moved)) is not None)
        )
    rule = f"at line {command.line}"
    for flag, said in _given(command.arguments, "-var-file", "--var-file", "-var", "--var"):
        if flag.endswith("file"):
            yield _file(path, whole, command, said, f"-var-file {rule}")
            continue
        name, _, value = said.partition("=")
        if "$" in value or "{{" in value:
            yield f"-var {name} {rule} in {path}"
        else:
            entries, _none = set_entries(f"{name}={value}".replace(",", "\\,"), command.line)
            yield Reference(path, f"-var {rule} in {path}", whole=whole, part=Part(entries))


def _ansible(path: str, whole: str, command: Command) -> Iterator[Reference | str]:
    for flag, said in _given(command.arguments, "-e", "--extra-vars", "-i", "--inventory"):
        rule = f"ansible-playbook {flag} at line {command.line}"
        if flag in ("-i", "--inventory"):
            yield _inventory(path, whole, command, said, rule)
        elif said.startswith("@"):
            yield _file(path, whole, command, said[1:], rule)
        else:
            yield f"{flag} {said.partition('=')[0]} at line {command.line} in {path}"


def _inventory(path: str, whole: str, command: Command, said: str, rule: str) -> Reference | str:
    found = _file(path, whole, command, said, rule, follow=True)
    return found if isinstance(found, Reference) and "," not in said else f"the inventory {said} ({rule} in {path})"


_WITH_VALUE = ("-f", "--values", "--set", "--set-string", "--set-file", "-n", "--namespace", "--timeout", "--version", "--kube-context")
_READERS = {"helm": _helm, "docker": _compose, "terraform": _terraform, "tofu": _terraform, "ansible": _ansible}
_SYSTEMS = {"helm": "helm", "docker": "compose", "terraform": "terraform", "tofu": "terraform", "ansible": "ansible"}
