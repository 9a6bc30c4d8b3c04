"""Send what was planned, one person after the other, and look whether it is there."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from grader.errors import RemoteClosed, RemoteRefused
from grader.export.export import Listed
from grader.model import Text
from grader.remote_course.course import RemoteCourse
from grader.remote_course.journal import Journal
from grader.remote_course.plan import Plan, Step, same


@dataclass(slots=True)
class Pushed:
    """What came of a push."""

    done: list[Step] = field(default_factory=list)
    failed: list[Listed] = field(default_factory=list)
    """Whom it did not reach, and why; the next push sends it."""
    unseen: Text | None = None
    """Why nobody looked whether it is there; None where somebody did."""


def push(course: RemoteCourse, plan: Plan, journal: Journal) -> Pushed:
    """Push every step that can be pushed. What fails for one person stops nobody else's."""
    came = Pushed()
    for number, step in enumerate(plan.steps):
        journal.note(step.grade.member.number, step.grade.mark, step.digest, "sending")
        try:
            course.push(step.grade)
        except RemoteClosed as error:
            came.failed.append(Listed(step.who, error.text))
            left = plan.steps[number + 1 :]
            came.failed += [Listed(one.who, Text("push.not_tried")) for one in left]
            break
        except RemoteRefused as error:
            came.failed.append(Listed(step.who, error.text))
            continue
        journal.note(step.grade.member.number, step.grade.mark, step.digest, "done")
        came.done.append(step)
    if came.done:
        _look(course, came, journal)
    return came


def _look(course: RemoteCourse, came: Pushed, journal: Journal) -> None:
    """Look whether marks are there: a platform may say yes and keep none."""
    done: Sequence[Step] = came.done
    try:
        held = course.held([step.grade.member for step in done])
    except RemoteRefused as error:
        came.unseen = error.text
        return
    came.done = []
    for step in done:
        there = held.get(step.grade.member.number)
        if there is not None and same(there.mark, step.grade.mark):
            came.done.append(step)
            continue
        journal.note(step.grade.member.number, step.grade.mark, step.digest, "lost")
        came.failed.append(Listed(step.who, Text("push.not_there")))
