"""Claims: what is stated of an answer, what rests on what, what an unreadable value costs."""

from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import pytest

from grader.claim import BY_NAME, Answer, Claims, Judgement, Said, claim, said
from grader.exercise import Case
from grader.measure.values import Array, Unfit
from grader.model import Finding, Text

WANT = {"a": 1.0, "rows": np.ones(2), "W": 1.0, "b": 2.0}


class Read(Answer):
    """An answer whose rows are looked at once, however many claims do."""

    looked: ClassVar[list[str]] = []

    @cached_property
    def rows(self) -> Array:
        self.looked.append(self.case.name)
        return self.array("rows", (2,))

    @property
    def works(self) -> bool:
        return bool(self.rows.any())

    @property
    def positive(self) -> dict[str, bool]:
        return {name: self.number(name) > 0 for name in ("W", "b")}


class Lesson(Claims):
    """A few claims of every form."""

    name = "lesson"
    reads = Read

    @claim("number", item="number")
    def number(self, got: Read) -> bool:
        return got.number("a") == 1

    @claim("rows", item="rows", rests_on="works", on="modest")
    def rows(self, got: Read) -> bool:
        return bool((got.rows >= 0).all())

    @claim("sum", item="sum", part=BY_NAME, rests_on=("number", "rows"))
    def sum(self, got: Read) -> Said:
        return said(got.rows.sum() == 2, detail=Text("numbers"), name="rows")

    @claim("same", item="same", parts=("W", "b"))
    def same(self, got: Read, name: str) -> Finding:
        return got.close_number(name, got.want[name])

    @claim("small", item="small", parts={"W": "weights", "b": "biases"}, rests_on="same")
    def small(self, got: Read, name: str) -> bool:
        return got.number(name) < 3

    @claim("whole", item="whole", parts=("W", "b"), rests_on="positive")
    def whole(self, got: Read, name: str) -> bool:
        return got.number(name).is_integer()

    @claim("more", item="more", rests_on="number", later=None)
    def more(self, got: Read) -> Judgement:
        return None if got.case.name == "silent" else True


def judged(values: Any, name: str = "first", asked: str = "modest") -> dict[tuple[str, str], Any]:
    """Return whether each claim holds and by what sentence, by item and part."""
    found = Lesson().check(Case(name, asked=asked), values, WANT)
    return {(f.item, f.part): (f.ok, f.message.key if f.message else "") for f in found}


def test_a_right_answer_holds_to_every_claim() -> None:
    assert judged(WANT) == {
        ("number", ""): (True, "number.holds"),
        ("rows", ""): (True, "rows.holds"),
        ("sum", "first"): (True, "sum.holds"),
        ("same", "W"): (True, "agrees"),
        ("same", "b"): (True, "agrees"),
        ("small", "weights"): (True, "small.holds"),
        ("small", "biases"): (True, "small.holds"),
        ("whole", "W"): (True, "whole.holds"),
        ("whole", "b"): (True, "whole.holds"),
        ("more", ""): (True, "more.holds"),
    }


def test_what_cannot_be_read_costs_the_claims_that_read_it() -> None:
    found = judged({**WANT, "rows": "text"})
    lost = {place: told for place, told in found.items() if not told[0]}
    assert lost == {
        ("rows", ""): (False, "not_an_array"),
        ("sum", "first"): (False, "not_an_array"),
    }


def test_a_claim_that_rests_on_one_that_fails_cannot_be_judged_yet() -> None:
    found = judged({**WANT, "a": 2.0})
    assert found["number", ""] == (False, "number.fails")
    assert found["sum", "first"] == (False, "sum_later")
    assert ("more", "") not in found


def test_a_claim_that_fails_says_so_whatever_it_rests_on() -> None:
    assert judged({**WANT, "a": 2.0, "rows": [1, 5]})["sum", "first"] == (False, "sum.fails")


def test_a_property_of_the_answer_may_be_the_ground() -> None:
    assert judged({**WANT, "rows": [0, 0]})["rows", ""] == (False, "rows_later")


def test_each_ground_may_have_a_sentence_of_its_own() -> None:
    class Grounds(Lesson):
        @claim("built", item="built", rests_on={"works": "idle", "number": "miscounted"})
        def built(self, got: Read) -> bool:
            return True

    def told(**wrong: Any) -> set[str]:
        found = Grounds().check(Case("first"), {**WANT, **wrong}, WANT)
        return {f.message.key for f in found if f.item == "built" and f.message}

    assert told() == {"built.holds"}
    assert told(a=2.0) == {"miscounted"}
    assert told(a=2.0, rows=[0, 0]) == {"idle"}


def test_each_part_rests_on_its_own() -> None:
    found = judged({**WANT, "W": -7.0})
    assert found["same", "W"] == (False, "values_differ")
    assert found["small", "weights"] == (False, "small_later")
    assert found["small", "biases"] == (True, "small.holds")
    assert found["whole", "W"] == (False, "whole_later")
    assert found["whole", "b"] == (True, "whole.holds")


def test_a_claim_of_another_way_of_asking_is_not_made_and_bears_what_rests_on_it() -> None:
    found = judged(WANT, asked="extreme")
    assert ("rows", "") not in found
    assert found["sum", "first"] == (True, "sum.holds")


def test_a_method_may_have_nothing_to_state() -> None:
    assert ("more", "") not in judged(WANT, name="silent")


def test_words_are_said_either_way_and_numbers_of_a_failure_alone() -> None:
    right, wrong = (
        next(f for f in Lesson().check(Case("first"), {**WANT, "rows": rows}, WANT) if f.part)
        for rows in ([1, 1], [2, 2])
    )
    assert (right.message, right.detail) == (Text("sum.holds", {"name": "rows"}), None)
    assert (wrong.message, wrong.detail) == (Text("sum.fails", {"name": "rows"}), Text("numbers"))


def test_what_several_claims_read_is_read_once() -> None:
    Read.looked.clear()
    judged(WANT)
    assert Read.looked == ["first"]


def test_what_is_said_of_one_part_in_the_same_words_is_said_once() -> None:
    class Twice(Lesson):
        @claim("still", item="number")
        def still(self, got: Read) -> bool:
            return got.number("a") == 1

    found = list(Twice().check(Case("first"), {**WANT, "a": "text"}, WANT))
    assert [f.message.key for f in found if f.item == "number" and f.message] == ["not_an_array"]
    found = list(Twice().check(Case("first"), WANT, WANT))
    assert [f.message.key for f in found if f.item == "number" and f.message] == [
        "number.holds",
        "still.holds",
    ]


def test_an_answer_that_is_no_dict_cannot_be_judged_at_all() -> None:
    with pytest.raises(Unfit):
        list(Lesson().check(Case("first"), [1, 2], WANT))


def test_a_later_class_may_state_a_claim_anew_or_take_it_back() -> None:
    class Less(Lesson):
        number = None  # type: ignore[assignment]

        @claim("sum", item="sum")
        def sum(self, got: Read) -> bool:
            return True

        @claim("more", item="more")
        def more(self, got: Read) -> bool:
            return True

    assert "number" not in Less.claims
    assert list(Less.claims)[-2:] == ["sum", "more"]


def test_a_claim_rests_on_something_and_not_on_itself() -> None:
    with pytest.raises(TypeError, match="nothing"):

        class _Groundless(Claims):
            @claim("a", item="a", rests_on="b")
            def a(self, got: Answer) -> bool:
                return True

    with pytest.raises(TypeError, match="itself"):

        class _Round(Claims):
            @claim("a", item="a", rests_on="b")
            def a(self, got: Answer) -> bool:
                return True

            @claim("b", item="b", rests_on="a")
            def b(self, got: Answer) -> bool:
                return True


def test_claims_of_a_base_rest_on_what_that_base_reads() -> None:
    class Own(Claims):
        reads = Read

        @claim("own", item="own", rests_on="works", on="own")
        def own(self, got: Read) -> bool:
            return True

    class Two(Own):
        reads = Answer

        def read(self, case: Case, got: Any, want: Any) -> Answer:
            return (Read if case.asked == "own" else Answer)(case, got, want)

    [finding] = Two().check(Case("first", asked="own"), {"rows": [0, 0]}, WANT)
    assert finding.message == Text("own_later")


def test_an_exception_in_a_claim_is_ours() -> None:
    class _Faulty(Claims):
        name = "faulty"

        @claim("a", item="a")
        def a(self, got: Answer) -> bool:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(_Faulty().check(Case("first"), {}, {}))
