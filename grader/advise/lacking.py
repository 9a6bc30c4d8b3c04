"""Methods that a class should have and has not, each said where it may be why."""

from collections.abc import Iterator

from grader.extract.methods import INSIDE, OUTSIDE, Methods
from grader.model import Attempt, JudgedCase, Status, Text
from grader.prepare import Prepared


class Lacking:
    """What the classes of one submission lack, each method for the first exercise that is wrong."""

    def __init__(self, prepared: Prepared, attempt: Attempt) -> None:
        self._exercises = prepared.assignment.exercises
        self._methods = Methods(attempt.extraction, prepared.handed_out)
        self._judged = attempt.judged
        self._said: set[tuple[str, str]] = set()

    def of(self, exercise: str) -> Iterator[Text]:
        """Yield what an exercise that is not right lacks and no earlier one was told to.

        Where nothing stopped, one of Python's own methods, such as `__radd__`, may not have been
        needed.
        """
        own = [case for case in self._judged if case.exercise == exercise]
        has_stopped = any(map(_stopped, own))
        for text in self._methods.lacking(self._exercises[exercise].asks or (exercise,)):
            name, method = str(text.values["name"]), str(text.values["method"])
            may_be_why = has_stopped or text.key in (INSIDE, OUTSIDE) or not method.startswith("__")
            if may_be_why and (name, method) not in self._said:
                self._said.add((name, method))
                if all(case.why != text for case in own):  # else that says it
                    yield text


def _stopped(case: JudgedCase) -> bool:
    if case.status is Status.RAISED:
        return True
    said = (finding.message for finding in case.findings if not finding.ok)
    return any(message is not None and message.key == "stopped" for message in said)
