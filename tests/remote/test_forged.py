"""What a child invents is a claim about the student's side: nothing of ours comes of it."""

from collections.abc import Callable
from typing import Any

import pytest
from forger import Forger, handle_of, saying

from grader.model import Raised, Status
from grader.remote import value as v
from grader.remote.errors import Ended, StudentError, Unanswered
from grader.remote.handle import Remote, number_of
from grader.remote.reference import Reference
from grader.remote.session import MAX_OPERATIONS, Batch, Session, Stopped
from grader.remote.value import plain

AGAIN = Reference(1)
ASKED: dict[str, Callable[[Session, Any], Any]] = {
    "bool": lambda _, h: bool(h),
    "len": lambda _, h: len(h),
    "list": lambda _, h: list(h),
    "items": lambda _, h: v.items(h, 2),
    "is_a": lambda _, h: v.is_a(h, h),
    "are": lambda _, h: v.are([h, h], h),
    "is_class": lambda _, h: v.is_class(h),
    "can_be_called": lambda _, h: v.can_be_called(h),
    "type_name": lambda _, h: v.type_name(h),
    "identities": lambda _, h: v.identities([h, h]),
    "repeat": lambda s, h: s.repeat(3, lambda: [h()]),
    "attempt": lambda s, h: plain(s.attempt(lambda: [h(), h()])),
}


@pytest.mark.parametrize("asked", ASKED)
def test_a_reference_in_the_place_of_an_answer_is_the_end_and_no_endless_asking(asked: str) -> None:
    forger = Forger(lambda _: AGAIN)
    session = Session(forger)
    with pytest.raises(Ended) as caught:
        ASKED[asked](session, handle_of(session))
    assert caught.value.status is Status.CRASHED
    assert len(forger.seen) == 1


@pytest.mark.parametrize(
    ("asked", "answers"),
    [
        ("repeat", [[], [[1]] * 2, [[1]] * 4, [[1, 1]] * 3, [1, 1, 1], ((1,), (1,), (1,)), "abc"]),
        ("attempt", [[1], [1, 2, 3], (1, 2), 5, None, {"a": 1}, b"Error"]),
        ("are", [[], [True], [True] * 3, [1, 1], (True, True), [True, None]]),
        ("identities", [[], [[1]], [[1, 2, 3]], [[1, True]], [[1.0, 2.0]], [[1, 2], []], [1, 2]]),
        ("items", [[1, 2, 3], (1, 2), {1: 2}, "ab"]),
        ("len", [1.0, True, "1", None]),
        ("bool", [1, 0, "", None, []]),
        ("is_a", [1, "yes", None]),
        ("type_name", [5, b"int", None]),
    ],
)
def test_an_answer_of_another_kind_or_number_is_the_end(asked: str, answers: list[Any]) -> None:
    for answer in answers:
        session = saying(answer)
        with pytest.raises(Ended):
            ASKED[asked](session, handle_of(session))


def test_a_number_that_is_none_is_the_students_own_failure() -> None:
    for answer in (AGAIN, [1], None, "x", 1j):
        with pytest.raises((TypeError, ValueError)):
            float(handle_of(saying(answer)))


@pytest.mark.parametrize(
    "told",
    [
        AGAIN, 5, {}, [5], [[1, "KEYWORD_ONLY", True]], [["a", "KEYWORD_ONLY", 1]], [["a"]],
        [["a", "KEYWORD_ONLY", True, 1]], [["a", AGAIN, True]], [("a", "KEYWORD_ONLY", True)],
    ],
)  # fmt: skip
def test_a_signature_that_is_none_is_as_good_as_no_signature(told: Any) -> None:
    assert v.parameters(handle_of(saying(told))) is None


FINAL: list[Any] = [
    AGAIN, [AGAIN], (1, (AGAIN,)), {"a": [1, {"b": AGAIN}]}, {AGAIN: 1}, {(1, AGAIN): 1},
    {AGAIN}, frozenset({(AGAIN, 2)}), [{"x": {frozenset({AGAIN}): 0}}],
]  # fmt: skip


@pytest.mark.parametrize("value", FINAL, ids=repr)
def test_no_handle_is_left_in_what_is_judged(value: Any) -> None:
    session = saying(value)
    with pytest.raises(Ended):
        session.resolve([1, handle_of(session)], is_last=True)


def test_invented_numbers_are_only_ever_sent_back() -> None:
    forger = Forger(lambda batch: Reference(99) if len(forger.seen) == 1 else 1)
    session = Session(forger)
    invented = plain(handle_of(session))
    assert type(invented) is Remote
    assert number_of(invented) == 99
    assert plain(invented.anything(1)["x"]) == 1
    first = forger.seen[1].operations[0]
    assert first[1:3] == ["get", Reference(99)]


@pytest.mark.parametrize("number", [-1, 0, 99, MAX_OPERATIONS + 5])
def test_invented_numbers_are_not_taken_for_lost_operations(number: int) -> None:
    def say(batch: Batch) -> Any:
        if batch.operations[-1][1] == "call":
            raise Stopped(batch.operations[-1][0], StudentError(Raised("E", "")))
        return Reference(number)

    session = Session(Forger(say))
    own = handle_of(session)
    invented = plain(own)
    with pytest.raises(StudentError):
        plain(own())
    assert plain(v.snapshot(invented)) is not None


def test_operations_are_bounded() -> None:
    session = saying(None)
    thing = handle_of(session)
    with pytest.raises(Unanswered) as caught:
        for _ in range(MAX_OPERATIONS):
            thing.again()
    assert caught.value.status is Status.BAD_VALUE


def test_each_handle_costs_no_more_where_many_operations_were_lost() -> None:
    """What was lost is looked up, not gone through."""
    looked = []
    for size in (100, 400):
        session = Session(Forger(fail))
        for _ in range(size):
            with pytest.raises(StudentError):
                plain(session.record("call", 1))
        counted = Counted()
        session._lost_from = counted.list_of(session._lost_from)
        session.record("hold", [Remote(session, -n) for n in range(1, 200)])
        looked.append(counted.number)
    assert looked[1] < 2 * looked[0]


class Counted:
    """Counts how often a list's items are looked at."""

    number = 0

    def list_of(self, items: list[int]) -> list[int]:
        counter = self

        class Looked(list[int]):
            def __getitem__(self, place: Any) -> Any:
                counter.number += 1
                return super().__getitem__(place)

        return Looked(items)


def fail(batch: Batch) -> Any:
    raise Stopped(batch.operations[-1][0], StudentError(Raised("E", "")))
