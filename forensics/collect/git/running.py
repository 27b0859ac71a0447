"""Runs git so that nothing which a repository or the caller's environment says can make it run anything else."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, Self

from .errors import RepositoryError, plain

STALL_SECONDS = 900.0
_RUN_BYTES = 512_000_000
_PASSED_ON = ("TMPDIR", "SYSTEMROOT", "DEVELOPER_DIR")  # what git's own start needs on some systems
_FLAGS = ("--no-pager", "--no-replace-objects", "--no-optional-locks", "--literal-pathspecs")
_TRANSPORTS = ("ssh", "git", "http", "https", "file", "ext")


def _settings(empty_file: str, empty_folder: str) -> tuple[tuple[str, str], ...]:
    return (
        ("core.fsmonitor", "false"),
        ("core.hooksPath", empty_folder),
        # A commit-graph and a multi-pack-index are never checked against the objects: a forged one rewrites history.
        ("core.commitGraph", "false"),
        ("core.multiPackIndex", "false"),
        ("core.attributesFile", empty_file),
        ("core.untrackedCache", "false"),
        ("core.quotePath", "false"),
        ("core.alternateRefsCommand", ""),
        ("log.showSignature", "false"),
        ("log.mailmap", "false"),
        ("gpg.program", "false"),
        ("protocol.allow", "never"),
        *((f"protocol.{name}.allow", "never") for name in _TRANSPORTS),
        ("safe.bareRepository", "explicit"),
        ("gc.auto", "0"),
        ("maintenance.auto", "false"),
        ("submodule.recurse", "false"),
        ("advice.graftFileDeprecated", "false"),
    )


def hardened_environment(empty_file: str, empty_folder: str, grafts: str, path: str) -> dict[str, str]:
    """The whole environment of a git child: an allow-list, so that no GIT_* of the caller's reaches it."""
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    environment |= {
        "PATH": path,
        "HOME": empty_folder,
        "LC_ALL": "C",
        "TZ": "UTC",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": empty_file,
        "GIT_CONFIG_SYSTEM": empty_file,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_GRAFT_FILE": grafts,
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_PAGER": "cat",
        "GIT_SSH_COMMAND": "false",
        "GIT_ASKPASS": "true",
        "SSH_ASKPASS": "true",
        "GIT_EDITOR": "true",
        # Otherwise git log flushes after every commit, which costs a third of its time on a pipe.
        "GIT_FLUSH": "0",
    }
    settings = _settings(empty_file, empty_folder)
    environment["GIT_CONFIG_COUNT"] = str(len(settings))
    for number, (key, value) in enumerate(settings):
        environment[f"GIT_CONFIG_KEY_{number}"] = key
        environment[f"GIT_CONFIG_VALUE_{number}"] = value
    return environment


class Finished(NamedTuple):
    """What a git that ended said; `complaint` is its last error in one clean line, or empty."""

    output: bytes
    status: int
    complaint: str


@dataclass(frozen=True, slots=True)
class Git:
    """A git executable with a hardened environment; `folder` is where its children stand."""

    executable: str
    folder: Path
    environment: Mapping[str, str]

    def elsewhere(self, **environment: str | None) -> Git:
        """The same git with some of its environment replaced (None: taken away)."""
        merged = {**self.environment, **environment}
        return replace(self, environment={name: value for name, value in merged.items() if value is not None})

    def start(self, *arguments: str, feed: Iterable[str] | None = None, talk: bool = False, stall: float = STALL_SECONDS) -> Running:
        """Start git; `feed` is written to its standard input line by line from a thread, `talk` leaves standard input to the caller."""
        return Running((self.executable, *_FLAGS, *arguments), self, feed, talk, stall)

    def run(self, *arguments: str, feed: Iterable[str] | None = None, stall: float = 120.0) -> Finished:
        """Run git to its end. RepositoryError if it stands still for `stall` seconds or says more than half a gigabyte."""
        with self.start(*arguments, feed=feed, stall=stall) as running:
            return running.to_its_end(arguments[0])


class Running:
    """A git child: a context manager that leaves nothing running. A watchdog kills it when a read waits too long."""

    def __init__(self, command: tuple[str, ...], git: Git, feed: Iterable[str] | None, talk: bool, stall: float) -> None:
        self._errors = tempfile.TemporaryFile(dir=git.folder)  # noqa: SIM115  closed in __exit__; a pipe could fill up and block git
        self.stalled = False
        self._waiting_since: float | None = None
        self._over = threading.Event()
        self._stall = stall
        try:
            self._child = subprocess.Popen(
                command,
                stdin=subprocess.PIPE if talk or feed is not None else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                cwd=git.folder,
                env=dict(git.environment),
                bufsize=1 << 18,
                start_new_session=True,
            )
        except OSError as trouble:
            self._errors.close()
            raise RepositoryError(f"git could not be started ({plain(str(trouble))}): check that {command[0]} can be run.") from None
        assert self._child.stdout is not None
        self.stdout: IO[bytes] = self._child.stdout
        self._threads = [threading.Thread(target=self._watch, daemon=True)]
        if feed is not None:
            self._threads.append(threading.Thread(target=self._write, args=(iter(feed),), daemon=True))
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._over.set()
        if self._child.poll() is None:
            self._kill()
        self._child.wait()
        for thread in self._threads:
            thread.join()
        for stream in (self._child.stdin, self._child.stdout, self._errors):
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()

    def read(self, size: int) -> bytes:
        """Exactly `size` bytes, fewer only where git ended."""
        with self._waiting():
            return self.stdout.read(size)

    def read_line(self) -> bytes:
        with self._waiting():
            return self.stdout.readline()

    def read_all(self, limit: int) -> bytes:
        """Everything until the end, or one byte more than `limit`."""
        return b"".join(self.chunks(limit + 1))

    def chunks(self, limit: int | None = None) -> Iterator[bytes]:
        """What git writes, in pieces, until its end or `limit` bytes."""
        left = limit
        while left is None or left > 0:
            with self._waiting():
                chunk = os.read(self.stdout.fileno(), 1 << 20 if left is None else min(left, 1 << 20))
            if not chunk:
                return
            if left is not None:
                left -= len(chunk)
            yield chunk

    def ask(self, lines: Iterable[str]) -> None:
        """Write lines to a git that was started with `talk`; a git that is gone is noticed by the next read."""
        assert self._child.stdin is not None
        with contextlib.suppress(OSError):
            self._child.stdin.write("".join(f"{line}\n" for line in lines).encode())
            self._child.stdin.flush()

    def to_its_end(self, name: str) -> Finished:
        """All that a git that was started as `name` says. RepositoryError if it stands still, or says more than half a gigabyte."""
        output = self.read_all(_RUN_BYTES)
        status, complaint = self.finish()
        if self.stalled or len(output) > _RUN_BYTES:
            trouble = f"said nothing for {self._stall:.0f} seconds" if self.stalled else "said more than can be kept"
            raise RepositoryError(f"git {name} {trouble} and was stopped: try again, or run git fsck on a copy of the repository.")
        return Finished(output, status, complaint)

    def finish(self) -> tuple[int, str]:
        """Wait for the end of a git whose output was read: its status, and its last error in one clean line."""
        if self._child.poll() is None:
            with self._waiting():
                self._child.wait()
        self._errors.seek(0)
        said = self._errors.read(64_000).decode("utf-8", "replace").splitlines()
        last = max((number for number, line in enumerate(said) if line.startswith(("fatal:", "error:"))), default=0)
        complaint = plain(" ".join(said[last:]))  # the reason may stand on the lines below
        return self._child.returncode, complaint.removeprefix("fatal: ").removeprefix("error: ")

    @contextlib.contextmanager
    def _waiting(self) -> Iterator[None]:
        self._waiting_since = time.monotonic()
        try:
            yield
        finally:
            self._waiting_since = None

    def _watch(self) -> None:
        while not self._over.wait(min(1.0, self._stall / 4)):
            since = self._waiting_since
            if since is not None and time.monotonic() - since > self._stall:
                self.stalled = True
                self._kill()
                return

    def _write(self, lines: Iterator[str]) -> None:
        assert self._child.stdin is not None
        try:
            while batch := list(islice(lines, 2000)):
                self._child.stdin.write("".join(f"{line}\n" for line in batch).encode())
        except OSError:
            pass  # git ended before it had read everything: its status tells
        finally:
            with contextlib.suppress(OSError):
                self._child.stdin.close()

    def _kill(self) -> None:
        with contextlib.suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(self._child.pid, signal.SIGKILL)
            else:
                self._child.kill()
