"""What a kernel earns is what the same notebook earns when it is handed in."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import nbformat
import pytest
from course_lesson import Lesson
from known_mistakes import known_mistakes
from lesson_bench import Bench, opened
from running_kernel import kernel

from grader.model import Submission
from grader.reported import Report

JUDGED = Path(__file__).parents[1] / "data" / "judgement"
ALIKE = [
    "autograd_mlp/mlp-class-named-MultiLayerPerceptron.ipynb",  # aliases, and a loop for a function
    "autograd_mlp/mlp-backward-of-the-last-node-only.ipynb",  # half of it is not there yet
    "autograd_dropout/autograd_dropout--given_valor_broken.ipynb",
    "dropout_layer/dropout_layer--w07_phase_as_string.ipynb",
    "dropout_layer/a_function_in_the_place_of_the_class.ipynb",
    "dense_layers/dense_layers--d3_softmax_axis0_no_max.ipynb",
    "regularization/reg-matrix.ipynb",
    "regularization/regularization--w02_cost_missing_parens.ipynb",
]


@pytest.fixture(scope="module")
def benches() -> Iterator[dict[str, Bench]]:
    slugs = dict.fromkeys(name.partition("/")[0] for name in ALIKE)
    with ExitStack() as stack:
        yield {slug: stack.enter_context(opened(Lesson(slug), "en")) for slug in slugs}


def points(report: Report) -> dict[str, tuple[str, str]]:
    """Return what each exercise that is there earned, as it is written in a report."""
    return {
        exercise.title: (f"{exercise.score:g}", f"{exercise.max_score:g}")
        for exercise in report.exercises
        if exercise.status != "missing" and exercise.score is not None
    }


@pytest.mark.sampled(4)
@pytest.mark.parametrize("name", ALIKE)
def test_a_kernel_earns_what_the_notebook_earns(
    name: str, benches: dict[str, Bench], tmp_path: Path
) -> None:
    path = JUDGED / name
    slug = path.parent.name
    bench = benches[slug]
    given = Submission("someone", path.name, path.read_bytes())
    handed_in = bench.graded_submission(given, known_mistakes(bench.prepared))
    with kernel(tmp_path) as running:
        running.run(f"import sys; sys.path.append({str(Lesson(slug).folder / 'provided')!r})")
        for cell in nbformat.read(path, 4).cells:
            if cell.cell_type == "code":
                running.run(cell.source)
        text = running.run(f"check(lesson={slug!r})").text
    found = re.findall(r"^[✓◐✗–] (.+?)  ([\d.]+) / ([\d.]+)  ", text, re.MULTILINE)
    assert {title: (score, of) for title, score, of in found} == points(handed_in)
