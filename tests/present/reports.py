"""Literal reports, one per kind of screen: what presenters are given in these tests. Nothing here is computed by the tool."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from forensics.model import (
    Alternative,
    Asked,
    Blame,
    Clue,
    ContractFinding,
    Episode,
    Event,
    Finding,
    Gap,
    LayerValue,
    Link,
    Note,
    Noted,
    Report,
    RepositoryFacts,
    Setting,
    Source,
    Span,
    Spot,
    Stand,
    Verdict,
    Watched,
    Window,
)

KEY = "PAYMENT_GATEWAY_TIMEOUT_MS"
ID = "deploy/payments/values-{env}.yaml#env.PAYMENT_GATEWAY_TIMEOUT_MS"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


AS_OF = at("2026-11-17T14:30:00")
FIRST = at("2026-01-12T10:00:00")
RAISED = at("2026-08-20T13:05:00")
FIRST_OID = "4f2a91c7d0e83b5a6c1f0e9d8b7a6c5d4e3f2a1b"
RAISED_OID = "9c1f2ab4e7d60358b1c2d3e4f5a60718293a4b5c"
REPOSITORY = RepositoryFacts(
    path="payments",
    git_dir="payments/.git",
    head=RAISED_OID,
    mainline="main",
    mainline_rule="origin/HEAD",
    commits=412,
    shallow=False,
    branches=(("staging", "main"), ("production", "main")),
)
ASKED = Asked(KEY, AS_OF, None, ("staging", "production"), (REPOSITORY,))
GIT = Source("git", "complete", FIRST, AS_OF, 412)


def file_of(environment: str) -> str:
    return f"deploy/payments/values-{environment}.yaml"


def change(
    id_: str, when: datetime, environment: str, before: str | None, after: str | None, title: str, oid: str, **more: object
) -> Event:
    event = Event(
        id=id_, time=when, kind="change", title=title, source="git", environment=environment, setting=ID, before=before, after=after
    )
    event = replace(event, commit=oid, path=file_of(environment), line=5, actor="Mara Lindqvist", authored_at=when, committed_at=when)
    return replace(event, **more)  # type: ignore[arg-type]


def stand(environment: str, value: str | None, observed: str | None = None) -> Stand:
    layers = (LayerValue("deploy/payments/values.yaml", None, None), LayerValue(file_of(environment), 5, value))
    return Stand(
        environment, value, "absent" if value is None else "present", layers, "main", observed, Blame(RAISED_OID, RAISED_OID, None)
    )


def span(start: datetime, until: datetime | None, environment: str, value: str | None, origin: str) -> Span:
    return Span(start, until, "absent" if value is None else "present", value, origin, file_of(environment), 5)


# --- the payment story: staging raised on purpose, production left behind ---------------------------------------

PAYMENT_EVENTS = (
    change("e1", FIRST, "staging", None, "3000", "payments: first chart values", FIRST_OID),
    change("e2", FIRST, "production", None, "3000", "payments: first chart values", FIRST_OID),
    Event(
        "e3",
        at("2026-08-18T02:21:00"),
        "message",
        "set it to 10000 by hand on prod, errors are gone; will file a ticket to make it permanent",
        "slack",
        "production",
        actor="Mara Lindqvist",
        ref="#incidents",
        url="https://chat.example/archives/C01/p1",
    ),
    Event(
        "e4",
        at("2026-08-18T02:40:00"),
        "ticket",
        "PAY-412 opened: Update payment gateway timeout config permanently",
        "jira",
        ref="PAY-412",
        url="https://tickets.example/browse/PAY-412",
        actor="mara.lindqvist",
    ),
    change(
        "e5",
        RAISED,
        "staging",
        "3000",
        "10000",
        "PAY-412: payment gateway timeout 10s, staging first",
        RAISED_OID,
        pull_request="88",
        url=f"https://git.example/acme/payments/commit/{RAISED_OID}",
        authored_at=at("2026-08-18T09:00:00"),
        links=(Link("e4", "names the ticket", 0.9),),
    ),
    Event("e6", at("2026-10-01T09:00:05"), "ticket_change", "PAY-412 moved from In Progress to In Review", "jira", ref="PAY-412"),
    Event("e7", at("2026-11-16T16:40:00"), "deploy", "payments: image 4.9.2 (staging, production)", "events", "production"),
)
PAYMENT_VERDICT = Verdict(
    setting=ID,
    episode=f"{ID}@1",
    kind="stalled_rollout",
    mechanism="missed",
    deliberate=("staging",),
    diverged=("production",),
    intended_value="10000",
    opened_by="e5",
    confidence=0.93,
    summary="On 2026-08-20 the timeout was raised in staging from 3000 to 10000 for PAY-412, which names every environment. "
    "No change to production followed in the 89 days since.",
    evidence=(
        Clue("PAY-412 asks for the value in all environments", "stalled_rollout", 1.9, ("e4",)),
        Clue("the commit changes staging alone and says that production follows", "stalled_rollout", 3.2, ("e5",)),
        Clue("a message says that production was changed by hand", "unbackported_fix", 0.8, ("e3",)),
    ),
    alternatives=(Alternative("unbackported_fix", "live_edit", 0.05),),
    would_settle=("a snapshot of production from before 2026-11-16",),
)
PAYMENT_EPISODE = Episode(f"{ID}@1", RAISED, None, "e5", None, (("production", "3000"), ("staging", "10000")), verdict=PAYMENT_VERDICT)
PAYMENT_SETTING = Setting(
    id=ID,
    subject="setting",
    tier="exact",
    stands=(stand("staging", "10000"), stand("production", "3000")),
    timelines=(
        ("staging", (span(FIRST, RAISED, "staging", "3000", "e1"), span(RAISED, None, "staging", "10000", "e5"))),
        ("production", (span(FIRST, None, "production", "3000", "e2"),)),
    ),
    episodes=(PAYMENT_EPISODE,),
)
OTHER_SETTING = Setting(
    id="docker-compose.yml#services.payments.environment.PAYMENT_GATEWAY_TIMEOUT_MS",
    subject="setting",
    tier="exact",
    stands=(Stand("shared", "3000", "present", (LayerValue("docker-compose.yml", 14, "3000"),), "main"),),
    timelines=(("shared", (Span(FIRST, None, "present", "3000", "e1", "docker-compose.yml", 14),)),),
    episodes=(),
)
PAYMENT = Report(
    version="0.1.0",
    asked=ASKED,
    verdict=PAYMENT_VERDICT,
    settings=(PAYMENT_SETTING, OTHER_SETTING),
    events=PAYMENT_EVENTS,
    sources=(GIT, Source("slack", "partial", FIRST, AS_OF, 4, "#payments-private is not in the export")),
    gaps=(Gap("production", "nothing watched it between 2026-08-18 and 2026-11-16"),),
)

# --- the same, with what was seen running: the fix by hand, and the deploy that put the declared value back -----

SEEN_EVENTS = (
    *PAYMENT_EVENTS[:3],
    Event(
        "e8", at("2026-08-18T02:20:31"), "live_edit", "kubectl edit of deployment payments", "kubernetes", "production", ID, "3000", "10000"
    ),
    *PAYMENT_EVENTS[3:],
    Event(
        "e9", at("2026-11-17T14:20:00"), "observation", "deployment payments in production", "kubernetes", "production", ID, None, "3000"
    ),
)
OVERWRITTEN_VERDICT = replace(
    PAYMENT_VERDICT,
    kind="accident",
    mechanism="overwritten",
    opened_by="e7",
    summary="A deploy on 2026-11-16 put 3000 back in production, where 10000 had been set by hand during an incident.",
    evidence=(
        Clue("the deploy rolled out what git declared, and nothing else explains the step back", "accident", 2.2, ("e7", "e9")),
        Clue("the value had been set by hand and was wanted", "accident", 1.1, ("e3", "e8")),
    ),
)
OVERWRITTEN_EPISODE = Episode(
    f"{ID}@2",
    at("2026-11-16T16:40:00"),
    None,
    "e7",
    None,
    (("production", "3000"), ("staging", "10000")),
    verdict=replace(OVERWRITTEN_VERDICT, episode=f"{ID}@2"),
)
OVERWRITTEN = replace(
    PAYMENT,
    verdict=OVERWRITTEN_EPISODE.verdict,
    settings=(
        replace(
            PAYMENT_SETTING,
            stands=(stand("staging", "10000"), stand("production", "3000", "3000")),
            episodes=(
                Episode(f"{ID}@1", at("2026-08-18T02:20:31"), RAISED, "e8", "e5", (("production", "10000"), ("staging", "3000"))),
                OVERWRITTEN_EPISODE,
            ),
        ),
    ),
    events=SEEN_EVENTS,
)

# --- the same, with the whole of live evidence: what ran beside what the files said, watched time, named findings --

EDITED = at("2026-08-18T02:20:31")
UNDONE = at("2026-11-16T16:40:00")
LIVE_EVENTS = tuple(
    replace(event, before="10000", after="3000", path="deploys.jsonl", line=7) if event.id == "e7" else event for event in SEEN_EVENTS
)
LIVE = replace(
    OVERWRITTEN,
    settings=(
        replace(
            OVERWRITTEN.settings[0],
            timelines=(
                PAYMENT_SETTING.timelines[0],
                (
                    "production",
                    (
                        span(FIRST, EDITED, "production", "3000", "e2"),
                        span(EDITED, UNDONE, "production", "10000", "e8"),
                        span(UNDONE, None, "production", "3000", "e7"),
                    ),
                ),
            ),
            declared=(("production", (span(FIRST, None, "production", "3000", "e2"),)),),
            observed=(("production", (span(AS_OF - timedelta(minutes=10), None, "production", "3000", "e9"),)),),
            watched=(
                Watched("production", EDITED, at("2026-09-01T00:00:00"), "kubernetes", "the field's owner", Spot("prod.yaml", 33)),
                Watched("production", at("2026-11-10T00:00:00"), UNDONE, "audit log", "every write", Spot("audit.jsonl", 1)),
            ),
            findings=(
                Finding(
                    "undone",
                    "production",
                    "10000, set live in production, was put back to 3000 by “image 4.9.2” at 2026-11-16 16:40Z",
                    EDITED,
                    UNDONE,
                    ("e8", "e7", "e9"),
                ),
                Finding("codified_elsewhere", "production", "10000 went into staging's file, not its own", EDITED, RAISED, ("e8", "e5")),
            ),
        ),
    ),
    events=LIVE_EVENTS,
)

# --- screens without a difference, without an answer, without a key ---------------------------------------------

AGREEING = replace(
    PAYMENT,
    verdict=None,
    settings=(
        replace(
            PAYMENT_SETTING,
            stands=(stand("staging", "3000"), stand("production", "3000")),
            timelines=(("staging", (span(FIRST, None, "staging", "3000", "e1"),)), PAYMENT_SETTING.timelines[1]),
            episodes=(),
        ),
    ),
    events=PAYMENT_EVENTS[:2],
    sources=(GIT,),
    gaps=(),
)
ALONE = replace(
    AGREEING,
    settings=(replace(AGREEING.settings[0], stands=AGREEING.settings[0].stands[1:], timelines=AGREEING.settings[0].timelines[1:]),),
    events=PAYMENT_EVENTS[1:2],
)
UNDETERMINED_VERDICT = replace(
    PAYMENT_VERDICT,
    kind="undetermined",
    mechanism="",
    deliberate=(),
    diverged=(),
    intended_value=None,
    confidence=0.7,
    summary="staging has had 10000 since 2026-08-20. Nothing that could be read says whether production was to follow.",
    evidence=(
        Clue("the commit changes one value, in one file", "rollout", 0.6, ("e5",)),
        Clue("production has kept its value since 2026-01-12", "by_design", 0.5, ("e2",)),
    ),
    alternatives=(Alternative("rollout", "staged", 0.3), Alternative("accident", "missed", 0.3)),
    would_settle=("the ticket PAY-412", "what the next promotion to production holds"),
)
UNDETERMINED = replace(
    PAYMENT,
    verdict=UNDETERMINED_VERDICT,
    settings=(replace(PAYMENT_SETTING, episodes=(replace(PAYMENT_EPISODE, verdict=UNDETERMINED_VERDICT),)),),
    events=tuple(event for event in PAYMENT_EVENTS if event.source == "git"),
    sources=(GIT, Source("slack", "absent"), Source("jira", "unavailable", detail="403 Forbidden")),
    gaps=(Gap("jira", "403 Forbidden"),),
)
NOT_FOUND = Report(
    "0.1.0",
    replace(ASKED, key="PAYMENT_GATEWAY_TIMEOUT_MZ", environments=()),
    None,
    (),
    (),
    (GIT,),
    (),
    suggestions=("PAYMENT_GATEWAY_TIMEOUT_MS", "PAYMENT_GATEWAY_URL"),
)
GAPS_ONLY = replace(
    NOT_FOUND,
    asked=replace(NOT_FOUND.asked, repositories=(replace(REPOSITORY, shallow=True, commits=1),)),
    gaps=(Gap("payments", "shallow clone: history before 2026-11-01 is not there"), Gap("deploy/app.yaml", "not UTF-8, read line by line")),
    suggestions=(),
)
EMPTY = Report("0.1.0", Asked("X", AS_OF, None, (), ()), None, (), (), (), ())

# --- ruled and noted: a contract in force that is not kept, and people's readings beside the verdict -------------

_NOTE = Note(
    "PAYMENT_GATEWAY_TIMEOUT_MS",
    PAYMENT_VERDICT.setting,
    PAYMENT_EPISODE.opened_at,
    PAYMENT_EPISODE.values,
    "by_design",
    "the mock gateway of staging answers late on purpose",
    AS_OF,
    by="Grace Hopper",
    deliberate=("staging",),
    intended_value="3000",
)
RULED = replace(
    PAYMENT,
    contract=(
        ContractFinding(PAYMENT_VERDICT.setting, "T_MS", None, "in_force", "the contract expects 3000 in production (PAY-412)", ("e4",)),
        ContractFinding(PAYMENT_VERDICT.setting, "T_MS", None, "expired", "the rule for T_MS counted until 2026-10-31, 9 days ago"),
        ContractFinding(PAYMENT_VERDICT.setting, "T_MS", "staging", "violated", "staging has 10000; the contract expects 3000", ("e5",)),
        ContractFinding("another#setting", "T_MS", None, "in_force", "the contract expects what is told of another setting"),
    ),
    notes=(
        Noted(PAYMENT_EPISODE.id, _NOTE, False, "its values have changed since"),
        Noted(PAYMENT_EPISODE.id, replace(_NOTE, verdict=PAYMENT_VERDICT.kind, by=None, because="agreed", intended_value=None), True),
        Noted("another", _NOTE, None),
    ),
)

# --- crowded: six environments, two hundred events, values moving back and forth --------------------------------

NAMES = ("dev", "test", "staging", "prod-eu-west-1", "prod-us-east-1", "prod-ap-southeast-2")


def _crowded() -> Report:
    timelines, events = [], []
    for rank, name in enumerate(NAMES):
        spans = []
        for number in range(33):
            id_ = f"e{rank * 33 + number + 1}"
            start = FIRST + timedelta(days=9 * number, hours=rank)
            until = FIRST + timedelta(days=9 * (number + 1), hours=rank) if number < 32 else None
            spans.append(span(start, until, name, str(1000 + number % 7), id_))
            before = str(1000 + (number - 1) % 7) if number else None
            events.append(change(id_, start, name, before, str(1000 + number % 7), f"step {number}", f"{rank * 33 + number + 1:040x}"))
        timelines.append((name, tuple(spans)))
    events += [Event(f"e{number}", AS_OF, "deploy", "all of it", "events", "dev") for number in (199, 200)]
    window = Window("dev", FIRST + timedelta(days=90), FIRST + timedelta(days=135), 6, ("1003", "1004"))
    stands = tuple(stand(name, spans[-1].value) for name, spans in timelines)
    episodes = tuple(
        Episode(
            f"{ID}@{number}", FIRST + timedelta(days=9 * number), FIRST + timedelta(days=9 * number, hours=5), f"e{number + 1}", None, ()
        )
        for number in range(1, 32)
    )
    setting = Setting(ID, "setting", "exact", stands, tuple(timelines), episodes, (window,))
    return replace(PAYMENT, verdict=None, settings=(setting,), events=tuple(events))


CROWDED = _crowded()

# --- hostile: text from outside that tries to steer the reader's terminal, Markdown or JSON ---------------------

HOSTILE_TEXT = (
    "\x1b[31mred\x1b[0m \x1b]8;;http://evil.example\x07click\x1b]8;;\x07 \x9b2J \u202eesrever\u2069 \u2028 \ufeff \udc80 "
    "[/nope] [link=http://evil]y[/link] :warning: | `code` **bold** <script>alert(1)</script> <!-- forensics:end --> "
    "[x](javascript:alert(1)) ![i](http://evil/p.png) @everyone #12 "
    "www.evil.example https://evil.example 漢字かな مرحبا שלום 👩‍💻 $(rm -rf /)\r\n# heading\n\n| a | b |\n|---|---|\n\x00\x7f\t=cmd()"
)


def hostile(bad: str = HOSTILE_TEXT) -> Report:
    """A report with `bad` in every field that comes from outside."""
    name = f"prod{bad}"
    verdict = replace(
        PAYMENT_VERDICT,
        setting=bad,
        episode="x",
        deliberate=("staging",),
        diverged=(name,),
        intended_value=bad * 20,
        summary=bad,
        mechanism=bad,
        evidence=(Clue(bad, bad, 1.0, ("e1",)), Clue(bad, "stalled_rollout", -1.0, ("nowhere",))),
        would_settle=(bad,),
        alternatives=(Alternative("accident", bad, 0.2),),
    )
    timelines = (
        ("staging", (Span(FIRST, RAISED, "present", bad * 20, "e1", bad, 1), Span(RAISED, None, "unreadable", None, "e5", bad, 1))),
        (name, (Span(FIRST, None, "present", "漢" * 2000, "e2", bad, 1),)),
    )
    setting = Setting(
        bad,
        "setting",
        "exact",
        (Stand("staging", bad * 20, "present", (LayerValue(bad, 1, bad),), bad, bad), Stand(name, "漢" * 2000, "present", (), bad)),
        timelines,
        (Episode("x", RAISED, None, "e5", None, ((name, bad),), verdict=verdict),),
        (Window(name, FIRST, RAISED, 9, (bad, None)),),
    )
    events = tuple(
        replace(
            event,
            title=bad,
            environment=name,
            before=bad,
            after=bad * 20,
            actor=bad,
            path=bad,
            ref=bad,
            url=f"javascript:{bad}",
            notes=(bad,),
            pull_request=bad,
            setting=bad if event.setting else None,
        )
        for event in PAYMENT_EVENTS
    )
    repository = replace(REPOSITORY, path=bad, mainline=bad, mainline_rule=bad, branches=((name, bad),))
    return Report(
        "0.1.0",
        Asked(bad, AS_OF, None, (name,), (repository,)),
        verdict,
        (setting, replace(setting, id=bad + "2")),
        events,
        (Source(bad, "partial", FIRST, AS_OF, 1, bad),),
        (Gap(bad, bad),),
        (bad,),
        contract=(ContractFinding(bad, bad, name, "violated", bad, ("e1", "nowhere"), bad, 1),),
        notes=(Noted("x", Note(bad, bad, RAISED, ((name, bad),), "accident", bad, AS_OF, bad, (name,), (bad,), bad), None, bad),),
    )


HOSTILE = hostile()
HOSTILE_NOWHERE = replace(HOSTILE, verdict=None, settings=())

# --- values that don't fit: wide characters, right-to-left text, four kilobytes ----------------------------------


def _valued(staging: str, production: str) -> Report:
    """The payment story with other values."""
    words = {"10000": staging, "3000": production}

    def told(lines: tuple[tuple[str, tuple[Span, ...]], ...]) -> tuple[tuple[str, tuple[Span, ...]], ...]:
        return tuple((name, tuple(replace(one, value=words.get(one.value or "", one.value)) for one in spans)) for name, spans in lines)

    verdict = replace(PAYMENT_VERDICT, intended_value=staging, summary=f"The value became {staging[:40]} in staging.")
    setting = replace(
        PAYMENT_SETTING,
        stands=tuple(replace(one, declared=words[one.declared or ""]) for one in PAYMENT_SETTING.stands),
        timelines=told(PAYMENT_SETTING.timelines),
        episodes=(replace(PAYMENT_EPISODE, verdict=verdict),),
    )
    events = tuple(
        replace(one, before=words.get(one.before or "", one.before), after=words.get(one.after or "", one.after)) for one in PAYMENT_EVENTS
    )
    return replace(PAYMENT, verdict=verdict, settings=(setting,), events=events)


WIDE = _valued("日本語の長い値とＷＩＤＥ文字", "한국어 값")
RIGHT_TO_LEFT = _valued("مهلة البوابة ١٠٠٠٠", "זמן קצוב 3000")
LONG = _valued("https://a.example/" + "a" * 4078, "https://a.example/" + "b" * 4078)

ALL = {
    "payment": PAYMENT,
    "overwritten": OVERWRITTEN,
    "live": LIVE,
    "wide": WIDE,
    "right_to_left": RIGHT_TO_LEFT,
    "long": LONG,
    "agreeing": AGREEING,
    "alone": ALONE,
    "undetermined": UNDETERMINED,
    "not_found": NOT_FOUND,
    "gaps_only": GAPS_ONLY,
    "empty": EMPTY,
    "ruled": RULED,
    "crowded": CROWDED,
    "hostile": HOSTILE,
    "hostile_nowhere": HOSTILE_NOWHERE,
}
