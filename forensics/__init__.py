"""The face: `trace()`, `catalogue()`, and the nouns that its report is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from forensics.face import Report, catalogue, trace
    from forensics.model import Verdict

__version__ = "0.1.0"
__all__ = ["Report", "Verdict", "__version__", "catalogue", "trace"]


def __getattr__(name: str) -> Any:
    """Imports nothing until something is asked."""
    if name in ("trace", "catalogue", "Report"):
        from forensics import face

        return getattr(face, name)
    if name == "Verdict":
        from forensics.model import Verdict

        return Verdict
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
