"""The tables as they are printed; each gives back what it printed, as plain values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.judging import naive as rules
from benchmarks.judging import removal as removing
from benchmarks.judging.casebook import Casebook, Held, Row, right
from benchmarks.judging.crossing import crossed, rows
from benchmarks.judging.figures import HEADING, SURE, brier, log_loss, mean_confidence, reliability, share, sure_and_wrong, told
from benchmarks.judging.knobs import instead, tables
from benchmarks.judging.refitting import turned_most
from forensics.judge.clues import CLUES, FAMILIES
from forensics.model import Verdict

Found = dict[str, Any]


def heading(text: str) -> None:
    print(f"\n== {text}")


def figures(found: Sequence[Row]) -> Found:
    """All cases, each world, the wrong ones, and the reliability of what was said."""
    heading("written cases")
    print(HEADING)
    print(f"{'all':34}{told(found, right)}")
    for world in sorted({row["world"] for row in found}):
        print(f"{world:34}{told([row for row in found if row['world'] == world], right)}")
    _wrong(found)
    return {"reliability": _reliability(found, right)}


def _wrong(found: Sequence[Row]) -> None:
    for row in found:
        bad = [mark for mark in ("verdict", "roles", "opener", "value") if not row[mark]]
        if bad:
            print(f"  {row['id']}: {row['truth']}, said {row['said']} {row['confidence']:.2f}; wrong: {', '.join(bad)}")


def _reliability(found: Sequence[Row], holds: Callable[[Row], bool]) -> list[tuple[str, int, int, float]]:
    lines = reliability(found, holds)
    print(f"  {'said':>10}{'held':>10}{'on average said':>18}{'held':>8}")
    for tenth, count, held, mean in lines:
        print(f"  {tenth:>10}{f'{held} of {count}':>10}{mean:>18.2f}{held / count:>8.2f}")
    print(f"  Brier {brier(found, holds):.3f}, log loss {log_loss(found, holds):.3f}")
    return lines


def real(found: Sequence[Row]) -> Found:
    """Where the two readers agree, where they don't, and how sure the judge is in each."""
    heading("real histories, judged by two readers")
    holds: Callable[[Row], bool] = lambda row: bool(row["verdict"])  # noqa: E731
    both = {"readers agree": [row for row in found if row["agreed"]], "readers differ": [row for row in found if not row["agreed"]]}
    for name, some in ({"all": list(found)} | both).items():
        print(
            f"{name:16}{len(some):>4} verdict {share(some, holds):6.1%}  verdict and roles {share(some, right):6.1%}"
            f"  sure and wrong {sure_and_wrong(some, holds)}  mean confidence {mean_confidence(some):.2f}"
            f"  at {SURE} or more {sum(row['confidence'] >= SURE for row in some)}"
        )
    for row in found:
        if not row["verdict"]:
            differ = "" if row["agreed"] else " (readers differ)"
            print(f"  {row['id']}: {' or '.join(row['wanted'])}, said {row['said']} {row['confidence']:.2f}{differ}")
    return {name: {"rows": some, "reliability": _reliability(some, holds)} for name, some in both.items()}


def crossing(book: Casebook, cases: Sequence[Held]) -> Found:
    """Argued tables beside fitted ones, in the sample and out of it."""
    heading("leave one world out: the tables fitted without a world, scored on it")
    argued = tables()
    found = crossed(book, cases)
    print(HEADING)
    for name, some in (
        ("argued", found.argued),
        ("fitted to all (in the sample)", found.fitted),
        ("fitted without the world", found.held_out),
        ("… and without clues of it alone", found.unseen),
    ):
        print(f"{name:34}{told(some, right)}")
    for world in sorted({row["world"] for row in found.held_out}):
        print(f"{f'  {world}, fitted without it':34}{told([row for row in found.held_out if row['world'] == world], right)}")
    _wrong(found.held_out)
    print("  without the weights that no other world called for:")
    _wrong(found.unseen)
    _reliability(found.held_out, right)
    print("  moved most by the fit to all:", "; ".join(turned_most(argued, found.tables)) or "nothing")
    return {"fitted": {" ".join(knob).strip(): value for knob, value in found.tables.items()}, "held_out": found.held_out}


def ablation(book: Casebook, cases: Sequence[Held]) -> Found:
    """What each family of clues is worth: without it, and with it alone left out of the tables."""
    heading("without a family of clues")
    print(HEADING)
    print(f"{'with all':34}{told(rows(book, cases), right)}")
    whole = {row["id"]: right(row) for row in rows(book, cases)}
    lost: Found = {}
    for family, clues in FAMILIES.items():
        left = {name: some for name, some in FAMILIES.items() if name != family}
        with instead(FAMILIES=left, CLUES=tuple(clue for clue in CLUES if clue not in clues)):
            some = rows(book, cases)
        print(f"{f'without {family} ({len(clues)})':34}{told(some, right)}")
        lost[family] = [row["id"] for row in some if whole[row["id"]] and not right(row)]
    for family, ids in lost.items():
        print(f"  {family}: {', '.join(ids) or 'no case is lost'}")
    return lost


def removal(book: Casebook, cases: Sequence[Held], folder: Path) -> Found:
    """With the artefacts gone that the two heaviest clues cite."""
    heading("the artefacts gone that the verdict's two heaviest clues cite")
    found: list[Found] = []
    for one in cases:
        before, gone = one.verdict(), removing.cited(book, one)
        if before is None or not gone:
            continue
        after_row = rows(book, [removing.asked_without(book, one, gone, folder / one.id)])[0]
        before_row = rows(book, [one])[0]
        found.append({"id": one.id, "gone": gone.told(), "before": before_row, "after": after_row})
    was_right = [some for some in found if right(some["before"])]
    fell = [some for some in was_right if some["after"]["confidence"] < some["before"]["confidence"]]
    turned = [some for some in was_right if some not in fell and some["after"]["said"] != some["before"]["said"]]
    sure = [some for some in found if some["after"]["confidence"] >= SURE and not right(some["after"])]
    print(f"{len(found)} of {len(cases)} cases had such artefacts; the verdict was right in {len(was_right)} of them")
    print(f"sure and wrong afterwards: {len(sure)}; still right: {sum(right(some['after']) for some in was_right)} of {len(was_right)}")
    print(f"confidence fell: {len(fell)} of {len(was_right)} ({len(fell) / (len(was_right) or 1):.1%})", end="")
    print(f"; another verdict as sure or surer: {len(turned)}")
    for some in was_right:
        if some not in fell or some in sure:
            said = " → ".join(f"{row['said']} {row['confidence']:.2f}" for row in (some["before"], some["after"]))
            print(f"  {some['id']}: {said}; gone: {some['gone']}")
    return {"cases": found}


def _as_guess(verdict: Verdict | None) -> rules.Guess:
    return rules.Guess(verdict.deliberate, verdict.diverged, verdict.intended_value) if verdict else rules.Guess()


def naive(book: Casebook, cases: Sequence[Held]) -> Found:
    """The judge beside what people do."""
    heading("beside what an investigator does today")
    with_value = [one for one in cases if one.truth["diverged"] and one.truth.get("intended_value") is not None]
    apart = [one for one in cases if one.truth["diverged"]]
    columns = (f"roles, all {len(cases)}", f"roles, the {len(apart)} with drift", f"value, the {len(with_value)} that have one")
    print(f"{'':34}{columns[0]:>16}{columns[1]:>32}{columns[2]:>30}")
    found: Found = {"the judge": [_as_guess(one.verdict()) for one in cases]}
    found |= {rule: [rules.guess(rule, one) for one in cases] for rule in rules.RULES}
    told_of: Found = {}
    for rule, guesses in found.items():
        marks = [rules.marks(book, one, said) for one, said in zip(cases, guesses, strict=True)]
        all_roles = sum(mark["roles"] for mark in marks) / (len(marks) or 1)
        roles = sum(mark["roles"] for mark in marks if mark["diverged"]) / (len(apart) or 1)
        values = sum(mark["value"] for mark in marks if mark["has_value"]) / (len(with_value) or 1)
        print(f"{rule:34}{all_roles:>16.1%}{roles:>32.1%}{values:>30.1%}")
        told_of[rule] = {"roles": all_roles, "roles_where_diverged": roles, "value": values}
    return told_of
