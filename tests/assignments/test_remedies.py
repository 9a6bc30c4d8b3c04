"""What is said of a finding at the first hint tells what is so, and not what to do about it."""

import re

import pytest
from answered import answered
from course_lesson import Lesson
from each_lesson import each_lesson

from grader.diagnosis import Hints
from grader.language import LANGUAGES, REMEDY, Catalogue
from grader.model import Text

ORDERS = """
    add apply begin call change check compare compute copy count divide draw end fix give hand keep
    leave make multiply print put return set square start store subtract sum take use write zero
""".split()  # noqa: SIM905  (words are read more easily so)
ORDER = re.compile(rf"(?:^|[.:;?!] )(?:do not |{'|'.join(ORDERS)})\b", re.IGNORECASE)


def _said(lesson: Lesson, language: str) -> dict[str, str]:
    texts = lesson.assignment().texts[language]
    catalogue = Catalogue(language, texts)
    return {key: catalogue.say(Text(key), remedy=False) for key in texts}


@each_lesson
def test_the_first_hint_gives_no_order(lesson: Lesson) -> None:
    assert [key for key, said in _said(lesson, "en").items() if ORDER.search(said)] == []


@each_lesson
@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_what_is_a_remedy_is_one_in_every_language(lesson: Lesson, language: str) -> None:
    texts = lesson.assignment().texts
    marked = {key for key, sentence in texts["en"].items() if REMEDY in sentence}
    assert {key for key, sentence in texts[language].items() if REMEDY in sentence} == marked


@each_lesson
def test_a_remedy_is_told_with_what_it_is_for(lesson: Lesson) -> None:
    for language, texts in lesson.assignment().texts.items():
        catalogue = Catalogue(language, texts)
        for key, sentence in texts.items():
            whole, so = (catalogue.say(Text(key), remedy=told) for told in (True, False))
            assert whole.startswith(so)
            assert "|" not in whole
            assert (whole != so) is (REMEDY in sentence)


@pytest.mark.parametrize(("hints", "is_told"), [("where", False), ("what", False), ("how", True)])
def test_what_to_do_is_told_from_the_last_hint_on(hints: Hints, is_told: bool) -> None:
    lesson = Lesson("dense_layers")
    [mistake] = [one for one in lesson.variants("mistakes") if one.id == "softmax.axis_0"]
    report = answered(lesson, lesson.made("mistakes", mistake), hints)
    said = [f.message for e in report.exercises for i in e.items for f in i.findings if not f.ok]
    assert any(one.startswith("Each row should sum to 1, with nothing negative.") for one in said)
    assert any("axis=1" in one for one in said) is is_told
