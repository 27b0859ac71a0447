"""terragrunt.hcl: the files that it includes and reads, the module that it runs, and its inputs on top.

Order (terragrunt.gruntwork.io, "Inputs" and "include"): defaults of the module's variables, its terraform.tfvars and *.auto.tfvars,
files of `extra_arguments` in order; inputs are TF_VAR_ variables: those of an included file below the file's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from forensics.layering.declared.paths import ENV, filled, folder_of, is_open, joined
from forensics.layering.declared.reference import Declared, Part, Reference

_NAMES = ("terragrunt.hcl", "root.hcl", "terragrunt.hcl.json")
_INCLUDE = re.compile(r"^[ \t]*include(?:[ \t]+\"[^\"\n]*\")?[ \t]*\{([^{}]*(?:\$\{[^{}]*\}[^{}]*)*)\}", re.MULTILINE)
_PATH = re.compile(r"^[ \t]*path[ \t]*=[ \t]*(.+)$", re.MULTILINE)
_FIND = re.compile(r"find_in_parent_folders\((?:\s*\"((?:\$\{(?:[^{}\n\"]|\"[^\"\n]*+\")*+\}|[^\"\n])*+)\")?[^)\n]*\)")
_READ = re.compile(r"read_terragrunt_config\(((?:[^()\n]|\([^()\n]*\))*+)\)")
_READ_VARS = re.compile(r"(?:read_tfvars_file|file)\(((?:[^()\n]|\((?:[^()\n]|\([^()\n]*\))*\))*+)\)")
_ARGUMENT = re.compile(
    r"-var-file=((?:\$\{(?:[^{}\n]|\{[^{}\n]*+\})*+\}|[^\"\s,])++)|\b(?:required|optional)_var_files[ \t]*=[ \t]*\[([^\]]*)\]"
)
_SOURCE = re.compile(r"^terraform[ \t]*\{[^{}]*?\bsource[ \t]*=[ \t]*\"((?:\$\{(?:[^{}\n\"]|\"[^\"\n]*+\")*+\}|[^\"\n])*+)\"", re.MULTILINE)
_QUOTED = re.compile(r"\"((?:\$\{(?:[^{}\n\"]|\"[^\"\n]*+\")*+\}|[^\"\n])*+)\"")
_HERE = re.compile(r"\$\{(?:get_terragrunt_dir|get_original_terragrunt_dir|path_relative_to_include)\(\)\}/?")
_ABOVE = re.compile(r"\$\{(?:get_parent_terragrunt_dir|get_path_to_repo_root|get_repo_root)\((?:\"[^\"\n]*\")?\)\}/?")
_NO_MERGE = re.compile(r"merge_strategy[ \t]*=[ \t]*\"no_merge\"")
_COMMENT = re.compile(r"^[ \t]*(?:#|//).*$", re.MULTILINE)
_PARENTS = 12


def is_named(path: str) -> bool:
    return path.rpartition("/")[2] in _NAMES or path.endswith(".hcl")


def declares(path: str, content: str, child: str = "") -> Declared | None:
    """What a terragrunt file refers to, itself last; None for any other file.

    `child`: the file that includes it, if one does: terragrunt reads an included file's relative paths from there.
    """
    if not is_named(path) or path.endswith(".lock.hcl"):
        return None
    content = _COMMENT.sub("", content)
    start = child or path
    found = [*_module(start, content), *_arguments(start, content), *_includes(start, content), *_reads(start, content)]
    if not found and path.rpartition("/")[2] not in _NAMES:
        return None
    missing = dict.fromkeys(one for one in found if isinstance(one, str))
    return Declared(
        "terragrunt", (*(one for one in found if isinstance(one, Reference)), Reference(path, f"the inputs of {path}")), tuple(missing)
    )


def _includes(path: str, content: str) -> Iterator[Reference | str]:
    for block in _INCLUDE.findall(content):
        hit = _PATH.search(block)
        if hit is None or _NO_MERGE.search(block):
            continue
        yield _expression(path, hit[1], f"include of {path}", declares=True, name="terragrunt.hcl")


def _reads(path: str, content: str) -> Iterator[Reference | str]:
    """Files whose values a file takes up in its locals: their own paths are not those of the inputs, but often the same names."""
    for said in _READ.findall(content):
        found = _expression(path, said, f"read_terragrunt_config of {path}", declares=False, name="terragrunt.hcl")
        # Its locals become inputs where they are merged into them; otherwise they are read one by one, and stand where they stand.
        yield replace(found, part=Part(under=("locals",))) if isinstance(found, Reference) and "merge(" in content else found
    for said in _READ_VARS.findall(content):
        if "tfvars" in said or "find_in_parent_folders" in said:
            yield _expression(path, said, f"read by {path}", declares=False, name="terraform.tfvars")


def _arguments(path: str, content: str) -> Iterator[Reference | str]:
    for one, several in _ARGUMENT.findall(content):
        for said in [one] if one else _QUOTED.findall(several):
            yield _expression(path, f'"{said}"', f"extra_arguments of {path}", declares=False, name="")


def _expression(path: str, said: str, rule: str, declares: bool, name: str) -> Reference | str:
    """A path as an HCL expression says it: a string, `find_in_parent_folders("x")`, or both."""
    folder = folder_of(path)
    said = said.strip().rstrip(",").strip()
    found = _FIND.search(said)
    tail = ""
    if found is not None:
        ready, unknown = _ready(found[1] or name)
        # `dirname(find_in_parent_folders("x"))}/y` is y beside x.
        after = said[found.end() :]
        tail = after.partition("}")[2].strip('"/ )') if "dirname(" in said[: found.start()] else ""
    else:
        quoted = _QUOTED.search(said)
        if quoted is None:
            return f"{said[:80]} ({rule})"
        ready, unknown = _ready(quoted[1])
    if unknown or is_open(ready.replace(ENV, "")):
        return f"{ready} (which file depends on {', '.join(unknown) or 'an expression'}, {rule})"
    places = _above(folder, ready, tail) if found is not None else _beside(folder, said, ready)
    if not places:
        return f"{ready} (outside the repository, {rule})"
    lacking = f"{tail or ready} ({rule})"
    return Reference(places[0], rule, declares=declares, otherwise=tuple(places[1:]), lacking=lacking)


def _ready(said: str) -> tuple[str, tuple[str, ...]]:
    said = _HERE.sub("", said)
    said = _ABOVE.sub("", said)
    return filled(said)


def _above(folder: str, name: str, tail: str) -> list[str]:
    """Where a file may lie that is looked for in the parent folders, the nearest first; terragrunt starts one above the file's own."""
    segments = folder.split("/") if folder else []
    places = [joined("/".join(segments[:level]), name) for level in range(len(segments) - 1, -1, -1)][:_PARENTS]
    return [where for one in places if one and (where := joined(folder_of(one), tail) if tail else one)]


def _beside(folder: str, said: str, ready: str) -> list[str]:
    if _ABOVE.search(said):
        segments = folder.split("/") if folder else []
        return [where for level in range(len(segments) - 1, -1, -1) if (where := joined("/".join(segments[:level]), ready))][:_PARENTS]
    where = joined(folder, ready)
    return [where] if where else []


def _module(path: str, content: str) -> Iterator[Reference | str]:
    hit = _SOURCE.search(content)
    if hit is None:
        return
    # In a choice between several sources the local one is meant where there is one: others can't be followed.
    inner = [one for one in re.findall(r"\"([^\"\n]+)\"", hit[1]) if one.startswith(".")] if "?" in hit[1] and "${" in hit[1] else []
    source = inner[0] if inner else hit[1]
    ready, unknown = _ready(source)
    is_local = ready.startswith((".", "/")) or _ABOVE.search(source) is not None
    if unknown or "::" in ready or "://" in ready or not is_local:
        yield f"the module {source}"
        return
    module = ready.partition("?")[0].replace("//", "/")
    places = _beside(folder_of(path), source, module)
    if places:
        yield Reference(places[0], f"the module of {path}", declares=True, otherwise=tuple(places[1:]), lacking=f"the module {source}")
    else:
        yield f"the module {source}"
    if inner:
        yield f"which source is taken of {hit[1][:60]}…"
