"""A few files standing in for a repository, and what a chain over them says in short."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent

from forensics.layering import merged
from forensics.layering.declared import Chain, chains_from, layers_from, stack_of
from forensics.layering.systems import SYSTEMS
from forensics.model import Entry, Layer
from forensics.parse import parse


class Files:
    """Path → text; texts may be indented as the test that holds them is."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.texts = {path: dedent(text).lstrip("\n") for path, text in files.items()}

    def text_of(self, path: str) -> str | None:
        return self.texts.get(path)

    def exists(self, path: str) -> bool:
        return path in self.texts

    def inside(self, folder: str) -> list[str]:
        return [path.rpartition("/")[2] for path in self.texts if path.rpartition("/")[0] == folder]

    def chain(self, root: str, environment: str = "prod", whole: str | None = None, own: str = "") -> Chain:
        return layers_from(root, self.text_of, environment, self.exists, whole, self.inside, own)

    def chains(self, root: str, environment: str = "prod") -> dict[str, Chain]:
        return {one.whole: one for one in chains_from(root, self.text_of, environment, self.exists, self.inside)}

    def paths(self, root: str, environment: str = "prod", whole: str | None = None, own: str = "") -> list[str]:
        return [layer.path for layer in self.chain(root, environment, whole, own).layers]

    def read(self, chain: Chain) -> tuple[tuple[tuple[Layer, tuple[Entry, ...]], ...], tuple[str, ...]]:
        """Each layer with its entries, and what could not be placed."""
        return stack_of(
            chain.layers, chain.parts, chain.scopes, lambda path: (self.texts[path], parse(path, self.texts[path].encode()).entries)
        )

    def values(
        self, root: str, environment: str = "prod", whole: str | None = None, own: str = ""
    ) -> dict[str, tuple[str | None, str, int]]:
        """Address → (value, path, line) of all that takes effect."""
        chain = self.chain(root, environment, whole, own)
        stack, _ = self.read(chain)
        system = {"flux": "kustomize", "argocd": "helm"}.get(chain.system, chain.system)
        found = merged(stack, SYSTEMS[system])
        return {"/".join(at): (one.entry.value, one.layer.path, one.entry.line) for at, one in found.items()}
