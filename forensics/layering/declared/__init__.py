"""Which files stand in an environment's stack, and in which order, as configuration files themselves declare it."""

from forensics.layering.declared.chain import Chain, chains_from, facts_of, layers_from, wholes_of
from forensics.layering.declared.declaring import DECLARERS, declares, is_declarer
from forensics.layering.declared.operations import Changed, json6902
from forensics.layering.declared.parts import entries_in, entries_of, objects_of, patches, reads_entries, stack_of
from forensics.layering.declared.reference import Declared, Part, Reference
from forensics.layering.declared.referrers import Mentions, referrers
from forensics.layering.declared.spring import active_profiles

__all__ = [
    "DECLARERS",
    "Chain",
    "Changed",
    "Declared",
    "Mentions",
    "Part",
    "Reference",
    "active_profiles",
    "chains_from",
    "declares",
    "entries_in",
    "entries_of",
    "facts_of",
    "is_declarer",
    "json6902",
    "layers_from",
    "objects_of",
    "patches",
    "reads_entries",
    "referrers",
    "stack_of",
    "wholes_of",
]
