"""Two pictures of a run: seconds by repository, and seconds by number of commits, both on logarithmic scales."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benchmarks.speed.drawn import EDGE, WIDTH, Scale, apart, around, legend, mark, sheet, spoken
from benchmarks.speed.results import Grown, Measured
from benchmarks.speed.tables import points
from benchmarks.speed.taken import Taken
from forensics.present.markup import Markup, tag

# In the order of drawing: where two lie on one another, the smaller one comes last.
_OURS = {"cold": "cold", "index": "from the index", "again": "asked again"}
_GIT = {"-m -S": "git log -m -S", "-S": "git log -S"}
_LIBRARIES = {"PyDriller": "PyDriller", "GitPython": "GitPython"}
_INSTEAD = {
    **{name: ("git", words) for name, words in reversed(_GIT.items())},
    **{name: ("python", f"{words}, from a sample of commits") for name, words in _LIBRARIES.items()},
}
_MINE = {name: ("ours", f"forensics {words}") for name, words in _OURS.items()}
_LEGEND = {**_INSTEAD, **_MINE}
_TOP, _ROW, _NAMES, _RIGHT = 142, 56, 306, 90
# What has room in the column of names, and the pixels that seconds take beside a mark.
_LETTERS, _ROOM = 38, 76
_GROWING = {
    "cold": ("ours", "cold"),
    "index": ("ours", "from the index"),
    "again": ("ours", "asked again"),
    "-S": ("git", "git log -S"),
    "--raw": ("git", "git log --raw"),
}
_PLOT_TOP, _PLOT_BOTTOM, _AXIS, _LABELS = 92, 470, 64, 150


def by_repository(repositories: Sequence[Measured]) -> str:
    """A row for each repository with two tracks: what people run instead above, ours below. Raises ValueError for no repositories."""
    ordered = sorted(repositories, key=lambda one: one.commits)
    seconds = [taken.seconds for one in ordered for name in _LEGEND if (taken := one.taken.get(name)) is not None]
    scale = around(seconds, EDGE + _NAMES, WIDTH - _RIGHT, 1.6)
    bottom = _TOP + _ROW * len(ordered)
    rows = [_row(one, _TOP + _ROW * number, scale) for number, one in enumerate(ordered)]
    said = "Wall seconds of the whole command on a logarithmic scale: each line is ten times the one before. Further left is faster."
    return sheet(
        "One key through all history, beside what people run instead",
        said,
        bottom + 52,
        tag("g", *legend(_INSTEAD, EDGE + 6, 94), *legend(_MINE, EDGE + 6, 118)),
        *(tag("rect", x=0, y=_TOP + _ROW * number, width=WIDTH, height=_ROW, class_="row") for number in range(0, len(ordered), 2)),
        _upright(scale, _TOP, bottom),
        *rows,
    )


def _row(one: Measured, top: float, scale: Scale) -> Markup:
    return tag(
        "g",
        tag("text", _cut(one.name), x=EDGE, y=top + 24, class_="name"),
        tag("text", _cut(f"{one.commits:,} commits, {one.key}"), x=EDGE, y=top + 41, class_="small"),
        _track(one.taken, {**dict.fromkeys(_GIT, "git"), **dict.fromkeys(_LIBRARIES, "python")}, top + 18, scale),
        _track(one.taken, dict.fromkeys(_OURS, "ours"), top + 38, scale),
    )


def _cut(words: str) -> str:
    return words if len(words) <= _LETTERS else words[: _LETTERS - 1] + "…"


def _track(taken: Mapping[str, Taken | None], kinds: Mapping[str, str], y: float, scale: Scale) -> Markup:
    """The marks of one track, a line under those of one kind; seconds at the track's ends, and after a kind where there is room."""
    there = {name: (kind, one.seconds) for name, kind in kinds.items() if (one := taken.get(name)) is not None}
    groups = [(kind, sorted(seconds for other, seconds in there.values() if other == kind)) for kind in dict.fromkeys(kinds.values())]
    groups = [(kind, group) for kind, group in groups if group]
    drawn = [tag("line", x1=scale.at(group[0]), x2=scale.at(group[-1]), y1=y, y2=y, class_=f"span {kind}") for kind, group in groups]
    drawn += [mark(name, kind, scale.at(seconds), y, f"{_LEGEND[name][1]}: {spoken(seconds)}") for name, (kind, seconds) in there.items()]
    for place, (kind, group) in enumerate(groups):
        at = scale.at(group[-1])
        room = scale.at(groups[place + 1][1][0]) - at if place + 1 < len(groups) else _ROOM
        if place == 0:
            drawn.append(tag("text", spoken(group[0]), x=scale.at(group[0]) - 12, y=y + 4, text_anchor="end", class_=f"end {kind}"))
        if room >= _ROOM and (place > 0 or len(group) > 1):
            drawn.append(tag("text", spoken(group[-1]), x=at + 12, y=y + 4, class_=f"end {kind}"))
    return tag("g", *drawn)


def _upright(scale: Scale, top: float, bottom: float) -> Markup:
    drawn = []
    for seconds in scale.decades:
        x = scale.at(seconds)
        drawn.append(tag("line", x1=x, x2=x, y1=top, y2=bottom + 4, class_="rule"))
        drawn.append(tag("text", spoken(seconds), x=x, y=bottom + 22, text_anchor="middle", class_="small"))
    return tag("g", *drawn)


def by_commits(grown: Sequence[Grown]) -> str:
    """A line for each way of asking, over the number of commits of made repositories. Raises ValueError where none was measured."""
    lines = {name: found for name in _GROWING if (found := points(grown, name))}
    commits = [count for found in lines.values() for count, _ in found]
    across = around(commits, EDGE + _AXIS, WIDTH - EDGE - _LABELS, 1.0 if len(set(commits)) > 1 else 2.0)
    upwards = around([seconds for found in lines.values() for _, seconds in found], _PLOT_BOTTOM, _PLOT_TOP, 1.4)
    ends = apart([upwards.at(found[-1][1]) for found in lines.values()], 17)
    drawn = [_line(name, found, across, upwards, end) for (name, found), end in zip(lines.items(), ends, strict=True)]
    return sheet(
        "How cost grows with history",
        "Wall seconds over the number of commits, both logarithmic. The dotted line is ten times the time for ten times the commits.",
        _PLOT_BOTTOM + 62,
        _grid(across, upwards),
        _guide(across, upwards),
        *drawn,
    )


def _line(name: str, found: Sequence[tuple[float, float]], across: Scale, upwards: Scale, end: float) -> Markup:
    kind, words = _GROWING[name]
    places = [(across.at(count), upwards.at(seconds)) for count, seconds in found]
    told = f"{words}, {spoken(found[-1][1])}"
    return tag(
        "g",
        tag("path", d="M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places), class_=f"line {kind}"),
        [
            mark(name, kind, x, y, f"{words}, {count:,.0f} commits: {spoken(seconds)}")
            for (x, y), (count, seconds) in zip(places, found, strict=True)
        ],
        tag("text", told, x=places[-1][0] + 14, y=end + 4, class_=kind),
    )


def _grid(across: Scale, upwards: Scale) -> Markup:
    drawn = []
    for seconds in upwards.decades:
        y = upwards.at(seconds)
        drawn.append(tag("line", x1=across.start, x2=across.end, y1=y, y2=y, class_="rule"))
        drawn.append(tag("text", spoken(seconds), x=across.start - 10, y=y + 4, text_anchor="end", class_="small"))
    for count in across.decades:
        x = across.at(count)
        drawn.append(tag("line", x1=x, x2=x, y1=_PLOT_TOP, y2=_PLOT_BOTTOM + 4, class_="rule"))
        drawn.append(tag("text", f"{count:,.0f} commits", x=x, y=_PLOT_BOTTOM + 24, text_anchor="middle", class_="small"))
    return tag("g", *drawn)


def _guide(across: Scale, upwards: Scale) -> Markup:
    """From the lower left corner, as steep as the commits: what grows just as they do runs beside it."""
    most = min(across.high / across.low, upwards.high / upwards.low)
    x, y = across.at(across.low * most), upwards.at(upwards.low * most)
    return tag("path", d=f"M{across.start:.1f} {upwards.start:.1f}L{x:.1f} {y:.1f}", class_="guide")
