"""Which file belongs to which environment, the layers that make its effective value, and the branch that holds it."""

from forensics.environments.layout import Layout, layout

__all__ = ["Layout", "layout"]
