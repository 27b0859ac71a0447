"""The key in one version of a file after another: what was read of one is not read again in the next."""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b

from forensics.hits import Hit, find
from forensics.keys import Key, canon
from forensics.parse import format_of, parse
from forensics.parse.reduced import Reducer
from forensics.parse.reduced_hcl import HclReducer
from forensics.parse.text import decode

# Reducing costs a look at each block; a shorter file is parsed as soon.
_WORTH_REDUCING = {"yaml": 1_500, "hcl": 300}
# A file that keeps nearly all of its text again and again is read whole from then on.
_TRIES = 3
Found = tuple[tuple[Hit, ...], str | None]


class Finder:
    """Finds one key in versions of files."""

    def __init__(self, key: Key) -> None:
        self._key = key
        bare = [canon(_below_object(spelling)) for spelling in key.spellings]
        self._reducer, self._hcl = Reducer(bare), HclReducer(bare)
        self._in_vain: Counter[str] = Counter()
        self._known: dict[tuple[str, bytes], tuple[Hit, ...]] = {}

    def find(self, path: str, content: bytes) -> Found:
        """The hits in a file's content, and why they may be incomplete: what `find(parse(path, content), key)` gives."""
        known = self.by_reduction(path, content)
        return self.find_in_whole(path, content) if known is None else known

    def find_in_whole(self, path: str, content: bytes) -> Found:
        """Likewise, by reading all of the file."""
        parsed = parse(path, content)
        return find(parsed, self._key), parsed.degraded

    def by_reduction(self, path: str, content: bytes) -> Found | None:
        """Likewise, by what of the file can concern the key; None where all of it has to be read."""
        form = format_of(path) or ""
        if len(content) < _WORTH_REDUCING.get(form, len(content) + 1) or self._in_vain[path] >= _TRIES:
            return None
        text, doubt = decode(content)
        left = None if doubt is not None else self._reducer.reduced(path, text) if form == "yaml" else self._hcl.reduced(text)
        if left is None:
            self._in_vain[path] += 1
            return None
        mark = path, blake2b(left.text.encode(), digest_size=16).digest()
        hits = self._known.get(mark)
        if hits is not None:
            self._in_vain[path] = 0
        else:
            self._in_vain[path] += 1 if 5 * len(left.text) > 4 * len(text) else -self._in_vain[path]
            parsed = parse(path, left.text.encode())
            if parsed.degraded:
                return None
            hits = self._known[mark] = find(parsed, self._key)
        return tuple(hit.on(left.lines[hit.line - 1]) for hit in hits), None


def _below_object(spelling: str) -> str:
    """The end of a spelling that begins with an object (`#Deployment/api.spec.replicas`): the object's kind and name stand elsewhere."""
    return spelling.rpartition(".")[2] if spelling.startswith("#") else spelling
