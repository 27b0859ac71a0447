"""Format name → its reader. A new format is one file and one line here."""

from __future__ import annotations

from collections.abc import Callable

from forensics.parse import from_dotenv, from_hcl, from_ini, from_json, from_properties, from_toml, from_yaml
from forensics.parse.tree import Outline

PARSERS: dict[str, Callable[[str], Outline]] = {
    "yaml": from_yaml.read,
    "json": from_json.read,
    "toml": from_toml.read,
    "dotenv": from_dotenv.read,
    "properties": from_properties.read,
    "ini": from_ini.read,
    "hcl": from_hcl.read,
}
