"""The lanes as a plotly figure: true to scale, with zoom, pan, and what each bar and mark says on hover."""

from __future__ import annotations

from datetime import datetime
from html import escape

import plotly.graph_objects as go

from forensics.present.chart import Chart
from forensics.present.strip import TONES

_SHAPES = {"live edit": "diamond", "seen live": "triangle-up", "deploy": "square", "chat": "triangle-down", "ticket": "cross"}
_BAR = 0.42


def zooming(made: Chart) -> go.Figure:
    """The chart as an interactive figure. Texts are escaped, since plotly reads a little HTML (bold, links) in them."""
    figure = go.Figure()
    for tone, (fill, edge, _) in TONES.items():
        mine = [bar for bar in made.bars if bar.tone == tone]
        if not mine:
            continue
        figure.add_bar(
            orientation="h",
            y=[bar.lane for bar in mine],
            base=[_local(bar.start) for bar in mine],
            x=[(bar.until - bar.start).total_seconds() * 1000 for bar in mine],
            width=_BAR,
            marker={"color": ["#ffffff" if bar.absent else fill for bar in mine], "line": {"color": edge, "width": 1.2}},
            text=[escape(bar.text) for bar in mine],
            textposition="inside",
            insidetextanchor="start",
            constraintext="none",
            hovertext=[_folded(bar.tells) for bar in mine],
            hoverinfo="text",
            showlegend=False,
        )
    _marks(figure, made)
    if made.stretch is not None:
        figure.add_vrect(x0=_local(made.stretch[0]), x1=_local(made.stretch[1]), fillcolor="#b3261e", opacity=0.07, line_width=0)
    figure.update_layout(
        title={"text": f"{escape(made.title[:90])}<br><b>{escape(made.verdict)}</b>", "font": {"size": 12}, "y": 0.97, "yanchor": "top"},
        height=190 + 70 * len(made.lanes),
        barmode="overlay",
        template="plotly_white",
        hovermode="closest",
        legend={"orientation": "h", "y": -0.18, "yanchor": "top"},
        margin={"l": 10, "r": 10, "t": 60, "b": 10},
    )
    names = [escape(name if len(name) <= 24 else name[:23] + "…") for name in made.lanes]
    figure.update_yaxes(
        tickmode="array", tickvals=list(range(len(names))), ticktext=names, range=[len(names) - 0.4, -0.6], fixedrange=True, automargin=True
    )
    first, last = made.scale.moments[0], made.scale.moments[-1]
    margin = (last - first) * 0.02
    figure.update_xaxes(type="date", title={"text": "UTC"}, range=[_local(first - margin), _local(last + margin)])
    return figure


def _marks(figure: go.Figure, made: Chart) -> None:
    for shape in dict.fromkeys(mark.shape for mark in made.marks):
        mine = [mark for mark in made.marks if mark.shape == shape]
        figure.add_scatter(
            x=[_local(mark.time) for mark in mine],
            y=[mark.lane + 0.36 for mark in mine],
            mode="markers+text",
            name=escape(shape),
            marker={
                "symbol": _SHAPES.get(shape, "circle"),
                "size": 10,
                "color": ["#1b1f24" if mark.weighty else "#8c959f" for mark in mine],
            },
            text=[escape(mark.number) for mark in mine],
            textposition="middle right",
            textfont={"size": 10},
            hovertext=[_folded(mark.tells) for mark in mine],
            hoverinfo="text",
        )


def _local(moment: datetime) -> str:
    """A time as plotly takes it: without an offset, so that no browser moves it into its own zone."""
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def _folded(text: str) -> str:
    """A hover's text, a part to a line, none of them long."""
    return "<br>".join(escape(part if len(part) <= 120 else part[:119] + "…") for part in text.split(" · "))
