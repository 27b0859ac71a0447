"""English."""

from forensics.correlate.languages.table import Language, days, latin, rows, weekdays

_WORDS = {
    "when": r"(?:today|tonight|tomorrow|later|soon|next|then|after(?:wards)?|once|when|as soon as|if|in (?:a|an|the|\d+)|this (?:week|afternoon|evening)|(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|follow(?:s|ing)?)",
    "others": r"(?:(?:the )?(?:others?|rest|remaining)(?: (?:\w+ )?(?:env(?:ironment)?s?|regions?|clusters?|stages?|sites?|ones))?|{env}|every(?:where|one) else)",
    "will": r"(?:i|we|i['’]?ll|we['’]?ll|will|gonna|going to|(?:i|we)(?:['’]m|['’]re| am| are) going to|about to|plan(?:ning)? to|(?:i|we) can|let me|to)",
    "carry": r"(?:roll|bring|take|push|promote|port|back-?port|carry|apply|deploy|ship|extend|copy|sync|propagate|move|release|add|merge|do|make|enable|forward|replicate|mirror)",
    "git": r"(?:git|(?:the )?(?:repo(?:sitory)?|values?(?: files?)?|chart|helm(?: chart)?|terraform|ansible|code|config(?: repo)?|manifests?|source control|iac))",
    "ticket": r"(?:tickets?|issues?|jira|story|task|card)",
    "pr": r"(?:pr|mr|pull request|merge request|patch|commit)",
    "back": r"(?:revert|undo|roll(?:ing)? (?:it |this |that |these )?back|back (?:it|this) out|put (?:it|this) back|turn (?:it|this) (?:back )?(?:off|down)|remove (?:it|this)|reset|(?:lower|reduce|drop|raise) (?:it|this) again)",
}  # fmt: skip

TABLE = Language(
    rows(
        _WORDS,
        {
            ("carry_on", None): (
                r"\b{env} first,?{gap}\b{env}{gap}{when}\b",
                r"\b(?:will|i['’]?ll|we['’]?ll|going to|gonna|plan(?:ning)? to){gap}\b{carry}\b{gap}\b(?:to|on|for|in|out to|across){gap}\b{others}\b",
                r"\b{others}\b{gap}\b(?:follows?|will follow|to follow|come(?:s)? (?:next|later|after|then)|(?:is|are) next|will be done)\b",
                r"\b{others} (?:gets? (?:it|this|the same)|goes|go|will get|will go|is|are)\b{gap}\b{when}\b",
                r"\b(?:doing|do|will do|i['’]?ll do) {env}{gap}, ?{others}{gap}\b(?:later|tomorrow|next|after|then|on)\b",
                r"\b(?:the )?same for {others}\b{gap}\b{when}\b",
                r"\b{env}(?: is)? (?:done|live|merged|in)\b{gap}, ?{others}\b{gap}\b{when}\b",
            ),
            ("permanent", None): (
                r"\b{will}\b{gap}\b(?:file|filing|open|create|creating|raise|write|cut|log|make)\b{gap}\b(?:a|an|the|follow-?up)?{gap}\b{ticket}\b",
                r"(?:^|[.,;:] ?)(?:filing|opening|creating|raising) (?:a|an) {gap}\b(?:{ticket}|{pr})\b",
                r"\b(?:{ticket}|{pr})\b{gap}\b(?:follows|to follow|coming|incoming|on its way)\b",
                r"\b(?:will|i['’]?ll|we['’]?ll|going to|gonna)\b{gap}\b(?:put|get|add|move|bring|write|commit|check)\b{gap}\b(?:into|in|to) {git}\b",
                r"\b(?:will|i['’]?ll|we['’]?ll|going to|gonna)\b{gap}\b(?:codif(?:y|ied)|make (?:it|this|that) (?:permanent|stick)|commit (?:it|this)|persist (?:it|this))\b",
                r"\b(?:will|i['’]?ll|we['’]?ll|going to|gonna)\b{gap}\b(?:raise|open|send|make|do) (?:a|the) {gap}\b{pr}\b",
                r"\b(?:needs?|has|have) to (?:go|get) into {git}\b",
            ),
            ("temporary", None): (
                r"\b(?:temporar(?:y|ily)|temp) (?:change|bump|fix|value|setting|workaround|measure|increase|override|raise|hack)\b",
                r"\b(?:is|it['’]?s|this|that|only|just|as|bumped|raised|lowered|set|changed)\b{gap}\btemporar(?:y|ily)\b(?! (?:dir|file|folder|table|token|cred|pass))",
                r"^temporar(?:y|ily)\b(?! (?:dir|file|folder|table|token|cred|pass))",
                r"\b(?:only |just )?(?:until|till|for) (?:the )?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:only|just) (?:until|till|for) {gap}\w+",
                r"\b(?:will|i['’]?ll|we['’]?ll|going to|gonna|to be|must be|remember to|need to|has to be)\b{gap}\b(?:{back}|reverted|removed|undone|rolled back|taken out)\b",
                r"\b(?:will|i['’]?ll|we['’]?ll)\b{gap}\b(?:lower|raise|reduce|drop|put|set|turn|bring)\b{gap}\b(?:again|back)\b",
                r"\b(?:{back}|rolling (?:this|it) back|reverting)\b{gap}\b(?:after|once|when|as soon as|on {gap}day|tomorrow|next week)\b",
                r"\bstop-?gap\b|\bshort-term (?:workaround|fix|measure)\b|\bfor the (?:time being|weekend)\b|\bthen back to\b",
            ),
            ("scope", "everywhere"): (
                r"\b(?:applies|apply|valid|set|same|goes|is|in|live|on|for|to)\b{gap}\b(?:all|every) (?:\w+ )?(?:env(?:ironment)?s?|regions?|clusters?|stages?)\b",
                r"\b(?:same|set|apply|on|off|needed|valid|goes|in)\b{gap}\beverywhere\b(?!{gap}(?:error|fail|broken))",
            ),
            ("scope", "only"): (
                r"\b(?:only|just) (?:for |on |in )?{env}\b(?!{gap}(?:fail|error|broken))|(?<!live )\b(?:in |on |for )?{env} only\b|\bnot (?:for|in|on) {env}(?: yet)?, ?{gap}\bonly\b",
            ),
            ("scope", "first"): (r"\b(?:in |on )?{env} first\b",),
            ("scope", "on purpose"): (
                r"\b(?:on purpose|by design|intentional(?:ly)?|deliberate(?:ly)?)\b",
                r"\b(?:meant|supposed|intended) to (?:be|stay|remain|differ)\b|\bdo(?:n['’]?t| not) sync\b",
            ),
        },
    ),
    denied=latin(r"not|never|n['’]?t|won['’]?t|don['’]?t|didn['’]?t|isn['’]?t|no need|no longer|instead of|decided against|without", _WORDS),
    asked=latin(
        r"^(?:so |and |but |hey |@\w+[:,]? )?(?:is|are|was|were|do|does|did|can|could|will|would|should|shall|has|have|who|when|why|what|where|how|which)\b.*"
    ),
    done=latin(r"(?:rolled|brought|filed|opened|deployed|applied|reverted|merged|promoted)\b{gap}\b(?:yesterday|already|last \w+|earlier)|ha(?:s|ve) been"),
    days=days({"today|tonight|this (?:afternoon|evening)": 0, "tomorrow": 1, "this week": 5, "next week": 7, "next sprint": 14, "next month": 31}),
    weekdays=weekdays("monday|mon tuesday|tue|tues wednesday thursday|thu|thurs friday|fri saturday sunday"),
    events=latin(r"(?:after|once|when|as soon as|until|till) [^.,;!?\n]{2,60}|next (?:release|sprint|window|maintenance(?: window)?)"),
)
