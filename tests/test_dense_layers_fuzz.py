"""Whatever a student returns, a check of the dense layers lesson judges it and nothing else."""

from typing import Any

import pytest
from course_lesson import Lesson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_regularization_fuzz import TREES, spoilt

from grader.check.values import Unfit
from grader.language import Catalogue
from grader.model import Finding

LESSON = Lesson("dense_layers")


def judged(exercise: str, case: Any, got: Any, want: Any) -> list[Finding]:
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
        whole = {item for item, part in pairs if part == ""}
        counted = LESSON.counted(exercise, case, want)
        assert {pair for pair in counted if pair not in pairs and pair[0] not in whole} == set()
        assert {item for item, _ in pairs} <= {item for item, _ in counted}


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
    told = set()
    for exercise in LESSON.exercises:
        for case, want in LESSON.cases(exercise, 0):
            answers = [want, {}, dict.fromkeys(want, 7.0)]
            answers += [_answer(functions, exercise, case) for functions in kinds]
            for finding in (f for got in answers for f in judged(exercise, case, got, want)):
                for text in (finding.message, finding.detail):
                    if text is not None:
                        said = catalogue.say(text)
                        assert text.key in catalogue
                        assert "{" not in said
                        assert said.endswith((".", "?", "...")), said
                        told.add(text.key)
    own = {key for key in LESSON.assignment().texts[language] if not key.startswith("cases.")}
    assert own <= told, "sentences that nothing says"


def _answer(functions: Any, exercise: str, case: Any) -> Any:
    try:
        return LESSON.answer(functions, exercise, case, 0)
    except Exception:
        return {}
