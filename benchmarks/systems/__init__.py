"""The systems themselves, run as oracles: what they make of a stack of files, beside what we make of it."""
