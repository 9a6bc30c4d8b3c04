"""The exercises of the sandbox's tests: ask anything, of anyone."""

from typing import Any, ClassVar

from grader.exercise import Case, Exercise


class Call(Exercise):
    """Call a function of the student's. Inputs: `function`, `arguments`."""

    name: ClassVar[str] = "call"

    def run(self, student: Any, case: Case) -> Any:
        return getattr(student, case.function)(*case.arguments)


class AnotherCall(Call):
    """The same under another name: what one exercise does must not touch the other."""

    name: ClassVar[str] = "another call"


class Train(Exercise):
    """Run the block "training" with `bound` and return the names in `wanted` as it leaves them."""

    name: ClassVar[str] = "train"

    def run(self, student: Any, case: Case) -> Any:
        left = student.block("training", **case.bound)
        return {name: left.get(name) for name in case.wanted}
