"""Answers that were given before: reports as bytes, and the folder that keeps them."""

from forensics.answers.packing import packed, unpacked
from forensics.answers.shelf import Shelf

__all__ = ["Shelf", "packed", "unpacked"]
