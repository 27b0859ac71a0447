"""The layers of an environment and each system's own rules for making one value of them."""

from forensics.layering.address import Address, address_of, ancestors
from forensics.layering.effective import Effective, Removal, addressed, merged, removal
from forensics.layering.systems import SYSTEMS, System, system_of

__all__ = ["SYSTEMS", "Address", "Effective", "Removal", "System", "address_of", "addressed", "ancestors", "merged", "removal", "system_of"]
