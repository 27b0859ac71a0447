"""Which values are ciphertext: they are kept as written and marked, for their text changes whenever they are encrypted anew."""

from __future__ import annotations

from dataclasses import replace

from forensics.model import Entry

# SOPS and hiera-eyaml `ENC[`, jasypt `ENC(`, Spring Cloud Config `{cipher}`, Ansible Vault.
_OPENERS = ("ENC[", "ENC(", "{cipher}", "$ANSIBLE_VAULT")
_WHOLE_FILE = (b"$ANSIBLE_VAULT", b"\x00GITCRYPT\x00", b"-----BEGIN PGP MESSAGE", b"-----BEGIN AGE ENCRYPTED FILE")
_SEALED = "encryptedData"  # Bitnami SealedSecret, spec.encryptedData


def is_encrypted_file(content: bytes) -> bool:
    return content.startswith(_WHOLE_FILE)


def mark_encrypted(entries: list[Entry], text: str) -> list[Entry]:
    """The entries, those with ciphertext as kind `encrypted`; quick where the text holds none."""
    if _SEALED not in text and not any(opener in text for opener in _OPENERS):
        return entries
    return [replace(entry, kind="encrypted") if _is_ciphertext(entry) else entry for entry in entries]


def _is_ciphertext(entry: Entry) -> bool:
    if entry.kind != "scalar" or entry.value is None:
        return False
    return entry.value.startswith(_OPENERS) or (_SEALED in entry.path and entry.path[0].startswith("#SealedSecret"))
