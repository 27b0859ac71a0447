"""By which words a sentence may promise something in a language: one that has none of them need not be held against its rows."""

import re

from forensics.correlate.languages.table import compiled

# Every match of every row of a language holds a match of its signs, each at the beginning of a word; a test draws from each row. They
# may be taken for signs where nothing is promised: that costs time alone. So a language's two score patterns are compiled only where
# somebody may speak it.
_WORDS = {
    "en": (
        r"first|follow|comes? (?:next|later|after|then)|gets? (?:it|this|the same)|go(?:es)?\b|(?:is|are) (?:planned|scheduled|up next|next|on|for)",
        r"i['’]?ll|we['’]?ll|will|gonna|going to|about to|plan(?:ning)? to|tomorrow|later|next|on (?:mon|tues|wednes|thurs|fri|satur|sun)day",
        r"on (?:the )?\d|end of|after (?:the|that|a)\b|do(?:ing)? {env}|same for|{env}(?: is)? in\b|(?:done|live|merged)\b",
        r"(?:filing|opening|creating|raising) |coming|incoming|on its way|(?:needs?|has|have) to|temporar|temp ",
        r"(?:until|till)\b|for the weekend|be (?:reverted|removed|undone|rolled back|taken out)|(?:revert|undo)\b|back (?:it|this) out",
        r"roll(?:ing)? (?:(?:it|this|that|these) )?back|(?:put|turn|remove|reset|lower|reduce|drop|raise) (?:it|this)\b|reverting",
        r"stop-?gap|short-term|then back|all (?:the )?(?:\w+ )?(?:env|regions|clusters|stages)|every (?:env|region|cluster)|everywhere",
        r"(?:only|just)\b|keep|leav(?:e|ing)\b|hold|stay|remain|(?:not|don['’]?t|won['’]?t) (?:touch|chang|bump|upgrad)",
        r"on purpose|by design|intentional|deliberate|(?:meant|supposed|intended) to|do(?:n['’]?t| not) sync",
    ),
    "de": (
        r"erst|zuerst|folg(?:t|en)|kommt?\b|(?:zieh|bring|nehm|roll|übertrag|mach|setz)en?\b|(?:ich|wir|wird|werden?)\b",
        r"am (?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|\d)|morgen|übermorgen|nächste|später|nach de[mrn]\b|heute",
        r"dran\b|an der reihe|(?:erstelle|schreibe|leg|öffne|eröffne)|(?:trag|trage|tragen|packen?|stelle)\b",
        r"vorübergehend|temporär|übergangs|provisori|einstweilen|notlösung|zwischenlösung|(?:nur|bis|ist|als|vorerst)\b",
        r"wieder|zurück|rückgängig|überall|(?:in|auf) allen|allen?\b|ausschließlich|lediglich|zunächst|bleib(?:t|en)\b|lass|halt",
        r"nicht an|absicht|bewusst|gewollt|mit absicht|beabsichtigt",
    ),
    "fr": (
        r"d['’]abord|sui(?:t|vent|vra|vront)\b|viendr|ser(?:a|ont) fait|(?:passe|fais|déploie|mets?|pousse|applique|porte|bascule)\b",
        r"(?:passer|fer|déploier|mettr|pousser|appliquer|porter)(?:ai|a|ons)\b|(?:vais|va)\b|quand|dès que|une fois que|aujourd|demain",
        r"(?:lun|mar|mercre|jeu|vendre|same)di\b|dimanche|le \d|la semaine|plus tard|après l|occupe|crée|ouvr(?:e|ir)\b|faire\b|rédige",
        r"(?:mettre|ajouter?|intègre|intégrer|passer|reporter?|inscris)\b|commite|codifie|arrive|temporaire|provisoire|transitoire",
        r"jusqu|juste\b|seulement|uniquement|que\b|revien[st]|remets?\b|rebaisse|remonte|annule|retire|enlève|remettr",
        r"à (?:remettre|retirer|enlever|annuler)|ensuite retour|le temps que|pour le week|tous les|toutes les|partout|reste",
        r"gard(?:e|er|ons|ant)\b|laiss|maint(?:enir|ient|enons)|pas toucher|touche",
        r"voulu|exprès|volontaire|à dessein|intentionnel|délibéré",
    ),
    "pt": (
        r"primeiro|(?:vêm|vem|ficam?|virão|virá)\b|ser(?:ão|á) feit|(?:levo|subo|aplico|coloco|replico|passo|ponho|faço|mando|promovo)\b",
        r"(?:vou|vamos|a gente|irei|iremos)\b|(?:levamos|leva|sobe|aplica|aplicamos|replica|replicamos)\b|amanhã|dia \d|segunda|terça",
        r"quarta|quinta|sexta|sábado|domingo|semana que|depois|mais tarde|hoje|(?:abro|crio|adiciono|incluo)\b|ainda vou",
        r"tempor[áa]ri[ao]|provis[óo]ri[ao]|paliativo|gambiarra|por enquanto|quebra-galho|até\b|só\b|apenas|somente",
        r"(?:reverto|desfaço|volto|tiro|removo|baixo)\b|tod[ao]s [ao]s|em tod[ao]|continua|permanece|mant(?:er|endo|emos|ém)\b",
        r"deix(?:ar|ando|amos|a)\b|não (?:mex|tocar|mudar)|de propósito|por querer|proposital|intencional|deliberado|é (?:pra|para)\b",
    ),
    "es": (
        r"primero|hoy\b|mañana|el \d|(?:lun|mart|miércol|juev|viern)es\b|sábado|domingo|la semana|la próxima|próxim|más tarde|después",
        r"luego|entonces|cuando|en cuanto|tras\b|esta tarde|vendrán|irán|siguen?\b|se har[áa]|van\b|(?:paso|subo|aplico|despliego)\b",
        r"(?:llevo|pongo|replico|hago|promuevo|abro|creo|mando|meto|añado)\b|(?:voy|vamos)\b|(?:abrir|crear|har|meter|pondr|añadir)é",
        r"(?:despliegue|desplegar|aplicar|subir|llevar|pasar|replicar|har|promover)(?:é|emos|á)|falta|temporal|provisional|transitorio",
        r"parche|apaño|por ahora|de momento|solo\b|sólo|únicamente|solamente|hasta\b|para el fin|(?:revierto|deshago|quito|bajo|vuelvo)\b",
        r"(?:revertir|quitar|bajar|deshar)é|volver a|tod[ao]s l[ao]s|en tod|se (?:queda|mantiene)|queda\b|permanece",
        r"mant(?:ener|enemos|eniendo)|dej(?:ar|amos|ando)|no (?:tocar|toque|cambiar)|a propósito|adrede|intencionad|deliberad|queriendo",
        r"(?:debe|tiene que|ha de)\b",
    ),
}  # fmt: skip
SIGNS: dict[str, re.Pattern[str]] = {name: compiled(rf"(?<!\w)(?:{'|'.join(lines)})") for name, lines in _WORDS.items()}
# What is written in kana is Japanese, and that is its sign: its rows are held against nothing else, and no others against it.
SIGNS["ja"] = re.compile(r"[\u3040-\u30ff]")
