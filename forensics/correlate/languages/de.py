"""German."""

from forensics.correlate.languages.table import Language, days, latin, rows, weekdays

_WORDS = {
    "day": r"(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)",
    "when": r"(?:heute|morgen|übermorgen|später|dann|danach|nachher|nach|sobald|wenn|nächste[nrs]?|am (?:montag|dienstag|mittwoch|donnerstag|freitag|wochenende)|kommende[nr]?|im|in)",
    "others": r"(?:(?:die |den |der |auf die )?(?:anderen|übrigen|restlichen|rest)(?: (?:umgebungen|regionen|cluster|stages|stufen))?|{env})",
    "git": r"(?:git|(?:das |die |den )?(?:repo(?:sitory)?|values?(?:-datei)?|chart|terraform|ansible|helm|code|config|konfig(?:uration)?))",
    "ticket": r"(?:tickets?|jira|story|issue|aufgabe|karte)",
    "pr": r"(?:pr|mr|pull request|merge request|patch|commit)",
}  # fmt: skip

TABLE = Language(
    rows(
        _WORDS,
        {
            ("carry_on", None): (
                r"\b(?:erst(?:mal)?|zuerst) {env},?{gap}\b(?:dann |danach )?{env}\b{gap}(?:{when})?",
                r"\b{others}\b{gap}\b(?:folg(?:t|en)|kommt? (?:dann|danach|später|nach|am|nächste)|zieh(?:e|en) (?:ich|wir) nach)\b",
                r"\b(?:zieh(?:e|en)|bring(?:e|en)|nehm(?:e|en)|roll(?:e|en)|übertrag(?:e|en)|mach(?:e|en)|setz(?:e|en)) (?:ich|wir)?{gap}\b{others}\b{gap}\b(?:nach|mit|aus|um|{when})\b",
                r"\b(?:ich|wir) (?:zieh|bring|nehm|roll|übertrag|mach|setz|deploy)(?:e|en){gap}\b{others}\b{gap}(?:\b(?:nach|mit|aus)\b|$|{when})",
                r"\b(?:wird|werden|werde)\b{gap}\b(?:auf|in) {others}\b{gap}\b(?:ausgerollt|übernommen|nachgezogen|übertragen|deployt|gebracht)\b",
                r"\b{others}\b{gap}\b(?:mach|deploy|zieh|roll)(?:e|en) (?:ich|wir)\b{gap}\b{when}\b",
                r"(?:^|[,.;:] ?|\bund )(?:dann )?{env} (?:dann )?(?:am (?:{day}|\d{1,2}\.)|morgen|übermorgen|nächste woche|nächsten \w+|später|nach (?:dem|der|den)\b)",
                r"\bheute {env}, ?{gap}\b(?:morgen|dann|nächste) {gap}{env}\b",
                r"\b{others} (?:kommt?|ist|sind){gap}\b(?:dran|an der reihe)\b",
            ),
            ("permanent", None): (
                r"\b{ticket}\b{gap}\b(?:lege|mache|erstelle|schreibe|öffne|folgt|kommt)\b(?:{gap}\b(?:ich|wir)\b)?",
                r"\b(?:lege|mache|erstelle|schreibe|öffne|eröffne|legen|machen|erstellen|schreiben)\b{gap}\b(?:ein(?:en|e)?|das|noch ein(?:en)?)?{gap}\b(?:{ticket}|{pr})\b",
                r"\b(?:trage|trag|packe|nehme|schreibe|stelle|bringe|ziehe|tragen|packen|nehmen)\b{gap}\b(?:ins|in|in die|in das|nach) {git}\b",
                r"\b(?:werde|werden)\b{gap}\b(?:in|ins) {git}{gap}\b(?:übernehmen|eintragen|einbauen|aufnehmen|ziehen)\b",
                r"\b(?:werde|werden|wird)\b{gap}\b(?:fest|dauerhaft|richtig|sauber|permanent)\b{gap}\b\w+(?:en|t)\b",
                r"\bkommt noch (?:ins|in die|in das|nach) {git}\b",
            ),
            ("temporary", None): (
                r"\b(?:vorübergehend|temporär|übergangsweise|provisorisch|einstweilen)\b",
                r"\b(?:übergangslösung|notlösung|provisorium|zwischenlösung)\b|\b(?:nur|ist|als|erstmal|vorerst) (?:nur )?(?:ein )?workaround\b",
                r"\b(?:nur )?bis (?:{day}|morgen|montag|ende der woche|wochenende)\b|\bnur (?:bis \w+|fürs (?:wochenende|erste)|für (?:heute|morgen|jetzt|ein paar|die nächsten|die dauer|\d+))",
                r"\b(?:nehme|setze|drehe|stelle|mache|nehmen|setzen|drehen|stellen|machen|rolle)\b{gap}\b(?:wieder|zurück|rückgängig)\b",
                r"\b(?:kommt|muss|fliegt|geht) (?:\w+ )?wieder (?:raus|weg|runter|zurück)\b|\bdanach wieder\b",
            ),
            ("scope", "everywhere"): (
                r"\b(?:überall|in allen umgebungen|auf allen)\b{gap}\b(?:gleich|setzen|gültig|gilt|einstellen)\b|\b(?:gilt|setzen|gleich)\b{gap}\büberall\b",
                r"\b(?:alle|allen|für alle|betrifft alle) (?:umgebungen|regionen|stages|stufen|cluster)\b",
            ),
            ("scope", "only"): (r"\b(?:nur|ausschließlich|lediglich) (?:für |auf |in )?{env}\b",),
            ("scope", "first"): (r"(?:^|[,.;:] ?)erst {env}(?=,)|\b(?:erst ?mal|zuerst|zunächst|vorerst)(?: nur)? (?:auf |in )?{env}\b",),
            ("scope", "held"): (
                r"\b{env}{near} bleib(?:t|en)\b{near} (?:auf|bei|wie|unverändert|so)\b",
                r"\b(?:lass(?:en|e)?|halt(?:en|e)?){near} {env}{near} (?:auf|bei|wie|so|unverändert)\b|\b{env} (?:lass(?:en|e)|halt(?:en|e)){near} (?:auf|bei|wie|so|unverändert)\b",
                r"\b{env}{near} nicht an(?:fassen|rühren)\b",
            ),
            ("scope", "on purpose"): (
                r"\b(?:absicht(?:lich)?|bewusst|gewollt|mit absicht|so gewollt|beabsichtigt)\b",
                r"\b(?:soll|sollen)\b{gap}\b(?:so )?bleiben\b",
            ),
        },
    ),
    denied=latin(r"nicht|nie|niemals|kein(?:e[nrs]?)?|ohne|statt"),
    asked=latin(
        r"^(?:@\w+[:,]? |und |also )?(?:(?:ist|sind|war|hat|haben|kann|können|soll|sollen|sollte|wird|werden|muss|gilt) (?:das|es|ich|wir|du|ihr|sie|jemand|man)|hast|habt|kannst|wirst|kommst|machst|wer|wann|wieso|warum|was|wo|wie|welche[rs]?)\b.*"
    ),
    done=latin(r"(?:wurde|wurden|ist|sind|haben?)\b{gap}\b(?:gestern|bereits|schon|letzte[nr]?)\b"),
    days=days({"heute": 0, "morgen": 1, "übermorgen": 2, "diese woche": 5, "nächste woche|kommende woche": 7, "nächsten sprint": 14}),
    weekdays=weekdays("montag dienstag mittwoch donnerstag freitag samstag sonntag"),
    events=latin(r"(?:nach (?:dem|der|den)|sobald|wenn|bis (?:die|der|das|zum|zur)|solange) [^.,;!?\n]{2,60}"),
)
