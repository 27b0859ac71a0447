"""Spanish."""

from forensics.correlate.languages.table import Language, days, latin, rows, weekdays

_WORDS = {
    "day": r"(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)",
    "when": r"(?:hoy|mañana|después|luego|entonces|cuando|en cuanto|tras|el (?:lunes|martes|miércoles|jueves|viernes)|la semana que viene|la próxima semana|próxim[ao]|más tarde|esta tarde)",
    "others": r"(?:(?:l[ao]s )?(?:otr[ao]s|demás|restantes|resto)(?: (?:de )?(?:l[ao]s )?(?:entornos|regiones|ambientes|clústeres|clusters))?|(?:la |el |a |en )?{env})",
    "git": r"(?:git|(?:el |la |al |los )?(?:repo(?:sitorio)?|values?|chart|terraform|ansible|helm|código|config(?:uración)?))",
    "ticket": r"(?:tickets?|jira|tarjeta|tarea|issue|incidencia)",
    "pr": r"(?:pr|mr|pull request|merge request|commit)",
}  # fmt: skip

TABLE = Language(
    rows(
        _WORDS,
        {
            ("carry_on", None): (
                r"\bprimero (?:en )?{env},?{gap}\b(?:en )?{env}\b{gap}{when}\b|\bprimero (?:en )?{env},?{gap}\b(?:luego|después)\b{gap}\b{env}\b",
                r"\b{env} primero,?{gap}\b{env}\b{gap}{when}\b|\bhoy {env}, ?mañana {gap}{env}\b",
                r"(?:^|[,.;:] ?|\by )(?:luego )?{env} (?:mañana|el (?:{day}|\d{1,2})|la (?:semana que viene|próxima semana)|más tarde|después de\b)",
                r"\b{others},? (?:{when}|vendrán|irán|sigue[n]?|se har[áa]n?|van)\b(?: \w+)?",
                r"\b(?:lo |la |los )?(?:paso|subo|aplico|despliego|llevo|pongo|replico|hago|promuevo)\b{gap}\b(?:a|en|para)\b{gap}{others}{gap}\b(?:{when}|también)\b",
                r"\b{when}\b{gap}\b(?:lo |la )?(?:paso|subo|aplico|despliego|llevo|pongo|replico|hago|promuevo)\b{gap}\b(?:a|en) {others}\b",
                r"\b(?:lo |la )?(?:despliegue|desplegar|aplicar|subir|llevar|pasar|replicar|har|promover)(?:é|emos|á|án)\b{gap}\b(?:a|en|para) {others}\b",
                r"\b(?:voy|vamos) a (?:pasar|subir|aplicar|desplegar|llevar|poner|replicar)\w*\b{gap}\b(?:a|en) {others}\b",
            ),
            ("permanent", None): (
                r"\b(?:abriré|crearé|haré|voy a (?:abrir|crear|hacer)|vamos a (?:abrir|crear|hacer))\b{gap}\b(?:un|una|el|la)\b{gap}\b(?:{ticket}|{pr})\b",
                r"(?:^|[,.;] ?)(?:abro|creo|hago|mando) (?:un|una) {gap}\b(?:{ticket}|{pr})\b",
                r"\b(?:lo |la )?(?:meto|pongo|paso|añado|subo|meteré|pondré|pasaré|añadiré)\b{gap}\b(?:en|a|al) {git}\b",
                r"\b(?:voy|vamos) a (?:meter|poner|codificar|pasar|añadir|dejar)\w*\b{gap}\b(?:en|a|al|permanente|fijo)\b",
                r"\bfalta (?:pasar|meter|poner|añadir)\w*\b{gap}\b(?:en|a|al) {git}\b",
                r"\bmañana lo (?:commiteo|codifico|dejo fijo|meto)\b",
            ),
            ("temporary", None): (
                r"\b(?:es|algo|solución|valor|ajuste|medida|apaño|parche|cambio|arreglo)\b{gap}\b(?:temporal|provisional|transitorio)\b|\b(?:temporalmente|provisionalmente)\b",
                r"\b(?:parche|apaño|por ahora|de momento)\b{gap}\b(?:mientras|hasta|provisional|temporal)\b",
                r"\b(?:solo|sólo|únicamente) (?:hasta \w+|(?:para|por) (?:hoy|ahora|el fin de semana|unos|unas|esta|este|\d+))|\bhasta (?:el {day}|que (?:acabe|termine|pase|vuelva))\b|\bpara el fin de semana\b",
                r"\b(?:lo |la )?(?:revierto|deshago|quito|bajo|vuelvo|revertiré|quitaré|bajaré|desharé)\b{gap}\b(?:después|cuando|en cuanto|tras|mañana|{day}|otra vez)\b",
                r"\b(?:voy|vamos) a (?:revertir|deshacer|quitar|bajar|volver)\w*\b|\b(?:luego|después) vuelve a\b|\bvolver a \S+ (?:después|tras|cuando|en cuanto)\b",
            ),
            ("scope", "everywhere"): (
                r"\b(?:todos los (?:entornos|ambientes|clústeres)|todas las regiones)\b",
                r"\b(?:mism[ao]|igual|aplicar|valor|poner)\b{gap}\ben tod(?:as partes|os (?:lados|sitios))\b",
            ),
            ("scope", "only"): (r"\b(?:solo|sólo|únicamente|solamente) (?:en |para )?{env}\b|\b{env} (?:solamente|únicamente)\b",),
            ("scope", "first"): (r"\bprimero (?:en )?{env}\b|\b{env} primero\b",),
            ("scope", "held"): (
                r"\b{env}{near} (?:se queda|queda|sigue|permanece|se mantiene){near} (?:en|con|como|igual)\b",
                r"\b(?:mant(?:ener|enemos|eniendo)|dej(?:ar|amos|ando)){near} {env}{near} (?:en|con|como|tal|igual)\b",
                r"\bno (?:tocar|toquen|toques|cambiar) {env}\b",
            ),
            ("scope", "on purpose"): (
                r"\b(?:a propósito|adrede|intencionad[ao](?:mente)?|deliberad[ao](?:mente)?|queriendo)\b",
                r"\b(?:debe|tiene que|ha de) (?:quedarse|seguir|quedar|permanecer|ser)\b",
            ),
        },
    ),
    denied=latin(r"no|nunca|ni|sin|en vez de|en lugar de"),
    asked=latin(r"^¿.*|^(?:quién|cuándo|por qué|cómo|dónde|cuál) .*"),
    done=latin(r"(?:desplegado|subido|pasado|aplicado|hecho)\b{gap}\b(?:ayer|ya|la semana pasada)"),
    days=days({"hoy": 0, "mañana": 1, "pasado mañana": 2, "esta semana": 5, "la semana que viene|la próxima semana": 7}),
    weekdays=weekdays("lunes martes miércoles jueves viernes sábado domingo"),
    events=latin(r"(?:después de(?:l)?|en cuanto|cuando|hasta que|hasta|mientras|tras) [^.,;!?\n]{2,60}|en la próxima [^.,;!?\n]{2,40}"),
)
