"""Reads tickets out of Jira: its exports, and the living service. What can't be read is said, never raised."""
