"""What is said of an exercise comes with the student's own lines, and with no others."""

from dataclasses import replace

import pytest
from course_fixture import small_assignment

from grader.diagnose.say import code as said_of
from grader.diagnosis import Diagnosis, Excerpt
from grader.language import built_in
from grader.model import (
    Attempt,
    Cell,
    Chunk,
    Extraction,
    Finding,
    JudgedCase,
    Notebook,
    Shown,
    Status,
    Text,
)
from grader.point import called, pointed, stopped

SOURCE = "# mine\ndef double(x):\n    y = x\n    y = 3 * y\n\n    return y"
NOTEBOOK = Notebook((Cell(7, SOURCE),))
CHUNK = Chunk(7, 2, SOURCE.removeprefix("# mine\n"))
SEEN = Text("evidence.where", {"what": "y[0, 1]"})
FOUND = Diagnosis("mistake", code=Excerpt.at(7, 4, 4))
ASSIGNMENT = small_assignment()


def lines_of(diagnosis: Diagnosis, *wrong: Finding) -> Excerpt | None:
    judged = (JudgedCase("double", "drawn", "hidden", Status.FAILED, wrong),)
    attempt = Attempt(Extraction((CHUNK,), {"double": "double"}), {}, judged)
    found = pointed({"double": (diagnosis,)}, ASSIGNMENT, attempt, NOTEBOOK)
    return found["double"][0].code


def lines_in(source: str, diagnosis: Diagnosis) -> Excerpt | None:
    attempt = Attempt(Extraction((Chunk(1, 1, source),), {"double": "double"}), {}, ())
    notebook = Notebook((Cell(1, source),))
    return pointed({"double": (diagnosis,)}, ASSIGNMENT, attempt, notebook)["double"][0].code


def test_a_quantity_is_shown_where_it_gets_its_value_last_with_the_lines_beside_it() -> None:
    code = lines_of(Diagnosis("divergence", where=SEEN))
    assert code == Excerpt(7, 3, "    y = x\n    y = 3 * y", (4, 4), "y", "# mine")
    assert code and code.alone == Excerpt(7, 4, "    y = 3 * y")


def test_of_a_call_what_it_is_given_is_not_pointed_at() -> None:
    assert (
        lines_of(Diagnosis("divergence", where=Text("evidence.where", {"what": "f(y, 0)"}))) is None
    )


def test_of_an_expression_what_it_is_made_of_is_not_pointed_at() -> None:
    """What is shown of the example is, where it is one quantity."""
    expression = Diagnosis("divergence", where=Text("evidence.where", {"what": "x · y"}))
    assert lines_of(expression) is None
    wrong = Finding("item", False, Text("fails"))
    shown = tuple(Shown(name, 1.0, 2.0, 0.0, 0.0) for name in ("y", "x"))
    for values, line in ((shown[:1], 4), (shown, None)):
        judged = (JudgedCase("double", "l", "example", Status.FAILED, (wrong,), shown=values),)
        attempt = Attempt(Extraction((CHUNK,), {"double": "double"}), {}, judged)
        told = pointed({"double": (expression,)}, ASSIGNMENT, attempt, NOTEBOOK)["double"][0].code
        assert (told.meant[0] if told else None) == line


@pytest.mark.parametrize(("line", "is_shown"), [("    y = x\n", True), ("    s.y = x\n", False)])
def test_of_what_is_beside_an_attribute_is_not_pointed_at(line: str, is_shown: bool) -> None:
    """`self.grad` of another class is not what a wrong `grad` is about."""
    beside = f"def other(x, s):\n{line}    return x"
    source = f"{beside}\ndef double(x):\n    return other(x, x)"
    chunks = (Chunk(1, 1, beside), Chunk(1, 4, source.removeprefix(f"{beside}\n")))
    attempt = Attempt(Extraction(chunks, {"double": "double"}), {}, ())
    told = pointed(
        {"double": (Diagnosis("divergence", where=SEEN),)},
        ASSIGNMENT, attempt, Notebook((Cell(1, source),)),
    )["double"][0]  # fmt: skip
    assert (told.code is not None) == is_shown


def test_what_was_found_in_the_code_is_shown_with_the_lines_beside_it() -> None:
    code = lines_of(Diagnosis("mistake", code=Excerpt.at(7, 6, 6)))
    assert code == Excerpt(7, 5, "\n    return y", (6, 6), None, "# mine")


def test_other_lines_that_are_spoken_of_are_told_with_the_place() -> None:
    code = lines_of(Diagnosis("repair", code=Excerpt.at(7, 4, 4, (3,))))
    assert code and (code.meant, code.also) == ((4, 4), (3,))
    told = said_of(code, built_in("en"))
    assert told and told.where == "Code cell 7, lines 3, 4"


def test_what_is_right_is_not_pointed_at() -> None:
    said = Text("diverges.after.text", {"what": "z", "right": "y"})
    assert lines_of(Diagnosis("divergence", where=said, text=said)) is None


def test_where_a_diagnosis_names_nothing_what_is_wrong_does() -> None:
    wrong = Finding("values", False, Text("values_differ", {"what": "y"}))
    code = lines_of(Diagnosis("mistake", ("m",)), wrong, replace(wrong, ok=True))
    assert code and code.meant == (4, 4)
    right = replace(wrong, ok=True)
    assert lines_of(Diagnosis("mistake", ("m",)), right) is None


def test_a_weight_alone_stands_for_its_gradient() -> None:
    text = "def double(x):\n    dW = x\n    return dW"
    code = lines_in(text, Diagnosis("relation", where=Text("evidence.where", {"what": "W"})))
    assert code and (code.meant, code.makes) == ((2, 2), "dW")


def test_what_comes_from_another_exercise_has_no_line_here() -> None:
    assert lines_of(Diagnosis("follows", ("m",), where=SEEN, source="counter")) is None


@pytest.mark.parametrize("place", [(7, 99), (7, 0), (8, 1), (-1, -1)])
def test_a_place_that_is_not_there_is_not_shown(place: tuple[int, int]) -> None:
    why = Text("why.raised", {"type": "E", "cell": str(place[0]), "line": str(place[1])})
    case = JudgedCase("double", "drawn", "hidden", Status.RAISED, why=why)
    assert stopped([case], NOTEBOOK) == {}


def test_the_line_at_which_code_stopped_is_shown_and_of_nothing_else() -> None:
    why = Text("why.raised", {"type": "E", "cell": "7", "line": "4"})
    raised = JudgedCase("double", "drawn", "hidden", Status.RAISED, why=why)
    assert stopped([raised], NOTEBOOK)["double"].meant == (4, 4)
    assert stopped([replace(raised, status=Status.TIMED_OUT)], NOTEBOOK) == {}
    assert stopped([replace(raised, why=None)], NOTEBOOK) == {}


@pytest.mark.parametrize(("line", "is_shown"), [(2, True), (3, False), (4, False), (6, True)])
def test_where_code_stopped_among_lines_of_a_value_these_are_not_shown_too(
    line: int, is_shown: bool
) -> None:
    why = Text("why.raised", {"type": "E", "cell": "7", "line": str(line)})
    judged = (JudgedCase("double", "drawn", "hidden", Status.RAISED, why=why),)
    attempt = Attempt(Extraction((CHUNK,), {"double": "double"}), {}, judged)
    for diagnosis in (Diagnosis("divergence", where=SEEN), FOUND):
        told = pointed({"double": (diagnosis,)}, ASSIGNMENT, attempt, NOTEBOOK)["double"][0].code
        assert (told is not None) == (is_shown or diagnosis is FOUND)


CALLS = Excerpt(
    1, 3, "def double(x):\n    return half(2 * x)", (4, 4), opening="def half(x):", calls="half"
)  # fmt: skip


@pytest.mark.parametrize(
    ("body", "line", "shown"),
    [
        ("    return half(2 * x)", 2, CALLS),
        ("    y = half(x)\n    return half(y)", 2, None),  # which of the two is not known
        ("    return half(2 * x)", 4, None),  # its own line
    ],
)
def test_the_one_line_that_calls_what_the_code_stopped_in_is_shown(
    body: str, line: int, shown: Excerpt | None
) -> None:
    source = f"def half(x):\n    return x / 0\ndef double(x):\n{body}"
    chunks = (Chunk(1, 1, "def half(x):\n    return x / 0"), Chunk(1, 3, f"def double(x):\n{body}"))
    why = Text("why.raised", {"type": "ZeroDivisionError", "cell": "1", "line": str(line)})
    judged = (JudgedCase("double", "drawn", "hidden", Status.RAISED, why=why),)
    attempt = Attempt(Extraction(chunks, {"double": "double"}), {}, judged)
    found = called(ASSIGNMENT, attempt, Notebook((Cell(1, source),)))
    assert found == ({"double": shown} if shown else {})
    if shown:
        told = said_of(shown, built_in("en"))
        assert told and told.where == "Code cell 1, line 4, where half is called"


def test_no_more_is_shown_than_a_few_lines_of_some_length() -> None:
    terms = f"        x +{' ' * 999}\n" * 9
    many = f"def double(x):\n    y = (\n{terms}    0)\n    return y"
    code = lines_in(many, Diagnosis("mistake", code=Excerpt.at(1, 2, 12)))
    assert code and code.meant == (2, 4)
    assert (code.line, code.text.count("\n")) == (1, 4), "one on either side"
    assert max(map(len, code.text.split("\n"))) <= 120


def test_hostile_lines_stay_single_lines_of_bounded_width() -> None:
    text = "def double(x):\n    y =\t'" + "\x1b[31m\u2028\x0c" + "z" * 10_000 + "'\n    return y"
    code = lines_in(text, Diagnosis("divergence", where=Text("evidence.where", {"what": "y"})))
    assert code is not None
    lines = code.text.split("\n")
    assert len(lines) == 3 and max(map(len, lines)) <= 120
    assert not any(sign in code.text for sign in "\x1b\u2028\x0c\t")
