"""Known mistakes under the practice seed: what they answer is kept for all tests of a run."""

from grader.diagnose.known import Known
from grader.diagnose.shelf import Shelf, default_folder
from grader.prepare import Prepared
from grader.seed import practice_seed


def known_mistakes(prepared: Prepared) -> Known:
    """Return the known mistakes of an assignment, over the shelf that all workers share."""
    return Known(prepared, Shelf(default_folder(), prepared, practice_seed()))
