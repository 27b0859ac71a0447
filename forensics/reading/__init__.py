"""What file versions say, of one key or at all: read one after another, and on several processors at once where they are many."""

from forensics.reading.contents import read_contents, read_letters
from forensics.reading.values import read_values

__all__ = ["read_contents", "read_letters", "read_values"]
