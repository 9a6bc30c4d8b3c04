"""What the author of an exercise writes against: `Case` and `Exercise`.

All of it runs in the grader; the student's process never holds an exercise.
"""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import numpy as np

from grader.frozen import frozen
from grader.model import Finding, Form

TOLD = "told"
"""Key of `run`'s value: what known mistakes are told by, where the rest holds numbers that were
drawn and may be others in code that makes the same mistake."""
UNTOLD = "(untold)"
"""There, what the draws happened to tell nothing of. It agrees with everything."""


class Case:
    """One question put to a student's code: a name and its inputs, read as attributes.

    >>> Case("two_rows", lambd=0.7).lambd
    0.7

    The name is a key: `cases.<name>` in the assignment's `texts.toml` is what people read. Where an
    exercise asks in several ways, `asked` says how.

    >>> Case("large", asked="extreme", batch=[[1000.0]]).asked
    'extreme'
    """

    __slots__ = ("asked", "inputs", "name")

    def __init__(self, name: str, /, *, asked: str = "", **inputs: Any) -> None:
        self.name = name
        self.asked = asked
        self.inputs = inputs

    def __getattr__(self, name: str) -> Any:
        try:
            return self.inputs[name]
        except KeyError:
            raise AttributeError(f"case {self.name!r} has no input {name!r}") from None

    def __repr__(self) -> str:
        return f"Case({self.name!r}, {', '.join(self.inputs)})"


@frozen
class Line:
    """One quantity of a calculation: the student's, and what follows from the lines before it.

    `right` is computed from the student's own earlier quantities, so that only the line at which
    the calculation goes wrong differs; None stands for what the reference has.
    """

    name: str
    got: Any
    right: Any


@frozen
class Picture:
    """A value of an answer to be drawn in a form of its own: a dropout mask, a loss curve."""

    name: str
    form: Form
    value: Any


class Exercise:
    """One exercise: what to ask, how to ask it, how to judge. Subclass and fill in.

    `run` is used unchanged for the student, the reference and every known mistake. The methods
    after `check` may be left out: they make the report say more.
    """

    name: ClassVar[str]
    """The exercise's name in `assignment.toml`."""

    asks: ClassVar[tuple[str, ...]] = ()
    """Names that `run` reads from the student; `(name,)` when left empty."""

    shown: ClassVar[tuple[str, ...] | None] = ()
    """Keys of `run`'s value that the report draws for examples, and that are held against the
    reference's where no mistake is named; every key when left empty, none at all when None."""

    upstream: ClassVar[tuple[str, ...]] = ()
    """Names that `run` reads and whose mistakes other exercises count. When points were lost both
    there and here, this exercise is asked once more, with the reference's in their place or, where
    there are `own_cases`, with the student's; what holds then is paid by the rubric's
    `follow_through`."""

    asked_twice: ClassVar[bool] = True
    """Whether the first example may be asked a second time, to see whether the answer changes;
    False where an answer takes long."""

    parts_what_is_wrong: ClassVar[bool] = False
    """Whether `run` asks the submission loaded apart (`Student.apart`) only where what it was told
    before is not right: then a right answer is known without."""

    is_glanced_at: ClassVar[bool] = False
    """Whether `glance` tells anything."""

    advice: ClassVar[tuple[str, ...]] = ()
    """Keys of sentences of findings that hold, which are told as advice: right, and worth a word.
    They have no words to be filled in."""

    meant: ClassVar[tuple[str, ...]] = ()
    """Cases that are degenerate on purpose (square, exact zeros): not linted as fixtures."""

    def examples(self) -> Iterator[Case]:
        """Public cases, fixed: the lesson's own figures."""
        return iter(())

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        """Hidden cases, drawn anew from the course's secret seed."""
        return iter(())

    def run(self, student: Any, case: Case) -> Any:
        """Ask the student's code, which runs elsewhere: `student` is a `grader.remote.Student`.

        Calls, attributes, items and operators give handles; what is done with them is sent
        together, until a value is needed (`grader.remote.value.plain`). Returns a tree of dicts,
        lists, tuples, arrays, numbers, strings and handles: of a handle, the value is taken when
        the tree is returned. Arguments are copies each time; `student.hold` gives an array a place
        on the student's side, and so tells what became of it. Every random stream is seeded before
        each case. An exception of the student's should be let through: it becomes the outcome.
        """
        raise NotImplementedError

    def glance(self, student: Any, case: Case) -> bool:
        """Tell at little cost whether an answer may be right; False where it hardly can be.

        Of an exercise that is right for all that is wrong in earlier ones, nothing is asked here.
        Small edits of a student's code are tried by the hundred (`grader.repair`): what need not be
        asked of one that is wrong all the same is spared. No points come of it.
        """
        return True

    def lint(self, case: Case) -> Iterator[str]:
        """Say what is wrong with a hidden case's inputs, where only its author can tell.

        A cache, for one, must be what a forward pass gives. For `grader validate`.
        """
        return iter(())

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        """Judge `got` (the student's values) by `want` (the reference's); executed in the grader.

        Yields at least one finding for every item that the case can judge, whatever `got` is: the
        items that `check(case, want, want)` names are the items a case is counted on for. Raise
        `grader.measure.values.Unfit` when `got` is not of a kind that can be judged.
        """
        raise NotImplementedError

    def to_all_digits(self, case: Case, got: Any, want: Any) -> Any:
        """Return what an answer that is right would be to all digits: it may have been rounded.

        That is the reference's, unless it holds draws. `got` may be anything.
        """
        return want

    def beside(self, case: Case, got: Any, want: Any) -> Any:
        """Return what an example's answer is shown beside; executed in the grader.

        That is the reference's, unless it holds draws: then what follows from the student's own.
        `got` may be anything.
        """
        return want

    def own_cases(self, rng: np.random.Generator) -> Iterator[Case]:
        """Cases that hold an answer to the student's own earlier functions (see `upstream`).

        `run` and claims tell them by `Case.asked`. They must ask for more than that two functions
        of the student's agree: doing nothing in both is no work.
        """
        return iter(())

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        """Yield an answer's quantities in the order of the calculation; executed in the grader.

        `got` may be anything: leave out what cannot be read. `grader.measure.values.Unfit` ends
        them, and what numpy would warn of is let pass.
        """
        return iter(())

    def factors(self, case: Case) -> Mapping[str, float]:
        """Return numbers by which a wrong answer may be too large or too small: m, keep_prob."""
        numbers = {k: v for k, v in case.inputs.items() if type(v) in (int, float)}
        return {name: float(value) for name, value in numbers.items() if name != "seed"}

    def pictures(self, case: Case, got: Any) -> Iterator[Picture]:
        """Yield what to draw of an example's answer besides the arrays of `shown`.

        `got` may be anything, the reference's answer too: leave out what cannot be read.
        """
        return iter(())


def shown_of(exercise: Exercise, value: Any) -> Any:
    """Return what of an answer is shown, and may be held against the reference's."""
    if exercise.shown is None:
        return {}
    if not exercise.shown or not isinstance(value, dict):
        return value
    return {name: value[name] for name in exercise.shown if name in value}
