"""Whatever a layer returns, a check of the Dropout lesson judges it and nothing else."""

from typing import Any

import pytest
from course_lesson import Lesson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_regularization_fuzz import TREES, spoilt

from grader.check.values import Unfit
from grader.language import Catalogue

LESSON = Lesson("dropout_layer")


def judged(exercise: str, case: Any, got: Any, want: Any) -> list[Any]:
    try:
        return LESSON.check(exercise, case, got, want)
    except Unfit:
        return []


@pytest.mark.parametrize("exercise", LESSON.exercises)
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_check_raises_nothing_and_judges_every_item_it_is_counted_on(
    exercise: str, data: st.DataObject
) -> None:
    case, want = data.draw(st.sampled_from(LESSON.cases(exercise, 0)))
    got = data.draw(TREES) if data.draw(st.booleans()) else spoilt(data, want)
    findings = judged(exercise, case, got, want)
    if findings:
        pairs = {(finding.item, finding.part) for finding in findings}
        assert pairs == LESSON.counted(exercise, case, want)


@pytest.mark.parametrize("exercise", LESSON.exercises)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(rubbish=TREES)
def test_rubbish_earns_nothing(exercise: str, rubbish: Any) -> None:
    for case, want in LESSON.cases(exercise, 0):
        assert not any(finding.ok for finding in judged(exercise, case, rubbish, want))


@pytest.mark.parametrize("language", ["pt-BR", "es", "en"])
def test_everything_a_check_says_is_a_sentence_of_the_language(language: str) -> None:
    catalogue = Catalogue(language, LESSON.assignment().texts[language])
    mistakes = LESSON.solution("mistakes")
    kinds = [mistakes.functions(mistake) for mistake in mistakes.MISTAKES]
    for exercise in LESSON.exercises:
        for case, want in LESSON.cases(exercise, 0):
            answers = [want, {}, dict.fromkeys(want, 7.0)]
            answers += [_answer(functions, exercise, case) for functions in kinds]
            for got in answers:
                for finding in judged(exercise, case, got, want):
                    for text in (finding.message, finding.detail):
                        if text is not None:
                            assert text.key in catalogue
                            said = catalogue.say(text)
                            assert "{" not in said.replace("{}", "") and said[-1] in ".}"


def _answer(functions: Any, exercise: str, case: Any) -> Any:
    try:
        return LESSON.answer(functions, exercise, case, 0)
    except ValueError:  # the mistake that fits arrays with two axes only
        return {}
