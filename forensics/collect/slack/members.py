"""The JSON files of an export, from a ZIP that is never extracted or from a folder: only plain, honest, bounded ones are read."""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Protocol

_MOST_MEMBERS = 2_000_000
_DEEPEST = 8
_RATIO = 300  # JSON packs to a tenth, a repetitive bot's to a hundredth; a ZIP bomb reaches 1000
_CALM = 1_000_000  # bytes: below that, no ratio harms
_CHUNK = 1_048_576


class ExportError(Exception):
    """One clear sentence: this is no Slack export that can be read at all."""


class Unread(Exception):
    """One file of the export can't be read; the text says why in a few words."""


class Members(Protocol):
    """The JSON files of an export by their names in it, with `/` between the parts; `refused` says which were not taken, and why."""

    refused: list[tuple[str, str]]

    def names(self) -> list[str]: ...

    def read(self, name: str, most: int) -> bytes:
        """The bytes of one file; Unread where they can't be had whole, or are more than `most`."""

    def close(self) -> None: ...


def open_members(path: str) -> Members:
    """The files of the ZIP or folder at `path`; ExportError where it is neither, or can't be opened."""
    place = Path(path)
    if place.is_dir():
        return FolderMembers(place)
    try:
        mode = place.stat().st_mode
        if not stat.S_ISREG(mode):
            raise ExportError(f"{path} is neither a file nor a folder: name the export's ZIP, or the folder it was unpacked into.")
        return ZipMembers(zipfile.ZipFile(place))
    except FileNotFoundError:
        raise ExportError(f"{path} does not exist: name the export's ZIP, or the folder it was unpacked into.") from None
    except OSError as trouble:
        raise ExportError(f"{path} can't be read: {trouble.strerror or 'the file is damaged'}.") from None
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise ExportError(f"{path} is no whole ZIP: download the export again, or name the folder it was unpacked into.") from None


def _strange(name: str) -> str | None:
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or parts[0].endswith(":") or "\0" in name:
        return "its name leads out of the export"
    return "it lies too deep" if len(parts) > _DEEPEST else None


@dataclass(slots=True)
class ZipMembers:
    """Of a ZIP. Names that occur twice are refused both: nobody can tell which of them a viewer would show."""

    bundle: zipfile.ZipFile
    refused: list[tuple[str, str]] = field(default_factory=list)
    _taken: dict[str, zipfile.ZipInfo] = field(default_factory=dict)

    def __post_init__(self) -> None:
        listed = self.bundle.infolist()
        if len(listed) > _MOST_MEMBERS:
            raise ExportError(f"The ZIP holds {len(listed)} files: more than any export does.")
        wanted = [(member.filename.replace("\\", "/"), member) for member in listed]
        wanted = [(name, member) for name, member in wanted if name.endswith(".json") and not name.startswith("__MACOSX/")]
        times = Counter(name for name, _ in wanted)
        for name, member in wanted:
            why = _strange(name)
            if times[name] > 1:
                why = f"{times[name]} files of the ZIP have this name"
            elif stat.S_ISLNK(member.external_attr >> 16):
                why = "it is a link"
            elif member.flag_bits & 0x1:
                why = "it is encrypted"
            elif member.file_size > _CALM and member.file_size > _RATIO * max(1, member.compress_size):
                why = "it unpacks to far more than any export's file does"
            if why is None:
                self._taken[name] = member
            elif (name, why) not in self.refused[-1:]:
                self.refused.append((name, why))

    def names(self) -> list[str]:
        return list(self._taken)

    def read(self, name: str, most: int) -> bytes:
        member = self._taken[name]
        # The size that the ZIP states may be a lie: what comes out is counted.
        most = min(most, max(_CALM, _RATIO * member.compress_size))
        pieces: list[bytes] = []
        try:
            with self.bundle.open(member) as stream:
                while piece := stream.read(_CHUNK):
                    most -= len(piece)
                    if most < 0:
                        raise Unread("it is too large")
                    pieces.append(piece)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, IndexError):
            raise Unread("it is damaged in the ZIP") from None
        except Exception as trouble:
            if isinstance(trouble, Unread):
                raise
            raise Unread("it can't be unpacked") from None  # lzma and bz2 have errors of their own
        return b"".join(pieces)

    def close(self) -> None:
        self.bundle.close()


@dataclass(slots=True)
class FolderMembers:
    """Of a folder. No link is followed, and only regular files are opened."""

    folder: Path
    refused: list[tuple[str, str]] = field(default_factory=list)
    _listed: list[str] | None = None

    def names(self) -> list[str]:
        if self._listed is None:
            self._listed = sorted(self._below("", 1))
        return self._listed

    def _below(self, prefix: str, depth: int) -> Iterator[str]:
        try:
            with os.scandir(self.folder / prefix) as entries:
                for entry in entries:
                    name = prefix + entry.name
                    if entry.is_symlink():
                        if name.endswith(".json") or entry.is_dir():
                            self.refused.append((name, "it is a link"))
                    elif entry.is_dir(follow_symlinks=False):
                        if depth < _DEEPEST and not entry.name.startswith("."):
                            yield from self._below(f"{name}/", depth + 1)
                    elif name.endswith(".json"):
                        if entry.is_file(follow_symlinks=False):
                            yield name
                        else:
                            self.refused.append((name, "it is not a regular file"))
        except OSError as trouble:
            self.refused.append((prefix or ".", f"the folder can't be read ({trouble.strerror})"))

    def read(self, name: str, most: int) -> bytes:
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        try:
            with os.fdopen(os.open(self.folder / PurePosixPath(name), flags), "rb") as stream:
                if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                    raise Unread("it is not a regular file")
                content = stream.read(most + 1)
        except OSError as trouble:
            raise Unread(f"it can't be read ({trouble.strerror})") from None
        if len(content) > most:
            raise Unread("it is too large")
        return content

    def close(self) -> None:
        """Nothing is kept open."""
