"""What is made of many grades: once, one at a time, and not for more callers than can wait."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from grader.errors import Refused
from grader.service import remembered
from grader.service.remembered import Remembered


def test_it_is_made_once_however_many_ask() -> None:
    kept, made = Remembered(), list[int]()

    def make() -> bytes:
        made.append(1)
        return b"x"

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: kept.get("a", make), range(8)))
    assert (found, len(made)) == ([b"x"] * 8, 1)


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    kept = Remembered(most=2)
    for name in ("a", "b", "a", "c"):
        kept.get(name, lambda: b"1")
    assert kept.get("a", lambda: b"2") == b"1"
    assert kept.get("b", lambda: b"2") == b"2"
    assert kept.get("large", lambda: b"333") == b"333"
    assert kept.get("large", lambda: b"444") == b"444"  # more than all that is kept


def test_what_fails_is_tried_again() -> None:
    kept = Remembered()
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: b"%d" % (1 // 0))
    assert kept.get("a", lambda: b"1") == b"1"


@pytest.mark.parametrize(("limit", "value"), [("_PATIENCE", 0.05), ("_WAITING", 1)])
def test_who_would_wait_too_long_or_behind_too_many_is_told_to_come_back(
    limit: str, value: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, limit, value)
    kept, begun, end = Remembered(), threading.Event(), threading.Event()

    def slow() -> bytes:
        begun.set()
        end.wait()
        return b"1"

    with ThreadPoolExecutor(1) as thread:
        first = thread.submit(kept.get, "a", slow)
        begun.wait()
        with pytest.raises(Refused) as refused:
            kept.get("b", lambda: b"2")
        end.set()
        assert first.result() == b"1"
    assert refused.value.kind == "unavailable"
    assert kept.get("b", lambda: b"2") == b"2"
