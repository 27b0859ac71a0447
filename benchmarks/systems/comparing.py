"""Our effective values beside a system's own, leaf by leaf."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.systems.flatten import TWICE, Scalar, Values
from forensics.layering import SYSTEMS, Address, Effective, merged, system_of
from forensics.model import Entry, Layer
from forensics.parse import parse

# What a system fills in itself when it reads or runs; we give the text as written, and the leaf is counted apart.
_COMPUTED = {
    "ansible": r"\{\{|!vault",
    "compose": r"\$",
    "dotenv": r"\$|`|\\n",
    "hiera": r"%\{|ENC\[",
    "rails": r"<%",
    "spring": r"\$\{",
    "terraform": r"\$\{|[(]|^(?:var|local|data|module)\.|^\[for ",
}
_BLOCKS = re.compile(r"^(?:data|locals|module|moved|output|provider|resource|terraform|variable|import)(?:\.|$)")
_OURS_ONLY = {
    "compose": re.compile(
        r"^(?:version|name)$|\.(?:env_file|depends_on|networks|build|configs|secrets)\b|^(?:networks|volumes|secrets|configs)\."
    ),
    "hiera": re.compile(r"^lookup_options\."),
    "kustomize": re.compile(r"^(?!#)|\.data\[[^\]]+\]|^#(?:Kustomization|Component)\b|^#[^.]+\.sops\."),
    "spring": re.compile(r"^spring\.(?:config|profiles)\."),
    "terraform": _BLOCKS,
}
_LONG = re.compile(r"(services\.[^.]+\.(?:volumes|ports)\[\d+\])\.")  # Compose writes these in another form
# What kustomize sets in every object: `namespace`, `labels`, `commonLabels`, `commonAnnotations`.
TRANSFORMED = "set by a transformer of kustomize"
_TRANSFORMED = re.compile(
    r"\.(?:metadata\.namespace|metadata\.(?:labels|annotations)\.[^\[]+|matchLabels\.[^\[]+|selector\.[^\[]+)$|^#Namespace/|\.subjects\[.*\.namespace$"
)
_OBJECT = re.compile(r"#[^/]+/[^.]+(?=\.)")
_SIZE = re.compile(r"(\d+)([bkmgBKMG])b?")
_SPAN = re.compile(r"(?:[\d.]+(?:ms|[smh]))+")
_YES, _NO = {"true", "yes", "on", "y"}, {"false", "no", "off", "n"}


@dataclass(slots=True)
class Tally:
    """Leaves by what came of them, and each disagreement in words."""

    counts: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)

    def disagree(self, what: str, said: str, why: str = "") -> None:
        """`why`: a reason that is known and the same for many; told apart."""
        self.counts[why or what] += 1
        self.told.append(f"{why or what}: {said}")


def stack_of(folder: Path, layers: Sequence[tuple[str, tuple[str, ...]]]) -> list[tuple[Layer, tuple[Entry, ...]]]:
    """Our reading of the files, lowest first; `layers`: path, and where its own paths stand in the whole."""
    return [(Layer(path, "", within), parse(path, (folder / path).read_bytes()).entries) for path, within in layers]


def ours(stack: Sequence[tuple[Layer, Sequence[Entry]]], declared: str = "") -> dict[str, Entry]:
    """Our effective values by address, without what is read out of texts that are files of their own.

    `declared`: the system whose file led to the stack; else the paths say whose it is.
    """
    paths = [layer.path for layer, _ in stack]
    found = merged(stack, SYSTEMS[declared] if declared else system_of(paths[-1], *paths[:-1]))
    bodies = [one for address, known in found.items() if _holds_more(known.entry.value or "") for one in _inside(address)]
    return {text_of(address): known.entry for address, known in found.items() if not _stands_in(address, bodies, found)}


def _holds_more(text: str) -> bool:
    """A file of its own, or a reference with a default: what we read in it stands below the text itself."""
    return "\n" in text or "${" in text


def _inside(address: Address) -> tuple[Address, Address]:
    return address, (*address[:-2], f"{address[-2]}[{address[-1]}]") if len(address) > 1 else address


def _stands_in(address: Address, bodies: Sequence[Address], found: Mapping[Address, Effective]) -> bool:
    return any(len(address) > len(body) and address[: len(body)] == body for body in bodies)


def text_of(address: Address) -> str:
    """An address as one text, as the systems' answers are written."""
    return ".".join(address).replace(".[", "[")


def compare(system: str, where: str, mine: Mapping[str, Entry], theirs: Values, tally: Tally) -> None:
    """Counts every leaf of both."""
    theirs = _as_written(mine, theirs)
    if system == "kustomize":
        theirs = _by_their_own_names(mine, theirs, tally)
    skip = _OURS_ONLY.get(system, re.compile(r"(?!)"))
    computed = re.compile(_COMPUTED.get(system, r"(?!)"))
    twice = tuple(address.removesuffix(TWICE) for address in theirs if address.endswith(TWICE))
    tally.counts["objects that share a name"] += len(twice)
    long = {hit[1] for address in mine if (hit := _LONG.match(address))} if system == "compose" else set()
    for address in sorted(mine.keys() | theirs.keys()):
        if skip.search(address) or address.startswith(twice) or any(address.startswith(one) for one in long):
            continue
        entry = mine.get(address)
        shelled = system == "compose" and entry is not None and entry.kind in ("null", "reference") and ".environment." in address
        if entry is not None and (shelled or computed.search(entry.value or "")):
            tally.counts["computed by the system"] += 1
        elif entry is None and system == "kustomize" and _is_file(address, mine):
            tally.counts["a file in a ConfigMap, given by its own entries"] += 1
        elif entry is None and (theirs[address] is None or (system == "kustomize" and _is_generated(address))):
            tally.counts["a null that is left, or generated"] += 1
        elif entry is None:
            tally.disagree("we lack", f"{where} {address}: theirs {theirs[address]!r}", _known(system, address))
        elif address not in theirs:
            if system == "kustomize" and address.endswith(".metadata.name"):
                continue  # told by the object's address
            if entry.kind == "null" or (entry.value or "") in ("{}", "[]"):
                tally.counts["a null that is left, or generated"] += 1
            else:
                tally.disagree("we invent", f"{where} {address}: ours {entry.value!r}", _known(system, address))
        elif alike(entry, theirs[address]):
            tally.counts["agree"] += 1
        else:
            tally.disagree("other value", f"{where} {address}: ours {entry.value!r}, theirs {theirs[address]!r}", _known(system, address))


def _known(system: str, address: str) -> str:
    return TRANSFORMED if system == "kustomize" and _TRANSFORMED.search(address) else ""


def _as_written(mine: Mapping[str, Entry], theirs: Values) -> Values:
    """Compose makes lists of commands that are one text; here they are one text again where ours are and mean the same."""
    lists: dict[str, list[str]] = {}
    for address, value in theirs.items():
        if hit := re.fullmatch(r"(.*\.(?:command|entrypoint|test))\[\d+\]", address):
            lists.setdefault(hit[1], []).append(str(value))
    found = dict(theirs)
    for address, parts in lists.items():
        text = mine[address].value if address in mine else None
        if text is not None and "$" in text.replace("$$", ""):  # worked out; then compared no further
            found = {one: value for one, value in found.items() if not one.startswith(f"{address}[")} | {address: text}
        elif text is not None and parts in (
            _shell_split(text.replace("$$", "$")),
            ["CMD-SHELL", text],
            ["CMD-SHELL", text.replace("$$", "$")],
        ):
            found = {one: value for one, value in found.items() if not one.startswith(f"{address}[")}
            found[address] = text
    return found


def _shell_split(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        return []


def _by_their_own_names(mine: Mapping[str, Entry], theirs: Values, tally: Tally) -> Values:
    """Objects that kustomize's namePrefix or nameSuffix renamed, by the names that their files give them."""
    ours, built = ({hit[0] for address in values if (hit := _OBJECT.match(address))} for values in (mine, theirs))
    names: dict[str, str] = {}
    for one in sorted(built - ours):
        kind, _, name = one.partition("/")
        known = [own for own in ours - built if own.partition("/")[0] == kind and _affixed(name, own.partition("/")[2])]
        if known:
            names[one] = max(known, key=len)
    tally.counts["objects that kustomize renamed"] += len(names)
    found: Values = {}
    for address, value in theirs.items():
        hit = _OBJECT.match(address)
        own = names.get(hit[0]) if hit else None
        if own is None:
            found[address] = value
        elif not address.endswith(".metadata.name"):
            found[own + address[len(hit[0]) :]] = value  # type: ignore[index]
    return found


def _affixed(name: str, own: str) -> bool:
    return name != own and (name.startswith(own) or name.endswith(own))


def _is_file(address: str, mine: Mapping[str, Entry]) -> bool:
    above, _, name = address.partition(".data.")
    return bool(name) and any(one.startswith(f"{above}.data[{name}]") for one in mine)


def _is_generated(address: str) -> bool:
    return bool(re.search(r"\.(?:apiVersion|kind|metadata\.name|type)$", address))


def alike(entry: Entry, theirs: Scalar) -> bool:
    """Whether the text that we keep and the value that a system makes of it are one."""
    text = entry.value
    if text is not None and re.search(r"^[^\n]*:/[^\n:]*:[\w,]+$", text) and isinstance(theirs, str):
        text, theirs = (re.sub(r":[\w,]+$", "", one) if one.count(":") == 2 else one for one in (text, theirs))  # a volume's mode
    if theirs is None or text is None:
        return (text or "").strip() in ("", "null", "~") and not theirs
    if isinstance(theirs, bool):
        return text.strip().lower() in (_YES if theirs else _NO)
    if isinstance(theirs, int | float):
        return _number(text) == float(theirs)
    return text == theirs or " ".join(text.split()) == " ".join(theirs.split()) or _typed(text, theirs)


def _typed(text: str, theirs: str) -> bool:
    """A system that makes texts of typed values: True, 511 of 0777, 1.0E3."""
    number = _number(text)
    if number is not None and _number(theirs) == number:
        return True
    if text.endswith(("/tcp", "/")) and text.removesuffix("/tcp").rstrip("/") == theirs:
        return True
    if (size := _SIZE.fullmatch(text)) and theirs.isdecimal():
        return int(size[1]) << 10 * "bkmg".index(size[2].lower()) == int(theirs)
    if _SPAN.fullmatch(text) and _SPAN.fullmatch(theirs):
        return _seconds(text) == _seconds(theirs)
    return theirs.lower() in ("true", "false") and text.lower() in (_YES if theirs.lower() == "true" else _NO)


def _seconds(span: str) -> float:
    return sum(float(amount) * {"ms": 0.001, "s": 1, "m": 60, "h": 3600}[unit] for amount, unit in re.findall(r"([\d.]+)(ms|[smh])", span))


def _number(text: str) -> float | None:
    plain = text.strip().replace("_", "")
    for read in (float, lambda said: float(int(said, 0)), lambda said: float(int(said, 8)), _sexagesimal):
        try:
            value = read(plain)
        except ValueError:
            continue
        if not (read is float and re.fullmatch(r"[-+]?0[0-7]+", plain)):
            return value
    return None


def _sexagesimal(said: str) -> float:
    parts = [int(part) for part in said.split(":")]
    return float(sum(part * 60**place for place, part in enumerate(reversed(parts))))
