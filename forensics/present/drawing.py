"""A page of styled lines → text: plain, or with ANSI styles and links."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from forensics.present.page import Page

if TYPE_CHECKING:
    from rich.style import Style

# Colours by number, not by name: a theme may make a named yellow or blue unreadable on its own background, and faint text vanishes
# on light ones. Each of these has a contrast of 3 or more (WCAG 1.4.11) on white and on black alike, which a test computes.
_STYLES = {
    "plain": "",
    "strong": "bold",
    "head": "bold",
    "dim": "color(243)",
    "good": "color(28)",
    "bad": "color(160)",
    "open": "color(130)",
    "calm": "color(31)",
    "lane": "color(32)",
    "value": "bold",
    "link": "color(31)",
    "cite": "color(243)",
    "seen": "color(133)",
    "ticket": "color(32)",
    "chat": "color(133)",
    "deploy": "color(31)",
    "added": "color(28)",
    "taken": "color(160)",
}


def drawn(page: Page, colour: bool, links: bool = False) -> str:
    """The page's lines as text. `colour`: with ANSI styles; `links`: with OSC 8 hyperlinks, where a style names an address.

    Rich only turns style names into escapes, and never sees a text's markup.
    """
    if not colour:
        return "".join("".join(text for text, _ in line).rstrip() + "\n" for line in page.lines)
    from rich.color import ColorSystem

    def styled(text: str, style: str) -> str:
        look = _look(" ".join(_STYLES[part] for part in style.split() if not part.startswith("@")))
        shown = look.render(text, color_system=ColorSystem.EIGHT_BIT) if text.strip() else text
        address = next((part[1:] for part in style.split() if part.startswith("@")), "") if links else ""
        return f"\x1b]8;;{address}\x1b\\{shown}\x1b]8;;\x1b\\" if address else shown

    return "".join("".join(styled(text, style) for text, style in line) + "\n" for line in page.lines)


@lru_cache(maxsize=64)
def _look(definition: str) -> Style:
    from rich.style import Style

    return Style.parse(definition)
