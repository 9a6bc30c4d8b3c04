"""What an item earns: what holds, what a named mistake leaves, what is right but for another's."""

import json
from dataclasses import replace
from typing import Any

import pytest
from diagnosing import SOLUTIONS, STANDARDISE

from grader.assignment import Assignment, Item, load_assignment
from grader.award import Award, award, counted
from grader.carry import Carried
from grader.diagnose.say import LEVELS, allowed
from grader.exercise import Case
from grader.language import LANGUAGES
from grader.model import Diagnosis, Finding, Hints, JudgedCase, Report, Status, Text
from grader.prepare import PreparedCase
from grader.report.to_json import write_json
from grader.sandbox.executor import question
from grader.score import About, Evidence, score

Pairs = tuple[tuple[str, str], ...]
ONE, PARTS = (("item", ""),), (("item", "a"), ("item", "b"), ("item", "c"))


def prepared_case(name: str, pairs: Pairs, exercise: str = "work") -> PreparedCase:
    return PreparedCase(question(0, exercise, Case(name), "hidden", 1), None, frozenset(pairs))


def judged(name: str, *ok: bool, parts: str = "", exercise: str = "work") -> JudgedCase:
    """Judge a case by these findings about the item, each of its part."""
    found = tuple(Finding("item", holds, Text("agrees"), part=part)
                  for holds, part in zip(ok, parts or [""] * len(ok), strict=True))  # fmt: skip
    status = Status.PASSED if all(ok) else Status.FAILED
    return JudgedCase(exercise, name, "hidden", status, findings=found)


def unjudged(name: str, status: Status = Status.RAISED, exercise: str = "work") -> JudgedCase:
    return JudgedCase(exercise, name, "hidden", status, why=Text("why.raised_nowhere"))


def item(credit: Any = "all", points: float = 6, carried: float = 0.0) -> Item:
    return Item("item", points, {}, credit, carried=carried)


def awarded(
    of: Item,
    *cases: JudgedCase,
    pairs: Pairs = ONE,
    remains: tuple[float, ...] = (),
    carried: tuple[Carried, ...] = (),
) -> Award:
    counted_on = counted([prepared_case(case.case, pairs) for case in cases])
    diagnoses = [Diagnosis("mistake", ("m",), remains={"item": left}) for left in remains]
    return award(of, cases, counted_on, diagnoses, carried)


def chance(*cases: JudgedCase, pairs: Pairs = ONE, source: str = "before") -> Carried:
    """Return a second chance in which these cases came out so."""
    return Carried((source,), True, tuple(prepared_case(c.case, pairs) for c in cases), cases)


# ---------------------------------------------------------------- what holds

HOLDS: dict[str, tuple[Item, Pairs, tuple[JudgedCase, ...], float | None]] = {
    "everything": (item(), ONE, (judged("a", True), judged("b", True, True)), 6),
    "not everything": (item(), ONE, (judged("a", True), judged("b", True, False)), 0),
    "nothing was found": (item(), ONE, (judged("a", True), judged("b")), 0),
    "one case raised": (item(), ONE, (judged("a", True), unjudged("b")), 0),
    "all of the parts": (item("share"), PARTS, (judged("a", *[True] * 3, parts="abc"),), 6),
    "two of three parts": (
        item("share"), PARTS, (judged("a", True, False, True, parts="abc"),), 4,
    ),
    "a part that holds in one case only": (
        item("share"), PARTS,
        (judged("a", *[True] * 3, parts="abc"), judged("b", True, True, False, parts="abc")), 4,
    ),
    "a part that was not found": (item("share"), PARTS, (judged("a", True, parts="a"),), 2),
    "a finding about all parts": (item("share"), PARTS, (judged("a", True),), 6),
    "a share of a case that raised": (
        item("share"), PARTS, (judged("a", *[True] * 3, parts="abc"), unjudged("b")), 0,
    ),
    "all or nothing, with parts": (
        item(), PARTS, (judged("a", True, False, True, parts="abc"),), 0,
    ),
    "rounded to cents": (item("share", 1), PARTS, (judged("a", True, parts="a"),), 0.33),
    "our fault": (
        item(), ONE, (judged("a", True), unjudged("b", Status.GRADER_FAULT)), None,
    ),
    "our fault beside theirs": (
        item("share"), PARTS, (judged("a", False, parts="a"), unjudged("b", Status.GRADER_FAULT)),
        None,
    ),
    "no case at all": (item(), ONE, (), 0),
}  # fmt: skip


@pytest.mark.parametrize("name", HOLDS)
def test_what_holds_is_paid(name: str) -> None:
    of, pairs, cases, points = HOLDS[name]
    found = awarded(of, *cases, pairs=pairs)
    assert (found.points, found.for_mistake, found.for_carried) == (points, None, None)


# ---------------------------------------------------------------- the best of three

WRONG, RIGHT = judged("a", False), judged("a", True)
HALF = judged("a", True, False, parts="ab")

BEST: dict[str, tuple[Award, float | None, str]] = {
    "a named mistake": (awarded(item(), WRONG, remains=(2,)), 2, "mistake"),
    "a mistake that leaves nothing": (awarded(item(), WRONG, remains=(0,)), 0, ""),
    "more than there is": (awarded(item(), WRONG, remains=(9,)), 6, "mistake"),
    "less than nothing": (awarded(item(), WRONG, remains=(-3,)), 0, ""),
    "the better of two diagnoses": (awarded(item(), WRONG, remains=(1, 3)), 3, "mistake"),
    "right, whatever was named": (awarded(item(), RIGHT, remains=(2,)), 6, ""),
    "more holds than remains": (
        awarded(item("share"), HALF, pairs=PARTS[:2], remains=(2,)), 3, "",
    ),
    "as much holds as remains": (
        awarded(item("share"), HALF, pairs=PARTS[:2], remains=(3,)), 3, "",
    ),
    "less holds than remains": (
        awarded(item("share"), HALF, pairs=PARTS[:2], remains=(4,)), 4, "mistake",
    ),
    "carried": (awarded(item(carried=0.5), WRONG, carried=(chance(RIGHT),)), 3, "carried"),
    "carried by share": (
        awarded(
            item("share", carried=0.5), WRONG, carried=(chance(HALF, pairs=PARTS[:2]),)
        ), 1.5, "carried",
    ),
    "not carried by the rubric": (awarded(item(), WRONG, carried=(chance(RIGHT),)), 0, ""),
    "wrong again": (awarded(item(carried=0.5), WRONG, carried=(chance(WRONG),)), 0, ""),
    "raised again": (awarded(item(carried=1), WRONG, carried=(chance(unjudged("a")),)), 0, ""),
    "the better of two chances": (
        awarded(item(carried=0.5), WRONG, carried=(chance(WRONG), chance(RIGHT))), 3, "carried",
    ),
    "carried more than remains": (
        awarded(item(carried=0.8), WRONG, remains=(2,), carried=(chance(RIGHT),)), 4.8, "carried",
    ),
    "remains more than carried": (
        awarded(item(carried=0.1), WRONG, remains=(2,), carried=(chance(RIGHT),)), 2, "mistake",
    ),
    "our fault, whatever else": (
        awarded(
            item(carried=1), unjudged("a", Status.GRADER_FAULT),
            remains=(6,), carried=(chance(RIGHT),),
        ), None, "",
    ),
    "our fault in the second chance leaves it unjudged": (
        awarded(
            item("share", carried=1), HALF, pairs=PARTS[:2],
            carried=(chance(unjudged("a", Status.GRADER_FAULT)),),
        ), None, "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BEST)
def test_an_item_is_paid_once_by_the_best(name: str) -> None:
    found, points, reason = BEST[name]
    told = "mistake" if found.for_mistake else "carried" if found.for_carried else ""
    assert (found.points, told) == (points, reason)


def test_the_findings_are_those_of_the_first_time() -> None:
    first = judged("a", False)
    found = awarded(item(carried=1), first, carried=(chance(judged("a", True)),))
    assert found.findings == ((first, first.findings[0]),)


# ---------------------------------------------------------------- what the report says

MISTAKE = "standardise.one_less"


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    return load_assignment(STANDARDISE, SOLUTIONS)


def reported(assignment: Assignment, language: str, hints: Hints = "how") -> Report:
    """Score somebody who divides by n - 1 in one exercise, which shows in the other."""
    cases = [
        prepared_case("small", (("mean", ""), ("spread", ""), ("result", "")), "standardise"),
        prepared_case("small", (("sum", ""),), "score"),
    ]
    own = JudgedCase("standardise", "small", "example", Status.FAILED, findings=(
        Finding("mean", True), Finding("spread", False), Finding("result", False),
    ))  # fmt: skip
    wrong = JudgedCase(
        "score", "small", "example", Status.FAILED, findings=(Finding("sum", False),)
    )
    again = replace(wrong, status=Status.PASSED, findings=(Finding("sum", True),))
    evidence = Evidence(
        counted(cases),
        (own, wrong),
        diagnoses={
            "standardise": (Diagnosis("mistake", (MISTAKE,), remains={"spread": 3, "result": 4}),),
            "score": (Diagnosis("follows", (MISTAKE,), source="standardise"),),
        },
        carried={"score": (Carried(("standardise",), True, (cases[1],), (again,)),)},
    )
    return score(assignment, About("ana", language, {}, {}, {}, hints), evidence)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_says_why_points_stay(assignment: Assignment, language: str) -> None:
    report = reported(assignment, language)
    own, follows = report.exercises
    assert [i.score for i in own.items] == [2, 3, 4]
    assert [i.score for i in follows.items] == [4]
    sentence = assignment.mistakes[f"{MISTAKE}.sentence.{language}"]
    assert own.items[0].reason == ""
    assert all(sentence in i.reason and i.reason != sentence for i in own.items[1:])
    assert own.diagnosis[0].sentence == sentence
    assert own.diagnosis[0].hint == assignment.mistakes[f"{MISTAKE}.hint.{language}"]
    assert own.title in follows.items[0].reason
    assert own.title in follows.diagnosis[0].sentence
    assert report.score == 13


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("hints", LEVELS)
def test_a_report_says_no_more_than_its_hints_allow(
    assignment: Assignment, hints: Hints, language: str
) -> None:
    report = reported(assignment, language, hints)
    written = write_json(report).decode()
    says_what, says_how = hints != "where", hints == "how"
    assert (MISTAKE in written) == says_what
    assert (assignment.mistakes[f"{MISTAKE}.sentence.{language}"] in written) == says_what
    assert (assignment.mistakes[f"{MISTAKE}.hint.{language}"] in written) == says_how
    own = report.exercises[0]
    assert all(i.reason for i in own.items[1:])
    lost = [i.title for i in own.items[1:]]
    assert [title for title in lost if title not in own.diagnosis[0].where] == []


@pytest.mark.parametrize(
    ("highest", "asked", "said"),
    [
        ("how", None, "how"), ("how", "where", "where"), ("how", "what", "what"),
        ("where", None, "where"), ("where", "how", "where"), ("what", "how", "what"),
        ("what", "where", "where"),
    ],
)  # fmt: skip
def test_the_assignment_caps_what_is_asked_for(
    assignment: Assignment, highest: Hints, asked: Hints | None, said: Hints
) -> None:
    assert allowed(replace(assignment, hints=highest), asked) == said


def test_the_levels_are_written_as_json_says_them(assignment: Assignment) -> None:
    diagnoses = {
        hints: json.loads(write_json(reported(assignment, "en", hints)))["exercises"][0][
            "diagnosis"
        ][0]
        for hints in LEVELS
    }
    said = {hints: [k for k in ("where", "mistakes", "sentence", "hint") if one[k]]
            for hints, one in diagnoses.items()}  # fmt: skip
    assert said == {
        "where": ["where"],
        "what": ["where", "mistakes", "sentence"],
        "how": ["where", "mistakes", "sentence", "hint"],
    }
