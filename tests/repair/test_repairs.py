"""What is said of a submission's exercises that an edit makes right, with a fake executor."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from course_fixture import GOOD_COUNTER, small_assignment, submission

from grader.budget import Budget
from grader.diagnose.say import with_line
from grader.diagnosis import Diagnosis, Excerpt
from grader.errors import SandboxFault
from grader.extract import extract
from grader.judge import judge
from grader.language import LANGUAGES, Catalogue
from grader.model import Attempt, Execution, Extraction, Outcome, Status, Text
from grader.notebook import read
from grader.prepare import Prepared, prepare
from grader.repair.body import body_of
from grader.repair.found import Bounds
from grader.repair.repairs import Repairs
from grader.sandbox.executor import Question
from grader.sandbox.fake import Fake
from grader.seed import practice_seed

WRONG_VALUE = Outcome(Status.PASSED, np.array([[-99.0]]))
WRONG = "def double(x):\n    y = x\n    return 3 * y\n"
RENAMED = 'def double(z):\n    """Twice."""\n    w = z  # so\n\n    return 3 * w\n'


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    return prepare(small_assignment(), practice_seed())


def right(prepared: Prepared, q: Question) -> Outcome:
    want = next(c.want for c in prepared.cases if c.question.case is q.case)
    return Outcome(Status.PASSED, want)


class Repairable(Fake):
    """Answers wrong as long as the code is as handed in and nothing of it is tried."""

    def __init__(self, prepared: Prepared, handed_in: Extraction, *, in_vain: bool = False) -> None:
        super().__init__(lambda q: WRONG_VALUE if in_vain else right(prepared, q))
        self._handed_in = handed_in

    def run(
        self, extraction: Extraction, questions: Sequence[Question], budget: Budget | None = None
    ) -> Execution:
        came = super().run(extraction, questions, budget)
        if extraction is self._handed_in and not questions[0].exercise.isdecimal():
            return Execution((WRONG_VALUE,) * len(questions))
        return came


def attempt(prepared: Prepared, source: str = WRONG) -> Attempt:
    extraction = extract(read(submission(source, GOOD_COUNTER)), prepared.assignment.asks)
    outcomes = {
        c.question.index: WRONG_VALUE
        if c.question.exercise == "double"
        else right(prepared, c.question)
        for c in prepared.cases
    }
    return Attempt(extraction, outcomes, judge(prepared, extraction, outcomes, pytest.fail))


def said(
    prepared: Prepared,
    made: Attempt,
    *given: Diagnosis,
    fake: Fake | None = None,
    repairs: Repairs | None = None,
    aside: Sequence[str] = (),
) -> dict[str, tuple[Diagnosis, ...]]:
    budget = Budget(wall_seconds=60, cpu_seconds=15, answer_bytes=1 << 20)
    left = budget.cpu_seconds_left
    found = (repairs or Repairs(Bounds())).of(
        prepared, fake or Repairable(prepared, made.extraction), made, {"double": given}, aside,
        pytest.fail, budget,
    )  # fmt: skip
    assert budget.cpu_seconds_left == pytest.approx(left, abs=0.05)
    return found


def test_the_line_the_kind_and_the_edits_are_told(prepared: Prepared) -> None:
    [found, *_] = said(prepared, attempt(prepared))["double"]
    assert (found.kind, found.certainty, found.mistakes, found.remains) == (
        "repair", "observed", (), {},
    )  # fmt: skip
    assert found.code == Excerpt.at(1, 3, 3)
    for fix in found.fixes:
        assert fix.was in WRONG.split("\n")[2]
        assert fix.was != fix.becomes


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_in_every_language_without_the_edit(prepared: Prepared, language: str) -> None:
    [found, *_] = said(prepared, attempt(prepared))["double"]
    catalogue = Catalogue(language)
    for text in (found.where, found.text, found.hint):
        assert text is not None
        told = catalogue.say(text)
        assert "repair." not in told
        assert "{" not in told
        assert all(fix.becomes not in told for fix in found.fixes)


def test_a_mistake_that_is_observed_is_told_with_the_line_that_was_mended(
    prepared: Prepared,
) -> None:
    [repair, *_] = said(prepared, attempt(prepared))["double"]
    observed = Diagnosis("mistake", ("triple",), certainty="observed")
    possible = replace(observed, certainty="possible")
    other = Diagnosis("relation", text=Text("relation.half.text"))
    [told, rest] = with_line([repair, observed, other])
    assert (told.mistakes, told.where, told.fixes) == (("triple",), repair.where, repair.fixes)
    assert rest is other
    assert with_line([repair, possible]) == [repair, possible]
    assert with_line([observed, other]) == [observed, other]


def test_what_is_right_or_explained_is_not_searched(prepared: Prepared) -> None:
    made = attempt(prepared)
    outcomes = {c.question.index: right(prepared, c.question) for c in prepared.cases}
    correct = replace(made, judged=judge(prepared, made.extraction, outcomes, pytest.fail))
    fake = Repairable(prepared, made.extraction)
    assert said(prepared, correct, fake=fake) == {}
    assert said(prepared, made, fake=fake, aside=["double"]) == {}
    found = Excerpt.at(1, 3, 3)
    sure = Diagnosis("mistake", ("triple",), certainty="confirmed", code=found)
    assert said(prepared, made, sure, fake=fake) == {}
    elsewhere = Diagnosis("follows", ("triple",), source="counter", certainty="observed")
    assert said(prepared, made, elsewhere, fake=fake) == {}
    assert fake.ran == []


def test_of_a_mistake_that_is_known_and_stands_nowhere_the_place_is_searched(
    prepared: Prepared,
) -> None:
    sure = Diagnosis("mistake", ("triple",), certainty="confirmed")
    [found, *_] = said(prepared, attempt(prepared), sure)["double"]
    assert found.kind == "repair"


def test_what_may_be_so_is_searched(prepared: Prepared) -> None:
    possible = Diagnosis("mistake", ("triple",), certainty="possible")
    [found, *_] = said(prepared, attempt(prepared), possible)["double"]
    assert found.kind == "repair"


def test_a_body_that_was_searched_in_vain_is_not_searched_again(prepared: Prepared) -> None:
    repairs = Repairs(Bounds())
    for source, is_asked in [(WRONG, True), (RENAMED, False), (WRONG.replace("3", "4"), True)]:
        made = attempt(prepared, source)
        fake = Repairable(prepared, made.extraction, in_vain=True)
        assert said(prepared, made, fake=fake, repairs=repairs) == {}
        assert bool(fake.ran) == is_asked


class Shelved:
    """Keeps bytes in memory."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}

    def read(self, name: str) -> bytes | None:
        return self.held.get(name)

    def write(self, name: str, content: bytes) -> None:
        self.held[name] = content


def test_what_was_searched_in_vain_is_kept_for_the_next_run(prepared: Prepared) -> None:
    shelf, made = Shelved(), attempt(prepared)
    for is_asked in (True, False):
        fake = Repairable(prepared, made.extraction, in_vain=True)
        assert said(prepared, made, fake=fake, repairs=Repairs(Bounds(), shelf)) == {}
        assert bool(fake.ran) == is_asked
    longer = Repairable(prepared, made.extraction, in_vain=True)
    said(prepared, attempt(prepared), fake=longer, repairs=Repairs(Bounds(seconds=2.0), shelf))
    assert not longer.ran  # every edit there is was tried


def test_what_was_found_is_tried_first_in_the_same_body_under_other_names(
    prepared: Prepared,
) -> None:
    shelf = Shelved()
    [found, *_] = said(prepared, attempt(prepared), repairs=Repairs(Bounds(), shelf))["double"]
    made = attempt(prepared, RENAMED)
    fake = Repairable(prepared, made.extraction)
    [again, *_] = said(prepared, made, fake=fake, repairs=Repairs(Bounds(), shelf))["double"]
    renamed = found.fixes[0].becomes.replace("y", "w").replace("x", "z")
    assert again.fixes[0].becomes == renamed
    assert again.fixes[0].becomes != found.fixes[0].becomes
    first = next(e for e in fake.ran if e.chunks[0] != made.extraction.chunks[0])
    assert renamed in first.chunks[0].source


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"double x": {"seconds": "1"}}', b"\xff"])
def test_what_is_kept_may_be_anything(prepared: Prepared, content: bytes) -> None:
    shelf = Shelved()
    shelf.held["repairs"] = content
    found = said(prepared, attempt(prepared), repairs=Repairs(Bounds(), shelf))
    assert found["double"][0].kind == "repair"


def test_an_edit_that_is_remembered_is_tried_all_the_same(prepared: Prepared) -> None:
    shelf, made = Shelved(), attempt(prepared)
    said(prepared, made, repairs=Repairs(Bounds(), shelf))
    nothing = Repairable(prepared, made.extraction, in_vain=True)
    assert said(prepared, made, fake=nothing, repairs=Repairs(Bounds(), shelf)) == {}
    assert nothing.ran


def test_a_fault_of_ours_is_told_and_says_nothing(prepared: Prepared) -> None:
    def fails(_q: Question) -> Outcome:
        raise SandboxFault("no more")

    told: list[str] = []
    budget = Budget(wall_seconds=60, cpu_seconds=15, answer_bytes=1 << 20)
    found = Repairs(Bounds()).of(
        prepared, Fake(fails), attempt(prepared), {}, (), told.append, budget
    )
    assert found == {}
    assert told == ["repair of double: no more"]


@pytest.mark.parametrize(
    ("source", "other", "are_one"),
    [
        (WRONG, RENAMED, True),
        (WRONG, WRONG.replace("3", "2"), False),
        ("def f(a, b):\n    return a - b", "def f(c, d):\n    return c - d", True),
        ("def f(a, b):\n    return a - b", "def f(a, b):\n    return b - a", False),
        ("def f(a):\n    return np.exp(a)", "def f(a):\n    return np.log(a)", False),
        ("def f(:", "def f(:", True),
        ("def f(:", "def g(:", False),
    ],
)
def test_bodies_are_one_whatever_their_names(source: str, other: str, are_one: bool) -> None:
    assert (body_of([source]) == body_of([other])) == are_one
