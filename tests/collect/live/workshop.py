"""What the tests of live evidence share: reading under a fixed question, and Kubernetes objects in the form that kubectl prints."""

from __future__ import annotations

import json
import textwrap
from datetime import UTC, datetime

from forensics.collect.live import read_live, read_shell_history
from forensics.keys import Key
from forensics.model import LiveRead, utc_text

KEY = "PAYMENT_TIMEOUT_MS"
AT = datetime(2026, 11, 17, 14, 0, tzinfo=UTC)


def read(content: str | bytes, key: str = KEY, at: datetime | None = AT, objects: tuple[str, ...] = ()) -> LiveRead:
    raw = content.encode() if isinstance(content, str) else content
    return read_live(raw, "production", at, Key(key), "live.txt", objects)


def history(content: str | bytes, key: str = KEY) -> LiveRead:
    raw = content.encode() if isinstance(content, str) else content
    return read_shell_history(raw, "production", Key(key), "history")


def values(read: LiveRead) -> list[tuple[str | None, str]]:
    return [(seen.value, seen.proves) for seen in read.observations]


def edits(read: LiveRead) -> list[tuple[str, str | None, str | None]]:
    return [(edit.how, edit.keypath, edit.value) for edit in read.edits]


def times(*moments: datetime | None) -> list[str | None]:
    return [utc_text(moment) for moment in moments]


def dedent(text: str) -> str:
    return textwrap.dedent(text).lstrip("\n")


def manager(name: str, time: str, keys: list[str], operation: str = "Update", container: str = "api") -> str:
    """An entry of managedFields that owns variables of a container."""
    own = "".join(f"                      {field}: {{}}\n" for field in (".", "f:name", "f:value"))
    rows = "".join(f'                    k:{{"name":"{key}"}}:\n{own}' for key in keys)
    return (
        "  - apiVersion: apps/v1\n    fieldsType: FieldsV1\n    fieldsV1:\n      f:spec:\n        f:template:\n          f:spec:\n"
        f'            f:containers:\n              k:{{"name":"{container}"}}:\n                  f:env:\n{rows}'
        f'    manager: {name}\n    operation: {operation}\n    time: "{time}"\n'
    )


def workload(
    variables: dict[str, str],
    managers: tuple[str, ...] = (),
    kind: str = "Deployment",
    name: str = "api",
    annotations: dict[str, str] | None = None,
    created: str = "2026-01-05T10:00:00Z",
    owner: str | None = None,
    extra: str = "",
) -> str:
    """A workload as `kubectl get -o yaml` prints it."""
    notes = "".join(f"    {key}: {json.dumps(value)}\n" for key, value in (annotations or {}).items())
    kept = "".join(managers)
    owned = (
        f"  ownerReferences:\n  - apiVersion: apps/v1\n    kind: {owner.split('/')[0]}\n    name: {owner.split('/')[1]}\n" if owner else ""
    )
    env = "".join(f"        - name: {key}\n          value: {json.dumps(value)}\n" for key, value in variables.items())
    return (
        f"apiVersion: apps/v1\nkind: {kind}\nmetadata:\n"
        + (f"  annotations:\n{notes}" if notes else "")
        + f'  creationTimestamp: "{created}"\n'
        + (f"  managedFields:\n{kept}" if kept else "")
        + f"  name: {name}\n  namespace: shop\n{owned}"
        + "spec:\n  replicas: 2\n  template:\n    spec:\n      containers:\n      - image: registry.example/api:1.2.0\n        name: api\n"
        + (f"        env:\n{env}" if env else "")
        + extra
    )


def listed(*objects: str) -> str:
    """Objects wrapped in a List, as kubectl prints several."""
    rows = "".join("- " + textwrap.indent(one, "  ")[2:] for one in objects)
    return f'apiVersion: v1\nitems:\n{rows}kind: List\nmetadata:\n  resourceVersion: ""\n'
