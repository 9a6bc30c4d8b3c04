"""The records that pass from stage to stage: plain, frozen, made of plain values.

Imports the standard library only, for the sandboxed side loads it too.
"""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Any, Literal

from grader.frozen import frozen


@frozen
class Text:
    """A sentence to be said in the reader's language: a catalogue key and its values.

    ``Text("shape_differs", {"what": "dW1", "got": "(3,)", "expected": "(3, 1)"})``; the
    catalogues are `grader/languages/*.toml` and an assignment's own `texts.toml`.
    """

    key: str
    values: "Mapping[str, str | int | float | Text]" = field(default_factory=dict)
    """A text among them is said in the same language."""


class Status(StrEnum):
    """How one case ended. Students' faults and ours are never the same word."""

    PASSED = "passed"
    FAILED = "failed"
    RAISED = "raised"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"
    BAD_VALUE = "bad_value"
    MISSING = "missing"
    NOT_ATTEMPTED = "not_attempted"
    SKIPPED = "skipped"
    GRADER_FAULT = "grader_fault"


Kind = Literal["example", "hidden"]


# ---------------------------------------------------------------- intake, notebook, extract


@frozen
class Submission:
    """One handed-in file: whose it is, what it is called, what it holds."""

    student: str
    name: str
    """The path as given, for people; never opened again."""
    content: bytes
    beside: tuple[tuple[str, bytes], ...] = ()
    """Python files that were handed in with it and that it imports, by their names; those first
    that others of them import."""


@frozen
class Problem:
    """Something in a submission that a person should know, and where it is."""

    where: Text
    message: Text


@frozen
class Cell:
    """One code cell; `number` counts code cells from 1, as Jupyter does: texts have no number."""

    number: int
    source: str
    ran: int | None = None
    """As how manieth it was run before the notebook was saved, where that is known."""


@frozen
class Aside:
    """A cell that is no code cell, and holds a definition all the same."""

    after: int
    """The number of the code cell that it comes after; 0 where it comes before all of them."""
    kind: Literal["markdown", "raw"]
    source: str


@frozen
class Notebook:
    """The code cells of a submission, in an order in which they run, and what was odd about it."""

    cells: tuple[Cell, ...]
    problems: tuple[Problem, ...] = ()
    aside: tuple[Aside, ...] = ()


@frozen
class Ask:
    """One thing an assignment asks a notebook for.

    `kind` is "function", "class" or "block". A block has no name in the notebook: it is the last
    top-level loop that calls (or reads as attributes) every name in `calls`, where "a|b" is either
    of two. A function with `calls` may be answered by such a block, where no function bears its
    name.
    """

    name: str
    kind: Literal["function", "class", "block"] = "function"
    aliases: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()


@frozen
class Chunk:
    """One top-level statement to execute, with the place it came from (`line` within its cell)."""

    cell: int
    line: int
    source: str
    apart: bool = False
    """Whether it gives a name another meaning than what was defined before it goes on using."""


@frozen
class Extraction:
    """What was taken from a notebook; nothing has been run yet."""

    chunks: tuple[Chunk, ...]
    """Definitions and what they need, in document order."""
    names: dict[str, str]
    """Asked name -> the name it bears in the notebook (an alias, perhaps)."""
    blocks: dict[str, Chunk] = field(default_factory=dict)
    """Asked name -> the top-level loop that answers to its shape."""
    not_attempted: frozenset[str] = frozenset()
    """Asked names whose definition is still the handout's blank."""
    missing: dict[str, Text] = field(default_factory=dict)
    """Asked names that no cell defines, each with a sentence on why and what to do."""
    outside: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Functions outside of any class that are written as methods -> their cell and line."""
    problems: tuple[Problem, ...] = ()


# ---------------------------------------------------------------- sandbox


@frozen
class Limits:
    """What one submission may use; from `[limits]` in assignment.toml."""

    wall_seconds: float = 20.0
    """The whole submission, on the clock: every run of its code, and what we do with it."""
    case_wall_seconds: float = 4.0
    """One case without an answer, on the clock."""
    cpu_seconds: int = 15
    """The whole submission, of processor time: its code's and ours."""
    memory_mb: int = 512
    """Address space beyond what the preloaded libraries take."""
    output_kb: int = 64
    """Printed text that is kept; a flood of 1000 times as much ends the process."""
    answer_mb: int = 16
    """The whole submission, of what its code returns."""
    margin_seconds: float = 60.0
    """On the clock, beyond twice `wall_seconds`: then a process of ours that is still at the
    submission is stuck, and ended."""
    worker_memory_mb: int = 1536
    """Address space of a process of ours that grades, beyond what it has when it starts."""

    @property
    def stuck_seconds(self) -> float:
        """Return after how long a process that is at one submission is ended from outside.

        Twice the submission's time, for where the sandbox fails us it is run once more.
        """
        return 2 * self.wall_seconds + self.margin_seconds


@frozen
class Raised:
    """An exception as the student's process told it: hostile text, to be escaped."""

    type: str
    message: str
    cell: int | None = None
    line: int | None = None


@frozen
class Outcome:
    """What running one case gave: a plain value, or how it ended."""

    status: Status
    value: Any = None
    """Plain Python and numpy values only (see `grader.sandbox.wire`); set when PASSED."""
    raised: Raised | None = None
    why: Text | None = None
    """How it ended, when neither a value nor an exception says it."""
    printed: str = ""
    """What the student's code printed; kept for examples only. Hostile text."""
    caught: tuple[Raised, ...] = ()
    """What was raised in between, where the question went on: the first few that have a place."""


@frozen
class Execution:
    """All outcomes of one submission, in the order of the cases asked."""

    outcomes: tuple[Outcome, ...]
    load_failures: tuple[tuple[int, Raised], ...] = ()
    """Statements that raised while the submission was loaded: the chunk's index, what it raised."""
    cpu_seconds: float = 0.0


@frozen
class Isolation:
    """What separated the student's code from the machine, as seen by the start-up self-test."""

    tier: str
    """isolated, isolated_no_files, partly_isolated, not_isolated."""
    facts: dict[str, str | int | bool] = field(default_factory=dict)


# ---------------------------------------------------------------- check, score


@frozen
class Finding:
    """One judged statement about one rubric item.

    `message` may be shown for hidden cases, so it holds names and words, never numbers: those go
    to `detail`, which is shown for examples only. `part` splits an item that pays by share.
    """

    item: str
    ok: bool
    message: Text | None = None
    detail: Text | None = None
    part: str = ""

    def __post_init__(self) -> None:
        if self.message is not None:
            _refuse_numbers(self.message)


def _refuse_numbers(message: Text) -> None:
    for value in message.values.values():
        if isinstance(value, Text):
            _refuse_numbers(value)
        elif not isinstance(value, str):
            raise TypeError(f"a finding's message holds words only, not {value!r}")


Form = Literal["array", "mask", "curve"]


@frozen
class Shown:
    """One value of an example, to be drawn in its form: expected beside got.

    A mask is drawn anew by every student, so it has no expected value: None.
    """

    name: str
    expected: Any
    got: Any
    rtol: float
    atol: float
    form: Form = "array"


@frozen
class JudgedCase:
    """One case with its verdict: how it ran and every finding about it."""

    exercise: str
    case: str
    kind: Kind
    status: Status
    findings: tuple[Finding, ...] = ()
    why: Text | None = None
    """Why the case could not be judged, when it could not."""
    detail: Text | None = None
    """More of the same, for examples only."""
    shown: tuple[Shown, ...] = ()
    printed: str = ""
    stopped: tuple[int, int] | None = None
    """The cell and the line at which what a finding says has stopped did; for examples only."""


@frozen
class Attempt:
    """One submission, run and judged: what the stages after that look at."""

    extraction: Extraction
    outcomes: Mapping[int, Outcome]
    """By the question's index; exercises that were not asked have none."""
    judged: tuple[JudgedCase, ...]
