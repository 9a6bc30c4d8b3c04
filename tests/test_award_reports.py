"""What a report says of points that stay and of mistakes: why, and no more than its hints allow."""

import json
from dataclasses import replace

import msgspec
import pytest
from diagnosing import SOLUTIONS, STANDARDISE
from told import told

from grader.assignment import Assignment, load_assignment
from grader.award import counted
from grader.diagnose.say import LEVELS, allowed
from grader.diagnosis import Certainty, Diagnosis, Hints
from grader.exercise import Case
from grader.follow_through import Followed
from grader.language import LANGUAGES, built_in
from grader.model import Finding, JudgedCase, Status, Text
from grader.prepare import PreparedCase
from grader.report.to_json import write_json
from grader.reported import Report
from grader.sandbox.executor import Question
from grader.score import Evidence

MISTAKE = "standardise.one_less"


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    return load_assignment(STANDARDISE, SOLUTIONS)


def prepared_case(exercise: str, *items: str) -> PreparedCase:
    pairs = frozenset((item, "") for item in items)
    return PreparedCase(
        Question(0, exercise, Case("small"), "example", 1, lambda *_: None), None, pairs
    )


def judged(exercise: str, **holds: bool) -> JudgedCase:
    found = tuple(Finding(item, ok) for item, ok in holds.items())
    status = Status.PASSED if all(holds.values()) else Status.FAILED
    return JudgedCase(exercise, "small", "example", status, findings=found)


def reported(
    assignment: Assignment,
    language: str,
    hints: Hints = "how",
    *,
    by_own: bool = True,
    certainty: Certainty = "confirmed",
) -> Report:
    """Score somebody who divides by n - 1 in one exercise, which shows in the other."""
    cases = [
        prepared_case("standardise", "mean", "spread", "result"), prepared_case("score", "sum")
    ]  # fmt: skip
    again = judged("score", sum=True)
    evidence = Evidence(
        counted(cases),
        (judged("standardise", mean=True, spread=False, result=False), judged("score", sum=False)),
        diagnoses={
            "standardise": (
                Diagnosis(
                    "mistake",
                    (MISTAKE,),
                    certainty=certainty,
                    remains={"spread": 3, "result": 4},
                ),
            ),
            "score": (Diagnosis("follows", (MISTAKE,), source="standardise"),),
        },
        followed={"score": (Followed(("standardise",), by_own, (cases[1],), (again,)),)},
    )
    return told(assignment, language, evidence, hints)


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
def test_what_is_not_seen_in_the_code_is_one_way_and_no_reason(
    assignment: Assignment, language: str
) -> None:
    own, _ = reported(assignment, language, certainty="possible").exercises
    sentence = assignment.mistakes[f"{MISTAKE}.sentence.{language}"]
    said = built_in(language).say(Text("diagnosis.possible", {"cause": sentence}))
    assert own.diagnosis[0].sentence == said
    unnamed = built_in(language).word("reason.partial_unnamed")
    assert [item.reason for item in own.items[1:]] == [unnamed] * 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_work_was_found_right_is_said(assignment: Assignment, language: str) -> None:
    """It fits the student's own earlier functions, or it is right with the reference's."""
    reasons = {
        by_own: reported(assignment, language, by_own=by_own).exercises[1].items[0].reason
        for by_own in (True, False)
    }
    catalogue = built_in(language)
    for by_own, key in ((True, "reason.follow_through"), (False, "reason.mended")):
        assert reasons[by_own].startswith(catalogue.word(key).partition("{")[0])
    assert reasons[True] != reasons[False]


def test_where_all_is_paid_nothing_is_said_to_follow(assignment: Assignment) -> None:
    own, later = assignment.rubrics
    [item] = later.items
    paid = msgspec.structs.replace(
        later, items=(msgspec.structs.replace(item, follow_through=1.0),)
    )
    _, follows = reported(replace(assignment, rubrics=(own, paid)), "en").exercises
    assert (follows.score, follows.status, follows.diagnosis) == (8, "passed", ())
    assert follows.items[0].reason


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("hints", LEVELS)
def test_a_report_says_no_more_than_its_hints_allow(
    assignment: Assignment, hints: Hints, language: str
) -> None:
    report = reported(assignment, language, hints)
    written = write_json(report).decode()
    says_what, says_how = hints != "where", hints in ("how", "fix")
    assert (MISTAKE in written) == says_what
    assert (assignment.mistakes[f"{MISTAKE}.sentence.{language}"] in written) == says_what
    assert (assignment.mistakes[f"{MISTAKE}.hint.{language}"] in written) == says_how
    own = report.exercises[0]
    assert all(i.reason for i in own.items[1:])
    lost = [i.title for i in own.items[1:]]
    assert [title for title in lost if title not in own.diagnosis[0].where] == []


def test_what_to_do_is_told_from_the_level_that_says_how(assignment: Assignment) -> None:
    told = {hints: reported(assignment, "en", hints).exercises[0].items for hints in LEVELS}
    assert told["fix"] == told["how"]


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
        "fix": ["where", "mistakes", "sentence", "hint"],
    }
