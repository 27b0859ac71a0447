"""Templates: the usual ones and one's own, in every document format; what a template can't do."""

from __future__ import annotations

import re

import pytest

from forensics.present import BINARY, DOCUMENTS, EXPORTS
from forensics.present.layout import LAYOUTS, Layout, LayoutRefused, built_in
from tests.present.documents import ATTACKS, FULL, attacked
from tests.present.readers import READERS, Seen
from tests.present.reports import ALL, PAYMENT
from tests.present.test_documents import BLAMING, KINDS, squeezed

BOTH = EXPORTS | BINARY


def filled(text: str, form: str = "markdown") -> str:
    return str(EXPORTS[form](PAYMENT, layout=Layout("own.j2", text)))


def seen(form: str, name: str) -> Seen:
    return READERS[form](BOTH[form](FULL, layout=built_in(name)))


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("form", DOCUMENTS)
def test_a_usual_layout_comes_out_in_every_document_format(form: str, name: str) -> None:
    found = seen(form, name)
    assert found.kinds <= KINDS[form]
    assert "Timeline" in re.sub(r"timeline", "Timeline", found.text)
    assert "To be written" in found.text
    assert squeezed("Value before → after") in squeezed(found.text)
    assert not BLAMING.search(found.text)


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_holds_every_part_of_the_report(name: str) -> None:
    text = seen("markdown", name).text
    for part in ("A value that nobody chose", "Overwritten", "Put back by a deploy", "no change to production followed",
                 "payments-private", "a snapshot of production", "nothing else explains the step back"):  # fmt: skip
        assert part in text, part


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("report", ALL)
def test_a_layout_takes_every_report(name: str, report: str) -> None:
    for form in ("markdown", "jira", "confluence", "adf"):
        assert READERS[form](EXPORTS[form](ALL[report], layout=built_in(name))).kinds <= KINDS[form]


def test_an_own_template_places_parts_between_its_own_words() -> None:
    made = filled("# INC-7\n\nOwner: payments\n\n{{ section('timeline') }}\n\n*Of* {{ key }}, {{ headline }}, as of {{ as_of }}.\n")
    assert made.startswith("# INC-7\n\nOwner: payments\n\n| Time (UTC) |")
    assert made.endswith("*Of* PAYMENT_GATEWAY_TIMEOUT_MS, A rollout that stopped on the way, as of 2026-11-17 14:30Z.\n")


def test_an_own_template_can_write_in_the_format_at_hand() -> None:
    text = "<h2>Ours</h2>{{ summary() }}{% for one in environments %}<p>{{ one.name }}: {{ one.role }}</p>{% endfor %}"
    made = filled(text, "confluence")
    found = READERS["confluence"](made)
    assert "production: Left behind" in found.text
    assert "Ours" in found.text


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_value_that_a_template_names_is_escaped_in_its_format(attack: str) -> None:
    text = "{{ key }}{% for one in environments %} {{ one.value|upper }}{% endfor %} {{ heading(verdict) }}{{ paragraph(key ~ intended) }}"
    for form in ("markdown", "clipboard", "confluence", "adf", "jira"):
        found = READERS[form](EXPORTS[form](attacked(attack), who=True, layout=Layout("own.j2", text)))
        assert found.kinds <= KINDS[form], form
        assert found.links == set()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{{ nothing }}", "'nothing' is undefined"),
        ("{% if %}", "own.j2:1:"),
        ("{{ key.__class__.__mro__ }}", "unsafe"),
        ("{{ ''.__class__ }}", "unsafe"),
        ("{{ section.__globals__ }}", "unsafe"),
        ("{{ cycler.__init__.__globals__.os }}", "unsafe"),
        ("{% include '/etc/passwd' %}", "no loader"),
        ("{% import 'x' as y %}", "no loader"),
        ("{{ environments.append(1) }}", "no attribute"),
        ("{{ 1 / 0 }}", "division"),
        ("{% for i in range(1000000000) %}x{% endfor %}", "Range too big"),
        ("{{ heading() }}", "missing"),
        ("a\0b", "NUL"),
        ("\0000\0", "NUL"),
        ("x" * 1_000_001, "longer than"),
    ],
)  # fmt: skip
def test_a_template_that_can_not_be_used_gets_one_sentence(text: str, says: str) -> None:
    with pytest.raises(LayoutRefused, match=re.escape(says)) as refused:
        filled(text)
    assert "\n" not in str(refused.value)


def test_an_unknown_name_is_told_the_known_ones() -> None:
    with pytest.raises(LayoutRefused, match="google-sre, pagerduty, atlassian, howie, chef"):
        built_in("gogle-sre")
