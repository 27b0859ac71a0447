"""What file versions say of one key: read one after another, and on several processors at once where they are many."""

from forensics.reading.sharing import read_contents

__all__ = ["read_contents"]
