# %% [markdown]
# # How a verdict is reached, and what moves it
#
# A verdict is the sum of a ledger: each clue says what it saw, which explanation it leans to, and how much. Nothing else enters. So a
# verdict can be taken apart: by its weights, by moving the moment at which it is asked for, and by taking sources away.

# %%
import pandas as pd

import forensics
from samples import sample

KEY, ASKED = "PAYMENT_GATEWAY_TIMEOUT_MS", "2026-11-17T14:30:00Z"
repository, evidence = sample("payment-timeout")
SOURCES = {
    "slack": evidence / "slack",
    "jira": evidence / "jira.json",
    "live": [("production", evidence / "production-2026-09-01.json"), ("production", evidence / "production-2026-11-17.json")],
    "shell_history": [("production", evidence / "bash_history")],
    "events": [evidence / "deploys.jsonl"],
}


def ask(as_of=ASKED, **sources):
    return forensics.trace(KEY, repository, as_of=as_of, **sources)


def told(report):
    """The verdict as a row of a table."""
    verdict = report.verdict
    if verdict is None:
        return {"verdict": "no difference yet"}
    return {
        "verdict": verdict.kind,
        "mechanism": verdict.mechanism,
        "diverged": ", ".join(verdict.diverged),
        "intended": verdict.intended_value,
        "confidence": verdict.confidence,
    }


# %% [markdown]
# ## 1. The ledger
# Weights are log-likelihood ratios: 0.7 is odds of 2 to 1 for that explanation, 1.6 of 5 to 1, 3 of 20 to 1; below zero a clue speaks
# against it. `cites` are the events that can be checked.

# %%
pd.set_option("display.max_colwidth", 100)
report = ask()
ledger = report.evidence_frame()
ledger[["leans", "weight", "says", "cites"]]

# %% [markdown]
# Added up per explanation. On top of this stand the priors, and a ceiling: git alone is never allowed to be sure.

# %%
ledger.groupby("leans")["weight"].agg(["sum", "count"]).sort_values("sum", ascending=False)

# %%
pd.DataFrame(
    [(report.verdict.kind, report.verdict.confidence), *((other.kind, other.confidence) for other in report.verdict.alternatives)],
    columns=["explanation", "share"],
)

# %% [markdown]
# ## 2. With more sources
# The same question, with one source more each time. Talk of an edit by hand that nobody saw takes the first verdict back; only what was
# seen running settles another.

# %%
given, rows = {}, {"git alone": told(report)}
for name in SOURCES:
    given[name] = SOURCES[name]
    rows[f"+ {name}"] = told(ask(**given))
pd.DataFrame(rows).T

# %% [markdown]
# ## 3. One source taken away
# What carries the verdict? Where a row changes, that source was needed; where none does, others say the same.

# %%
rows = {"everything": told(ask(**SOURCES))}
for name in SOURCES:
    rows[f"without {name}"] = told(ask(**{other: SOURCES[other] for other in SOURCES if other != name}))
pd.DataFrame(rows).T

# %% [markdown]
# Without the shell history nobody knows how 10000 came to production. The verdict does not guess: it says that it cannot tell.
#
# ## 4. The moment moved
# `as_of` hides what landed or was said later. So one can see what could have been known when, without the benefit of hindsight.

# %%
moments = {
    "before the incident": "2026-08-17T00:00:00Z",
    "the morning after the edit by hand": "2026-08-18T09:00:00Z",
    "staging raised in git": "2026-08-20T14:00:00Z",
    "a month later": "2026-09-20T00:00:00Z",
    "an hour after the deploy": "2026-11-16T17:40:00Z",
    "asked": ASKED,
}
rows = {f"{moment[:10]}, {words}": told(ask(moment, **SOURCES)) for words, moment in moments.items()}
pd.DataFrame(rows).T

# %% [markdown]
# An hour after the deploy nobody had looked at what ran yet: the overwriting shows only once it was observed.
#
# From git alone, the same moments. What is a rollout on the first day is one that stopped a month later: nothing happened, and that is what
# moved the verdict.

# %%
rows = {f"{moment[:10]}, {words}": told(ask(moment)) for words, moment in moments.items()}
pd.DataFrame(rows).T

# %% [markdown]
# ## 5. A contract
# What a team writes down as meant is a clue like the others, and a heavy one. Here somebody declares the difference to be on
# purpose. That outweighs the rest, but the promise to carry the value on still stands against it, and the share says so.

# %%
from pathlib import Path

contract = Path("built/contract.yaml")
contract.write_text('expected_differences:\n  PAYMENT_GATEWAY_TIMEOUT_MS: {staging: "10000", production: "3000"}\n')
pd.DataFrame({"git alone": told(ask()), "with the contract": told(ask(contract=contract))}).T
