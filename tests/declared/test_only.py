"""A dictionary whose keys come of the inputs is wrong with more of them, or with fewer."""

import pytest

from grader.declared.judge import judged
from grader.declared.tables import OutputTable

WANT = {("the", "sky"): 2, ("sky", "is"): 1}
GOT = {
    "the same": (WANT, True),
    "one more": ({**WANT, ("is", "blue"): 1}, False),
    "one fewer": ({("the", "sky"): 2}, False),
    "another count": ({**WANT, ("the", "sky"): 3}, False),
    "no dictionary": ([1, 2], False),
}


@pytest.mark.parametrize("name", GOT)
def test_keys_are_the_references_and_no_others(name: str) -> None:
    got, is_right = GOT[name]
    found = list(judged("counts", OutputTable(only=True), got, WANT, {}))
    assert all(one.ok for one in found) == is_right
    assert not any("sky" in str(one.message) for one in found)  # keys tell of hidden inputs


def test_elsewhere_more_may_be_kept() -> None:
    found = judged("cache", OutputTable(), {"A": 1.0, "Z": 2.0}, {"A": 1.0}, {})
    assert all(one.ok for one in found)
