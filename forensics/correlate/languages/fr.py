"""French."""

from forensics.correlate.languages.table import Language, days, latin, rows, weekdays

_WORDS = {
    "day": r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)",
    "when": r"(?:aujourd['’]hui|demain|ensuite|puis|plus tard|après|dès|quand|une fois|lundi|mardi|mercredi|jeudi|vendredi|la semaine prochaine|prochain[e]?|ce soir|cet après-midi)",
    "others": r"(?:(?:sur )?(?:les? )?(?:autres|reste)(?: (?:des )?(?:environnements?|régions?|clusters?))?|(?:la |le |l['’])?{env})",
    "git": r"(?:git|(?:le |la |les |au |l['’])?(?:repo|dépôt|values?|chart|terraform|ansible|helm|code|config(?:uration)?))",
    "ticket": r"(?:tickets?|jira|carte|tâche|issue)",
    "pr": r"(?:pr|mr|pull request|merge request|commit)",
}  # fmt: skip

TABLE = Language(
    rows(
        _WORDS,
        {
            ("carry_on", None): (
                r"\b{env} d['’]abord,?{gap}\b{env}\b{gap}{when}\b|\bd['’]abord {env},?{gap}\b(?:puis|ensuite)\b{gap}\b{env}\b",
                r"\b{others}\b{gap}\b(?:suivra|suivront|suit|suivent|viendra|viendront|sera fait|seront faits?|seront faites)\b",
                r"\b(?:je|on|nous) (?:le |la |l['’]|les )?(?:passe|fais|déploie|mets|pousse|applique|porte|bascule)\b{gap}\b{others}\b{gap}{when}\b",
                r"\b(?:je|on|nous) (?:le |la |l['’]|les )?(?:passerai|ferai|déploierai|mettrai|pousserai|déploiera|fera|passera|mettra|déploierons|ferons|appliquerai|appliquera|porterai)\b{gap}\b{others}\b",
                r"\b(?:je|on) (?:vais|va) {gap}\b(?:passer|déployer|mettre|pousser|appliquer|porter)\b{gap}\b(?:sur|en|à) {others}\b",
                r"\b(?:quand|dès que|une fois que){gap}\bje (?:le |la |l['’])?(?:passe|fais|déploie|mets|pousse)\b{gap}\b{env}\b",
                r"(?:^|[,.;:] ?|\bet )(?:puis )?(?:la |le |l['’])?{env} (?:{day}|le \d{1,2}|demain|la semaine prochaine|plus tard|après (?:la|le|les)\b)",
                r"\baujourd['’]hui (?:la )?{env}, ?demain {gap}{env}\b",
                r"\bje m['’](?:en )?occupe (?:de )?{others}{gap}{when}\b",
            ),
            ("permanent", None): (
                r"\b(?:je (?:vais )?|on (?:va )?)(?:créer?|crée|ouvre|ouvrir|fais|faire|rédige)\b{gap}\b(?:un|une|le|la)\b{gap}\b(?:{ticket}|{pr})\b",
                r"\b(?:je|on) (?:vais |va )?(?:le |la |l['’])?(?:mets|met|mettre|ajoute|ajouter|intègre|intégrer|passe|passer|reporte|reporter|inscris)\b{gap}\b(?:dans|sur|au|à) {git}\b",
                r"\b(?:je|on) (?:vais|va) {gap}\b(?:codifier|pérenniser|le rendre permanent|graver)\b",
                r"\b(?:je|on) (?:le |la |l['’])?(?:commite|commiterai|codifie)\b",
                r"\bune? (?:{pr}|{ticket}) (?:arrive|suit|va suivre)\b",
            ),
            ("temporary", None): (
                r"\b(?:c['’]est|solution|contournement|mesure|réglage|valeur|rustine|de façon|à titre)\b{gap}\b(?:temporaire|provisoire|transitoire)(?:ment)?\b|\b(?:temporairement|provisoirement)\b",
                r"\b(?:juste |seulement |uniquement )?jusqu['’](?:à|au) (?:{day}|demain|la fin|ce soir|lundi)\b|\b(?:juste|seulement) (?:le temps|pour (?:ce|cette|aujourd|le week|quelques|\d+))",
                r"\b(?:je|on) (?:le |la |l['’])?(?:reviens|revient|remets|remet|rebaisse|remonte|annule|retire|enlève|annulerai|remettrai|retirerai)\b{gap}\b(?:après|lundi|demain|dès|quand|une fois|{day})\b",
                r"\b(?:à remettre|à retirer|à enlever|à annuler)\b{gap}\b(?:après|quand|dès|une fois)\b|\bensuite retour à\b|\ble temps que\b|\bpour le week-?end\b",
            ),
            ("scope", "everywhere"): (
                r"\b(?:tous les environnements|toutes les régions|tous les clusters)\b|\b(?:même|pareil|identique|appliquer|valeur)\b{gap}\bpartout\b",
            ),
            ("scope", "only"): (
                r"\b(?:seulement|uniquement|que) (?:en |sur |pour |dans )?(?:la |le |l['’])?{env}\b|\b{env} (?:seulement|uniquement)\b",
            ),
            ("scope", "first"): (r"\bd['’]abord (?:en |sur |la |le )?{env}\b|\b{env} d['’]abord\b",),
            ("scope", "held"): (
                r"\b{env}{near} reste(?:nt|ra|ront)?{near} (?:à|en|sur|tel(?:le)?|inchangée?|comme)\b",
                r"\b(?:gard(?:e|er|ons|ant)|laiss(?:e|er|ons|ant)|maint(?:enir|ient|enons)){near} {env}{near} (?:à|en|sur|tel(?:le)?|inchangée?|comme)\b",
                r"\b(?:ne )?(?:pas toucher|touche(?:z|ons)? pas)(?: à)?(?: la)? {env}\b",
            ),
            ("scope", "on purpose"): (
                r"\b(?:c['’]est |fait )?(?:voulu|exprès|volontaire(?:ment)?|à dessein|intentionnel(?:lement)?|délibéré(?:ment)?)\b",
            ),
        },
    ),
    denied=latin(r"n['’]\w+|ne|pas|jamais|sans|plus besoin|au lieu"),
    asked=latin(r"^(?:tu |vous |est-ce |qui |quand |pourquoi |comment |où |quel(?:le)?s? |peut-on ).*"),
    done=latin(r"(?:déployé|passé|mis|fait|appliqué)e?s?\b{gap}\b(?:hier|déjà|la semaine dernière)"),
    days=days({"aujourd['’]hui|ce soir": 0, "demain": 1, "après-demain": 2, "cette semaine": 5, "la semaine prochaine": 7}),
    weekdays=weekdays("lundi mardi mercredi jeudi vendredi samedi dimanche"),
    events=latin(r"(?:après|dès que|quand|une fois|jusqu['’](?:à|au)|le temps que) [^.,;!?\n]{2,60}|à la prochaine [^.,;!?\n]{2,40}"),
)
