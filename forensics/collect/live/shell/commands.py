"""A typed command, or the words that a program was started with, as what it does to settings: a plain dict of programs."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from forensics.collect.live.shell import clouds, files, kubectl
from forensics.collect.live.shell.deeds import Deed, Scene, options
from forensics.collect.live.shell.words import Command, Word, commands
from forensics.keys import Key

PROGRAMS: dict[str, Callable[[Scene], Iterator[Deed]]] = {
    "kubectl": kubectl.kubectl, "oc": kubectl.kubectl, "k": kubectl.kubectl, "kubecolor": kubectl.kubectl, "helm": kubectl.helm,
    "sed": files.sed, "gsed": files.sed, "perl": files.perl, "export": files.exported, "unset": files.unset, "systemctl": files.systemctl,
    "service": files.service, "aws": clouds.aws, "terraform": clouds.terraform, "tofu": clouds.terraform, "terragrunt": clouds.terraform,
    "docker": clouds.docker, "podman": clouds.docker, "docker-compose": clouds.compose, "gcloud": clouds.gcloud, "heroku": clouds.heroku,
    "cf": clouds.cf, "consul": clouds.consul,
    **dict.fromkeys(("vi", "vim", "nvim", "view", "nano", "pico", "emacs", "ed", "ex", "joe", "micro", "mcedit", "sudoedit"), files.editor),
    **dict.fromkeys(("cp", "mv", "install", "scp", "rsync"), files.copied),
}  # fmt: skip
_DEEPEST = 4  # shells inside shells: sudo ssh host 'bash -c "…"'
# Programs that run another, with their options that take a word of their own.
_BEFORE = {
    "sudo": frozenset({"-u", "-g", "-h", "-p", "-C", "-T", "-U", "-D", "-R"}), "doas": frozenset({"-u", "-C"}), "nohup": frozenset(),
    "time": frozenset(), "command": frozenset(), "exec": frozenset(), "nice": frozenset({"-n"}), "env": frozenset({"-u", "-C", "-S"}),
    "timeout": frozenset({"-s", "-k"}), "builtin": frozenset(), "watch": frozenset({"-n", "--interval"}),
}  # fmt: skip
_SSH = frozenset({"-i", "-p", "-l", "-o", "-F", "-J", "-L", "-R", "-D", "-b", "-c", "-E", "-m", "-S", "-W"})
_SHELLS = frozenset({"sh", "bash", "zsh", "dash", "ash", "ksh", "su"})


@dataclass(frozen=True, slots=True)
class Done:
    """A deed, and the host that it was done on where the command itself went there."""

    deed: Deed
    host: str | None


def deeds_of(text: str, key: Key) -> tuple[Done, ...]:
    """What a typed line does, in order; nothing where it can't be taken apart."""
    return tuple(_line(text, key, None, 0))


def deeds_of_words(words: Iterable[str], key: Key) -> tuple[Done, ...]:
    """What a program does that was started with these words; no shell fills anything in any more."""
    return tuple(_run(Command([Word(word) for word in words]), key, None, 0))


def _line(text: str, key: Key, host: str | None, depth: int) -> Iterator[Done]:
    if depth > _DEEPEST:
        return
    for command in commands(text) or ():
        yield from _run(command, key, host, depth)


def _run(command: Command, key: Key, host: str | None, depth: int) -> Iterator[Done]:
    words = list(command.words)
    assigned = _leading(words)
    while words and (name := _program(words[0])) in _BEFORE:
        words = _after(words[1:], _BEFORE[name], name)
        assigned += _leading(words)
    if not words:
        scene = Scene(command, tuple(assigned), key)
        yield from (Done(deed, host) for deed in files.exported(scene))
        return
    name, rest = _program(words[0]), words[1:]
    inner = _inner(name, rest)
    if inner is not None:
        yield from _line(inner[0], key, inner[1] or host, depth + 1)
        return
    command.words = words
    if command.writes or name == "tee":
        yield from (Done(deed, host) for deed in files.written(command, key))
    reader = PROGRAMS.get(name)
    if reader is not None:
        yield from (Done(deed, host) for deed in reader(Scene(command, tuple(rest), key)))


def _program(word: Word) -> str:
    return word.text.rpartition("/")[2]


def _leading(words: list[Word]) -> list[Word]:
    """Takes the assignments that stand before a command off it: they count for that command alone."""
    taken: list[Word] = []
    while words and "=" in words[0].text and words[0].text.partition("=")[0].isidentifier():
        taken.append(words.pop(0))
    return taken


def _after(words: list[Word], valued: frozenset[str], name: str) -> list[Word]:
    """The command that `sudo` and the like are given."""
    at = 0
    while at < len(words) and words[at].text.startswith("-") and words[at].text != "--":
        if name == "sudo" and words[at].text == "-e":
            return [Word("sudoedit"), *words[at + 1 :]]
        at += 2 if words[at].text in valued else 1
    at += at < len(words) and words[at].text == "--"
    return words[at + (name == "timeout") :]


def _inner(name: str, rest: list[Word]) -> tuple[str, str | None] | None:
    """The command line that another shell is given, and on which host; None where none is."""
    if name == "ssh":
        return _ssh(rest)
    if name in _SHELLS:
        at = next((place for place, word in enumerate(rest) if word.text.startswith("-") and word.text.endswith("c")), None)
        return (rest[at + 1].text, None) if at is not None and at + 1 < len(rest) else None
    if name in ("kubectl", "oc", "k") and any(word.text == "exec" for word in rest[:6]):
        at = next((place for place, word in enumerate(rest) if word.text == "--"), None)
        return (_joined(rest[at + 1 :]), "a container") if at is not None else ("", None)
    if name in ("docker", "podman") and rest and rest[0].text == "exec":
        plain = options(rest[1:], frozenset({"-e", "--env", "-u", "--user", "-w", "--workdir"})).plain
        return _joined(plain[1:]), "a container"
    return None


def _ssh(rest: list[Word]) -> tuple[str, str | None]:
    at = 0
    while at < len(rest) and rest[at].text.startswith("-"):
        at += 2 if rest[at].text in _SSH else 1
    if at >= len(rest):
        return "", None
    # What ssh is given is read by the other side's shell once more.
    return " ".join(word.text for word in rest[at + 1 :]), rest[at].text.rpartition("@")[2]


def _joined(words: Iterable[Word]) -> str:
    return " ".join(shlex.quote(word.text) for word in words)
