"""What a report says of functions that are put to every case of a lesson, in this process."""

from functools import cache

from course_lesson import Functions, Lesson
from told import told

from grader.award import counted
from grader.diagnose.diagnose import diagnose
from grader.diagnosis import Hints
from grader.judge import judge
from grader.load import importable
from grader.model import Attempt, Extraction
from grader.prepare import Prepared, prepare
from grader.reported import Report
from grader.sandbox.bare import put_to_functions
from grader.score import Evidence
from grader.seed import practice_seed


@cache
def _prepared(lesson: Lesson) -> Prepared:
    return prepare(lesson.assignment(), practice_seed())


def answered(lesson: Lesson, functions: Functions, hints: Hints | None = None) -> Report:
    """Return the report in English, under the practice seed; no mistake is named."""
    prepared, faults = _prepared(lesson), list[str]()
    with importable(lesson.provided()):
        outcomes = {
            case.question.index: put_to_functions(case.question, functions)
            for case in prepared.cases
        }
    extraction = Extraction((), {name: name for name in functions})
    judged = judge(prepared, extraction, outcomes, faults.append)
    diagnoses = diagnose(prepared, None, Attempt(extraction, outcomes, judged), faults.append)
    assert faults == []
    evidence = Evidence(counted(prepared.cases), judged, diagnoses=diagnoses)
    return told(prepared.assignment, "en", evidence, hints)
