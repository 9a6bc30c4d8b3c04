"""What came of one submission, in no language: ids, points, statuses and `Text`s.

Nothing is left out that only some readers may see: how far hints go is decided where a result is
told (`grader/tell.py`). Of hidden cases it holds no more than what passed the gate.
"""

from grader.diagnosis import Diagnosis, Excerpt
from grader.frozen import frozen
from grader.model import Attempt, Extraction, Form, Isolation, Kind, Problem, Status, Text


@frozen
class FindingResult:
    """One judged statement, and the case that it is about."""

    case: str
    kind: Kind
    ok: bool
    message: Text | None = None
    detail: Text | None = None
    """More of the same with numbers; of examples only."""


@frozen
class FollowThrough:
    """In which points were earned: right but for an earlier exercise's mistake."""

    sources: tuple[str, ...]
    """The exercises whose mistakes are made up for."""
    by_own: bool
    """Whether it was held to the student's own functions, or asked with the reference's."""


@frozen
class Decided:
    """That a person decided on an item's points."""

    instead_of: float | None
    """What the grader gives; None where it could not judge."""
    why: str
    """In the person's words, for the student to read."""
    at: str


@frozen
class ItemResult:
    """One rubric item: its points, what they were given for, the findings that decided them."""

    id: str
    score: float | None
    """Points; None when a fault of ours kept the item from being judged."""
    max_score: float
    findings: tuple[FindingResult, ...] = ()
    for_mistake: Diagnosis | None = None
    """The named mistake that leaves these points."""
    follow_through: FollowThrough | None = None
    left_out: int = 0
    """Findings beyond what is kept."""
    decided: Decided | None = None
    """A person's decision, in the place of the grader's points."""


@frozen
class Exhibit:
    """One value of an example, expected beside got, as rows of numbers ready to be drawn.

    A mask has rows of 0 and 1 and nothing expected; a curve has one row, in the order of time.
    """

    case: str
    name: str
    expected: tuple[tuple[str, ...], ...]
    got: tuple[tuple[str, ...], ...]
    off: tuple[tuple[int, ...], ...]
    """How far each entry of `got` is off, 0 (agrees) to 4 (far); as large as `got`."""
    notes: tuple[Text, ...] = ()
    """Said beside the arrays: shapes that differ, entries left out."""
    form: Form = "array"


@frozen
class Printed:
    """What the student's own code printed in one example. Hostile text."""

    case: str
    text: str
    left_out: int = 0
    """Characters beyond what is kept."""


@frozen
class ExerciseResult:
    """One exercise: points, items, what explains them, what its public examples showed."""

    name: str
    score: float | None
    max_score: float
    status: Status
    summary: tuple[Text, ...]
    """What happened and what to do next, said one after the other."""
    items: tuple[ItemResult, ...]
    diagnoses: tuple[Diagnosis, ...] = ()
    advice: tuple[Text, ...] = ()
    exhibits: tuple[Exhibit, ...] = ()
    printed: tuple[Printed, ...] = ()
    left_out: int = 0
    """Exhibits beyond what is kept."""
    stopped: Excerpt | None = None
    """The line at which the code stopped, where that is what happened."""
    called: Excerpt | None = None
    """Where that line is in another function: a line of the exercise's own that calls it."""


@frozen
class Unexplained:
    """Wrong answers to one exercise that no known mistake explains."""

    digest: str
    """Of all of them, hidden cases too, of which nothing else is said: those that agree to six
    digits have one digest."""
    numbers: int
    """Different wrong numbers in them, counted as far as matters: few may agree by chance."""
    code: Excerpt
    """The definition that they come from, or its beginning."""
    shown: str = ""
    """Of the public examples, a value that is wrong: its name and how it begins."""


@frozen
class Trace:
    """What a submission's exercise is compared by with others of the class: for teachers only."""

    exercise: str
    is_right: bool
    near_misses: tuple[str, ...] = ()
    """Items that a few tolerances lose, and nothing else."""
    unexplained: Unexplained | None = None
    hashes: str = ""
    """Of its tree (`grader/extract/winnow.py`), ten hexadecimal digits each, without those of the
    handout and of the author's solution."""


@frozen
class Provenance:
    """Where a result comes from: with the same of all these, grading gives it once more."""

    file: str
    """The submission's name, as given."""
    sha256: str
    """Of the submission's bytes."""
    assignment: str
    """Digest of the assignment's files."""
    reference: str
    """Digest of the reference."""
    seed: str
    """Commitment to the course's seed."""
    grader: str
    python: str
    numpy: str


@frozen
class Timing:
    """When it was graded and how long that took, in coarse seconds (see `grader/grade.py`)."""

    graded_at: str
    wall_seconds: int | None = None
    sandbox_cpu_seconds: int | None = None


@frozen
class Result:
    """Everything that is known of one submission when it has been graded."""

    student: str
    slug: str
    score: float | None
    max_score: float
    status: str
    """graded, not_attempted, unreadable, too_costly or grader_fault."""
    exercises: tuple[ExerciseResult, ...]
    problems: tuple[Problem, ...]
    provenance: Provenance
    isolation: Isolation
    timing: Timing
    traces: tuple[Trace, ...] = ()
    """Only in what a class run keeps, of exercises that were attempted."""


@frozen
class Graded:
    """A result, and the attempt that it was made of; None where nothing could be run."""

    result: Result
    attempt: Attempt | None = None

    @property
    def taken(self) -> Extraction | None:
        """What was taken from the submission."""
        return self.attempt.extraction if self.attempt is not None else None
