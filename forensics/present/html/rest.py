"""The page's end: where code reads the key, its other places, what is not known, and what was read."""

from __future__ import annotations

from forensics.model import RepositoryFacts, Source
from forensics.present.html.bits import Bits, plain, section
from forensics.present.markup import Markup, joined, tag
from forensics.present.story import differ_now
from forensics.present.words import counted, day, default_words

_MOST_OTHERS = 60
_MOST_STANDS = 12
_MOST_GAPS = 60


def in_code(bits: Bits) -> Markup | None:
    """Where code reads the key, and the default that counts where no file sets it."""
    rows = [
        tag("li", tag("code", plain(f"{read.path}:{read.line}"[:200])), ": ", plain(bits.words(default_words(read))[:300]))
        for read in bits.told.report.code
    ]
    return section("code", "Read in code", tag("ul", *rows), aside="what counts where no file sets it") if rows else None


def others(bits: Bits) -> Markup | None:
    """The other settings that the key matches, and what their environments hold."""
    rows = []
    for setting in bits.told.others[:_MOST_OTHERS]:
        word = "differ" if differ_now(setting) else "agree" if len(setting.stands) > 1 else "alone"
        values = [tag("span", plain(one.environment), " ", bits.value(one.effective, 40)) for one in setting.stands[:_MOST_STANDS]]
        more = f" and {len(setting.stands) - _MOST_STANDS} more" if len(setting.stands) > _MOST_STANDS else None
        state = tag("span", word, class_="weight open" if word == "differ" else "weight")
        held = tag("span", *values, more, class_="pairs")
        rows.append(tag("li", state, tag("span", tag("code", plain(setting.id), class_="path"), held)))
    if not rows:
        return None
    hidden = len(bits.told.others) - len(rows)
    more_rows = tag("p", f"{hidden} more: --format json", class_="dim") if hidden > 0 else None
    listed = tag("ul", *rows, class_="weighed")
    return section("elsewhere", "Other places of this key", listed, more_rows, aside="--setting ID puts one first")


def not_known(bits: Bits) -> Markup | None:
    """What could not be read, and what would settle what is open."""
    report, verdict = bits.told.report, bits.told.verdict
    partly = [one for one in report.sources if one.status in ("partial", "unavailable")]
    said = {(one.name, one.detail) for one in partly}
    rows = [_source(bits, one) for one in partly]
    gaps = [gap for gap in report.gaps if (gap.where, gap.why) not in said]
    rows += [tag("li", tag("strong", plain(gap.where[:300])), ": ", plain(bits.words(gap.why)[:1000])) for gap in gaps[:_MOST_GAPS]]
    if len(gaps) > _MOST_GAPS:
        rows.append(tag("li", f"{len(gaps) - _MOST_GAPS} more: --format json"))
    parts = [tag("ul", *rows)] if rows else []
    settle = [tag("li", plain(bits.words(wish))) for wish in (verdict.would_settle if verdict else ())]
    if settle:
        parts += [tag("h3", "Would settle it"), tag("ul", *settle)]
    return section("unknown", "Not known", *parts) if parts else None


def _source(bits: Bits, one: Source) -> Markup:
    span = f" ({day(one.start)} to {day(one.until)})" if one.start and one.until else ""
    return tag("li", tag("strong", plain(one.name[:200])), f": {one.status}{span}. ", plain(bits.words(one.detail)[:1000]))


def sources(bits: Bits) -> Markup | None:
    """What the answer was read from."""
    rows = [tag("li", _repository(one)) for one in bits.told.report.asked.repositories]
    rows += [
        tag("li", plain(one.name[:200]), f": {counted(one.count, 'piece')} of evidence" if one.status == "complete" else f": {one.status}")
        for one in bits.told.report.sources
        if one.name != "git" and one.status in ("complete", "absent")
    ]
    return section("sources", "Read from", tag("ul", *rows)) if rows else None


def _repository(one: RepositoryFacts) -> Markup:
    own = [f"{environment} from {branch}" for environment, branch in one.branches if branch != one.mainline]
    shallow = "; shallow: older history is not there" if one.shallow else ""
    return joined(
        plain(one.path), f": {counted(one.commits, 'commit')}; mainline ", plain(one.mainline), " (", plain(one.mainline_rule), ")",
        joined("; ", plain(", ".join(own[:8]))) if own else None, shallow,
    )  # fmt: skip
