"""Notebooks that read well on a code host: percent scripts, and what they show when they run."""
