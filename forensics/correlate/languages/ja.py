"""Japanese. Words have no gaps: rows match anywhere, and a clause ends at 。or 、."""

import re

from forensics.correlate.languages.table import ENV_JA, Language, compiled, rows

_DAY = "(?:月|火|水|木|金|土|日)曜日?"
_WORDS = {
    "env": ENV_JA,
    "mid": r"[^。!?！？\n]{0,24}?",
    "day": _DAY,
    "when": rf"(?:\S{{1,10}}後に?|今日|明日|明後日|後で|あとで|後ほど|その後|次の|次回|来週|今週|今夜|午後|終わったら|したら|次第|{_DAY})",
    "others": rf"(?:(?:他|ほか|残り|その他)の?(?:環境|リージョン|クラスタ(?:ー)?|サイト)?|{ENV_JA})",
    "will": r"(?:します|する予定|予定(?:です)?|しておきます|ます(?=$|[。、!！\s])|やります|いきます|行います|するつもり)",
    "git": r"(?:git|リポジトリ|レポジトリ|チャート|values?|terraform|ansible|helm|コード|マニフェスト)",
    "ticket": r"(?:チケット|jira|課題|タスク|issue)",
    "pr": r"(?:pr|mr|プルリク(?:エスト)?|コミット)",
}  # fmt: skip

TABLE = Language(
    rows(
        _WORDS,
        {
            ("carry_on", None): (
                r"(?:先に|まず(?:は)?){mid}{env}{mid}[、,]?{mid}{env}{mid}(?:は|も)?{mid}{when}",
                r"{others} ?(?:に|へ)も?{mid}(?:反映|展開|適用|入れ|リリース|実施|設定){mid}{will}",
                r"{others} ?は{mid}{when}{mid}(?:対応|実施|反映|展開|適用|やり|リリース){mid}{will}",
                r"{others} ?は{when}(?:です|予定|に)",
                r"{others} ?も{mid}{when}{mid}{will}",
                r"(?:明日|明後日|来週|{day}) ?(?:に|は)? ?{env} ?(?=、|。|,|$)",
                r"今日は? ?{env}[、,] ?明日は? ?{env}",
            ),
            ("permanent", None): (
                r"(?:{ticket}){mid}(?:起票|作成|作り|切り|切って|登録){mid}(?:ます|予定)",
                r"{git} ?(?:に|へ){mid}(?:入れ|反映|取り込み|コミット|追加){mid}(?:ます|予定|おき)",
                r"{pr}{mid}(?:を|は)?(?:出し|作り|作成|送り){mid}(?:ます|予定|おき)",
                r"(?:ちゃんと|正式に|後で|あとで|明日){mid}コミットし(?:ます|ておき)",
                r"恒久(?:対応|化){mid}(?:します|予定|ておき)",
            ),
            ("temporary", None): (
                r"一時的(?:な|に|です)|暫定(?:対応|的|です|で|値|措置|処置)|臨時(?:対応|の|で)|応急(?:処置|対応)|(?:一旦|いったん|とりあえず|ひとまず){mid}\d|とりあえずの(?:回避策|対応|対処)",
                r"(?:{day}|明日|今週|週末|終了)まで{mid}(?:\d|です|だけ|$)|セール終了まで|週末だけ",
                r"元に戻し(?:ます|ておき)|(?:終わったら|後に|その後|次第|したら){mid}(?:に|を)?{mid}戻(?:す|し)|{day}に{mid}(?:下げ|戻し|上げ){mid}ます",
            ),
            ("scope", "everywhere"): (r"(?:全環境|全ての環境|すべての環境|どの環境も|全リージョン|全クラスタ)",),
            ("scope", "only"): (r"{env} ?(?:のみ|だけ|限定)",),
            ("scope", "first"): (r"(?:まず(?:は)?|先に|最初は|最初に) ?{env}(?: ?(?:だけ|から|のみ))?",),
            ("scope", "on purpose"): (r"意図的|わざと|意図して|仕様です|あえて|故意に",),
        },
    ),
    denied=compiled(r"ません|ない(?:です|で|こと|$|。)|ではな|じゃな|不要|なし(?:で|です|$)|やめ"),
    asked=compiled(r".*(?:か[?？。]?|[?？])$"),
    done=compiled(r"(?:ました|済み|済(?:です)?|しています)(?:。|、|$)"),
    days=tuple((re.compile(word), ahead) for word, ahead in (("今日|今夜|本日", 0), ("明日", 1), ("明後日", 2), ("今週", 5), ("来週", 7))),
    weekdays=tuple(re.compile(f"{sign}曜日?") for sign in "月火水木金土日"),
    events=compiled(r"[^。、\n]{2,20}(?:が終わったら|終了まで|の後(?:に|で)|後に|次第|次のメンテナンス)"),
)
