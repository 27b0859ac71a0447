"""Which names in a file name an environment, by a small vocabulary: spellings of one kind, and a region or number beside them."""

from __future__ import annotations

import re
from functools import lru_cache

# The words of forensics.environments.words (a higher floor, which a parser may not ask; a test holds the two together), as
# spellings of one environment.
_SPELLINGS = (
    ("dev", "develop", "development"),
    ("test", "testing"),
    ("qa",),
    ("integration", "int"),
    ("nonprod", "non-prod", "nonproduction", "non-production"),
    ("perf", "perftest"),
    ("sandbox", "sbox"),
    ("staging", "stage", "stg"),
    ("aat",),
    ("ithc",),
    ("uat",),
    ("demo",),
    ("preprod", "pre-prod", "preproduction", "pre-production"),
    ("prod", "production", "prd", "live"),
)
FAMILY_OF = {word: words[0] for words in _SPELLINGS for word in words}
# Families that name nothing but an environment; the others are also kinds of builds, dependencies, scripts and suites.
_SURE = frozenset({"nonprod", "staging", "uat", "preprod", "prod"})
# What stands beside environments and is none: what they share.
BASES = frozenset({"default", "defaults", "base", "common", "shared", "global", "all"})

_SIDE = "north|south|east|west|central|northeast|southeast|northwest|southwest"
_REGION = (
    rf"(?:(?:eu|us|ap|sa|ca|me|af|uk|cn|europe|asia)[-_](?:gov[-_])?(?:{_SIDE})[-_]?\d?[a-f]?"
    r"|(?:eu|us|uk|gb|ie|fr|de|nl|br|jp|ap|apac|emea|latam|au|nz|sg|hk|kr|ca|mx|za|ae|ch|dk|fi|pl)\d?"
    r"|(?:london|lon|ldn|ireland|dublin|frankfurt|paris|amsterdam|ohio|oregon|tokyo|sydney|singapore|mumbai)\d?"
    rf"|(?:{_SIDE})(?:us|europe|asia|uk)?\d?|(?:us|uk)(?:{_SIDE})\d?)"
)
_WORDS = "|".join(sorted(FAMILY_OF, key=len, reverse=True))
_NAME = re.compile(rf"(?:{_REGION}[-_])?({_WORDS})(\d{{0,3}}(?:[-_](?:{_REGION}|dr|blue|green|primary|secondary|\d{{1,3}}|[a-z]))*)")


@lru_cache(maxsize=65536)
def family(name: str) -> str | None:
    """The environment that a text names wholly, as one word for all its spellings and regions: `prod` for `Live` and `prod-eu`."""
    hit = _NAME.fullmatch(name.casefold())
    return FAMILY_OF[hit[1]] if hit else None


@lru_cache(maxsize=65536)
def is_plain(name: str) -> bool:
    """Whether a name is the word of a family and nothing else, no region and no number."""
    return name.casefold() in FAMILY_OF


@lru_cache(maxsize=65536)
def is_sure(name: str) -> bool:
    """Whether a name can hardly mean anything but an environment (`prod`, `staging-eu`; not `test`, `dev`, `demo`)."""
    return family(name) in _SURE
