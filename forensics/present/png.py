"""The picture as a PNG, drawn without a browser and in a font of our own, so that no machine gets it without its words."""

from __future__ import annotations

import re
from importlib.resources import as_file, files

from forensics.model import Report
from forensics.present.svg import svg

# Latin, Greek and Cyrillic, and the signs that the picture sets itself.
_OURS = re.compile(r"[\t\n -\u052f\u2010-\u2027\u2190-\u2193]*")
_FAMILY = "DejaVu Sans"
_FONTS = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")


def png(report: Report, who: bool = False) -> bytes:
    """The report's picture at twice its size in pixels. `who`: with people's names.

    Its font is our own, as resvg drops all text on a machine without fonts: the same bytes everywhere. Only a text in a script that
    our font has not got, as of Chinese, brings in the system's fonts.
    """
    from resvg_py import svg_to_bytes

    text = svg(report, who, dark=False, font=f'"{_FAMILY}"')
    folder = files("forensics.present") / "fonts"
    with as_file(folder / _FONTS[0]) as plain, as_file(folder / _FONTS[1]) as bold:
        return svg_to_bytes(
            svg_string=text,
            zoom=2,
            skip_system_fonts=_OURS.fullmatch(text) is not None,
            font_files=[str(plain), str(bold)],
            font_family=_FAMILY,
        )
