"""The picture of a trace: values over time as lanes. What is in it, where each thing stands, and how it is drawn."""

from __future__ import annotations

from forensics.present.picture.drawing import drawing
from forensics.present.picture.plan import Picture, picture
from forensics.present.picture.shapes import legend

__all__ = ["Picture", "drawing", "legend", "picture"]
