"""The lanes as a matplotlib figure, which any front end and code host shows as a picture."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from warnings import catch_warnings, filterwarnings

from matplotlib.figure import Figure

from forensics.present.chart import WIDTH, Bar, Chart, Mark
from forensics.present.strip import TONES, spread, ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SHAPES = {"live edit": "D", "seen live": "^", "deploy": "s", "chat": "v", "ticket": "P"}
_BAR = 0.42


class Still(Figure):
    """A figure that a notebook shows without pyplot, and so without a window or a state that all figures share."""

    def _repr_png_(self) -> bytes:
        out = BytesIO()
        with catch_warnings():
            # A glyph that the font lacks is drawn as a box; a warning in red below each picture says no more than that.
            filterwarnings("ignore", message="Glyph")
            self.savefig(out, format="png", dpi=110, metadata={"Software": None})
        return out.getvalue()


def still(made: Chart) -> Still:
    """The chart as a figure of 10 inches; text from outside is drawn as it is, never as mathematics."""
    figure = Still(figsize=(10, 1.1 + 0.75 * len(made.lanes)), facecolor="white", layout="constrained")
    axes = figure.add_subplot()
    if made.stretch is not None:
        axes.axvspan(*(made.at(moment) for moment in made.stretch), color="#b3261e", alpha=0.07, lw=0)
    for bar in made.bars:
        _bar(axes, made, bar)
    for lane in range(len(made.lanes)):
        _marks(axes, made, [mark for mark in made.marks if mark.lane == lane], lane)
    _frame(axes, made)
    return figure


def _frame(axes: Axes, made: Chart) -> None:
    dates = ticks(made, 13)
    axes.set_xticks([place for place, _ in dates], [text for _, text in dates], fontsize=9, color="#57606a")
    axes.set_yticks(range(len(made.lanes)), [_fit(name, 24) for name in made.lanes], parse_math=False)
    axes.set_xlim(-1, WIDTH + 1)
    axes.set_ylim(len(made.lanes) - 0.35, -0.5)
    axes.tick_params(length=0)
    axes.grid(axis="x", color="#c9d1da", linestyle=":", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[:].set_visible(False)
    axes.set_title(f"{_fit(made.title, 110)}\n{made.verdict}", loc="left", fontsize=10, parse_math=False)
    signs = {mark.shape: mark for mark in made.marks}
    for shape in signs:
        axes.scatter([], [], marker=_SHAPES.get(shape, "o"), color="#57606a", s=28, label=_fit(shape, 22).lstrip("_"))
    if signs:
        legend = axes.legend(
            loc="upper left", bbox_to_anchor=(0, -0.12), ncols=6, frameon=False, fontsize=8, title=made.note, alignment="left"
        )
        legend.get_title().set(fontsize=8, color="#57606a", parse_math=False)
        for text in legend.get_texts():
            text.set_parse_math(False)


def _bar(axes: Axes, made: Chart, bar: Bar) -> None:
    left, right = made.at(bar.start), made.at(bar.until)
    fill, edge, ink = TONES[bar.tone]
    width = max(0.4, right - left)
    axes.barh(
        bar.lane,
        width,
        _BAR,
        left,
        color="white" if bar.absent else fill,
        edgecolor=edge,
        linestyle="--" if bar.absent else "-",
        linewidth=1,
    )
    if bar.starts:
        axes.plot([left, left], [bar.lane - 0.25, bar.lane + 0.25], color=edge, linewidth=2.5)
    room = int((width - 2) * 0.85)
    if room >= min(3, len(bar.text)):
        axes.text(
            left + 1, bar.lane, _fit(bar.text, room), va="center", fontsize=9, color=ink, weight="bold", parse_math=False, clip_on=True
        )


def _marks(axes: Axes, made: Chart, marks: list[Mark], lane: int) -> None:
    true = [made.at(mark.time) for mark in marks]
    for mark, place, moment in zip(marks, spread(true, 3.6, WIDTH - 1.5), true, strict=True):
        tone = "#1b1f24" if mark.weighty else "#6e7781"
        axes.plot([moment, place], [lane + 0.21, lane + 0.38], color=tone, linewidth=0.7, alpha=0.5)
        axes.scatter([place], [lane + 0.42], marker=_SHAPES.get(mark.shape, "o"), color=tone, s=28, zorder=3)
        number = _fit(mark.number, 4)
        axes.text(place + 0.8, lane + 0.43, number, va="center", fontsize=7.5, color=tone, parse_math=False)


def _fit(text: str, room: int) -> str:
    return text if len(text) <= room else text[: max(1, room - 1)] + "…"
