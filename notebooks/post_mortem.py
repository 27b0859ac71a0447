# %% [markdown]
# # A post-mortem, step by step
#
# On 17 November at 14:05 UTC somebody writes in `#incidents`: production checkout times out again since the 4.9.2 deploy, and
# `PAYMENT_GATEWAY_TIMEOUT_MS` is 3000 there. Staging has 10000. Which of the two was chosen, what happened to the other, and when?
#
# The repository and all that stands beside it are a sample that this notebook builds: the commit ids are the same on every machine.

# %%
import forensics
from samples import sample

KEY, ASKED = "PAYMENT_GATEWAY_TIMEOUT_MS", "2026-11-17T14:30:00Z"
repository, evidence = sample("payment-timeout")

# %% [markdown]
# ## 1. What git alone says
# A report shows itself: a line per environment, the values over time, the rows with the numbers that sentences cite.

# %%
git_alone = forensics.trace(KEY, repository, as_of=ASKED)
git_alone

# %% [markdown]
# Git saw a value raised in staging, a promise that production follows, and no such change. It cannot see what ran. The verdict says
# as much: the support is not very strong, and what would settle it is named.

# %%
print("\n".join(git_alone.verdict.would_settle))

# %% [markdown]
# ## 2. What people said
# A chat export and the ticket, as exported. Messages and tickets are linked to the changes that they speak of, and promises are
# followed up.

# %%
with_talk = forensics.trace(KEY, repository, as_of=ASKED, slack=evidence / "slack", jira=evidence / "jira.json")
for promise in with_talk.promises:
    print(f"{promise.state:7} {promise.quote}\n        {promise.why}")
print(f"\n{with_talk.verdict.kind}: {with_talk.verdict.summary}")

# %% [markdown]
# The message of 18 August says that production had been changed by hand, to a value that no file held. So what git alone made of it no
# longer holds: what ran has to be looked at.
#
# ## 3. What ran
# Two dumps of production, the history of the shell that the incident was worked in, and the deploy log.

# %%
report = forensics.trace(
    KEY,
    repository,
    as_of=ASKED,
    slack=evidence / "slack",
    jira=evidence / "jira.json",
    live=[("production", evidence / "production-2026-09-01.json"), ("production", evidence / "production-2026-11-17.json")],
    shell_history=[("production", evidence / "bash_history")],
    events=[evidence / "deploys.jsonl"],
)
report

# %% [markdown]
# So the story is another one. Production ran with 10000 for three months, by hand; the file still said 3000, and the deploy of 16 November
# put that back. The change was not merely left undone: a value that worked was overwritten.
#
# ## 4. The picture for the document
# `plot()` draws the same lanes with matplotlib. `plot(interactive=True)` gives a plotly figure that zooms into the hour of the deploy
# and says on hover what each mark is.

# %%
report.plot()

# %%
figure = report.plot(interactive=True)
print(f"{type(figure).__name__}: {len(figure.data)} traces; figure.write_html('timeline.html') keeps it")

# %% [markdown]
# ## 5. The figures
# Frames for whatever else is asked, with UTC times. First production's values: those that took effect, what the files declared, and what
# was observed at two moments.

# %%
lines = report.timeline_frame()
lines[lines["environment"] == "production"][["seen_in", "start", "until", "lasted", "value", "origin"]]

# %%
episodes = report.episodes_frame()
episodes[["opened_at", "closed_at", "lasted", "verdict", "mechanism", "confidence", "opened_by"]].reset_index(drop=True)

# %% [markdown]
# From the deploy to the first message about it:

# %%
events = report.events_frame()
deploy = events.loc[report.verdict.opened_by]
noticed = events[(events["kind"] == "message") & (events["time"] > deploy["time"])].iloc[0]
waited = (noticed["time"] - deploy["time"]).round("min")
print(f"{deploy['title']}: {deploy['time']:%d %B %H:%M}; noticed {waited} later")

# %% [markdown]
# What the verdict rests on:

# %%
events[events["cited"]][["time", "kind", "environment", "before", "after", "title"]]

# %% [markdown]
# ## 6. What is not known
# Nothing is left out silently: a source that was not read in full and a time that nobody watched are part of the answer.

# %%
for gap in report.gaps:
    print(f"{gap.where}: {gap.why}")

# %% [markdown]
# ## 7. Into the incident document
# `to("markdown")` gives the text, `save("incident.md")` writes it. Changes are the subjects of its sentences, not people.

# %%
print("\n".join(report.to("markdown").splitlines()[:16]))
