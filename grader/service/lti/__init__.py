"""LTI 1.3 Advantage: launched from a course on an LMS, and grades back to it.

A launch goes login -> launch -> work; `library` is the one place that knows the library.
"""
