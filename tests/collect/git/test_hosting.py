"""Web addresses: only for hosts whose scheme is known, and never anything that is no web address."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.collect.git.hosting import hosting_of, without_userinfo

OID = "0123456789" * 4


@pytest.mark.parametrize(
    ("remote", "commit", "file"),
    [
        ("https://github.com/acme/shop.git", "https://github.com/acme/shop/commit/{}", "https://github.com/acme/shop/blob/{}/a/b.yaml#L7"),
        ("git@github.com:acme/shop.git", "https://github.com/acme/shop/commit/{}", "https://github.com/acme/shop/blob/{}/a/b.yaml#L7"),
        (
            "ssh://git@github.acme.io:2222/acme/shop",
            "https://github.acme.io/acme/shop/commit/{}",
            "https://github.acme.io/acme/shop/blob/{}/a/b.yaml#L7",
        ),
        ("https://gitlab.com/a/b/c/d.git", "https://gitlab.com/a/b/c/d/-/commit/{}", "https://gitlab.com/a/b/c/d/-/blob/{}/a/b.yaml#L7"),
        (
            "https://gitlab.acme.io:8443/a/b",
            "https://gitlab.acme.io:8443/a/b/-/commit/{}",
            "https://gitlab.acme.io:8443/a/b/-/blob/{}/a/b.yaml#L7",
        ),
        (
            "git@bitbucket.org:acme/shop.git",
            "https://bitbucket.org/acme/shop/commits/{}",
            "https://bitbucket.org/acme/shop/src/{}/a/b.yaml#lines-7",
        ),
        (
            "https://codeberg.org/acme/shop",
            "https://codeberg.org/acme/shop/commit/{}",
            "https://codeberg.org/acme/shop/src/commit/{}/a/b.yaml#L7",
        ),
        (
            "https://gitea.acme.io/acme/shop/",
            "https://gitea.acme.io/acme/shop/commit/{}",
            "https://gitea.acme.io/acme/shop/src/commit/{}/a/b.yaml#L7",
        ),
    ],
)
def test_a_known_host_gets_its_own_addresses(remote: str, commit: str, file: str) -> None:
    hosting = hosting_of(remote)
    assert hosting is not None
    assert hosting.commit_url(OID) == commit.format(OID)
    assert hosting.file_url(OID, "a/b.yaml", 7) == file.format(OID)
    assert hosting.file_url(OID, "a/b.yaml") == file.format(OID).partition("#")[0]


@pytest.mark.parametrize(
    "remote",
    [
        None,
        "",
        "javascript:alert(1)//github.com/a/b",
        "javascript://github.com/a/b",
        "ext::sh -c touch% x github.com/a/b",
        "file:///srv/github.com/a/b",
        "/srv/git/a/b.git",
        "../shop.git",
        "http://github.com/a/b",
        "https://example.com/a/b.git",
        "https://notgithub.com/a/b.git",
        "https://github.com/only-owner",
        "https://github.com/a/b/c",
        "https://github.com/a/../b",
        "https://github.com/a/b?x=1",
        'https://github.com/a/b"onclick=x',
        "https://github.com:99999999/a/b",
        "https://[github.com/a/b",
        "git@github.com:a/<script>",
        "C:/repos/github.com/shop",
    ],
)
def test_anything_else_gets_none(remote: str | None) -> None:
    assert hosting_of(remote) is None


def test_a_path_with_odd_bytes_is_quoted() -> None:
    hosting = hosting_of("https://github.com/acme/shop")
    assert hosting is not None
    assert hosting.file_url(OID, "a b#?\udce9.yaml").endswith("/a%20b%23%3F%E9.yaml")


@pytest.mark.parametrize(
    ("remote", "told"),
    [
        ("https://token@github.com/a/b", "https://github.com/a/b"),
        ("https://user:p@ss@github.com/a/b@c", "https://github.com/a/b@c"),
        ("ssh://git@host/a", "ssh://host/a"),
        ("git@github.com:a/b.git", "github.com:a/b.git"),
        ("/srv/git/shop.git", "/srv/git/shop.git"),
    ],
)
def test_user_name_and_password_are_taken_off(remote: str, told: str) -> None:
    assert without_userinfo(remote) == told


@pytest.mark.law
@given(st.from_regex(r"(https|ssh|ext|javascript)://.*github.*/.*/.*") | st.from_regex(r".*@?(github|gitlab)\.com:.+/.+") | st.text())
def test_whatever_the_remote_says_an_address_is_https_on_a_host_and_safe_to_print(remote: str) -> None:
    hosting = hosting_of(remote)
    if hosting is not None:
        parts = urlsplit(hosting.commit_url(OID))
        assert parts.scheme == "https"
        assert parts.hostname
        assert parts.username is None
        assert not set(hosting.commit_url(OID)) & set("<>\"'` \\")
        assert hosting.commit_url(OID).isascii()
        assert hosting.commit_url(OID).isprintable()
