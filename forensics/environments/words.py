"""The words that name an environment, and the regions and numbers that may stand beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

# Word → its rank in the order of promotion (words of one rank are spellings of one kind of environment). The vocabulary is that
# of the public repositories in which environments were read by hand.
RANKS = {
    **dict.fromkeys(("dev", "develop", "development"), 0),
    **dict.fromkeys(("test", "qa", "integration", "int"), 1),
    **dict.fromkeys(("nonprod", "non-prod", "nonproduction", "non-production"), 2),
    **dict.fromkeys(("perf", "perftest", "sandbox", "sbox"), 3),
    **dict.fromkeys(("staging", "stage", "stg", "aat", "ithc", "uat"), 4),
    **dict.fromkeys(("demo",), 5),
    **dict.fromkeys(("preprod", "pre-prod", "preproduction", "pre-production"), 6),
    **dict.fromkeys(("prod", "production", "prd", "live"), 8),
}
# Where an environment whose name is none of the words comes: with the production-like ones, as a site or a region of theirs.
UNKNOWN_RANK = 8
STAGING_RANK = 4
# Words that also name components, teams and kinds of file: they count where a sibling is an environment too.
_WEAK = frozenset({"test", "integration", "int", "live", "demo", "perf", "perftest", "sandbox", "sbox", "develop", "stage", "ithc"})
# What stands in the place of an environment's name and is none: what all share, or what only a build or one machine sees.
BASES = ("default", "defaults", "_default", "_defaults", "base", "common", "_common", "shared", "global", "all")
NEVER = frozenset(
    {*BASES, "ci", "local", "localhost", "review", "canary", "example", "examples", "sample", "template", "templates", "main", "master"}
    | {"pr", "preview", "secret", "secrets", "values", "override", "overrides", "github-pages", "pypi", "testpypi", "npm", "schema"}
    | {"component", "components", "module", "modules", "lib", "scripts", "support", "ingress", "monitoring", "logging", "security"}
    | {"internal", "external", "migration", "migrations", "minikube", "kind", "tls", "nontls", "http", "https", "worker", "workers"}
    | {"cron", "api", "web", "app", "server", "client", "metrics", "cache", "redis", "kafka", "postgres", "postgresql", "mysql"}
    | {"db", "database", "storage", "network", "cluster", "docker", "helm", "versions", "resources", "images", "latest", "next"}
    | {"kustomization", "kustomize", "chart", "namespace", "yaml", "yml", "json", "helmrelease"}
)
# Rooms that hold one folder or file per environment and nothing else (kustomize's overlays, GitOps' envs).
ROOMS = frozenset({"overlays", "overlay", "envs", "env", "environments", "environment"})

# Without those that are English words or names of software (in, it, at, no, be, es).
_SHORT_REGION = "eu|us|uk|gb|ie|fr|de|nl|br|jp|ap|apac|emea|latam|au|nz|sg|hk|kr|ca|mx|za|ae|ch|dk|fi|pl"
_CITY = (
    "london|lon|ldn|ireland|irl|dublin|dub|frankfurt|fra|paris|amsterdam|ams|stockholm|virginia|ohio|oregon|california|tokyo|sydney|syd"
    "|singapore|mumbai|saopaulo|canada|europe|america|asia|australia"
)
_SIDE = "north|south|east|west|central|northeast|southeast|northwest|southwest"
_REGION = (
    rf"(?:(?:eu|us|ap|sa|ca|me|af|il|mx|cn|uk|europe|asia|australia)-(?:gov-)?(?:{_SIDE})-?\d?[a-f]?"
    rf"|(?:{_SHORT_REGION}|{_CITY})\d?|(?:{_SIDE})(?:us|europe|asia|uk|india)?\d?|(?:us|uk)(?:{_SIDE})\d?)"
)
# In front of the word only at the start of a name: `sign-in-dev` is dev, `eu-prod` is eu-prod.
_LEADING = rf"(?:^(?:{_REGION})[-_])"
_WORDS = "|".join(sorted(RANKS, key=len, reverse=True))
_TAIL = rf"(?:[-_](?:{_REGION}|dr|blue|green|primary|secondary|\d{{1,3}}|[a-z]))"
_NAME = re.compile(rf"(?<![A-Za-z0-9])({_LEADING}?({_WORDS})\d{{0,3}}(?:{_TAIL}(?![A-Za-z0-9]))*)(?![A-Za-z0-9])", re.IGNORECASE)
_PLAIN_REGION = re.compile(_REGION, re.IGNORECASE)
_TOP = r"com|net|org|gov|co|[^.]+\.io|gov\.uk|co\.uk|ac\.uk"
_HOST = re.compile(rf"^[^.]+\.[^.]+(\.[^.]+)*\.({_TOP})(\.(ya?ml|json|toml|conf))?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Word:
    """An environment's name inside a longer one: where it stands, and the word of the vocabulary in it."""

    start: int
    end: int
    name: str
    word: str

    @property
    def weak(self) -> bool:
        return self.word in _WEAK


@lru_cache(maxsize=1 << 17)
def words_in(name: str) -> tuple[Word, ...]:
    """The environments named in one segment of a path, left to right, at boundaries that are no letter or digit
    (`product`, `deliver` hold none). A host name holds none: it names a machine."""
    if _HOST.match(name):
        return ()
    return tuple(Word(hit.start(1), hit.end(1), hit[1], hit[2].lower()) for hit in _NAME.finditer(name))


def is_region(name: str) -> bool:
    """Whether a name is a cloud's or a country's region and nothing else: a file of that name serves every environment there."""
    return _PLAIN_REGION.fullmatch(name) is not None


def whole(name: str) -> Word | None:
    """The environment that a text names wholly (`prod`, `Staging`, `production-eu`); None where it says anything else."""
    found = words_in(name)
    return found[0] if len(found) == 1 and (found[0].start, found[0].end) == (0, len(name)) else None


def rank(environment: str) -> int:
    """Where an environment stands in the order of promotion, by the last word of its name."""
    found = words_in(environment)
    return RANKS[found[-1].word] if found else UNKNOWN_RANK


def in_promotion_order(environments: Iterable[str], stated: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Names in the order in which a change travels: as stated; the rest dev, test, staging, production, each before its regions."""
    place = {name: index for index, name in enumerate(stated)}

    def key(name: str) -> tuple[int, int, bool, str, str]:
        plain = whole(name)
        regional = plain is None or plain.name.casefold() != plain.word
        return (place.get(name, len(place)), rank(name), regional, name.casefold(), name)

    return tuple(sorted(set(environments), key=key))
