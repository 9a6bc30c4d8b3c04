"""Whatever a student returns, a lesson's checks judge it and nothing else, in plain sentences."""

from collections.abc import Iterator
from typing import Any

import pytest
from arbitrary_values import TREES, spoilt
from course_lesson import Lesson
from each_lesson import LESSONS, each_exercise
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from seldom_said import SELDOM

from grader.language import LANGUAGES, Catalogue
from grader.model import Finding, Text

# what a sentence may end with, where not with a question
ENDS = {"regularization": ".", "dropout_layer": ".}"}


QUICK = {"dense_layers", "dropout_layer"}
"""Lessons that say all of their sentences within a few seconds."""

# where a part of an item may hold in rubbish, as long as no whole item does
HOLDS_IN_PART = {"regularization"}


@pytest.mark.sampled(4)
@each_exercise()
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_check_raises_nothing_and_judges_every_item_it_is_counted_on(
    lesson: Lesson, exercise: str, data: st.DataObject
) -> None:
    case, want = data.draw(st.sampled_from(lesson.cases(exercise, 0)))
    got = data.draw(TREES) if data.draw(st.booleans()) else spoilt(data, want)
    findings = lesson.judged(exercise, case, got, want)
    if findings:
        pairs = {(finding.item, finding.part) for finding in findings}
        counted = lesson.counted(exercise, case, want)
        # an item may be judged as a whole instead of in its parts; and of one that is lost a part
        # may rest on another, and is lost with it
        whole = {f.item for f in findings if f.part == "" or not f.ok}
        assert {pair for pair in counted - pairs if pair[0] not in whole} == set()
        assert pairs - counted <= {(item, "") for item, _ in counted}


@pytest.mark.sampled(4)
@each_exercise()
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(rubbish=TREES)
def test_rubbish_earns_nothing(lesson: Lesson, exercise: str, rubbish: Any) -> None:
    for case, want in lesson.cases(exercise, 0):
        findings = lesson.judged(exercise, case, rubbish, want)
        lost = {finding.item for finding in findings if not finding.ok}
        assert {finding.item for finding in findings} <= lost
        if lesson.slug not in HOLDS_IN_PART:
            assert not any(finding.ok for finding in findings)


@pytest.mark.parametrize(
    "lesson",
    [
        pytest.param(lesson, id=str(lesson), marks=[] if lesson.slug in QUICK else pytest.mark.slow)
        for lesson in LESSONS
    ],
)
@pytest.mark.thorough
def test_everything_a_check_says_is_a_sentence_of_each_language(lesson: Lesson) -> None:
    said = list(texts(lesson))
    for language in LANGUAGES:
        _are_sentences(lesson, said, language)


def _are_sentences(lesson: Lesson, texts: list[Text], language: str) -> None:
    own = lesson.assignment().texts[language]
    catalogue = Catalogue(language, own)
    told = set()
    for text in texts:
        assert text.key in catalogue
        said, written = catalogue.say(text), catalogue.word(text.key)
        # an empty dict may be spoken of
        assert "{" not in (said.replace("{}", "") if "{{}}" in written else said)
        assert said[-1] in ENDS.get(lesson.slug, ".?"), said
        told.add(text.key)
    seldom = SELDOM.get(lesson.slug, ())
    unsaid = {key for key in own if not key.startswith(("cases.", *seldom))} - told
    assert unsaid == set(), "sentences that nothing says"


def texts(lesson: Lesson) -> Iterator[Text]:
    """Yield what is said of right answers, of empty and wrong ones, and of known mistakes."""
    for finding in found(lesson):
        yield finding.message
        if finding.detail is not None:
            yield finding.detail


def found(lesson: Lesson) -> Iterator[Finding]:
    for exercise in lesson.exercises:
        for case, want in lesson.cases(exercise, 0):
            blank = dict.fromkeys(want, "NotImplementedError")
            for got in (want, {}, dict.fromkeys(want, 7.0), blank):
                yield from lesson.judged(exercise, case, got, want)
        for mistake in lesson.variants("mistakes"):
            for findings in lesson.told_of("mistakes", mistake, exercise, 0):
                yield from findings
