"""What the modules of `provided/` say when they stop is told in the reader's language."""

import ast

from answered import answered
from course_lesson import Lesson
from each_lesson import each_lesson

from grader.provided_words import PREFIX


def _raised(lesson: Lesson) -> set[str]:
    """Return the sentences that the modules raise."""
    found = set()
    for path in (lesson.folder / "provided").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                found |= {a.value for a in node.exc.args if isinstance(a, ast.Constant)}
    return found


@each_lesson
def test_every_sentence_of_a_module_is_there_in_every_language(lesson: Lesson) -> None:
    texts = lesson.assignment().texts
    known = {
        key: [own.get(key, "") for own in texts.values()]
        for own in texts.values()
        for key in own
        if key.startswith(PREFIX)
    }
    raised = _raised(lesson)
    assert all(all(said) and len({*said}) == len(texts) for said in known.values())
    assert [one for one in raised if not any(one in said for said in known.values())] == []
    assert [key for key, said in known.items() if raised.isdisjoint(said)] == []


def test_a_report_tells_it_as_the_modules_word() -> None:
    lesson = Lesson("dense_layers")
    given = lesson.provided()["nnfs.datasets"].spiral_data
    report = answered(lesson, {**lesson.reference(), "spiral_data": given})
    [exercise] = [one for one in report.exercises if one.name == "spiral_data"]
    said = " ".join(f.message for item in exercise.items for f in item.findings)
    assert "The assignment's module says: your own spiral_data counts here" in said
    assert "aqui conta" not in said
