"""What a class tells its teacher is counted right, and each count knows who is behind it."""

import json
import random
from html.parser import HTMLParser

import pytest
from class_samples import class_rows
from hypothesis import given
from hypothesis import strategies as st

from grader.report.class_page import render_class_page
from grader.report.class_row import ClassRow, Failed, Named, Points
from grader.report.insight import FEWEST, correlation, insight_of
from grader.report.insight_json import write_insight


def student(name: str, one: float, other: float, *failed: str) -> ClassRow:
    """Return a student with two items of one exercise."""
    items = (
        Points("one", "First", one, 1.0, "Cost", "cost"),
        Points("other", "Second", other, 4.0, "Cost", "cost"),
    )
    return ClassRow(
        name, one + other, 5.0, "graded", items=items,
        failed=tuple(Failed("Cost", case, "cost") for case in failed),
    )  # fmt: skip


def test_who_made_a_mistake_is_named_once_with_its_hint() -> None:
    made = [
        Named("Cost", "No mean.", ("no_mean",), "cost", "Divide.", c)
        for c in ("confirmed", "possible")
    ]
    rows = [
        ClassRow("ana", 1.0, 5.0, "graded", mistakes=(made[0],)),
        ClassRow("bo", 1.0, 5.0, "graded", mistakes=(made[1], made[1])),
        ClassRow("cy", 1.0, 5.0, "graded", mistakes=(Named("Cost", "Other.", ("other",), "cost"),)),
    ]
    first, second = insight_of(rows).mistakes
    assert (first.mistakes, first.students, first.confirmed) == (("no_mean",), ("ana", "bo"), 1)
    assert (first.hint, second.students) == ("Divide.", ("cy",))


def test_an_item_that_pays_the_wrong_people_is_odd() -> None:
    """Whoever earns the first item earns little of the second."""
    rows = [student(f"s{n}", float(n < 6), 4.0 * (n >= 6)) for n in range(12)]
    first = next(one for one in insight_of(rows).items if one.item == "one")
    assert first.discrimination == pytest.approx(-1)
    assert first.is_odd
    assert first.lost_by == tuple(f"s{n}" for n in range(6, 12))
    assert (first.full, first.difficulty) == (6, 0.5)


def test_of_a_small_class_no_correlation_is_said() -> None:
    rows = [student(f"s{n}", float(n < 2), 4.0 * (n >= 2)) for n in range(FEWEST - 1)]
    found = insight_of(rows)
    assert {one.discrimination for one in found.items} == {None}
    assert found.cases == ()


def test_cases_that_the_best_fail_are_named_with_who_fails_them() -> None:
    """Of twenty the best are the upper 27 in a hundred: six."""
    rows = [student(f"s{n:02}", 0.0, 0.0, "easy", "odd") for n in range(14)]
    rows += [student(f"t{n}", 1.0, 3.0, *(["odd"] if n < 3 else [])) for n in range(6)]
    random.Random(1).shuffle(rows)
    (case,) = insight_of(rows).cases
    assert (case.case, case.best, sorted(case.failed_by)) == ("odd", 6, ["t0", "t1", "t2"])


@given(
    st.lists(st.tuples(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3)), min_size=FEWEST, max_size=40)
)
def test_a_correlation_is_between_minus_one_and_one(pairs: list[tuple[float, float]]) -> None:
    one, other = zip(*pairs, strict=True)
    found = correlation(one, other)
    assert found is None or -1.0001 <= found <= 1.0001
    same = correlation(one, one)
    assert same is None or same == pytest.approx(1)


def test_the_page_shows_for_each_count_those_who_are_behind_it() -> None:
    """Every button's group is that of as many rows as it says."""
    rows = class_rows("en")
    buttons: dict[str, int] = {}
    groups: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            given = dict(attrs)
            if tag == "button" and given.get("data-group"):
                buttons[str(given["data-group"])] = 0
            if tag == "tr" and "data-groups" in given:
                groups.extend(str(given["data-groups"]).split())

    Reader().feed(render_class_page(rows, title="L", language="en"))
    found = insight_of(sorted(rows, key=lambda row: (row.student.casefold(), row.student)))
    assert buttons
    for name in buttons:
        assert groups.count(name) > 0, name
    for number, item in enumerate(found.items):
        assert groups.count(f"i{number}") == len(item.lost_by)
    for number, mistake in enumerate(found.mistakes):
        assert groups.count(f"m{number}") == len(mistake.students)
    assert groups.count("full") == len(found.full)


def test_the_json_is_plain_and_the_same_for_the_same_class() -> None:
    rows = class_rows("en")
    content = write_insight(insight_of(rows))
    assert content == write_insight(insight_of(rows))
    document = json.loads(content)
    assert document["schema"] == "grader/insight/1"
    assert document["students"] == len(rows)
    assert sum(len(one["students"]) for one in document["statuses"]) == len(rows)
