"""The nouns: frozen values that the rooms hand to one another; standard library only."""

from forensics.model.git import Commit, FileChange, History, Person, Ref, Stamp
from forensics.model.judgement import Alternative, Clue, Episode, EpisodeNature, Setting, Verdict, VerdictKind, Window
from forensics.model.reading import Blame, Entry, EntryKind, LayerValue, MatchTier, Parsed, Place, Reading, ReadingState, Span, Stand
from forensics.model.report import SCHEMA, TOOL, Asked, Event, Gap, Link, Report, RepositoryFacts, Source
from forensics.model.times import check_utc, utc_text

__all__ = [
    "SCHEMA",
    "TOOL",
    "Alternative",
    "Asked",
    "Blame",
    "Clue",
    "Commit",
    "Entry",
    "EntryKind",
    "Episode",
    "EpisodeNature",
    "Event",
    "FileChange",
    "Gap",
    "History",
    "LayerValue",
    "Link",
    "MatchTier",
    "Parsed",
    "Person",
    "Place",
    "Reading",
    "ReadingState",
    "Ref",
    "Report",
    "RepositoryFacts",
    "Setting",
    "Source",
    "Span",
    "Stamp",
    "Stand",
    "Verdict",
    "VerdictKind",
    "Window",
    "check_utc",
    "utc_text",
]
