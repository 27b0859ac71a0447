"""Reads Slack, from exports and live, as messages: pure functions make the evidence, and what could not be had is a gap."""
