"""The page's top: the key, what each environment's value is called, and in short how it came about."""

from __future__ import annotations

from forensics.model import Setting, Stand
from forensics.present.clean import one_line
from forensics.present.html.bits import Bits, named, plain, section, tone_shape
from forensics.present.markup import Markup, joined, tag
from forensics.present.story import alike, cites_of, ordered_stands
from forensics.present.words import counted, day, headline, lasted, minute, role, shown, strength

_MOST = 5000


def answer(bits: Bits, setting: Setting) -> Markup:
    """Verdict first: headline, a line per environment, the summary, and how long it has been so."""
    told = bits.told
    stands = ordered_stands(setting, told.verdict)
    texts = alike([one_line(shown(stand.effective)[:_MOST]) for stand in stands], 60)
    rows = [_standing(bits, setting, stand, text) for stand, text in zip(stands, texts, strict=True)]
    standings = tag("ul", *rows, class_="stands")
    return joined(_top(bits, setting), section("answer", *_headline(bits, setting), standings, *_in_short(bits, setting)))


def nowhere(bits: Bits) -> Markup:
    """The key was found nowhere: where was looked, and what is spelt alike."""
    report = bits.told.report
    looked = [
        tag("li", plain(one.path), f": {counted(one.commits, 'commit')}{', shallow: older history is not there' if one.shallow else ''}")
        for one in report.asked.repositories
    ]
    alike = [tag("li", tag("code", plain(one))) for one in report.suggestions[:20]]
    elsewhere = any(gap.where == report.asked.key for gap in report.gaps)
    why = "Nothing as it was asked for; what is not known is below." if elsewhere else "No version of any configuration file has this key."
    parts = [
        tag("p", why, class_="summary"),
        *([tag("h3", "Looked in"), tag("ul", looked)] if looked else []),
        *([tag("h3", "Spelt alike"), tag("ul", alike)] if alike else []),
    ]
    return joined(_top(bits, None), section("answer", "Found nowhere", *parts))


def _top(bits: Bits, setting: Setting | None) -> Markup:
    report = bits.told.report
    facts = [counted(len(setting.stands), "environment")] if setting else []
    facts += [counted(len(report.events), "event"), f"as of {minute(report.asked.as_of)}"]
    where = tag("p", tag("code", plain(setting.id)), class_="where") if setting else None
    return tag("div", tag("h1", plain(report.asked.key)), where, tag("p", " · ".join(facts), class_="facts"), class_="top")


def _headline(bits: Bits, setting: Setting) -> list[Markup | str]:
    verdict, episode = bits.told.verdict, bits.told.episode
    if verdict is not None:
        sure = "" if verdict.kind == "undetermined" else f"{strength(verdict.confidence)} support"
        return [joined(headline(verdict), tag("small", sure) if sure else None)]
    if episode is not None:
        return ["The environments differ" if episode.closed_at is None else "The environments differed for a time"]
    return ["The environments never differed" if len(setting.stands) > 1 else "Only one environment has this key"]


def _standing(bits: Bits, setting: Setting, stand: Stand, text: str) -> Markup:
    told = bits.told
    called = role(stand, setting, told.verdict)
    unlike = stand.observed is not None and stand.observed != stand.declared
    because = called.because
    files = joined("runs; the files say ", bits.value(stand.declared, 60)) if unlike and "the files say" not in because else None
    partly = f"known in part: {', '.join(stand.missing[:4])} could not be read" if stand.resolved != "full" and stand.missing else None
    return tag(
        "li",
        tag("span", named(stand.environment), class_="env"),
        tag("span", bits.value(text), class_="now"),
        tag("span", tone_shape(called), called.label.capitalize(), class_=f"called {called.tone}"),
        tag(
            "span",
            bits.words(because),
            " " if because and files else None,
            files,
            tag("span", partly, class_="partly") if partly else None,
            bits.cites(cites_of(stand.environment, setting, told.verdict, told.events), 4),
            class_="because",
        ),
        bits.whole(stand.effective) if text != shown(stand.effective) else None,
        class_=called.tone,
    )


def _in_short(bits: Bits, setting: Setting) -> list[Markup]:
    verdict, episode = bits.told.verdict, bits.told.episode
    parts: list[Markup] = []
    if verdict is not None and verdict.summary:
        parts.append(tag("p", plain(bits.words(verdict.summary)), class_="summary"))
    elif episode is None:
        parts.append(tag("p", _never(setting), class_="summary"))
    else:
        parts.append(tag("p", "No verdict was given.", class_="summary"))
    if episode is not None:
        lasting = lasted((episode.closed_at or bits.told.report.asked.as_of) - episode.opened_at)
        then, still = ("differed", "They have differed") if episode.nature == "difference" else ("agreed", "They have agreed")
        opened = minute(episode.opened_at)
        if episode.closed_at is not None:
            stretch = f"They {then} from {opened} to {minute(episode.closed_at)} ({lasting})."
        else:
            stretch = f"{still} since {opened} ({lasting})."
        parts.append(tag("p", stretch, bits.cites([episode.opened_by])))
    if verdict is not None and verdict.intended_value is not None and verdict.diverged:
        names = joined(*(joined(", " if place else "", named(name)) for place, name in enumerate(verdict.diverged)))
        parts.append(tag("p", "The evidence supports ", bits.value(verdict.intended_value), " for ", names, "."))
    if verdict is not None and verdict.kind == "undetermined" and verdict.would_settle:
        parts.append(tag("p", "It would be settled by ", plain(bits.words(verdict.would_settle[0])), "."))
    if setting.masked:
        parts.append(tag("p", "Values were compared with the environments' own names taken out of them.", class_="dim"))
    return parts


def _never(setting: Setting) -> str:
    starts = [spans[0].start for _, spans in setting.timelines if spans]
    since = f" since {day(min(starts))}" if starts else ""
    if len(setting.stands) == 1:
        return f"Only {setting.stands[0].environment} has this key{since}: there is nothing that it could differ from."
    changes = len({span.start for _, spans in setting.timelines for span in spans[1:]})
    told = f"changed {counted(changes, 'time')}{since}, everywhere together" if changes else f"was never changed{since}"
    watched = "" if setting.watched or setting.observed else " So git says; what ran was not watched."
    return f"The value {told}.{watched}"
