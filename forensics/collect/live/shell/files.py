"""Files and services of a host as they are changed by hand: sed, editors, echo and tee, copies, systemctl, exports."""

from __future__ import annotations

import re
from collections.abc import Iterator

from forensics.collect.live.shell.deeds import Deed, Scene, is_configuration, options, said_in, settings
from forensics.collect.live.shell.words import Command
from forensics.keys import Key

_SED_VALUED = frozenset({"-e", "--expression", "-f", "--file", "-l"})
_SUBSTITUTE = re.compile(r"(?:(?<=[;{}/\d$,\s!])|\A)s([^\w\s\\])")
_REGEX = re.compile(r"[\\.*\[\]^$+?(){}|]")
_GROUP_BEFORE = re.compile(r"\\?\(.*[=:]\s*[\"']?\\?\)")
_RESTARTS = frozenset({"restart", "reload", "try-restart", "reload-or-restart", "stop", "start"})


def sed(scene: Scene) -> Iterator[Deed]:
    """`sed -i` on files: the value where the replacement spells the key and it; else that these files were touched."""
    told = options(scene.words, _SED_VALUED)
    if not any(name.startswith(("-i", "--in-place")) or re.fullmatch(r"-[nErsz]*i.*", name) for name, _ in told.given):
        return
    scripts = told.all("-e", "--expression") or list(told.plain[:1])
    files = told.plain if told.all("-e", "--expression", "-f", "--file") else told.plain[1:]
    for file in files or ():
        for script in scripts:
            yield from _script(script.text, file.text, script.open, scene.key)


def perl(scene: Scene) -> Iterator[Deed]:
    """`perl -pi -e 's/…/…/'`, which reads like sed's."""
    told = options(scene.words, frozenset({"-e"}))
    flags = "".join(name for name, _ in told.given if not name.startswith("--"))
    script = next((word for name, word in told.given if name.endswith("e") and word.text), None)
    files = told.plain
    if script is None and files:
        script, files = files[0], files[1:]
    if "i" in flags and script is not None:
        for file in files:
            yield from _script(script.text, file.text, script.open, scene.key)


def _script(script: str, file: str, dynamic: bool, key: Key) -> Iterator[Deed]:
    found = False
    for pattern, replacement in _substitutions(script):
        for name, value in _replaced(pattern, replacement, key):
            found = True
            was = [told for other, told in said_in(pattern.strip("^$"), key) if other == name and not _REGEX.search(told)]
            known = value is not None and not (dynamic and "$" in value)
            yield Deed("sed -i", file, path=(name,), value=value if known else None, before=was[0] if was else None)
    mentioned = _mentioned(script, key)
    if not found and mentioned is not None:
        gone = re.search(r"/[ \t]*d\s*\Z", script) is not None
        yield Deed("sed -i", file, path=(mentioned,), removed=gone, note="" if gone else "what it became is not known")


def _substitutions(script: str) -> Iterator[tuple[str, str]]:
    """Pattern and replacement of each `s` command, whatever it is delimited by."""
    at = 0
    while (hit := _SUBSTITUTE.search(script, at)) is not None:
        parts: list[str] = []
        part: list[str] = []
        at = hit.end()
        while at < len(script) and len(parts) < 2:
            char = script[at]
            if char == "\\" and at + 1 < len(script):
                part.append(script[at + 1] if script[at + 1] == hit[1] else script[at : at + 2])
                at += 2
                continue
            if char == hit[1]:
                parts.append("".join(part))
                part = []
            else:
                part.append(char)
            at += 1
        if len(parts) == 2:
            yield parts[0], parts[1]


def _replaced(pattern: str, replacement: str, key: Key) -> Iterator[tuple[str, str | None]]:
    told = list(said_in(replacement, key))
    for name, value in told:
        yield name, None if re.search(r"\\\d|&|\$\d", value) else value
    if told:
        return
    mentioned = _mentioned(pattern, key)
    rest = re.fullmatch(r"(?:\\1|\$1|\$\{1\})([^\\&$]*)", replacement)
    if mentioned is not None:
        # `s/\(KEY=\).*/\130/`: the first group is the name with its sign, and what follows it the value.
        yield mentioned, rest[1].strip("\"'") if rest is not None and _GROUP_BEFORE.search(pattern) and pattern.endswith(".*") else None


def _mentioned(text: str, key: Key) -> str | None:
    return next((name for name in re.findall(r"[A-Za-z_][\w.\-]*", text.replace("\\.", ".")) if key.tier((name,)) is not None), None)


def editor(scene: Scene) -> Iterator[Deed]:
    """An editor on a file that may hold settings: opened, whatever was written."""
    program = "an editor"
    for word in scene.words:
        if not word.text.startswith(("-", "+")) and is_configuration(word.text):
            yield Deed(program, word.text, note="what was written is not known")


def written(command: Command, key: Key) -> Iterator[Deed]:
    """`echo KEY=v >> file`, also through tee: the text is the value, as far as it is spelled out."""
    tee = bool(command.words) and command.words[0].text == "tee"
    source = command.fed_by if tee and command.here is None else command
    targets = [word.text for word in command.words[1:] if not word.text.startswith("-")] if tee else command.writes
    if source is not None and source.here is not None:
        yield from _here(source.here, targets, key)
        return
    if source is None or not source.words or source.words[0].text not in ("echo", "printf"):
        for target in targets:
            if is_configuration(target):
                yield Deed("a redirection", target, note="what was written is not known")
        return
    text = " ".join(word.text for word in source.words[1:] if word.text not in ("-n", "-e", "-E")).replace("\\n", "\n")
    dynamic = any(word.open for word in source.words)
    for target in targets:
        for name, value in said_in(text, key):
            yield Deed(f"{source.words[0]} into a file", target, path=(name,), value=None if dynamic and "$" in value else value)


def _here(text: str, targets: list[str], key: Key) -> Iterator[Deed]:
    """A text typed below the command, as the file that it becomes."""
    for target in targets:
        for name, value in said_in(text, key):
            yield Deed("a text typed into a file", target, path=(name,), value=None if "$" in value else value)


def copied(scene: Scene) -> Iterator[Deed]:
    """cp, mv, install and the like: the last word was overwritten."""
    names = [word.text for word in scene.words if not word.text.startswith("-")]
    if len(names) > 1 and is_configuration(names[-1]):
        yield Deed("a copied file", names[-1].rpartition(":")[2], note="what was written is not known")


def exported(scene: Scene) -> Iterator[Deed]:
    """`export X=v`: for that shell and what it starts, not for a service that runs already."""
    for path, value, note in settings(scene.words, scene.key):
        yield Deed("export", None, path=path, value=value, note=f"{note}; for that shell only".lstrip("; "))


def unset(scene: Scene) -> Iterator[Deed]:
    for word in scene.words:
        if scene.key.tier((word.text,)) is not None:
            yield Deed("unset", None, path=(word.text,), removed=True, note="for that shell only")


def systemctl(scene: Scene) -> Iterator[Deed]:
    """`systemctl edit` and `set-environment`; a restart is when a changed file takes effect."""
    told = options(scene.words, frozenset({"-H", "--host", "-M", "--machine", "-t", "-p", "--property"}))
    words = [word.text for word in told.plain]
    if len(words) < 2 and words != ["daemon-reload"]:
        return
    if words[0] == "edit":
        yield Deed("systemctl edit", words[1], note="what was written is not known")
    elif words[0] in ("set-environment", "set-property"):
        for path, value, note in settings(told.plain[1:], scene.key):
            yield Deed(f"systemctl {words[0]}", None, path=path, value=value, note=note)
    elif words[0] in _RESTARTS:
        for unit in words[1:]:
            yield Deed(f"systemctl {words[0]}", unit, rollout="restart")


def service(scene: Scene) -> Iterator[Deed]:
    words = [word.text for word in scene.words]
    if len(words) > 1 and words[1] in _RESTARTS:
        yield Deed(f"service {words[1]}", words[0], rollout="restart")
