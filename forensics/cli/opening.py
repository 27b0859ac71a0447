"""Showing a page in the browser: where it is kept, and what opens it."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path


def as_page(key: str, form: str | None, output: Path | None, force: bool) -> tuple[str, Path, bool]:
    """(format, path, whether to overwrite) of the page that is to be opened: the file that was named, or the key's own in the cache.
    Raises QuestionError for another format than the page's, WriteRefused where the cache can't be made."""
    from forensics.question import QuestionError

    if form not in (None, "html"):
        raise QuestionError(f"--open shows the page: leave --format {form} out")
    return ("html", output, force) if output is not None else ("html", cached_page(key), True)


def cached_page(key: str) -> Path:
    """Where the page of a key goes when no file was named: a private folder in the user's cache, one file per key."""
    from forensics.caching import cache_folder
    from forensics.writing import WriteRefused

    cache = cache_folder()
    if cache is None:
        raise WriteRefused("there is no home folder to keep a page in: name a file with -o")
    folder = cache / "pages"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as trouble:
        raise WriteRefused(f"{folder}: can't be made: {trouble.strerror}; name a file with -o") from trouble
    name = "".join(char if char.isascii() and (char.isalnum() or char in "._-") else "-" for char in key)[:60].lstrip(".-") or "page"
    return folder / f"{name}-{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}.html"


def open_page(path: Path) -> None:
    """Opens a page in the user's browser; where there is none, a sentence on standard error says where the page is."""
    import webbrowser

    from forensics.present.clean import one_line

    whole = path.resolve()
    opened = False
    if _has_screen():
        try:
            opened = webbrowser.open(whole.as_uri())
        except (webbrowser.Error, OSError):
            opened = False
    said = "opened in the browser" if opened else "there is no browser to open it in here"
    sys.stderr.write(f"The page is {one_line(str(whole))}: {said}.\n")


def _has_screen() -> bool:
    """Whether a browser could show itself. Without a display, `webbrowser` would start a text browser in this very terminal."""
    if os.environ.get("BROWSER"):
        return True
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
