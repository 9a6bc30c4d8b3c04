"""The definitions that an assignment asks for, taken from a notebook without running it."""

from grader.extract.extraction import extract, fingerprints

__all__ = ["extract", "fingerprints"]
