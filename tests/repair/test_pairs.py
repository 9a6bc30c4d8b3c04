"""Two edits together, and one or the other: what is said was tried, and says which it is."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from course_fixture import DOUBLE, GOOD_COUNTER, SOLUTIONS, submission
from regularization_lesson import REGULARIZATION

from grader.diagnose.say import fix_of
from grader.diagnosis import Diagnosis
from grader.grade import grade
from grader.language import LANGUAGES, Catalogue
from grader.model import Chunk, Submission
from grader.repair.candidate import Candidate, Reading
from grader.repair.found import Bounds, Repaired
from grader.repair.repairs import Repairs
from grader.repair.say import said
from grader.sandbox import policy
from grader.seed import practice_seed
from grader.session import FromReference, Session, opened

EXAMPLES = Path(__file__).parents[2] / "examples" / "regularization"


def edit(line: int, was: str, becomes: str, besides: Candidate | None = None) -> Candidate:
    before = Chunk(3, 1, f"def f(a):\n{was}")
    after = Chunk(3, 1, f"def f(a):\n{becomes}")
    return Candidate("operator", line, was, becomes, 1, before, after, besides=besides)


PLUS, TIMES = edit(4, "b = a - 1", "b = a + 1"), edit(9, "c = b / 2", "c = b * 2")
ADDED = edit(7, "", "b = b + a")
BOTH = edit(4, "b = a - 1", "b = a + 1", TIMES)


def test_the_lines_of_two_edits_are_told_together() -> None:
    assert BOTH.lines == (4, 9)
    [told] = said(Repaired("f", (BOTH,)))
    assert told.code is not None
    assert (told.code.meant, told.code.also) == ((4, 4), (9,))
    [fix] = told.fixes
    assert (fix.was, fix.becomes) == ("b = a - 1\nc = b / 2", "b = a + 1\nc = b * 2")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "found",
    [
        Repaired("f", (BOTH,)),
        Repaired("f", (edit(4, "b = a - 1", "b = a + 1", ADDED),)),
        Repaired("f", (PLUS,), (TIMES,)),
    ],
)
def test_every_language_says_it(found: Repaired, language: str) -> None:
    catalogue = Catalogue(language)
    for one in said(found):
        for text in (one.where, one.text, one.hint):
            assert text is not None
            told = catalogue.say(text)
            assert "repair." not in told
            assert "{" not in told
        assert all(line in fix_of(one, catalogue) for line in one.fixes[0].becomes.split("\n"))
        assert "“”" not in fix_of(one, catalogue)


def test_one_or_the_other_are_two_diagnoses_in_their_order() -> None:
    first, second = said(Repaired("f", (PLUS,), (TIMES,)))
    assert first.code is not None
    assert second.code is not None
    assert (first.code.line, second.code.line) == (4, 9)
    assert second.text is not None
    assert second.text.key == "repair.or"


def test_the_lines_of_an_edit_that_was_added_are_those_that_stand_there() -> None:
    assert edit(4, "", "x = 1", TIMES).readings == (
        Reading(4, "", "x = 1"),
        Reading(9, "c = b / 2", "c = b * 2"),
    )


if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    course = FromReference(REGULARIZATION.folder, REGULARIZATION.solutions, practice_seed())
    with opened(course) as session:
        yield session


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("student", "exercise", "lines"),
    [
        ("ximena-ortiz", "backward_propagation_with_dropout", {11, 18, 2}),
        ("thiago-alves", "forward_propagation_with_dropout", {28, 12, 20}),
    ],
)
def test_two_faults_of_one_function_are_found(
    session: Session, student: str, exercise: str, lines: set[int]
) -> None:
    path = EXAMPLES / f"{student}.ipynb"
    given = Submission(student, path.name, path.read_bytes())
    repairs = Repairs(Bounds(seconds=8.0))
    result = grade(
        given, session.prepared, session.executor, pytest.fail, known=session.known,
        repairs=lambda: repairs,
    ).result  # fmt: skip
    repair = next(
        d for one in result.exercises if one.name == exercise for d in one.diagnoses
        if d.kind == "repair"
    )  # fmt: skip
    assert repair.code is not None
    assert {repair.code.meant[0], *repair.code.also} == lines
    assert repair.text is not None
    assert repair.text.key == "repair.both"


def repairs_of(source: str) -> list[Diagnosis]:
    course = FromReference(DOUBLE, SOLUTIONS, practice_seed())
    with opened(course, repair_seconds=5.0) as session:
        result = session.grade(submission(source, GOOD_COUNTER), pytest.fail).result
    return [one for one in result.exercises[0].diagnoses if one.kind == "repair"]


def test_where_either_of_two_lines_may_be_meant_both_are_told() -> None:
    source = "def double(x):\n    y = 1 * x\n    return 1 * y\n"
    found = repairs_of(source)
    assert [one.text.key for one in found if one.text][1:] == ["repair.or"]
    told = {fix.becomes for one in found for fix in one.fixes}
    assert {"y = 2 * x", "return 2 * y"} <= told
    for one in found:  # each is right alone, wherever the other line is
        for fix in one.fixes:
            edited = re.sub(re.escape(fix.was), fix.becomes, source)
            space: dict[str, object] = {}
            exec(edited, space)
            assert space["double"](21) == 42  # type: ignore[operator]
