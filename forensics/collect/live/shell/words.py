"""A command line as a shell takes it apart: simple commands, their words without quotes, redirections, and what is piped in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from forensics.parse.assignments import QUOTED, SUBSTITUTION, plain

LONGEST = 20_000  # characters of one command; beyond it nothing is read
_MOST_COMMANDS = 200
# Each repetition is possessive: what nothing closes costs one look.
_WORD = re.compile(rf"(?:\$'(?:[^'\\]++|\\.)*+'|{QUOTED}|{SUBSTITUTION}|`[^`]*+`|\\.|\$\{{[^{{}}\n]*+\}}|[^\s;&|<>()'\"\\`])++", re.DOTALL)
_OPERATOR = re.compile(r"&&|\|\||\|&|&>>|&>|<<<|<<-?|>>|>\||[<>]&?|;;|[;&|()\n]")
_BLANK = re.compile(r"(?:[ \t\r]++|\\\n)*+")
_REDIRECTS = frozenset({">", ">>", ">|", "&>", "&>>", "<", "<<", "<<-", "<<<", ">&", "<&"})
_SINGLE = re.compile(r"'[^']*+'")


@dataclass(frozen=True, slots=True)
class Word:
    """A word without its quotes. `open`: it holds something that only the shell could fill in (`$X`, `$(…)`)."""

    text: str
    open: bool = False

    def __str__(self) -> str:
        return self.text


@dataclass(slots=True)
class Command:
    """One simple command. `writes`: the files that its output goes to; `fed_by`: the command whose output it reads; `here`: the text
    that stands below it (`<<EOF`)."""

    words: list[Word] = field(default_factory=list)
    writes: list[str] = field(default_factory=list)
    fed_by: Command | None = None
    feeds: bool = False
    here: str | None = None


def commands(text: str) -> list[Command] | None:
    """The simple commands of a line, in order; None where it can't be taken apart with certainty (a quote that nothing closes)."""
    if len(text) > LONGEST:
        return None
    return _Splitter(text).split()


class _Splitter:
    """A cursor over the text; `redirect` is the operator that the next word belongs to."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.redirect = text, 0, ""
        self.found = [Command()]
        self.awaited: list[tuple[Command, str]] = []

    def split(self) -> list[Command] | None:
        text = self.text
        while self.at < len(text) and len(self.found) < _MOST_COMMANDS:
            hit = _BLANK.match(text, self.at)
            self.at = hit.end() if hit is not None else self.at
            if text.startswith("#", self.at) and (self.at == 0 or text[self.at - 1] in " \t\n;&|("):
                end = text.find("\n", self.at)
                self.at = len(text) if end < 0 else end
            elif (hit := _WORD.match(text, self.at)) is not None:
                self.at = hit.end()
                self._word(hit[0])
            elif (hit := _OPERATOR.match(text, self.at)) is not None:
                self.at = hit.end()
                self._operator(hit[0])
            elif self.at < len(text):
                return None
        return [command for command in self.found if command.words or command.writes]

    def _word(self, raw: str) -> None:
        command, redirect, self.redirect = self.found[-1], self.redirect, ""
        if redirect in (">", ">>", ">|", "&>", "&>>"):
            command.writes.append(plain(raw))
        elif redirect in ("<<", "<<-"):
            self.awaited.append((command, plain(raw)))
        elif not redirect:
            bare = _SINGLE.sub("", raw)
            command.words.append(Word(plain(raw), "$" in bare or "`" in bare))

    def _operator(self, sign: str) -> None:
        words = self.found[-1].words
        if sign in _REDIRECTS:
            if words and words[-1].text in ("1", "2") and self.text[self.at - len(sign) - 1].isdigit():
                words.pop()  # `2>` names a stream
            self.redirect = sign
            return
        piped = self.found[-1] if sign in ("|", "|&") else None
        if piped is not None:
            piped.feeds = True
        self.found.append(Command(fed_by=piped))
        if sign == "\n":
            self._here_texts()

    def _here_texts(self) -> None:
        """Takes the texts that the line before has announced: they are no commands."""
        for command, end in self.awaited:
            lines = []
            while self.at < len(self.text):
                line, _, _ = self.text[self.at :].partition("\n")
                self.at += len(line) + 1
                if line.strip("\t") == end:
                    break
                lines.append(line)
            command.here = "\n".join(lines)
        self.awaited = []
