"""Put questions to an executor in a test: small programs, small cases, outcomes as bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.assignment import load_exercises
from grader.exercise import Case
from grader.model import Chunk, Execution, Extraction, Kind, Limits, Outcome
from grader.sandbox import wire
from grader.sandbox.executor import Executor, Question, question

ASSIGNMENT = Path(__file__).parents[2] / "sandbox" / "assignment"
LIMITS = Limits(wall_seconds=60, case_wall_seconds=20, cpu_seconds=10, memory_mb=256, output_kb=64)
"""Time enough where other tests, or other programs, keep every core busy."""
IMPATIENT = Limits(
    wall_seconds=10, case_wall_seconds=0.5, cpu_seconds=5, memory_mb=256, output_kb=64
)
"""For programs that never end."""


EXERCISES = {name: kind() for name, kind in load_exercises(ASSIGNMENT).items()}


@dataclass(frozen=True)
class Asked:
    """One question before it is numbered."""

    exercise: str
    case: Case
    kind: Kind = "hidden"
    seed: int = 7


def call(
    function: str, *arguments: Any, kind: Kind = "hidden", seed: int = 7, exercise: str = "call"
) -> Asked:
    """Ask for one call of a student's function."""
    case = Case(f"{function}{len(arguments)}", function=function, arguments=arguments)
    return Asked(exercise, case, kind, seed)


def example(function: str, *arguments: Any, seed: int = 7) -> Asked:
    """Ask for one call, as a public example."""
    return call(function, *arguments, kind="example", seed=seed)


def questions(asked: Sequence[Asked]) -> list[Question]:
    """Number the questions, examples first as in a grading."""
    return [question(i, EXERCISES[a.exercise], a.case, a.kind, a.seed) for i, a in enumerate(asked)]


def program(*sources: str, blocks: dict[str, Chunk] | None = None, **names: str) -> Extraction:
    """Return an extraction with one chunk per source; chunk i stands in cell i + 1.

    The functions f, g, h and attack are asked for under their own names, others by `names`.
    """
    chunks = tuple(Chunk(i, 1, source) for i, source in enumerate(sources, start=1))
    own = {name: name for name in ("f", "g", "h", "attack")}
    return Extraction(chunks, {**own, **names}, blocks or {})


def run(executor: Executor, submission: Extraction, *asked: Asked) -> list[Outcome]:
    """Return the outcomes of the questions."""
    return list(executor.run(submission, questions(asked)).outcomes)


def as_bytes(execution: Execution) -> bytes:
    """Return all that an execution tells, times apart; equal bytes are equal outcomes."""
    outcomes = [
        [o.status.value, o.value, repr(o.raised), repr(o.why), o.printed]
        for o in execution.outcomes
    ]
    return wire.pack(wire.ANSWER, [outcomes, repr(execution.load_failures)])
