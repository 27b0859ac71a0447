"""Explanations as a screen and as JSON: each layer in order, what it says, and which one decides."""

from __future__ import annotations

import json
from typing import Any

from forensics.model import Explained, Explanation, LayerValue, utc_text
from forensics.present.drawing import drawn
from forensics.present.in_code import read_in_code
from forensics.present.json import code_row, layer_row
from forensics.present.page import Page
from forensics.present.words import minute, shown

SCHEMA = "forensics.explanation/1"
_SAYS = {"absent": "doesn't set it", "no file": "not there then", "unreadable": "could not be read"}
_RESOLVED = {"full": "known from git alone", "partial": "as far as git knows", "unknown": "not known from git"}


def explanation_screen(explained: Explained, width: int = 80, colour: bool = True, unicode: bool = True) -> str:
    """One block per setting, environment and moment; within it the layers from the lowest up, the deciding one marked."""
    page = Page(max(40, width), unicode)
    for one in explained.explanations:
        _block(page, one)
    read_in_code(page, explained.code)
    if explained.gaps:
        page.heading("NOT KNOWN")
        for gap in explained.gaps:
            page.wrapped((("  ", "plain"),), ((f"{gap.where}: {gap.why}", "plain"),), 4)
    return drawn(page, colour)


def _block(page: Page, one: Explanation) -> None:
    page.blank()
    value = shown(one.value) if one.state != "unreadable" else "(could not be read)"
    page.wrapped((), ((one.environment, "strong"), ("=", "plain"), (value, "strong value")), 2)
    page.wrapped((("  ", "plain"),), ((one.setting, "plain"),), 4)
    landed = one.commit[:10] if one.commit else "before the first commit"
    facts = f" {page.glyphs.dot} ".join((minute(one.at), f"branch {one.branch}", landed, _rules(one.system)))
    page.wrapped((("  ", "plain"),), ((facts, "dim"),), 2)
    page.blank()
    decided = next((place for place, layer in enumerate(one.layers) if layer.wins), len(one.layers))
    for place, layer in enumerate(one.layers):
        _layer(page, layer, hidden=place < decided < len(one.layers))
    page.blank()
    missing = f" {page.glyphs.dot} not in any repository: {'; '.join(one.missing)}" if one.missing else ""
    page.wrapped((("  ", "plain"),), ((_RESOLVED[one.resolved] + missing, "dim" if one.resolved == "full" else "open"),), 4)


def _rules(system: str) -> str:
    return "a higher file's value wins" if system == "files" else f"{system}'s rules"


def _layer(page: Page, layer: LayerValue, hidden: bool) -> None:
    """Two lines: what the layer says, then where and why it is in the stack."""
    mark, tone = (page.glyphs.onward, "good") if layer.wins else (page.glyphs.bullet, "dim")
    after = ""
    if layer.says == "removes":
        says = f"takes it away: {layer.why}"
    elif layer.says == "present":
        says = shown(layer.value)
        after = "takes effect" if layer.wins else "hidden by a layer above" if hidden else ""
    else:
        says = _SAYS[layer.says]
    page.wrapped(
        (("  ", "plain"), (f"{mark} ", tone)),
        ((says, "value" if layer.wins else "plain" if layer.value is not None else "dim"), (after, "dim")),
        6,
    )
    where = f"{layer.path}:{layer.line}" if layer.line else layer.path
    told = [part for part in (layer.rule, layer.why if layer.says != "removes" else "") if part]
    page.wrapped((("      ", "plain"),), ((where, "link"), (f"({', '.join(told)})" if told else "", "dim")), 6)


def explanation_json(explained: Explained) -> str:
    """`forensics.explanation/1`: the same as JSON, times in UTC."""
    document = {
        "schema": SCHEMA,
        "key": explained.key,
        "explanations": [_row(one) for one in explained.explanations],
        "code": [code_row(read) for read in explained.code],
        "gaps": [{"where": gap.where, "why": gap.why} for gap in explained.gaps],
    }
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _row(one: Explanation) -> dict[str, Any]:
    return {
        "setting": one.setting,
        "environment": one.environment,
        "at": utc_text(one.at),
        "branch": one.branch,
        "commit": one.commit,
        "value": one.value,
        "state": one.state,
        "rules": one.system,
        "resolved": one.resolved,
        "missing": list(one.missing),
        "layers": [layer_row(layer) for layer in one.layers],
    }
