"""What is found in an answer that is the reference's is what was found in the reference's."""

import copy

from course_lesson import Lesson
from each_lesson import each_lesson

from grader.prepare import findings_of, prepare
from grader.seed import practice_seed


@each_lesson
def test_an_answer_that_is_the_references_is_checked_once(lesson: Lesson) -> None:
    prepared = prepare(lesson.assignment(), practice_seed())
    for case in prepared.cases:
        first = prepared.findings(case, copy.deepcopy(case.want))
        assert first == findings_of(
            prepared.assignment, case.question, copy.deepcopy(case.want), case.want
        )
        assert prepared.findings(case, copy.deepcopy(case.want)) is first
