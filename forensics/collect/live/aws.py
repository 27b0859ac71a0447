"""AWS: CloudTrail's events (who, when), Parameter Store's versions (which value), and the two joined by version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from forensics.collect.live.lens import Lens, moment
from forensics.collect.live.lines import Records
from forensics.collect.live.nodes import map_at, maps_at, node_at, root, text_at, texts
from forensics.hits import find
from forensics.keys import keypath
from forensics.model import ActorKind, Gap, LiveEdit, LiveRead, Observation, Parsed, Rollout, RolloutKind, Watched
from forensics.parse.shape import shape
from forensics.parse.tree import Map

_TRAIL = re.compile(r"\"eventSource\"\s*:\s*\"[\w-]+\.amazonaws\.com\"|\"CloudTrailEvent\"\s*:")
_PARAMETERS = re.compile(r"\"LastModifiedDate\"\s*:")
_SECURE = re.compile(r"\"(?:Type|Version|DataType|Policies)\"\s*:")
_TIME = re.compile(r"\\?\"eventTime\\?\"\s*:\s*\\?\"([^\"\\]{10,40})\\?\"")
_NAME = re.compile(r"\\?\"eventName\\?\"\s*:\s*\\?\"([A-Za-z]+)[\d_v]*\\?\"")
_HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS"
# What each event changes, where the parameter's name is, and where the names and values are. Lambda puts its API's version at the end
# of the event's name (UpdateFunctionConfiguration20150331v2).
_EDITS = frozenset(
    {
        *("PutParameter", "DeleteParameter", "DeleteParameters", "UpdateFunctionConfiguration", "RegisterTaskDefinition"),
        *(
            "ModifyDBParameterGroup",
            "ModifyDBClusterParameterGroup",
            "ResetDBParameterGroup",
            "ModifyCacheParameterGroup",
            "UpdateEnvironment",
        ),
    }
)
_ROLLOUTS: dict[str, RolloutKind] = {
    "UpdateService": "deploy", "CreateDeployment": "deploy", "UpdateFunctionCode": "deploy", "RebootDBInstance": "restart",
    "ExecuteChangeSet": "apply", "UpdateStack": "apply", "RestartAppServer": "restart", "StartInstanceRefresh": "deploy",
}  # fmt: skip
_OBJECTS = ("name", "functionName", "family", "dBParameterGroupName", "dBClusterParameterGroupName", "cacheParameterGroupName", "service")
_OBJECTS_TOO = ("environmentName", "stackName", "applicationName", "dBInstanceIdentifier", "autoScalingGroupName")
_VALUES = {"parameterName": "parameterValue", "optionName": "value", "name": "value"}
_ROLE = re.compile(r":assumed-role/([^/]+)/(.+)$")


def recognises_trail(head: str) -> bool:
    return _TRAIL.search(head) is not None


def recognises_parameters(head: str) -> bool:
    return head.lstrip()[:1] == "{" and _PARAMETERS.search(head) is not None and _SECURE.search(head) is not None


def read_trail(text: str, lens: Lens) -> LiveRead:
    """CloudTrail as its files have it (`Records`), as `lookup-events` answers (`Events`), or one event a line.

    Failed and read-only events don't count. What is hidden is not known: `joined` takes it from Parameter Store's history.
    """
    records = Records(text, lens, ("Records", "Events"))
    gate = lens.key.gate()
    first: datetime | None = None
    last: datetime | None = None

    def wanted(record: str) -> bool:
        nonlocal first, last
        told = _TIME.search(record)
        time = moment(told[1]) if told else None
        if time is not None:
            first, last = min(first or time, time), max(last or time, time)
        name = _NAME.search(record)
        if name is None:
            return False
        if name[1] in _ROLLOUTS:
            return True
        return name[1] in _EDITS and (gate.admits(record.encode()) or any(one.partition("/")[2] in record for one in lens.objects))

    events = [_Event(line, _unwrapped(node), lens) for line, node in records.records(wanted)]
    counted = [event for event in events if event.counts]
    watched: tuple[Watched, ...] = ()
    if first is not None and last is not None:
        watched = (Watched(lens.environment, first, last, "cloudtrail", "the API calls that this file holds", lens.spot()),)
    return LiveRead(
        edits=tuple(edit for event in counted for edit in event.edits()),
        rollouts=tuple(rollout for event in counted for rollout in event.rollouts()),
        watched=watched,
        gaps=records.gaps("CloudTrail event"),
    )


def _unwrapped(node: Map) -> Map:
    """`lookup-events` gives each event as a text inside a summary."""
    inner = text_at(node, "CloudTrailEvent")
    return (root(inner) if inner is not None else node) or node


@dataclass(frozen=True, slots=True)
class _Event:
    """One event of CloudTrail."""

    line: int
    node: Map
    lens: Lens

    @property
    def name(self) -> str:
        return re.sub(r"\d{8}(?:v\d)?\Z", "", text_at(self.node, "eventName") or "")

    @property
    def counts(self) -> bool:
        return text_at(self.node, "errorCode") is None and text_at(self.node, "readOnly") != "true"

    @property
    def time(self) -> datetime | None:
        return moment(text_at(self.node, "eventTime"))

    @property
    def object(self) -> str:
        asked = map_at(self.node, "requestParameters")
        return next((told for name in (*_OBJECTS, *_OBJECTS_TOO) if (told := text_at(asked, name)) is not None), self.name)

    def edits(self) -> Iterator[LiveEdit]:
        if self.name not in _EDITS:
            return
        found = list(self.hits())
        for path, value in found:
            yield self.edit(keypath(path), value)
        if not found and any(one.rpartition("/")[2] == self.object for one in self.lens.objects):
            yield self.edit(None, None)

    def hits(self) -> Iterator[tuple[tuple[str, ...], str | None]]:
        """The key's places in the request: by a parameter's own name, by a variable's, or by a name beside its value."""
        asked, key = map_at(self.node, "requestParameters"), self.lens.key
        if self.name in ("PutParameter", "DeleteParameter", "DeleteParameters"):
            for name in (text_at(asked, "name"), *texts(node_at(asked, "names"))):
                path = parameter_path(name or "")
                if path and key.tier(path) is not None:
                    yield path, _open(text_at(asked, "value"))
            return
        for hit in find(Parsed(tuple(shape([asked], {}).entries)), key):
            yield (self.object, *hit.path), None if hit.kind == "reference" else _open(hit.value)
        for pair in maps_at(asked, "parameters"):
            for name, value in _VALUES.items():
                told = text_at(pair, name)
                if name != "name" and told is not None and key.tier((told,)) is not None:
                    yield (self.object, told), _open(text_at(pair, value))

    def edit(self, where: str | None, value: str | None) -> LiveEdit:
        actor, sort, role = _identity(self.node)
        gone = self.name.startswith("Delete")
        return LiveEdit(
            self.lens.environment, self.time, "happened" if self.time else "unknown", "recorded", self.name, "cloudtrail",
            self.lens.spot(self.line, object=self.object), where, None if gone else value, removed=gone,
            withheld=where is not None and value is None and not gone, actor=actor, actor_kind=sort, tool=_tool(self.node),
            version=text_at(self.node, "responseElements", "version"), note=role,
        )  # fmt: skip

    def rollouts(self) -> Iterator[Rollout]:
        kind = _ROLLOUTS.get(self.name) or ("deploy" if self.name == "RegisterTaskDefinition" else None)
        if kind is None:
            return
        actor, sort, _ = _identity(self.node)
        version = text_at(self.node, "requestParameters", "taskDefinition")
        yield Rollout(
            self.lens.environment, self.time, "happened" if self.time else "unknown", kind, f"{self.name} {self.object}", "cloudtrail",
            self.lens.spot(self.line, object=self.object), version, None, None, actor, sort,
        )  # fmt: skip


def parameter_path(name: str) -> tuple[str, ...]:
    """`/prod/payments/TIMEOUT` as a path."""
    return tuple(part for part in name.removeprefix("arn:").split("/") if part)


def _open(value: str | None) -> str | None:
    return None if value is None or value == _HIDDEN or set(value) == {"*"} else value


def _identity(node: Map) -> tuple[str | None, ActorKind, str]:
    """Who called, as far as the event says: an assumed role with its session, a user, or a service. Docs: CloudTrail userIdentity."""
    identity = map_at(node, "userIdentity")
    sort, arn = text_at(identity, "type") or "", text_at(identity, "arn") or text_at(identity, "userName")
    if sort == "AWSService" or text_at(identity, "invokedBy") is not None:
        return text_at(identity, "invokedBy") or arn, "automation", "an AWS service"
    hit = _ROLE.search(arn or "")
    if hit is not None:
        person = hit[1].startswith("AWSReservedSSO_") or "@" in hit[2]
        return arn, "person" if person else "unknown", f"role {hit[1]}"
    return arn, "unknown" if sort != "Root" else "person", ""


def _tool(node: Map) -> str | None:
    """What called, by the user agent's most telling part."""
    agent = text_at(node, "userAgent") or ""
    for mark, tool in (
        ("Terraform", "Terraform"),
        ("Pulumi", "Pulumi"),
        ("console", "console"),
        ("aws-cli", "aws-cli"),
        ("Boto3", "Boto3"),
    ):
        if mark in agent:
            return tool
    return "console" if agent.startswith("Mozilla") else agent.partition(" ")[0] or None


def read_parameters(text: str, lens: Lens) -> LiveRead:
    """`aws ssm get-parameter-history`, and the other calls that answer with parameters: each version's value since its own time.

    A SecureString's value is ciphertext or a secret, and never kept. Times are seconds since 1970 or ISO 8601, as the CLI is set.
    """
    document = root(text)
    if document is None:
        return LiveRead(gaps=(Gap(lens.where, "the parameters can't be read to their end"),))
    rows = [*maps_at(document, "Parameters"), *(row for row in (map_at(document, "Parameter"),) if row.pairs)]
    made = LiveRead()
    for row in rows:
        path = parameter_path(text_at(row, "Name") or "")
        if path and lens.key.tier(path) is not None:
            made += _version(row, path, lens)
    return made


def _version(row: Map, path: tuple[str, ...], lens: Lens) -> LiveRead:
    time, version = moment(text_at(row, "LastModifiedDate")), text_at(row, "Version")
    secret = text_at(row, "Type") == "SecureString"
    value, user = text_at(row, "Value"), text_at(row, "LastModifiedUser")
    name, spot = keypath(path), lens.spot(row.line, object="/" + "/".join(path))
    seen = Observation(
        lens.environment, name, None if secret else value, "existence" if secret or value is None else "value", time,
        "changed" if time else "unknown", "ssm", spot, version=version, fingerprint=lens.fingerprint(name, value) if secret else None,
    )  # fmt: skip
    edit = LiveEdit(
        lens.environment, time, "happened" if time else "unknown", "recorded", f"version {version}", "ssm", spot, name,
        None if secret else value, withheld=secret, actor=user, version=version,
    )  # fmt: skip
    return LiveRead(observations=(seen,), edits=(edit,) if user is not None else ())


def joined(read: LiveRead) -> LiveRead:
    """CloudTrail's `PutParameter` and Parameter Store's version of the same name are one write: the first says who and by what, the
    second which value. Both must agree in the version, or nothing is joined."""
    versions = {(edit.keypath, edit.version): edit for edit in read.edits if edit.source == "ssm" and edit.version is not None}
    used: set[tuple[str | None, str | None]] = set()
    edits: list[LiveEdit] = []
    for edit in read.edits:
        name = (edit.keypath, edit.version)
        other = versions.get((edit.keypath, edit.version or "")) if edit.source == "cloudtrail" and edit.how == "PutParameter" else None
        if other is not None:
            used.add(name)
            edit = replace(
                edit, value=other.value, withheld=other.withheld, note=f"{edit.note}; value from ssm version {edit.version}".lstrip("; ")
            )
        edits.append(edit)
    return replace(read, edits=tuple(edit for edit in edits if not (edit.source == "ssm" and (edit.keypath, edit.version) in used)))
