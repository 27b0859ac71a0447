# %% [markdown]
# # A tour of drift over a whole repository
#
# A trace answers for one key. Here all settings of a repository are gone through: which differ between environments, since when, which of
# these differences are meant, and where it pays to look first. The sample has one service, three environments and ten settings.

# %%
import pandas as pd

import forensics
from samples import sample

ASKED = "2026-11-02T09:00:00Z"
repository, _ = sample("checkout-platform")

# %% [markdown]
# ## 1. What there is
# `catalogue()` lists the settings with their present values.

# %%
known = forensics.catalogue(repository, as_of=ASKED)
values = pd.DataFrame({one.name: one.values for one in known}).T
values.insert(0, "differs", values.nunique(axis=1, dropna=False) > 1)
values

# %% [markdown]
# Seven of ten differ now. That alone says little: a log level should differ.
#
# ## 2. Each of them traced

# %%
reports = {one.name: forensics.trace(one.id.partition("#")[2], repository, as_of=ASKED, setting=one.id) for one in known}
episodes = pd.concat({name: report.episodes_frame() for name, report in reports.items()}, names=["key"]).reset_index()
episodes[["key", "opened_at", "closed_at", "verdict", "mechanism", "confidence"]]

# %% [markdown]
# ## 3. Open differences, the most urgent first
# A difference that nobody chose comes before one that was chosen and not carried on; then those that have stood the longest. Differences on
# purpose and rollouts on their way are no work for anybody, and come last.

# %%
URGENCY = ["accident", "unbackported_fix", "stalled_rollout", "undetermined", "rollout", "by_design"]

still_open = episodes[episodes["open"] & (episodes["nature"] == "difference")].copy()
still_open["verdict"] = still_open["verdict"].cat.set_categories(URGENCY, ordered=True)
still_open["days"] = still_open["lasted"].dt.days
ranked = still_open.sort_values(["verdict", "days"], ascending=[True, False]).reset_index(drop=True)
ranked[["key", "verdict", "mechanism", "diverged", "days", "confidence", "intended_value"]]

# %% [markdown]
# By environment: where did values diverge that nobody chose for it?

# %%
ranked.explode("diverged").dropna(subset=["diverged"]).groupby("diverged")["key"].agg(["count", list])

# %% [markdown]
# ## 4. A closer look at the first
# The commit says "in every environment", and one of three values has a digit more.

# %%
reports[ranked["key"][0]]

# %% [markdown]
# And one that has stood for months, with the promise that was made of it:

# %%
stalled = reports["CART_TTL_SECONDS"]
print(stalled.verdict.summary)
stalled.plot()

# %% [markdown]
# ## 5. What is usual here
# An episode that closed tells how long a promotion takes in this repository. Open ones are held against that.

# %%
closed = episodes[~episodes["open"]]
usual = closed["lasted"].median()
print(f"a promotion took {usual.days} days")
ranked.loc[(ranked["lasted"] > 10 * usual) & (ranked["verdict"] != "by_design"), ["key", "verdict", "days"]]

# %% [markdown]
# ## 6. Drift over time
# How many differences stood open at the start of each month, those on purpose apart.

# %%
months = pd.date_range("2026-02-01", "2026-11-01", freq="MS", tz="UTC")
ends = episodes["closed_at"].fillna(pd.Timestamp(ASKED))
meant = episodes["verdict"] == "by_design"


def standing(month, which):
    return int((which & (episodes["opened_at"] <= month) & (ends > month)).sum())


pd.DataFrame(
    [(standing(month, meant), standing(month, ~meant)) for month in months],
    columns=["on purpose", "other"],
    index=months.strftime("%Y-%m"),
)
