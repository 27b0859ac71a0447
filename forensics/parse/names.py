"""Which format a path has, from its name alone."""

from __future__ import annotations

from functools import lru_cache

# A template of a configuration file is read as that file: the values that it states are still there.
_TEMPLATE = (".j2", ".jinja", ".jinja2", ".tmpl", ".tpl", ".gotmpl", ".erb", ".template", ".ctmpl", ".dist", ".example", ".sample")
_FORMATS = {
    "yaml": "yaml",
    "yml": "yaml",
    "json": "json",
    "jsonc": "json",
    "toml": "toml",
    "env": "dotenv",
    "properties": "properties",
    "ini": "ini",
    "cfg": "ini",
    "cnf": "ini",
    "conf": "ini",
    "service": "ini",
    "tf": "hcl",
    "tfvars": "hcl",
    "hcl": "hcl",
}
# Lock files are written by tools, huge, and say nothing that their manifest does not mean.
_LOCKS = frozenset({"package-lock.json", "npm-shrinkwrap.json", "packages.lock.json", "pnpm-lock.yaml", "conda-lock.yml"})
# `.env.<mode>` is a dotenv file unless the mode is in truth the suffix of a program or a document.
_NOT_A_MODE = frozenset({"js", "mjs", "cjs", "ts", "tsx", "py", "rb", "go", "rs", "sh", "php", "md", "txt", "gpg", "enc", "zip", "lock"})


@lru_cache(maxsize=1 << 17)
def format_of(path: str) -> str | None:
    """The format's name in PARSERS, or None where the path is no configuration. Pure string work, remembered."""
    name = path.rpartition("/")[2].lower()
    if name in _LOCKS:
        return None
    while name.endswith(_TEMPLATE):
        name = name[: name.rindex(".")]
    suffix = name.rpartition(".")[2] if "." in name else ""
    known = _FORMATS.get(suffix)
    if known is None and name.startswith((".env.", ".env-", ".env_")) and _NOT_A_MODE.isdisjoint(name.split(".")):
        return "dotenv"
    return known
