"""The page: one HTML file that needs nothing else, no network, no server; useful without its script, too."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from forensics.model import Report
from forensics.present.html.answer import answer, nowhere
from forensics.present.html.bits import Bits
from forensics.present.html.figure import figure
from forensics.present.html.reasons import evidence, findings, promised
from forensics.present.html.rest import in_code, not_known, others, sources
from forensics.present.html.went import went
from forensics.present.markup import Markup, joined, tag
from forensics.present.picture import picture
from forensics.present.picture.colours import DARK, LIGHT, rules
from forensics.present.story import story
from forensics.present.words import minute

MANY_ROWS = 1000


def html(report: Report, who: bool = False) -> str:
    """The report as a page. `who`: with people's names. Every text of the report stands in it as text: see `forensics.present.markup`."""
    told = story(report, who, MANY_ROWS)
    shown = picture(told)
    on_page = frozenset(cite for row in told.rows for cite in row.cites if Bits.fits(cite))
    bits = Bits(told, on_page)
    parts: tuple[Markup | None, ...]
    if told.setting is None:
        parts = (nowhere(bits), went(bits), in_code(bits), not_known(bits), sources(bits))
    else:
        parts = (
            answer(bits, told.setting),
            figure(bits, shown) if shown is not None else None,
            went(bits),
            evidence(bits),
            findings(bits, told.setting),
            promised(bits),
            in_code(bits),
            others(bits),
            not_known(bits),
            sources(bits),
        )
    return _document(report, joined(*parts), rows=bool(told.rows))


def _document(report: Report, main: Markup, rows: bool) -> str:
    style, script = _style(), _part("page.js")
    policy = f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", f"{report.asked.key}: how its values came about"),
        Markup(f"<style>{style}</style>"),
    )
    foot = tag("footer", tag("p", f"Written by forensics {report.version} at {minute(report.asked.as_of)}. Times are UTC."))
    skip = tag("a", "Skip to how it went", href="#went", class_="skip") if rows else None
    body = tag("body", skip, tag("main", main), foot, Markup(f"<script>{script}</script>"))
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang='en')}\n"


def _style() -> str:
    light, dark = rules(LIGHT), rules(DARK)
    names = {f"--{name}": (LIGHT[name], DARK[name]) for name in LIGHT}
    both = [" ".join(f"{name}: {pair[at]};" for name, pair in names.items()) for at in (0, 1)]
    screen = f"@media screen and (prefers-color-scheme: dark) {{\n:root {{ {both[1]} }}\n{dark}\n}}"
    return f":root {{ {both[0]} }}\n{light}\n{screen}\n{_part('page.css')}"


def _part(name: str) -> str:
    return (files("forensics.present.html") / name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    """How a Content Security Policy names an inline style or script (CSP Level 3, 2.3.1 hash-source)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
