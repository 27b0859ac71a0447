"""Format name → its reader. A new format is one file and one line here."""

from __future__ import annotations

from collections.abc import Callable

from forensics.parse import (
    from_dockerfile,
    from_dotenv,
    from_gomod,
    from_hcl,
    from_ini,
    from_json,
    from_lock,
    from_pom,
    from_procfile,
    from_properties,
    from_requirements,
    from_shell,
    from_systemd,
    from_toml,
    from_versions,
    from_yaml,
)
from forensics.parse.tree import Outline

PARSERS: dict[str, Callable[[str], Outline]] = {
    "yaml": from_yaml.read,
    "json": from_json.read,
    "toml": from_toml.read,
    "dotenv": from_dotenv.read,
    "properties": from_properties.read,
    "ini": from_ini.read,
    "hcl": from_hcl.read,
    "shell": from_shell.read,
    "dockerfile": from_dockerfile.read,
    "procfile": from_procfile.read,
    "systemd": from_systemd.read,
    "requirements": from_requirements.read,
    "gomod": from_gomod.read,
    "pom": from_pom.read,
    "lock": from_lock.read,
    "versions": from_versions.read,
}
