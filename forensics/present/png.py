"""The picture as a PNG, drawn without a browser and in a font of our own, so that no machine gets it without its words."""

from __future__ import annotations

from importlib.resources import as_file, files

from forensics.model import Report
from forensics.present.svg import svg

_FAMILY = "DejaVu Sans"
_FONTS = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")


def png(report: Report, who: bool = False) -> bytes:
    """The report's picture at twice its size in pixels. `who`: with people's names.

    Our own font comes first, as resvg drops all text on a machine without fonts; characters that it has not got, as of Chinese, are
    drawn in a font of the system, where there is one.
    """
    from resvg_py import svg_to_bytes

    text = svg(report, who, dark=False, font=f'"{_FAMILY}"')
    folder = files("forensics.present") / "fonts"
    with as_file(folder / _FONTS[0]) as plain, as_file(folder / _FONTS[1]) as bold:
        return svg_to_bytes(svg_string=text, zoom=2, font_files=[str(plain), str(bold)], font_family=_FAMILY)
