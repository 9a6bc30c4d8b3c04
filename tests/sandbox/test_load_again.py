"""A submission is loaded again after a bad end; what that tells may know of hidden cases."""

import pytest
from asking import call, example, program, questions

from grader.sandbox import policy

if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)

from grader.sandbox.jail import Jail

LOADED = "import os\nraise ValueError(os.getpid())\n"
ASKED = """
import os
def f(kind):
    if kind == "example": return os.getpid()
    if kind == "hidden": os._exit(3)
    return 1
"""


def test_what_loading_raised_is_told_by_the_child_that_knew_no_hidden_input(jail: Jail) -> None:
    asked = [example("f", "example"), call("f", "hidden"), call("f", "another")]
    execution = jail.run(program(LOADED, ASKED), questions(asked))
    first = execution.outcomes[0].value
    assert [raised.message for _chunk, raised in execution.load_failures] == [str(first)]
