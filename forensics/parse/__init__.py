"""Text → settings with their lines: `parse` reads a file, `format_of` says which are worth reading."""

from forensics.parse.formats import PARSERS
from forensics.parse.ladder import parse
from forensics.parse.names import format_of

__all__ = ["PARSERS", "format_of", "parse"]
