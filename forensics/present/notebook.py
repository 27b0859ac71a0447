"""The report as a notebook shows it: an HTML fragment that reads in light and dark, and without styles where a code host strips them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from html import escape

from forensics.model import Clue, Report, Setting
from forensics.present.chart import Chart, chart, plain, verdict_line, words
from forensics.present.clean import safe_url
from forensics.present.promised import promise_words
from forensics.present.story import Row, Story, cites_of, differ_now, ordered_stands, sides, story
from forensics.present.strip import strip
from forensics.present.words import counted, event_word, kind_words, lasted, minute, number_of, role, shown, weight_word

# A badge carries its own ground and ink: notebooks' themes are not those of the browser, so that nothing can be asked of them.
_BADGES = {"good": "#2c7a48", "bad": "#b3261e", "open": "#946200", "calm": "#4a6076"}
_MOST_STANDS = 12
_MOST_GAPS = 12
# From so many rows on the table is folded.
_FOLD_FROM = 16
_LEFT = ' style="text-align:left"'


def notebook(report: Report, who: bool = False) -> str:
    """The report as an HTML fragment: verdict, a line per environment, lanes as a picture, rows, evidence, what is not known.

    No script, no style element, no id and no class that a page could mistake for its own; every text from outside is cleaned and
    escaped; the only addresses are http(s) ones and the picture's own `data:` (code hosts drop inline SVG and `style`, but show such an
    image: https://github.com/activeviam/atoti-notebooks/issues/425). `who`: with people's names.
    """
    told = story(report, who)
    parts = _nowhere(told) if told.setting is None else _found(told, told.setting)
    return f'<div style="overflow-x:auto;max-width:960px">{"".join(parts)}</div>'


def _found(told: Story, setting: Setting) -> list[str]:
    facts = f"as of {minute(told.report.asked.as_of)}, by forensics {_text(told.report.version)}"
    picture = chart(told.report, told.roles.who)
    return [
        f"<p><strong>{_code(told.report.asked.key)}</strong><br><small>{_code(setting.id)}, {facts}</small></p>",
        f"<p>{_verdict(told)}</p>",
        _environments(told, setting),
        _image(picture) if picture is not None else "",
        _rows(told),
        _evidence(told),
        _promises(told),
        _others(told),
        _not_known(told),
    ]


def _text(text: str) -> str:
    return escape(plain(text, 1200))


def _code(text: str) -> str:
    return f"<code>{escape(plain(text))}</code>"


def _cites(cites: Iterable[str], most: int = 6) -> str:
    numbers = [escape(plain(f"[{number_of(cite)}]", 16)) for cite in cites]
    return " ".join(numbers[:most]) + (f" and {len(numbers) - most} more" if len(numbers) > most else "")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Cells are finished HTML."""
    top = "".join(f"<th{_LEFT}>{cell}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td{_LEFT}>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _folded(summary: str, inside: str, unfolded: bool = False) -> str:
    return f"<details{' open' if unfolded else ''}><summary>{summary}</summary>{inside}</details>"


def _list(lines: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>" if lines else ""


def _verdict(told: Story) -> str:
    verdict, episode = told.verdict, told.episode
    parts = [f"<strong>{_text(verdict_line(told))}.</strong>"]
    if verdict is not None and verdict.summary:
        parts.append(_text(told.roles.text(verdict.summary)))
    if episode is not None:
        end = episode.closed_at or told.report.asked.as_of
        word = "differed" if episode.nature == "difference" else "agreed"
        until = f"from {minute(episode.opened_at)} to {minute(end)}" if episode.closed_at else f"since {minute(episode.opened_at)}"
        parts.append(f"<br>They {'' if episode.closed_at else 'have '}{word} {until} ({lasted(end - episode.opened_at)}).")
    if verdict is not None and verdict.intended_value is not None and verdict.diverged:
        named = ", ".join(_code(name) for name in verdict.diverged)
        parts.append(f"The evidence supports {_code(shown(verdict.intended_value))} for {named}.")
    return " ".join(parts)


def _environments(told: Story, setting: Setting) -> str:
    stands = ordered_stands(setting, told.verdict)
    rows = []
    for stand in stands[:_MOST_STANDS]:
        called = role(stand, setting, told.verdict)
        look = f"background:{_BADGES[called.tone]};color:#ffffff;padding:1px 6px;border-radius:3px;white-space:nowrap;font-size:90%"
        badge = f'<strong style="{look}">{_text(called.label)}</strong>' + (f" {_text(called.because)}" if called.because else "")
        cites = _cites(cites_of(stand.environment, setting, told.verdict, told.events), 4)
        rows.append([f"<strong>{_text(stand.environment)}</strong>", _code(shown(stand.effective)), badge, cites])
    more = f"<p>and {counted(len(stands) - _MOST_STANDS, 'more environment')}</p>" if len(stands) > _MOST_STANDS else ""
    return _table(["Environment", "Value", "What it is", "Evidence"], rows) + more


def _image(picture: Chart) -> str:
    """The lanes as an image of their own, with the same said in words: it shares no id and no style with what stands beside it."""
    address = b64encode(strip(picture).encode("utf-8", "backslashreplace")).decode("ascii")
    return f'<img src="data:image/svg+xml;base64,{address}" alt="{escape(words(picture))}" style="max-width:100%;height:auto;margin:6px 0">'


def _rows(told: Story) -> str:
    if not told.rows:
        return ""
    table = _table(["#", "When (UTC)", "Where", "What", "Change", "Source"], [_row(told, row) for row in told.rows])
    left_out = f"<p>{counted(told.left_out, 'more row')}: events_frame() has all</p>" if told.left_out else ""
    return _folded(f"How it went: {counted(len(told.rows), 'row')}", table + left_out, unfolded=len(told.rows) < _FOLD_FROM)


def _row(told: Story, row: Row) -> list[str]:
    event, window = row.event, row.window
    first, last = number_of(row.cites[0]), number_of(row.cites[-1])
    what = _text(told.roles.text(event.title)) + (f", {_text(event.actor)}" if told.roles.who and event.actor else "")
    change = ""
    if window is not None:
        what = f"back and forth: {counted(window.changes, 'change')} in {lasted(window.until - window.start)}"
        change = " → ".join(_code(shown(value)) for value in window.values[:3])
    elif event.before is not None or event.after is not None:
        values = [event.after] if event.before is None else [event.before, event.after]
        change = " → ".join(_code(told.roles.text(shown(value))) for value in values)
    where = _text(event.environment) if event.environment else _text(event_word(event))
    when = f'<span style="white-space:nowrap">{minute(event.time)}</span>'
    return [_text(first if first == last else f"{first}–{last}"), when, where, what, change, _source(row)]


def _source(row: Row) -> str:
    event = row.event
    name = f"<code>{_text(event.commit[:9])}</code>" if event.commit else _text(event.ref or event.source)
    address = safe_url(event.url)
    if address is not None:
        name = f'<a href="{escape(address)}" rel="noopener noreferrer" target="_blank">{name}</a>'
    file = event.path.rpartition("/")[2] + (f":{event.line}" if event.line else "") if event.path else ""
    return " ".join(
        part for part in (name, _code(file) if file else "", _text(f"#{event.pull_request}") if event.pull_request else "") if part
    )


def _evidence(told: Story) -> str:
    verdict = told.verdict
    if verdict is None or not verdict.evidence:
        return ""
    speaks_for, against = sides(verdict)
    undecided = verdict.kind == "undetermined"
    counts = f"{len(speaks_for)} for" + (f", {len(against)} against" if against else "")
    inside = _list([_clue(told, clue, undecided) for clue in speaks_for])
    inside += f"<p>against</p>{_list([_clue(told, clue, True) for clue in against])}" if against else ""
    return _folded(f"Evidence: {f'{len(speaks_for)} pointing several ways' if undecided else counts}", inside)


def _clue(told: Story, clue: Clue, leaning: bool) -> str:
    toward = f", {'speaks against' if clue.weight < 0 else 'points to'} {_text(kind_words(clue.leans))}" if leaning else ""
    return f"{_text(told.roles.text(clue.says))} ({weight_word(clue.weight)}{toward}) {_cites(clue.cites)}"


def _promises(told: Story) -> str:
    lines = [
        f"{one.state}: {_text(told.roles.text(one.quote))} ({_text(promise_words(one))}) {_cites((one.event, *one.by))}"
        for one in told.report.promises
    ]
    return _folded(f"Promised: {len(lines)}", _list(lines)) if lines else ""


def _others(told: Story) -> str:
    rows = [
        [
            _code(setting.id),
            ", ".join(f"{_text(stand.environment)} {_code(shown(stand.effective))}" for stand in setting.stands[:8]),
            "yes" if differ_now(setting) else "no",
        ]
        for setting in told.others[:40]
    ]
    summary = f"Other places of this key: {len(told.others)}"
    return _folded(summary, _table(["Setting", "Now", "Differ"], rows)) if rows else ""


def _not_known(told: Story) -> str:
    report = told.report
    poor = [source for source in report.sources if source.status in ("partial", "unavailable")]
    said = {(source.name, source.detail) for source in poor}
    lines = [f"<strong>{_text(source.name)}</strong>: {source.status}. {_text(source.detail)}" for source in poor]
    gaps = [gap for gap in report.gaps if (gap.where, gap.why) not in said]
    lines += [f"<strong>{_text(gap.where)}</strong>: {_text(gap.why)}" for gap in gaps[:_MOST_GAPS]]
    lines += [f"{len(gaps) - _MOST_GAPS} more: <code>report.gaps</code>"] if len(gaps) > _MOST_GAPS else []
    lines += [f"would settle it: {_text(told.roles.text(wish))}" for wish in (told.verdict.would_settle if told.verdict else ())]
    return _folded(f"Not known: {len(lines)}", _list(lines)) if lines else ""


def _nowhere(told: Story) -> list[str]:
    report = told.report
    looked = [f"looked in {_code(one.path)}: {counted(one.commits, 'commit')}" for one in report.asked.repositories]
    alike = f"<p>Spelt alike: {', '.join(_code(one) for one in report.suggestions[:10])}</p>" if report.suggestions else ""
    found = "<strong>Found nowhere.</strong> No version of any configuration file has this key."
    return [f"<p><strong>{_code(report.asked.key)}</strong></p><p>{found}</p>", _list(looked), alike, _rows(told), _not_known(told)]
