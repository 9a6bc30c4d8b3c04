"""Runs student code where it can do no harm; see docs/threat-model.md."""
