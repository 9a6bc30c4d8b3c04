"""Grade one submission in this process, which ends what is stuck or takes too much memory."""

from grader.model import Submission
from grader.own_memory import limited_memory
from grader.result import Graded
from grader.session import Session
from grader.watch import Stuck, watched


def graded_here(session: Session, submission: Submission, faults: list[str]) -> Graded:
    """Grade it; sentences about faults of ours are added to `faults`."""
    limits = session.assignment.limits
    try:
        with watched(limits.stuck_seconds), limited_memory(limits.worker_memory_mb):
            return session.grade(submission, faults.append)
    except Stuck:
        faults.append(f"{submission.name}: stuck in code of ours, and ended")
        return Graded(session.fault(submission))
