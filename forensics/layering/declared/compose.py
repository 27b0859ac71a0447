"""Compose files: what a service extends and includes, its env files below its own environment, and its image's Dockerfile.

Order (docs.docker.com, "Environment variables precedence" and "Merge"): the image's ENV, `env_file` in order (the later wins),
`environment`; `extends` stands below the service that extends, `include` below the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from forensics.layering.declared.nodes import at, documents, listed, pairs, text, texts
from forensics.layering.declared.paths import filled, folder_of, is_open, joined
from forensics.layering.declared.reference import Declared, Reference
from forensics.parse.tree import Leaf, Map, Node

_NAME = re.compile(r"(?i)^(docker-)?compose[^/]*\.ya?ml$|^[^/]*[-._](docker-)?compose\.ya?ml$")
_DOTENV = re.compile(r"^[ \t]*COMPOSE_FILE[ \t]*=[ \t]*[\"']?([^\"'\n#]+)", re.MULTILINE)
_SEPARATOR = re.compile(r"^[ \t]*COMPOSE_PATH_SEPARATOR[ \t]*=[ \t]*[\"']?([^\"'\n#]+)", re.MULTILINE)


def is_named(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name == ".env" or _NAME.match(name) is not None


def declares(path: str, content: str) -> Declared | None:
    """What a compose file, or `COMPOSE_FILE` in a .env, refers to; None for any other file."""
    name = path.rpartition("/")[2]
    if name == ".env":
        return _from_dotenv(path, content) if "COMPOSE_FILE" in content else None
    if _NAME.match(name) is None:
        return None
    found = [one for document in documents(content) for one in _of_document(path, document)]
    missing = dict.fromkeys(one for one in found if isinstance(one, str))
    references = [one for one in found if isinstance(one, Reference)]
    return Declared("compose", (*references, Reference(path, f"the compose file {path}")), tuple(missing))


def _from_dotenv(path: str, content: str) -> Declared | None:
    hit = _DOTENV.search(content)
    if hit is None:
        return None
    separator = _SEPARATOR.search(content)
    mark = separator[1].strip() if separator else ":"
    found = [_file(path, one.strip(), f"COMPOSE_FILE in {path}", (), declares=True) for one in hit[1].split(mark) if one.strip()]
    missing = tuple(one for one in found if isinstance(one, str))
    return Declared("compose", tuple(one for one in found if isinstance(one, Reference)), missing)


def _of_document(path: str, document: Node) -> Iterator[Reference | str]:
    for one in listed(document, "include"):
        targets = [one.text] if isinstance(one, Leaf) else [*texts(one, "path")]
        for target in targets:
            yield _file(path, target, f"include of {path}", (), declares=True)
    for name, _, service in pairs(at(document, "services")):
        if isinstance(service, Map):
            yield from _service(path, name, service)


def _service(path: str, name: str, service: Map) -> Iterator[Reference | str]:
    within = ("services", name, "environment")
    other = text(service, "extends", "file")
    if other is not None:
        # The service of that name there stands here under this one's name: only where they are called alike is that one path.
        extended = text(service, "extends", "service") or name
        if extended == name:
            yield _file(path, other, f"extends of {name} in {path}", (), declares=True)
        else:
            yield f"the service {extended} of {other}, which {name} in {path} extends (not followed)"
    build = at(service, "build")
    if build is not None:
        context = build.text if isinstance(build, Leaf) else text(build, "context") or "."
        dockerfile = text(build, "dockerfile") or "Dockerfile"
        yield _file(path, f"{context}/{dockerfile}", f"the image's ENV, build of {name} in {path}", within, optional=True)
    elif (image := text(service, "image")) is not None:
        yield f"the ENV of the image {image}"
    for one in listed(service, "env_file"):
        target = one.text if isinstance(one, Leaf) else text(one, "path")
        if target:
            optional = text(one, "required") == "false"
            yield _file(path, target, f"env_file of {name} in {path}", within, optional=optional)


def _file(path: str, target: str, rule: str, within: tuple[str, ...], declares: bool = False, optional: bool = False) -> Reference | str:
    ready, unknown = filled(target)
    where = joined(folder_of(path), ready)
    if unknown or where is None or "://" in ready or is_open(where.replace("{env}", "")):
        return f"{target} ({rule})"
    return Reference(where, rule, within, declares=declares, optional=optional)
