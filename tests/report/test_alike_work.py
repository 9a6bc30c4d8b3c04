"""Whose wrong work is alike: found by code and by values, and nobody for what many have."""

import itertools
import random

import pytest

from grader.diagnosis import Excerpt
from grader.extract.winnow import BITS
from grader.report import alike_code
from grader.report.alike_code import FEWEST, MANY
from grader.report.alike_work import TELLING, alike_work
from grader.report.class_row import ClassRow, Points
from grader.result import Trace, Unexplained

COST, BACK = Points("cost", "Cost", 0.0, 1.0), Points("back", "Backward", 0.0, 1.0)


def hashes(*numbers: int) -> str:
    return "".join(f"{n:0{BITS // 4}x}" for n in numbers)


def wrong(exercise: str, numbers: object = (), digest: str = "", telling: int = TELLING) -> Trace:
    code = Unexplained(digest, telling, Excerpt(1, 1, "x")) if digest else None
    return Trace(exercise, False, (), code, hashes(*numbers))  # type: ignore[misc]


def student(name: str, *traces: Trace, file: str = "") -> ClassRow:
    return ClassRow(name, 0.0, 2.0, "graded", (COST, BACK), traces=traces, file=file or name)


def test_two_who_share_most_of_their_own_code_are_to_be_looked_at() -> None:
    rows = [
        student("ana", wrong("cost", range(10))),
        student("bia", wrong("cost", range(2, 12))),
        student("caio", wrong("cost", range(50, 60))),
    ]
    [found] = alike_work(rows)
    assert (found.students, found.exercises, found.titles) == (("ana", "bia"), ("cost",), ("Cost",))
    assert (found.share, found.answers) == (pytest.approx(0.8), False)


def test_right_work_of_the_class_is_nobodys_own() -> None:
    right = Trace("cost", True, hashes=hashes(*range(10)))
    rows = [
        student("ana", wrong("cost", range(12))),
        student("bia", wrong("cost", range(12))),
        student("caio", right),
        student("davi", right),
    ]
    assert alike_work(rows) == ()


def test_what_many_have_is_how_one_writes_it() -> None:
    rows = [student(f"s{n}", wrong("cost", range(20 + n))) for n in range(MANY + 1)]
    assert alike_work(rows) == ()


def test_the_very_same_is_to_be_looked_at_however_many_have_it() -> None:
    rows = [student(f"s{n:02}", wrong("cost", range(20))) for n in range(MANY + 5)]
    [found] = alike_work(rows)
    assert (len(found.students), found.share) == (MANY + 5, 1.0)


def test_too_little_in_common_says_nothing() -> None:
    few = range(FEWEST - 1)
    rows = [student("ana", wrong("cost", few)), student("bia", wrong("cost", few))]
    assert alike_work(rows) == ()
    other = [student("ana", wrong("cost", range(20))), student("bia", wrong("cost", range(12, 40)))]
    assert alike_work(other) == ()


def test_what_is_shared_in_several_exercises_counts_together_and_only_where_both_are_wrong() -> (
    None
):
    rows = [
        student("ana", wrong("cost", range(3)), wrong("back", range(3))),
        student("bia", wrong("cost", range(3)), wrong("back", range(3))),
    ]
    [found] = alike_work(rows)
    assert found.exercises == ("cost", "back")
    one_right = [rows[0], student("bia", wrong("cost", range(3)), Trace("back", True))]
    assert alike_work(one_right) == ()


def test_three_of_whom_each_is_like_another_are_one_group() -> None:
    rows = [
        student("ana", wrong("cost", range(10))),
        student("bia", wrong("cost", range(3, 13))),
        student("caio", wrong("cost", range(6, 16))),
    ]
    [found] = alike_work(rows)
    assert found.students == ("ana", "bia", "caio")


def test_the_same_values_that_nothing_explains_are_told_and_few_numbers_are_not() -> None:
    rows = [student(n, wrong("cost", (), "d1")) for n in ("ana", "bia")]
    rows += [student(n, wrong("back", (), "d2", TELLING - 1)) for n in ("caio", "davi")]
    [found] = alike_work(rows)
    assert (found.students, found.answers, found.share) == (("ana", "bia"), True, None)


def test_values_that_three_share_are_a_mistake_and_no_likeness() -> None:
    assert alike_work([student(f"s{n}", wrong("cost", (), "d")) for n in range(3)]) == ()


def test_values_are_told_beside_code_where_all_of_the_group_gave_them() -> None:
    rows = [student(f"s{n}", wrong("cost", range(9)), wrong("back", (), "d")) for n in range(3)]
    [found] = alike_work(rows)
    assert (found.answers, found.exercises) == (True, ("cost", "back"))
    rows[2] = student("s2", wrong("cost", range(9)), wrong("back", (), "other"))
    [found] = alike_work(rows)
    assert (found.answers, found.exercises) == (False, ("cost",))


def test_code_and_values_of_the_same_students_are_told_once() -> None:
    rows = [student(n, wrong("cost", range(9), "d")) for n in ("ana", "bia")]
    [found] = alike_work(rows)
    assert found.answers and found.share == 1.0


def test_one_file_of_two_is_told_elsewhere() -> None:
    rows = [student(n, wrong("cost", range(9), "d"), file="same") for n in ("ana", "bia")]
    assert alike_work(rows) == ()


def test_all_pairs_of_a_small_class_are_found_as_if_each_were_compared() -> None:
    """The index finds what comparing everybody with everybody finds."""
    draw = random.Random(7)
    for _ in range(30):
        sets = [frozenset(draw.sample(range(40), 12)) for _ in range(6)]
        rows = [student(f"s{n}", wrong("cost", sorted(own))) for n, own in enumerate(sets)]
        few = {h for h in range(40) if sum(h in own for own in sets) <= 3}
        own = [one & few for one in sets]
        together = [
            {a, b} for a, b in itertools.combinations(range(6), 2)
            if len(own[a] & own[b]) >= max(FEWEST, 0.6 * min(len(own[a]), len(own[b])))
        ]  # fmt: skip
        joined: list[set[int]] = []
        for pair in together:
            touching = [group for group in joined if group & pair]
            joined = [g for g in joined if g not in touching] + [pair.union(*touching)]
        expected = {tuple(f"s{n}" for n in sorted(group)) for group in joined}
        assert {one.students for one in alike_work(rows)} == expected


def test_a_class_of_thousands_is_gone_through_hash_by_hash() -> None:
    """Twice the class brings twice as many pairs together, and not four times."""

    def pairs(size: int) -> int:
        counted = 0
        draw = random.Random(size)
        rows = [student(f"s{n}", wrong("cost", draw.sample(range(size), 20))) for n in range(size)]
        plain = itertools.combinations

        def counting(group: object, length: int) -> object:
            nonlocal counted
            found = list(plain(group, length))
            counted += len(found)
            return found

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(alike_code, "combinations", counting)
            alike_work(rows)
        return counted

    few, many = pairs(500), pairs(1000)
    assert 0 < many < 3 * few
