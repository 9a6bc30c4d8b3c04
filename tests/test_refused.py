"""What the sandbox refuses is told from what went wrong in a student's code."""

import pytest

from grader.model import Raised
from grader.refused import is_refused


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("PermissionError", "[Errno 13] Permission denied: 'log.txt'"),
        ("OSError", "[Errno 30] Read-only file system: 'figs'"),
        ("URLError", "<urlopen error [Errno 1] Operation not permitted>"),
        ("RuntimeError", "can't start new thread"),
    ],
)
def test_a_refusal_is_told(kind: str, message: str) -> None:
    assert is_refused(Raised(kind, message))


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("ValueError", "[Errno 13] Permission denied"),
        ("FileNotFoundError", "[Errno 2] No such file or directory: 'data.csv'"),
        ("OSError", "[Errno 22] Invalid argument"),
        ("RuntimeError", "dictionary changed size during iteration"),
    ],
)
def test_a_slip_is_none(kind: str, message: str) -> None:
    assert not is_refused(Raised(kind, message))
