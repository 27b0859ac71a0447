"""What was seen running, from files: each source's reader says what it proves, and what could not be read is a gap."""

from .aws import joined
from .events import read_events
from .option import LiveOptionError, parse_live_option
from .reading import READERS, read_live, read_shell_history

__all__ = ["READERS", "LiveOptionError", "joined", "parse_live_option", "read_events", "read_live", "read_shell_history"]
