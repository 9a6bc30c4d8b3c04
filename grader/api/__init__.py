"""Grading from Python: ``grader.open``, and what comes of it (`docs/python.md`).

`opening` puts an assignment and its answers (`source`) together, `grading` grades, `report` is what
it gives. Empty, so that a command that needs one of them does not load them all.
"""
