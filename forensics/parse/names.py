"""Which format a path has, from its name alone."""

from __future__ import annotations

import re
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
    **dict.fromkeys(("service", "timer", "socket", "mount", "slice"), "systemd"),
    "tf": "hcl",
    "tfvars": "hcl",
    "hcl": "hcl",
    **dict.fromkeys(("sh", "bash", "zsh", "ksh", "envrc"), "shell"),
    **dict.fromkeys(("dockerfile", "containerfile"), "dockerfile"),
    "procfile": "procfile",
}
_NAMES = {
    **dict.fromkeys((".profile", ".bash_profile", ".bashrc", ".zshenv", ".zprofile", ".zshrc"), "shell"),
    **dict.fromkeys(("dockerfile", "containerfile"), "dockerfile"),
    "procfile": "procfile",
    "pipfile": "toml",
    "go.mod": "gomod",
    "pom.xml": "pom",
    ".tool-versions": "versions",
    # helm's own lock file is as short as the chart, and YAML
    "chart.lock": "yaml",
    # Other lock files are written by tools and huge: of them only the versions are read.
    **dict.fromkeys(("package-lock.json", "npm-shrinkwrap.json", "packages.lock.json", "pnpm-lock.yaml", "conda-lock.yml"), "lock"),
    **dict.fromkeys(("poetry.lock", "uv.lock", "pdm.lock", "pipfile.lock"), "lock"),
    **dict.fromkeys(("cargo.lock", "gemfile.lock", "yarn.lock", "composer.lock"), "lock"),
}
_REQUIREMENTS = re.compile(r"(?:.*[-_.])?(?:requirements|constraints)(?:[-_.][\w.\-]*)?\.(?:txt|in|pip)")
# `.env.<mode>` is a dotenv file unless the mode is in truth the suffix of a program or a document; likewise `Dockerfile.<stage>`.
_NOT_A_MODE = frozenset(
    {"js", "mjs", "cjs", "ts", "tsx", "py", "rb", "go", "rs", "sh", "php", "md", "txt", "gpg", "enc", "zip", "lock", "dockerignore", "yaml"}
)


@lru_cache(maxsize=1 << 17)
def format_of(path: str) -> str | None:
    """The format's name in PARSERS, or None where the path is no configuration. Pure string work, remembered."""
    folder, _, name = path.lower().rpartition("/")
    while name.endswith(_TEMPLATE):
        name = name[: name.rindex(".")]
    if name in _NAMES:
        return _NAMES[name]
    suffix = name.rpartition(".")[2] if "." in name else ""
    if suffix == "conf" and folder.endswith((".service.d", ".timer.d", ".socket.d")):
        return "systemd"
    return _FORMATS.get(suffix) or _by_stem(folder, name, suffix)


def _by_stem(folder: str, name: str, suffix: str) -> str | None:
    """A format that the front of a name says, what follows being a mode, a stage or a purpose."""
    if name.startswith((".env.", ".env-", ".env_")):
        return "dotenv" if _NOT_A_MODE.isdisjoint(name.split(".")) else None
    if suffix in ("txt", "in", "pip"):
        listed = _REQUIREMENTS.fullmatch(name) or folder.rpartition("/")[2] in ("requirements", "constraints")
        return "requirements" if listed else None
    stem, dot, _ = name.partition(".")
    if dot and stem in ("dockerfile", "containerfile", "procfile") and suffix not in _NOT_A_MODE:
        return _NAMES[stem]
    return None
