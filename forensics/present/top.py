"""The top of the screen: one line per environment that says what its value is, then in short how it came about."""

from __future__ import annotations

from forensics.model import Report, RepositoryFacts, Setting, Stand
from forensics.present.page import Page, Piece
from forensics.present.story import Story, alike, cites_of, ordered_stands
from forensics.present.words import Role, counted, day, headline, lasted, minute, number_of, role, shown, strength

_MOST_STANDS = 12
_LABEL = 11


def title(page: Page, told: Story, setting: Setting) -> None:
    report = told.report
    facts = [counted(len(setting.stands), "environment"), counted(len(report.events), "event"), f"as of {minute(report.asked.as_of)}"]
    aside = f" {page.glyphs.dot} ".join(facts)
    key = page.text(report.asked.key)
    gap = page.width - page.cells(key) - page.cells(aside)
    if gap >= 3:
        page.line((key, "strong"), (" " * gap, "plain"), (aside, "dim"))
    else:
        page.wrapped([], [(key, "strong")], 0, most=3)
        page.line((aside, "dim"))
    page.wrapped([], [(setting.id, "dim")], 2, most=3)
    page.blank()


def standings(page: Page, told: Story, setting: Setting) -> None:
    """One line per environment: its name, its value, what that value is called, how sure that is, and where to look."""
    stands = ordered_stands(setting, told.verdict)
    roles = {stand.environment: role(stand, setting, told.verdict) for stand in stands}
    texts = [page.text(shown(stand.effective)) for stand in stands]
    values = dict(zip((stand.environment for stand in stands), alike(texts, 30 if page.width >= 100 else 16), strict=True))
    columns = (
        min(max(page.cells(page.text(stand.environment)) for stand in stands), 20),
        max(page.cells(value) for value in values.values()),
        max(len(one.label) for one in roles.values()),
    )
    for stand in stands[:_MOST_STANDS]:
        _standing(page, told, setting, stand, roles[stand.environment], values[stand.environment], columns)
    if len(stands) > _MOST_STANDS:
        page.line((f"  {page.glyphs.cut} {counted(len(stands) - _MOST_STANDS, 'more environment')}: --format json", "dim"))


def _standing(page: Page, told: Story, setting: Setting, stand: Stand, called: Role, value: str, columns: tuple[int, int, int]) -> None:
    name_room, value_room, label_room = columns
    name, value = page.fit(stand.environment, name_room), page.cut(value, value_room)
    padded = " " * (value_room - page.cells(value)) + value
    sure = _sure(told, stand)
    lead: list[Piece] = [("  ", "plain"), (name, "strong"), ("  ", "plain"), (padded, "value")]
    label: list[Piece] = [(called.label, f"strong {called.tone}")]
    cites = " ".join(f"[{number_of(cite)}]" for cite in cites_of(stand.environment, setting, told.verdict, told.events)[:3])
    if 2 + name_room + 2 + value_room + 2 + label_room > page.width:
        page.line(
            ("  ", "plain"), (page.cut(stand.environment, page.width - 6 - page.cells(value)), "strong"), ("  ", "plain"), (value, "value")
        )
        page.line(("    ", "plain"), *label, ("  ", "plain"), (cites, "cite"))
        return
    pieces = [*lead, ("  ", "plain"), *label, (" " * (label_room - len(called.label)), "plain")]
    room = page.width - sum(page.cells(text) for text, _ in pieces)
    if sure and room >= len(sure) + 2:
        pieces.append(("  " + sure.ljust(len("very strong support")), "plain"))
        room -= 2 + max(len(sure), len("very strong support"))
    because = page.text(called.because)
    if because and room >= page.cells(because) + 3 + page.cells(cites):
        pieces.append(("  " + because, "plain"))
        room -= 2 + page.cells(because)
    if cites and room >= page.cells(cites) + 2:
        pieces.append(("  " + cites, "cite"))
    page.line(*pieces)


def _sure(told: Story, stand: Stand) -> str:
    verdict = told.verdict
    if verdict is None or verdict.kind == "undetermined" or stand.environment not in (*verdict.deliberate, *verdict.diverged):
        return ""
    return f"{strength(verdict.confidence)} support"


def labelled(page: Page, label: str, pieces: list[Piece]) -> None:
    """A paragraph with its label at the left margin."""
    indent = 2 + _LABEL if page.width >= 60 else 4
    if page.width >= 60:
        page.wrapped([("  " + label.ljust(_LABEL), "dim")], pieces, indent)
    else:
        page.line(("  " + label, "dim"))
        page.wrapped([(" " * indent, "plain")], pieces, indent)


def in_short(page: Page, told: Story, setting: Setting) -> None:
    verdict, episode = told.verdict, told.episode
    if verdict is not None:
        labelled(page, "In short", [(told.roles.text(verdict.summary) or headline(verdict) + ".", "plain")])
    elif episode is None:
        labelled(page, "In short", [(never_differed(setting), "plain")])
    else:
        word = "differ" if episode.closed_at is None else "differed"
        labelled(page, "In short", [(f"The environments {word}; no verdict was given.", "plain")])
    if episode is not None:
        lasting = lasted((episode.closed_at or told.report.asked.as_of) - episode.opened_at)
        end = f", to {minute(episode.closed_at)} ({lasting})" if episode.closed_at else f", still open after {lasting}"
        word = "Differ" if episode.nature == "difference" else "Agree"
        labelled(page, word, [(f"since {minute(episode.opened_at)}{end}", "plain")])
    if verdict is not None and verdict.intended_value is not None and verdict.diverged:
        labelled(
            page,
            "Evidence",
            [
                ("supports", "plain"),
                (_short(verdict.intended_value), "value"),
                ("for", "plain"),
                (", ".join(verdict.diverged), "plain"),
            ],
        )
    if verdict is not None and verdict.kind == "undetermined" and verdict.would_settle:
        more = [(f"and {len(verdict.would_settle) - 1} more, below", "dim")] if len(verdict.would_settle) > 1 else []
        labelled(page, "Settled by", [(told.roles.text(verdict.would_settle[0]), "plain"), *more])
    if setting.masked:
        labelled(page, "Compared", [("with the environments' own names taken out of their values", "plain")])


def _short(value: str) -> str:
    return shown(value) if len(value) <= 200 else f"{value[:200]}…"


def never_differed(setting: Setting) -> str:
    """What is to be said of a key that never differed."""
    starts = [spans[0].start for _, spans in setting.timelines if spans]
    since = f" since {day(min(starts))}" if starts else ""
    if len(setting.stands) == 1:
        return f"Only {setting.stands[0].environment} has this key{since}: there is nothing that it could differ from."
    changes = len({span.start for _, spans in setting.timelines for span in spans[1:]})
    told = f"changed {counted(changes, 'time')}{since}, everywhere together" if changes else f"was never changed{since}"
    return f"The environments never differed. The value {told}. {_watch(setting)}"


def _watch(setting: Setting) -> str:
    """How far \"never\" reaches: what ran is known only where it was looked at."""
    if not setting.watched and not setting.observed:
        return "So git says; what ran was not watched."
    seen = sorted({*(one.environment for one in setting.watched), *(name for name, spans in setting.observed if spans)})
    return f"What ran was looked at in {', '.join(seen)}."


def mainlines(page: Page, report: Report) -> None:
    for repository in report.asked.repositories[:3]:
        labelled(page, "Mainline", [(_mainline(repository), "plain")])
    if len(report.asked.repositories) > 3:
        labelled(page, "", [(f"and {counted(len(report.asked.repositories) - 3, 'more repository', 'more repositories')}", "dim")])


def _mainline(repository: RepositoryFacts) -> str:
    own = [f"{environment} from {branch}" for environment, branch in repository.branches if branch != repository.mainline]
    branches = f"; {', '.join(own[:4])}" if own else ""
    shallow = "; shallow: older history is not there" if repository.shallow else ""
    return f"{repository.mainline} ({repository.mainline_rule}) in {repository.path}{branches}{shallow}"
