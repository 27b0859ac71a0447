"""English."""

from forensics.correlate.languages.table import Language, days, latin, rows, weekdays

_WORDS = {
    "when": r"(?:today|tonight|tomorrow|later|soon|next|then|after(?:wards)?|once|when|as soon as|if|in (?:a|an|the|\d+)|this (?:week|afternoon|evening)|(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|follow(?:s|ing)?)",
    "others": r"(?:the (?:others?|rest|remaining)(?: (?:\w+ )?(?:env(?:ironment)?s?|regions?|clusters?|stages?|sites?|ones))?|(?:other|remaining) (?:\w+ )?(?:env(?:ironment)?s|regions|clusters|stages|sites)|{env}|every(?:where|one) else)",
    "will": r"(?:i['’]?ll|we['’]?ll|will|gonna|going to|about to|plan(?:ning)? to)",
    "carry": r"(?:roll|bring|take|push|promote|port|back-?port|carry|apply|deploy|ship|extend|copy|sync|propagate|move|release|add|merge|enable|forward|replicate|mirror|do the same)",
    "git": r"(?:git|(?:the )?(?:repo(?:sitory)?|values?(?: files?)?|chart|helm(?: chart)?|terraform|ansible|code|config(?: repo)?|manifests?|source control|iac|main(?:line)?|master|trunk))",
    "ticket": r"(?:tickets?|issues?|jira|story|card)",
    "pr": r"(?:pr|mr|pull request|merge request|patch|commit)",
    "back": r"(?:revert|undo|roll(?:ing)? (?:it |this |that |these )?back|back (?:it|this) out|put (?:it|this) back|turn (?:it|this) (?:back )?(?:off|down)|remove (?:it|this)|reset (?:it|this)|(?:lower|reduce|drop|raise) (?:it|this) again)",
}  # fmt: skip

TABLE = Language(
    rows(
        _WORDS,
        {
            ("carry_on", None): (
                r"\b{env} first,?{gap}\b{env}{gap}{when}\b",
                r"\b{will}{near} {carry}\b{gap}\b(?:to|on|for|in|out to|across){near} {others}\b",
                r"\b{others}{near} (?:follows?|will follow|to follow|come(?:s)? (?:next|later|after|then)|(?:is|are) next|will be done)\b",
                r"\b{others} (?:gets? (?:it|this|the same)|goes|go|will get|will go)\b{gap}\b{when}\b",
                r"\b{others} (?:is|are) (?:planned|scheduled|up next|next|tomorrow|on \w+day|for (?:tomorrow|\w+day|next))\b",
                r"(?:^|[,.;:] ?|\band (?:then )?)(?:in )?{env} (?:on (?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|next (?:week|month|sprint)|later|on (?:the )?\d{1,2}|(?:at the )?end of (?:the )?week|after (?:the|that|a)\b)",
                r"\b(?:doing|do|will do|i['’]?ll do) {env}{gap}, ?{others}{gap}\b(?:later|tomorrow|next|after|then|on)\b",
                r"\b(?:the )?same for {others}\b{gap}\b{when}\b",
                r"\b{env}(?: is)? (?:done|live|merged|in)\b{gap}, ?{others}\b{gap}\b{when}\b",
            ),
            ("permanent", None): (
                r"\b{will}{near} (?:file|open|create|raise|write|cut|log|make|send|do){near} (?:{ticket}|pr|mr|pull request|merge request)\b",
                r"(?:^|[.,;:] ?)(?:filing|opening|creating|raising) (?:a|an|the){near} (?:{ticket}|{pr})\b",
                r"\b(?:{ticket}|pr|mr|pull request|merge request)\b{gap}\b(?:follows|to follow|is coming|coming|incoming|on its way)\b",
                r"\b{will}{near} (?:put|get|add|move|bring|write|commit|check) {gap}\b(?:into|in|to) {git}\b",
                r"\b{will}{near} (?:codify|make (?:it|this|that) (?:permanent|stick)|commit (?:it|this|that)|persist (?:it|this|that))\b",
                r"\b(?:needs?|has|have) to (?:go|get) into {git}\b",
            ),
            ("temporary", None): (
                r"\b(?:temporar(?:y|ily)|temp) (?:change|bump|fix|value|setting|workaround|measure|increase|override|raise|hack)\b",
                r"\b(?:is|it['’]?s|only|just|bumped|raised|lowered|set|changed){near} temporar(?:y|ily)\b(?! (?:dir|file|folder|table|token|cred|pass|loc))",
                r"^temporar(?:y|ily)\b(?! (?:dir|file|folder|table|token|cred|pass|loc))",
                r"\b(?:only|just) (?:until|till) \w+|\b(?:only|just) for (?:now|today|tonight|tomorrow|this|the (?:weekend|next|duration)|a (?:few|couple|day|week)|\d+)\b",
                r"\b(?:until|till) (?:{gap}\b(?:is|are) (?:over|done|fixed|back|through|resolved|up|ready|there|in place)|(?:it['’]?s )?(?:fixed|resolved|further notice)|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b|\bfor the weekend\b",
                r"(?:(?:^|[,.;:] ?|\b(?:i|we|and|then|but) )will|\b(?:i|we)['’]?ll|\bgonna|\b(?:am|are|['’]m|['’]re) going to){near} {back}\b|\b{will}{near} be (?:reverted|undone|rolled back|taken out)\b",
                r"\b(?:to|must|has to|needs to|should) be (?:reverted|removed|undone|rolled back|taken out){near} (?:after|once|when|as soon as|on|tomorrow|next)\b",
                r"\b{will}{near} (?:lower|raise|reduce|drop|put|set|turn|bring) (?:it|this|that){near} (?:again|back)\b|\b{will}{near} (?:lower|raise) (?:it|this) (?:on|after|when|once)\b",
                r"\b(?:remember to )?{back}{near} (?:after|once|when|as soon as|on \w+day|tomorrow|next week)\b",
                r"\b(?:rolling (?:this|it) back|reverting (?:this|it)){near} (?:after|once|when|as soon as|on \w+day|tomorrow|next week)\b",
                r"\b(?:a|as|just|this is) stop-?gap\b|\bshort-term (?:workaround|fix|measure)\b|\bthen back to\b",
            ),
            ("scope", "everywhere"): (
                r"\b(?:applies|apply|valid|set|same|goes|is|in|live|on|for|to){near} (?:all (?:the )?(?:\w+ )?(?:env(?:ironment)?s|regions|clusters|stages)|every (?:env(?:ironment)?|region|cluster))\b(?! variable)",
                r"\b(?:same|set|apply|applies|needed|valid){near} everywhere\b|\b(?:on|off|in) everywhere\b|\beverywhere (?:now|please)\b|\b(?:deployed|live|rolled out|enabled|merged) everywhere\b",
                r"\b(?:\d[\w.]*|raised?|bump(?:ed)?|lower(?:ed)?|set|use|enable|disable|switch(?:ed)?)(?: [^\s.,;]{1,30}){0,3} everywhere\b",
            ),
            ("scope", "only"): (
                r"(?:^|[,:;(] ?|\b(?:is|are|it['’]?s|that['’]?s|this|set|goes) )(?:only|just) (?:for |on |in )?{env}\b|\b(?:for|on|in) {env} only\b|(?:^|[,:;(] ?|\b(?:is|are) ){env} only\b",
            ),
            ("scope", "first"): (r"\b{env} first\b",),
            ("scope", "held"): (
                r"\b(?:keep|keeping|leav(?:e|ing)|hold|holding){near} {env}{near} (?:at|on|as(?: it)? is|unchanged|alone|untouched|where it is)\b",
                r"\b{env}{near} (?:stays?|staying|remains?|keeps?) (?:at|on|as(?: it)? is|unchanged|untouched|where it is|the (?:old|current))\b",
                r"\b(?:hold(?:ing)? off (?:on|with)|not (?:touch|chang|bump|upgrad)ing|(?:do not|don['’]?t|won['’]?t) (?:touch|change|bump|upgrade))(?: the)? {env}\b",
            ),
            ("scope", "on purpose"): (
                r"\b(?:on purpose|by design|intentional(?:ly)?|deliberate(?:ly)?)\b",
                r"\b{env}{near} (?:meant|supposed|intended) to (?:be|stay|remain|differ)\b|\bdo(?:n['’]?t| not) sync\b",
            ),
        },
    ),
    denied=latin(
        r"not|never|n['’]?t|won['’]?t|don['’]?t|didn['’]?t|isn['’]?t|no need|no longer|instead of|decided against|without", _WORDS
    ),
    asked=latin(
        r"^(?:so |and |but |hey |@\w+[:,]? )?(?:(?:is|are|was|were|do|does|did|can|could|will|would|should|shall|has|have) (?:it|this|that|these|there|you|we|i|they|someone|anyone|anybody)|who|why|what|where|how|which)\b.*"
    ),
    done=latin(
        r"(?:rolled|brought|filed|opened|deployed|applied|reverted|merged|promoted)\b{gap}\b(?:yesterday|already|last \w+|earlier)|ha(?:s|ve) been"
    ),
    days=days(
        {"today|tonight|this (?:afternoon|evening)": 0, "tomorrow": 1, "this week": 5, "next week": 7, "next sprint": 14, "next month": 31}
    ),
    weekdays=weekdays("monday|mon tuesday|tue|tues wednesday thursday|thu|thurs friday|fri saturday sunday"),
    events=latin(r"(?:after|once|when|as soon as|until|till) [^.,;!?\n]{2,60}|next (?:release|sprint|window|maintenance(?: window)?)"),
)
