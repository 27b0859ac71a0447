"""Styles and links: readable on light and dark backgrounds, and never more in the output than was meant."""

from __future__ import annotations

import re

import pytest

from forensics.present.drawing import _STYLES, drawn
from forensics.present.page import Page
from forensics.present.terminal import terminal
from tests.present import reports

COLOURS = sorted({int(hit) for style in _STYLES.values() for hit in re.findall(r"color\((\d+)\)", style)})
LINK = re.compile(r"\x1b\]8;;([!-~]*)\x1b\\")


def luminance(number: int) -> float:
    """WCAG 2's relative luminance of a colour of xterm's palette, from 16 on."""
    steps = (0, 95, 135, 175, 215, 255)
    grey = (8 + 10 * (number - 232),) * 3
    parts = grey if number >= 232 else (steps[(number - 16) // 36], steps[(number - 16) // 6 % 6], steps[(number - 16) % 6])
    linear = [part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("number", COLOURS)
def test_every_colour_can_be_read_on_white_and_on_black(number: int) -> None:
    light = luminance(number)
    assert number >= 16, "the first sixteen are what the reader's theme makes of them"
    assert 1.05 / (light + 0.05) >= 3
    assert (light + 0.05) / 0.05 >= 3


def test_places_lead_to_their_addresses_only_where_links_were_asked_for() -> None:
    linked = terminal(reports.PAYMENT, 120, colour=True, links=True)
    addresses = {address for address in LINK.findall(linked) if address}
    assert "https://tickets.example/browse/PAY-412" in addresses
    assert f"https://git.example/acme/payments/commit/{reports.RAISED_OID}" in addresses
    assert len(LINK.findall(linked)) % 2 == 0, "each link is closed"
    assert LINK.sub("", linked) == terminal(reports.PAYMENT, 120, colour=True)
    assert "\x1b" not in terminal(reports.PAYMENT, 120, colour=False, links=True)


def test_an_address_that_is_none_becomes_no_link() -> None:
    assert not LINK.findall(terminal(reports.HOSTILE, 120, colour=True, links=True))


def test_blanks_carry_no_style() -> None:
    page = Page(40, True)
    page.line(("   ", "bad"), ("x", "bad"))
    assert drawn(page, True).startswith("   \x1b[")
