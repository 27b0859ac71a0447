"""The picture's colours and lines as a style sheet, for a light page and a dark one. Colour never tells anything alone."""

from __future__ import annotations

from collections.abc import Mapping

FONT = '-apple-system, BlinkMacSystemFont, "Segoe UI", "Noto Sans", "DejaVu Sans", Roboto, sans-serif'
LIGHT: Mapping[str, str] = {
    "paper": "#ffffff",
    "ink": "#1d2530",
    "dim": "#596473",
    "rule": "#dfe3e8",
    "hatch": "#c3cad3",
    "band": "#fdf3ea",
    "good": "#1b7446",
    "bad": "#b2361c",
    "open": "#7d5a00",
    "calm": "#4b5b70",
    "v0": "#cfdef5",
    "v1": "#f6dd9f",
    "v2": "#bde5dd",
    "v3": "#e0d2f3",
    "v4": "#f5cdd4",
    "v5": "#d5e7b9",
    "vx": "#e6e9ed",
    "change": "#2358a8",
    "live": "#b0247a",
    "deploy": "#0f7272",
    "chat": "#6b46b8",
    "ticket": "#8c5413",
}
DARK: Mapping[str, str] = {
    "paper": "#12161c",
    "ink": "#e8ecf1",
    "dim": "#9aa6b5",
    "rule": "#2b333e",
    "hatch": "#46515f",
    "band": "#261f1b",
    "good": "#6ccb98",
    "bad": "#ff9478",
    "open": "#e6bb55",
    "calm": "#a9b8ca",
    "v0": "#28456f",
    "v1": "#5f4b17",
    "v2": "#1a524b",
    "v3": "#49366f",
    "v4": "#66313e",
    "v5": "#3c5524",
    "vx": "#39414c",
    "change": "#7fb0ff",
    "live": "#f285c1",
    "deploy": "#5cc8c8",
    "chat": "#b79cf5",
    "ticket": "#e0a763",
}


def rules(colours: Mapping[str, str], font: str = FONT) -> str:
    """The style sheet for one set of colours, in plain selectors and without variables, which readers of SVG files don't all know."""
    one = colours
    told = [
        f".lanes text, .legend text {{ font-family: {font}; font-size: 12px; fill: {one['ink']} }}",
        ".lanes .name { font-size: 14px; font-weight: 600 }",
        ".lanes .called { font-size: 11px; font-weight: 600; letter-spacing: .04em }",
        f".lanes .small {{ font-size: 11px; fill: {one['dim']} }}",
        ".lanes .words { font-weight: 600; pointer-events: none }",
        ".lanes .thin .words { font-size: 10.5px; font-weight: 500 }",
        f".lanes .rule {{ stroke: {one['rule']}; stroke-width: 1 }}",
        f".lanes .leader {{ stroke: {one['dim']}; stroke-width: 1; fill: none }}",
        f".lanes .band {{ fill: {one['band']} }}",
        f".lanes .vx {{ fill: {one['vx']} }}",
        f".lanes .absent {{ fill: none; stroke: {one['dim']}; stroke-dasharray: 2 3 }}",
        f".lanes .unreadable {{ fill: none; stroke: {one['open']}; stroke-dasharray: 5 3 }}",
        f".lanes .astray {{ fill: none; stroke: {one['bad']}; stroke-width: 2; stroke-dasharray: 6 3 }}",
        f".lanes .flurry {{ fill: none; stroke: {one['open']}; stroke-width: 1.5 }}",
        f".lanes .hatch {{ stroke: {one['hatch']}; stroke-width: 1.2 }}",
        f".lanes .watched {{ fill: {one['paper']}; stroke: {one['live']}; stroke-width: 1 }}",
        f".lanes .stretch {{ fill: {one['rule']} }}",
        f".lanes .stretch.told {{ fill: {one['open']} }}",
        f".lanes .stretch-words {{ font-size: 11px; fill: {one['dim']} }}",
        f".lanes .mark .face {{ stroke: {one['paper']}; stroke-width: 1.5; paint-order: stroke; fill: {one['dim']} }}",
        f".lanes .many {{ font-size: 10px; font-weight: 700; fill: {one['paper']} }}",
    ]
    told += [f".lanes .v{number} {{ fill: {one[f'v{number}']} }}" for number in range(6)]
    told += [f".lanes .called.{tone}, .lanes .tone.{tone} {{ fill: {one[tone]} }}" for tone in ("good", "bad", "open", "calm")]
    told += [f".lanes .mark.{kind} .face {{ fill: {one[kind]} }}" for kind in ("change", "live", "deploy", "chat", "ticket")]
    return "\n".join(told)
