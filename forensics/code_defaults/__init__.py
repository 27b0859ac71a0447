"""Where code reads a key, and the default that it reads it with."""

from forensics.code_defaults.languages import is_code
from forensics.code_defaults.reading import reads_in

__all__ = ["is_code", "reads_in"]
