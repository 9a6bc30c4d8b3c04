"""The probe: the self-test's own exercise, which asks a program that tries what nobody may do.

The start-up self-test runs it in a real child. "allowed" is the only bad answer; for `TELLING` it
is the usual one where there are no namespaces.
"""

from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from grader.exercise import Case, Exercise
from grader.model import Chunk, Extraction

TELLING = "see whether a file is there"
"""The one attempt that only namespaces refuse; no tier depends on it."""


class Probe(Exercise):
    """Inputs: `secret` (path of a file of the grader's), `grader` (its pid)."""

    name: ClassVar[str] = "self-test"

    def run(self, student: Any, case: Case) -> Any:
        """Have every forbidden action tried; return what became of each."""
        return student.probe(case.secret, case.grader, TELLING)


@cache
def program() -> Extraction:
    """Return the program as a submission."""
    source = Path(__file__).with_name("probe_program.py").read_text(encoding="utf-8")
    return Extraction((Chunk(1, 1, source),), {"probe": "probe"})
