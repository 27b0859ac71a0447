"""The one way from a live file's bytes to evidence: which source it is by its content, then that source's reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from forensics.collect.live import audit, auditd, aws, dumps, flags, helm, kubernetes, terraform
from forensics.collect.live.lens import Lens, Mask
from forensics.collect.live.shell import history
from forensics.keys import Key
from forensics.model import Gap, LiveRead
from forensics.parse.text import decode

LARGEST = 512_000_000  # bytes of one file
_HEAD = 8_000
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Reader:
    """How one source's files are recognised, by the first and last thousands of their characters, and read."""

    recognises: Callable[[str], bool]
    read: Callable[[str, Lens], LiveRead]


# In the order in which they are tried: the more particular first. What reads bytes is asked before (`_by_bytes`).
READERS: dict[str, Reader] = {
    "kubernetes audit": Reader(audit.recognises, audit.read),
    "cloudtrail": Reader(aws.recognises_trail, aws.read_trail),
    "auditd": Reader(auditd.recognises, auditd.read),
    "sudo": Reader(auditd.recognises_sudo, auditd.read_sudo),
    "terraform": Reader(terraform.recognises, terraform.read),
    "helm history": Reader(helm.recognises_history, helm.read_history),
    "helm release": Reader(helm.recognises_payload, helm.read_payload),
    "launchdarkly": Reader(flags.recognises_launchdarkly, flags.read_launchdarkly),
    "unleash": Reader(flags.recognises_unleash, flags.read_unleash),
    "snapshot": Reader(dumps.recognises_snapshot, dumps.read_snapshot),
    "ssm": Reader(aws.recognises_parameters, aws.read_parameters),
    "kubernetes": Reader(kubernetes.recognises, kubernetes.read),
    "helm values": Reader(helm.recognises_values, helm.read_values),
    "dotenv": Reader(dumps.recognises_dotenv, dumps.read_dotenv),
    "values": Reader(helm.recognises_any_values, helm.read_values),
}


def read_live(
    content: bytes,
    environment: str,
    at: datetime | None,
    key: Key,
    where: str = "",
    objects: tuple[str, ...] = (),
    mask: Mask | None = None,
) -> LiveRead:
    """What a file seen in an environment says of the key: values, edits, rollouts, owners, watched time, and what could not be read.

    `at`: when it was taken, where the file doesn't say; `where`: its name, for citing; `objects` and `mask`: see Lens. Never raises.
    """
    lens = Lens(environment, key, at, where, objects, mask)
    try:
        return _read(content, lens)
    except RecursionError:
        return LiveRead(gaps=(Gap(where, "nested too deep to be read"),))
    except Exception as surprise:  # a reader's own mistake costs one file and is said; it must not end the run
        return LiveRead(gaps=(Gap(where, f"this file could not be read ({type(surprise).__name__})"),))


def read_shell_history(content: bytes, environment: str, key: Key, where: str = "") -> LiveRead:
    """What a shell history says of the key; see history.read. Never raises."""
    lens = Lens(environment, key, None, where)
    try:
        return history.read(content, lens)
    except Exception as surprise:
        return LiveRead(gaps=(Gap(where, f"this history could not be read ({type(surprise).__name__})"),))


def _read(content: bytes, lens: Lens) -> LiveRead:
    if not content.strip():
        return LiveRead(gaps=(Gap(lens.where, "the file is empty"),))
    if len(content) > LARGEST:
        return LiveRead(gaps=(Gap(lens.where, f"the file is larger than {LARGEST // 1_000_000} MB"),))
    by_bytes = _by_bytes(content, lens)
    if by_bytes is not None:
        return by_bytes
    text, doubt = decode(content)
    head = text[:_HEAD] + "\n" + text[-_HEAD:] if len(text) > _HEAD else text
    for reader in READERS.values():
        if reader.recognises(head):
            made = reader.read(text, lens)
            return made if doubt is None else made + LiveRead(gaps=(Gap(lens.where, f"the text is doubtful ({doubt})"),))
    return LiveRead(gaps=(Gap(lens.where, "this is nothing that was recognised: a Kubernetes dump, a state, a log, a dump of variables"),))


def _by_bytes(content: bytes, lens: Lens) -> LiveRead | None:
    """The sources whose bytes are no text yet."""
    if dumps.recognises_environ(content):
        return dumps.read_environ(content, lens)
    if content.startswith(_UTF_16):
        return None
    if b"\0" in content[:_HEAD]:
        return LiveRead(gaps=(Gap(lens.where, "this is a binary file"),))
    if history.recognises(content[:_HEAD].decode(errors="replace")):
        return history.read(content, replace(lens, at=None))
    return None
