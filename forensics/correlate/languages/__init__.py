"""How promises are worded, one table per language; `LANGUAGES` is a plain dict."""

from forensics.correlate.languages import de, en, es, fr, ja, pt
from forensics.correlate.languages.table import Language

LANGUAGES: dict[str, Language] = {
    "en": en.TABLE,
    "de": de.TABLE,
    "fr": fr.TABLE,
    "pt": pt.TABLE,
    "es": es.TABLE,
    "ja": ja.TABLE,
}

__all__ = ["LANGUAGES", "Language"]
