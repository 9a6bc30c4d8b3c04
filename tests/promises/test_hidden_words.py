"""The words that may be said of a hidden case, by where they come from; and how much of them."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from course_fixture import small_assignment

from grader.assignment import Assignment, Item, Rubric
from grader.diagnosis import Diagnosis
from grader.exercise import Case, Exercise, Line
from grader.hidden import Gate
from grader.model import Ask, Finding, JudgedCase, Status, Text

ASKS = (
    Ask("zfirst", aliases=("zalias", "zother")),
    Ask("zloop", "block", calls=("zcalled|zeither",)),
)
RUBRICS = (Rubric("zexercise", {}, (Item("zitem", 1, {}), Item("zsecond", 1, {}))),)
INPUTS: dict[str, Any] = {"zinput": 1.0, "zdeep": {"zinner": [{"zlisted": 2.0}]}}
WANT = [[[[[{"znested": ({"ztuple": 0.0},)}]]]], "zvalue"]


class Naming(Exercise):
    name = "zexercise"

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        """Go on for ever, each by a name of its own: letters, for there are no longer numbers."""
        for n in count(1):
            yield Line(letters(n), None, None)


class Stopping(Exercise):
    name = "zexercise"

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        yield Line("zbefore", None, None)
        raise ZeroDivisionError


class Warned(Exercise):
    name = "zexercise"

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        yield Line("znumpy" if np.isnan(np.log(np.array(-1.0))) else "", None, None)


def letters(n: int) -> str:
    return "z" + "".join("abcdefghij"[int(digit)] for digit in str(n))


def assignment(exercise: Exercise | None = None, **changed: Any) -> Assignment:
    exercises = {"zexercise": exercise or Exercise()}
    small = small_assignment()
    return replace(small, asks=ASKS, rubrics=RUBRICS, exercises=exercises, **changed)


def gate(exercise: Exercise | None = None, **changed: Any) -> Gate:
    asked = (("zexercise", Case("zcase", **INPUTS), WANT),)
    return Gate(assignment(exercise, **changed), asked)


def said(word: str) -> Text:
    return Text("values_differ", {"what": word})


def stopped(error: str) -> Text:
    return Text("stopped", {"what": "zinput", "error": error})


def nested(depth: int) -> Text:
    """Return a sentence with so many in one another."""
    text = said("row")
    for _ in range(depth):
        text = Text("evidence.both.text", {"first": text})
    return text


# ---------------------------------------------------------------- where words come from


@pytest.mark.parametrize(
    "word",
    ["zfirst", "zalias", "zother", "zloop", "zcalled", "zeither", "zexercise", "zitem", "zsecond",
     "zcase", "zinput", "zdeep", "zinner", "zlisted", "znested", "ztuple"],
)  # fmt: skip
def test_names_of_the_assignment_its_cases_and_its_answers_are_known(word: str) -> None:
    assert gate().admits(said(word))


@pytest.mark.parametrize("word", ["zvalue", "zunheard", "zfirstzalias"])
def test_a_value_of_the_answer_is_no_name(word: str) -> None:
    assert not gate().admits(said(word))


def test_what_quantities_are_called_is_known_of_as_many_as_an_answer_may_have() -> None:
    named = gate(Naming())
    assert named.admits(said(letters(100)))
    assert not named.admits(said(letters(101)))


def test_an_author_who_names_quantities_and_stops_loses_their_names_and_nothing_else() -> None:
    named = gate(Stopping())
    assert not named.admits(said("zbefore"))
    assert named.admits(said("zinput"))


def test_numpy_does_not_warn_while_quantities_are_named() -> None:
    assert gate(Warned()).admits(said("znumpy"))


SOURCE = '''"""The zdocstring of a "zquoted" file."""
zcode = "zdouble (zbracket)"  # zcomment
other = 'zsingle'
def f(zargument):
    """A 'zinside' docstring."""
    return f"zformat {zcode}"
'''


def test_words_in_the_strings_of_an_authors_checks_are_known(tmp_path: Path) -> None:
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises.py").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "exercises" / "more.py").write_text("x = 'zmore'", encoding="utf-8")
    (tmp_path / "exercises" / "more.txt").write_text("x = 'ztext'", encoding="utf-8")
    (tmp_path / "texts.py").write_text("x = 'zbeside'", encoding="utf-8")
    found = gate(folder=tmp_path)
    for word in ("zdouble", "zbracket", "zsingle", "zformat", "zmore"):
        assert found.admits(said(word)), word
    for word in ("zdocstring", "zquoted", "zinside", "zcomment", "zargument", "ztext", "zbeside"):
        assert not found.admits(said(word)), word


def test_an_authors_checks_are_read_again_when_they_have_changed(tmp_path: Path) -> None:
    file = tmp_path / "exercises.py"
    file.write_text("x = 'zearlier'", encoding="utf-8")
    assert gate(folder=tmp_path, digest="1").admits(said("zearlier"))
    file.write_text("x = 'zlater'", encoding="utf-8")
    later = gate(folder=tmp_path, digest="2")
    assert (later.admits(said("zearlier")), later.admits(said("zlater"))) == (False, True)


def test_a_declared_assignment_has_no_checks_of_its_own(tmp_path: Path) -> None:
    found = gate(folder=tmp_path)
    assert found.admits(said("zitem"))
    assert not found.admits(said("Counter"))  # the small assignment's own


def test_a_word_that_is_known_twice_is_known(tmp_path: Path) -> None:
    """As an item's name and in the author's checks; in these and in ours."""
    (tmp_path / "exercises.py").write_text("x = 'zitem layer'", encoding="utf-8")
    found = gate(folder=tmp_path)
    assert found.admits(said("zitem"))
    assert found.admits(said("layer")) and gate(folder=tmp_path / "none").admits(said("layer"))


def test_an_assignments_own_sentences_are_known_and_no_others() -> None:
    found = gate(texts={"en": {"zsentence": "So."}, "pt-BR": {"zfrase": "Assim."}})
    assert found.admits(Text("zsentence"))
    assert found.admits(Text("zfrase"))
    assert not found.admits(Text("zunheard"))


# ---------------------------------------------------------------- how much


def test_a_number_in_a_name_has_two_digits_at_most() -> None:
    assert gate().admits(said("zinput10"))
    assert not gate().admits(said("zinput100"))
    assert not gate().admits(said("zinput1, zinput10, zinput100"))


def test_a_text_is_of_a_length_in_which_names_are_told() -> None:
    assert gate().admits(said("zinput".ljust(300)))
    assert not gate().admits(said("zinput".ljust(301)))


def test_four_sentences_stand_in_one_another_and_no_more() -> None:
    assert gate().admits(nested(3))
    assert not gate().admits(nested(4))
    assert not gate().admits(nested(40))


# ---------------------------------------------------------------- what is told of a case


def hidden(status: Status, *findings: Finding, why: Text | None = None) -> JudgedCase:
    return JudgedCase("zexercise", "zcase", "hidden", status, findings, why, stopped=(3, 14))


def test_what_is_missing_is_told_as_the_submissions_text_has_it() -> None:
    """Nothing of it has run: what may be said was read."""
    why = Text("why.not_loaded", {"name": "k101101", "cell": "2", "line": "1"})
    assert gate().case(hidden(Status.MISSING, why=why)).why == why
    assert gate().case(hidden(Status.TIMED_OUT, why=why)).why == Text("why.timed_out")


@pytest.mark.parametrize("key", ["why.signature", "method.near"])
def test_names_that_were_read_in_the_submissions_text_are_said(key: str) -> None:
    why = Text(key, {"name": "k101101", "method": "k101101"})
    assert gate().case(hidden(Status.RAISED, why=why)).why == why


def test_a_finding_that_may_be_said_is_said_without_its_numbers() -> None:
    detail = Text("found", {"got": 3})
    findings = (
        Finding("zitem", False, said("zinput"), detail),
        Finding("zitem", True, None, detail),
        Finding("zsecond", True, said("zinput"), part="first"),
    )
    assert gate().case(hidden(Status.FAILED, *findings)).findings == (
        Finding("zitem", False, said("zinput")),
        Finding("zitem", True),
        Finding("zsecond", True, said("zinput"), part="first"),
    )


def test_where_a_part_stopped_is_told_for_examples_only() -> None:
    assert gate().case(hidden(Status.FAILED)).stopped is None


def test_a_finding_of_an_unknown_exception_tells_the_rest() -> None:
    lost = Finding("zitem", False, stopped("E48213"))
    [found] = gate().case(hidden(Status.FAILED, lost)).findings
    assert found.message == stopped("Exception")


def test_what_stopped_and_says_more_than_is_known_is_told_as_nothing_but_wrong() -> None:
    text = Text("stopped", {"what": "k101101", "error": "ValueError"})
    [found] = gate().case(hidden(Status.FAILED, Finding("zitem", False, text))).findings
    assert found.message == Text("hidden.fails")


def test_one_exception_is_named_in_a_case_whatever_stands_between() -> None:
    first, other = (stopped(error) for error in ("KeyError", "ValueError"))
    again = stopped("".join(["Key", "Error"]))  # each comes from a message of its own
    between = (Finding("zitem", True), Finding("zitem", False, said("zinput")))
    given = (
        *between, Finding("zitem", False, first), *between,
        Finding("zsecond", False, other, part="a"), Finding("zsecond", False, again),
    )  # fmt: skip
    *kept, hides, last = gate().case(hidden(Status.FAILED, *given)).findings
    assert (*kept, last) == (*given[:-2], given[-1])
    assert hides == Finding("zsecond", False, stopped("Exception"), part="a")


@pytest.mark.parametrize("part", ["where", "text", "hint"])
def test_a_diagnosis_is_said_where_all_of_it_may_be(part: str) -> None:
    known = said("zinput")
    told: dict[str, Any] = {part: said("k101101")}
    whole = Diagnosis("relation", where=known, text=known, hint=known)
    bare = Diagnosis("mistake", ("m",))
    assert gate().diagnoses([whole, bare]) == (whole, bare)
    assert gate().diagnoses([replace(whole, **told), bare]) == (bare,)
