"""Every lesson's own files: points, figures, titles and texts in every language."""

import json
import tomllib

import numpy as np
from course_lesson import Lesson
from each_lesson import each_lesson

from grader.language import LANGUAGES, flatten
from grader.look import texts_in

pytestmark = each_lesson


def test_a_lesson_can_be_read(lesson: Lesson) -> None:
    assert lesson.exercises
    assert lesson.reference()
    assert lesson.variants("mistakes")
    assert lesson.variants("alternatives")


def test_every_item_is_judged_and_the_points_sum_to_100(lesson: Lesson) -> None:
    for rubric in lesson.assignment().rubrics:
        judged = {
            item
            for case, want in lesson.cases(rubric.name, 0)
            for item, _part in lesson.counted(rubric.name, case, want)
        }
        assert judged == {item.id for item in rubric.items}
    assert lesson.assignment().points == sum(r.points for r in lesson.assignment().rubrics) == 100


def test_expected_json_holds_what_the_reference_gives(lesson: Lesson) -> None:
    expected = json.loads((lesson.folder / "expected.json").read_text(encoding="utf-8"))
    exercises = lesson.assignment().exercises
    examples = {name: [c.name for c in exercises[name].examples()] for name in lesson.exercises}
    assert [(name, list(frozen)) for name, frozen in expected.items()] == [
        (name, cases) for name, cases in examples.items() if cases
    ]
    for exercise, frozen in expected.items():
        shown = set(exercises[exercise].shown)
        given = {case.name: want for case, want in lesson.cases(exercise, 1) if case.name in frozen}
        for name, figures in frozen.items():
            assert set(figures) == (shown & set(given[name]) if shown else set(given[name]))
            for key, figure in figures.items():
                want = given[name][key]
                np.testing.assert_allclose(figure, want, rtol=1e-12, atol=1e-15)
        assert shown <= {key for figures in frozen.values() for key in figures}


def test_texts_are_complete_in_every_language(lesson: Lesson) -> None:
    texts = lesson.assignment().texts
    assert set(texts) == set(LANGUAGES)
    said = {language: set(texts[language]) for language in LANGUAGES}
    assert said["pt-BR"] == said["es"] == said["en"]
    names = {case.name for exercise in lesson.exercises for case, _ in lesson.cases(exercise, 0)}
    assert {f"cases.{name}" for name in names} == {k for k in said["en"] if k.startswith("cases.")}


def test_every_title_is_given_in_every_language(lesson: Lesson) -> None:
    rubrics = lesson.assignment().rubrics
    titles = [lesson.assignment().title, *(r.title for r in rubrics)]
    titles += [item.title for rubric in rubrics for item in rubric.items]
    assert all(set(title) == set(LANGUAGES) and all(title.values()) for title in titles)


def test_every_mistake_has_a_sentence_and_a_hint_in_every_language(lesson: Lesson) -> None:
    path = lesson.solutions / "mistakes.toml"
    texts = flatten(texts_in(tomllib.loads(path.read_text(encoding="utf-8"))))
    known = [mistake.id for mistake in lesson.variants("mistakes")]
    found = {f"{m}.{k}.{lang}" for m in known for k in ("sentence", "hint") for lang in LANGUAGES}
    # what is true of whoever answers so may be said besides: in every language, or in none
    seen = {m for m in known if any(f"{m}.observed.{lang}" in texts for lang in LANGUAGES)}
    assert set(texts) == found | {f"{m}.observed.{lang}" for m in seen for lang in LANGUAGES}
    assert all(texts.values())
