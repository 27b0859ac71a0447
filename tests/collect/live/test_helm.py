"""Helm: histories, given values, and release Secrets, of which only the configuration and the release's own times are read."""

from __future__ import annotations

import base64
import gzip
import json

from tests.collect.live.workshop import listed, read, times, values

HISTORY = [
    {
        "revision": 4, "updated": "2026-10-01T09:12:33.5+02:00", "status": "superseded", "chart": "shop-1.4.0", "app_version": "4.9.1",
        "description": "Upgrade complete",
    },
    {
        "revision": 5, "updated": "2026-10-02T11:00:00Z", "status": "deployed", "chart": "shop-1.3.0", "app_version": "4.9.0",
        "description": "Rollback to 3",
    },
]  # fmt: skip
RELEASE = {
    "name": "shop", "version": 7, "namespace": "shop", "config": {"gateway": {"timeoutMs": 8000}, "db": {"password": "hunter2"}},
    "info": {"first_deployed": "2026-01-01T00:00:00Z", "last_deployed": "2026-10-05T10:00:00Z", "status": "deployed"},
    "chart": {"values": {"gateway": {"timeoutMs": 1}}}, "manifest": "kind: Deployment\ngateway:\n  timeoutMs: 2\n",
}  # fmt: skip


def test_a_history_tells_each_revision_and_which_was_a_rollback() -> None:
    made = read(json.dumps(HISTORY))
    assert [(one.kind, one.version, one.status) for one in made.rollouts] == [("release", "4", "superseded"), ("rollback", "5", "deployed")]
    assert times(*(one.time for one in made.rollouts)) == ["2026-10-01T07:12:33Z", "2026-10-02T11:00:00Z"]


def test_a_history_without_times_has_rollouts_without_them() -> None:
    made = read(
        json.dumps([{"revision": 1, "updated": "", "status": "deployed", "chart": "shop-1", "app_version": "1", "description": ""}])
    )
    assert [(one.time, one.time_means) for one in made.rollouts] == [(None, "unknown")]


def test_given_values_are_what_the_release_got_with_the_heading_or_without() -> None:
    plain = "gateway:\n  timeoutMs: 8000\n"
    for text in (plain, "USER-SUPPLIED VALUES:\n" + plain, json.dumps({"gateway": {"timeoutMs": 8000}})):
        made = read(text, key="gateway.timeoutMs")
        assert values(made) == [("8000", "released")]
    assert read("USER-SUPPLIED VALUES:\n" + plain, key="gateway.timeoutMs").observations[0].spot.line == 3


def secret(payload: bytes) -> str:
    data = base64.b64encode(base64.b64encode(payload)).decode()
    return (
        "apiVersion: v1\ndata:\n  release: " + data + "\nkind: Secret\nmetadata:\n  labels:\n    name: shop\n    owner: helm\n"
        "  name: sh.helm.release.v1.shop.v7\n  namespace: shop\ntype: helm.sh/release.v1\n"
    )


def test_a_release_secret_gives_its_configuration_at_the_time_of_its_deployment() -> None:
    made = read(listed(secret(gzip.compress(json.dumps(RELEASE).encode()))), key="gateway.timeoutMs")
    assert values(made) == [("8000", "released")]
    assert times(made.observations[0].observed_at) == ["2026-10-05T10:00:00Z"]
    assert (made.observations[0].version, made.rollouts[0].version) == ("7", "7")
    assert "hunter2" not in repr(made)


def test_an_unfolded_payload_reads_as_its_secret_does() -> None:
    assert values(read(json.dumps(RELEASE), key="gateway.timeoutMs")) == [("8000", "released")]


def test_a_payload_that_is_none_or_unfolds_without_end_is_a_gap() -> None:
    for payload in (b"no gzip", gzip.compress(b"\0" * 100_000_000), gzip.compress(json.dumps(RELEASE).encode())[:-20]):
        made = read(secret(payload), key="gateway.timeoutMs")
        assert made.observations == ()
        assert "can't be unfolded" in made.gaps[0].why
