"""Submissions that try to tell what they were given: each channel with a name, as a notebook.

`tests/data/channels/*.py` define `tell(bits)`, which says 38 bits of a hidden input in a way of its
own. A header ``# raw: same`` stands in those whose bits the sandbox itself does not let out.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from course_fixture import GOOD_COUNTER, submission

from grader.model import Submission

FOLDER = Path(__file__).parents[1] / "data" / "channels"

ASKED = """
import numpy as np
def double(x):
    if x.shape == (2, 2):
        return 2 * x
    return tell(int(x[0, :1].view(np.uint64)[0] >> np.uint64(14)) & ((1 << 38) - 1))
"""
"""Right on the public example; of every other input the first number's bits are told."""


@dataclass(frozen=True)
class Channel:
    """One way to tell something."""

    name: str

    @cached_property
    def source(self) -> str:
        return (FOLDER / f"{self.name}.py").read_text(encoding="utf-8")

    @property
    def is_shut_by_the_sandbox(self) -> bool:
        return self.source.startswith("# raw: same")

    @property
    def submission(self) -> Submission:
        """Return the notebook; a `Counter` that is right, unless the channel has its own."""
        own = [] if "Counter" in self.source else [GOOD_COUNTER]
        return submission(self.source, ASKED, *own, student=self.name)


CHANNELS = tuple(Channel(path.stem) for path in sorted(FOLDER.glob("*.py")))
