"""Groups of a class by the change that makes their code right."""

import tomllib

import pytest

from grader.diagnosis import Fix
from grader.language import LANGUAGES
from grader.report.class_page import render_class_page
from grader.report.class_row import ClassRow, Mended
from grader.report.insight import insight_of
from grader.report.insight_json import write_insight
from grader.report.repair_map import RepairInsight, entry, repair_map

SCALE = Fix(
    "operand", "dA1 = dA1 * D1  # ana wrote it", "dA1 = dA1 * D1 / keep_prob  # ana wrote it"
)
PRODUCT = Fix("operand", "dA1 = np.dot(W2.T, dZ2)", "dA1 = np.dot(W2.T, dZ2) / keep_prob")


def row(student: str, fix: Fix, mistakes: tuple[str, ...] = ()) -> ClassRow:
    mended = Mended("back", "The way back", fix, mistakes)
    return ClassRow(student, 1.0, 5.0, "graded", mended=(mended,))


def only(rows: list[ClassRow]) -> RepairInsight:
    [found] = repair_map(rows)
    return found


def test_the_same_change_in_the_same_place_is_one_group_however_the_line_is_written() -> None:
    found = only([row("ana", SCALE), row("bo", PRODUCT)])
    assert (found.students, found.targets) == (("ana", "bo"), ("dA1",))
    assert (found.removed, found.added) == ("", "/ keep_prob")
    assert (found.was, found.becomes) == (
        "dA1 = np.dot(W2.T, dZ2)", "dA1 = np.dot(W2.T, dZ2) / keep_prob",
    )  # fmt: skip


@pytest.mark.parametrize(
    "other",
    [
        Fix("operand", "dA2 = dA2 * D2", "dA2 = dA2 * D2 / keep_prob"),
        Fix("operand", "dA1 = dA1 * D1", "dA1 = dA1 * D1 * keep_prob"),
        Fix("operand", "dA1 = dA1 * D1\ndA2 = dA2 * D2",
            "dA1 = dA1 * D1 / keep_prob\ndA2 = dA2 * D2 / keep_prob"),
    ],
)  # fmt: skip
def test_another_change_or_place_is_another_group(other: Fix) -> None:
    assert len(repair_map([row("ana", SCALE), row("bo", other)])) == 2


def test_the_same_sign_in_another_place_of_a_line_is_another_group() -> None:
    half = Fix("constant", "d = a + b / (2 * m)", "d = a + b / (1 * m)")
    double = Fix("constant", "d = a + b / m * 2", "d = a + b / m * 1")
    other = Fix("constant", "d = q(a) + e / (2 * m)", "d = q(a) + e / (1 * m)")
    found = repair_map([row("ana", half), row("bo", double), row("cy", other)])
    assert [one.students for one in found] == [("ana", "cy"), ("bo",)]


def test_the_most_frequent_comes_first_and_nobody_is_named_by_a_comment() -> None:
    wrong = Fix("sign", "c = -a", "c = a")
    found = repair_map([row("cy", wrong), row("ana", SCALE), row("bo", SCALE)])
    assert [len(one.students) for one in found] == [2, 1]
    assert "ana" not in found[0].was + found[0].becomes


def test_a_group_without_a_name_is_offered_as_the_next_known_mistake() -> None:
    told = entry(only([row("ana", SCALE)]), "en")
    table, _, slot = told.partition("\n\n")
    read = tomllib.loads(table)
    assert read["NAME"]["looks_like"] == ["_dA1 = _dA1 * _D1"]
    assert slot.splitlines()[1] == 'Mistake("NAME", "back", {"SLOT": ...}),'
    assert only([row("ana", SCALE, ("back.no_scale",))]).looks_like == ()


@pytest.mark.parametrize("hostile", ['x = "\\"]\n# [a]"', "x = '''", "<script>", "x = '\x1b[1m#'"])
def test_an_entry_of_hostile_code_is_a_table(hostile: str) -> None:
    found = only([row("ana", Fix("name", hostile.replace("\n", " "), "x = 1"))])
    tomllib.loads(entry(found, "en").partition("\n\n")[0].replace("\x1b", ""))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_the_group_and_offers_it(language: str) -> None:
    rows = [row("ana", SCALE), row("bo", Fix("sign", "a < <b>", "a"), ("known",))]
    page = render_class_page(rows, title="Back", language=language)
    assert page.count("looks_like") == 1
    assert "class.repair" not in page
    assert "<b>a" not in page.replace("<b></b>", "")
    assert "dA1 * D1 / keep_prob" in page
    assert "ana wrote it" not in page


def test_nothing_is_shown_of_a_class_that_was_not_searched() -> None:
    page = render_class_page([ClassRow("ana", 1.0, 5.0, "graded")], title="Back", language="en")
    assert 'id="repairs"' not in page


def test_it_is_in_the_insight_as_json() -> None:
    told = write_insight(insight_of([row("ana", SCALE)])).decode()
    assert '"added": "/ keep_prob"' in told
