"""Exercises declared in `assignment.toml`: inputs described, outputs held to the reference's.

A class is for what needs laws; the rest is a table. `docs/write-an-assignment.md` is its manual.
"""
