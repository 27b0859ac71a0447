"""A page of styled lines → text: plain, or with ANSI styles."""

from __future__ import annotations

from forensics.present.page import Page

_STYLES = {
    "plain": "",
    "strong": "bold",
    "head": "bold",
    "dim": "dim",
    "good": "green",
    "bad": "red",
    "open": "yellow",
    "calm": "cyan",
    "lane": "blue",
    "value": "bold",
    "link": "cyan",
    "cite": "dim",
    "seen": "magenta",
    "ticket": "blue",
    "chat": "magenta",
    "deploy": "cyan",
}


def drawn(page: Page, colour: bool) -> str:
    """The page's lines as text: rich only turns style names into escapes, and never sees markup."""
    if not colour:
        return "".join("".join(text for text, _ in line).rstrip() + "\n" for line in page.lines)
    import io

    from rich.console import Console
    from rich.text import Text

    out = io.StringIO()
    console = Console(
        file=out,
        width=page.width,
        force_terminal=True,
        color_system="standard",
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
    )
    for line in page.lines:
        console.print(
            Text.assemble(*((text, _style(name)) for text, name in line)), no_wrap=True, crop=False, overflow="ignore", soft_wrap=True
        )
    return out.getvalue()


def _style(name: str) -> str:
    return " ".join(_STYLES[part] for part in name.split() if _STYLES[part])
