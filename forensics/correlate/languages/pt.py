"""Portuguese, as written in Brazil and in Portugal."""

from forensics.correlate.languages.table import Language, days, latin, rows, weekdays

_WORDS = {
    "day": r"(?:segunda|terça|quarta|quinta|sexta|sábado|domingo)",
    "when": r"(?:hoje|amanhã|depois|então|quando|assim que|na (?:segunda|terça|quarta|quinta|sexta)|segunda|terça|quarta|quinta|sexta|semana que vem|próxim[ao]|mais tarde|logo|já já)",
    "others": r"(?:(?:n?[ao]s )?(?:(?:outr|demais|restantes)[ao]?s?|resto)(?: (?:ambientes|regiões|clusters))?|(?:a |o |em |na |no |pra |para )?{env})",
    "git": r"(?:git|(?:o |a |no |na |pro |pra )?(?:repo(?:sitório)?|values?|chart|terraform|ansible|helm|código|config(?:uração)?))",
    "ticket": r"(?:tickets?|jira|card|chamado|tarefa|issue)",
    "pr": r"(?:pr|mr|pull request|merge request|commit)",
}  # fmt: skip

TABLE = Language(
    rows(
        _WORDS,
        {
            ("carry_on", None): (
                r"\b{env} primeiro,?{gap}\b{env}\b{gap}{when}\b|\bprimeiro (?:em |na |no )?{env},?{gap}\b(?:depois|então)\b{gap}\b{env}\b",
                r"\b{others}\b{gap}\b(?:vêm|vem|fica|ficam|virão|virá|serão feit[ao]s|será feit[ao])\b{gap}(?:{when}|n[ao])?",
                r"\b(?:levo|subo|aplico|coloco|replico|passo|ponho|faço|mando|promovo)\b{gap}\b(?:{others}|o mesmo{gap}{env}){gap}\b(?:{when}|também)\b",
                r"\b{when}\b{gap}\b(?:levo|subo|aplico|coloco|replico|passo|ponho|faço|mando|promovo)\b{gap}\b(?:em|pra|para|n[ao]s?) {others}\b",
                r"\b(?:vou|vamos|a gente vai|irei|iremos) (?:levar|subir|aplicar|colocar|replicar|passar|fazer|promover)\b{gap}\b(?:em|pra|para|n[ao]s?) {others}\b",
                r"\b(?:a gente|nós|eu) (?:leva|sobe|aplica|replica|replicamos|levamos|aplicamos)\b{gap}\b{others}\b{gap}(?:{when})",
                r"(?:^|[,.;:] ?|\be )(?:depois )?{env} (?:amanhã|(?:no )?dia \d{1,2}|(?:na )?{day}|semana que vem|depois d[aeo]\b|mais tarde)",
                r"\bhoje {env}, ?amanhã {gap}{env}\b",
            ),
            ("permanent", None): (
                r"\b(?:vou|vamos|irei) (?:abrir|criar|fazer|mandar|escrever)\b{gap}\b(?:um|uma|o|a)\b{gap}\b(?:{ticket}|{pr})\b",
                r"(?:^|[,.;] ?)(?:abro|crio|faço|mando) (?:um|uma) {gap}\b(?:{ticket}|{pr})\b",
                r"\b(?:vou|vamos|depois|ainda vou|amanhã)\b{gap}\b(?:colocar|coloco|pôr|ponho|passar|passo|commitar|commito|adicionar|incluir)\b{gap}\b(?:n[ao]|pr[ao]|para [ao]|em) {git}\b",
                r"\b(?:coloco|ponho|passo|adiciono|incluo)\b{gap}\b(?:n[ao]|pr[ao]|em) {git}\b",
                r"\b(?:vou|vamos) (?:commitar|codificar|deixar permanente|versionar)\b",
            ),
            ("temporary", None): (
                r"\b(?:é|algo|solução|valor|ajuste|medida|gambiarra|correção|mudança)\b{gap}\b(?:temporári[ao]|provisóri[ao])\b|\b(?:temporariamente|provisoriamente)\b",
                r"\b(?:paliativo|gambiarra|por enquanto|quebra-galho)\b",
                r"\b(?:só |apenas |somente )?até (?:{day}|amanhã|acabar|o fim|a próxima)\b|\b(?:só|apenas) (?:pro|pra|para o|para a|por) (?:hoje|fim de semana|feriado|agora|ora|uns|umas|alguns|algumas|esta|essa|\d+)",
                r"\b(?:vou|vamos) (?:reverter|desfazer|voltar|baixar|tirar|remover)\b",
                r"\b(?:reverto|desfaço|volto|tiro|removo|baixo)\b{gap}\b(?:depois|quando|assim que|amanhã|{day})\b|\b{day} (?:eu )?(?:baixo|volto|tiro|reverto|desfaço)\b",
                r"\bdepois (?:volta|baixa) (?:pra|para|a)\b",
            ),
            ("scope", "everywhere"): (
                r"\b(?:aplicar|vale|valem|igual|setar|mesmo valor|em|para|válido)\b{gap}\btodos os (?:ambientes|clusters)\b|\btodas as regiões\b",
                r"\b(?:mesm[ao]|igual|aplicar|valor|setar)\b{gap}\bem tod[ao] (?:lugar|canto|parte)\b",
            ),
            ("scope", "only"): (r"\b(?:só|somente|apenas) (?:em |na |no |pra |para )?{env}\b|\b{env} (?:apenas|somente)\b",),
            ("scope", "first"): (r"\bprimeiro (?:em |na |no )?{env}\b|\b{env} primeiro\b",),
            ("scope", "held"): (
                r"\b{env}{near} (?:fica|ficam|continua|permanece){near} (?:em|com|como|no|na|igual)\b",
                r"\b(?:mant(?:er|endo|emos|ém)|deix(?:ar|ando|amos|a)){near} {env}{near} (?:em|com|como|no|na|igual)\b",
                r"\bnão (?:mexer|mexam|mexe|tocar|mudar) (?:em|no|na)? ?{env}\b",
            ),
            ("scope", "on purpose"): (
                r"\b(?:de propósito|por querer|proposital(?:mente)?|intencional(?:mente)?|deliberado)\b",
                r"\bé (?:pra|para) (?:ficar|continuar|ser|permanecer)\b",
            ),
        },
    ),
    denied=latin(r"não|nunca|nem|sem|em vez de|ao invés"),
    asked=latin(r"^(?:já |quem |quando |por que |como |onde |qual ).*\?|^(?:quem|quando é|por que|qual) .*"),
    done=latin(r"(?:subi|subiu|apliquei|levei|levamos|coloquei|fiz|revertemos|reverti)\b{gap}\b(?:ontem|já|semana passada)"),
    days=days({"hoje": 0, "amanhã": 1, "depois de amanhã": 2, "essa semana|esta semana": 5, "semana que vem|próxima semana": 7}),
    weekdays=weekdays("segunda terça quarta quinta sexta sábado domingo"),
    events=latin(r"(?:depois d[aeo]|assim que|quando|até|enquanto) [^.,;!?\n]{2,60}|na próxima [^.,;!?\n]{2,40}"),
)
