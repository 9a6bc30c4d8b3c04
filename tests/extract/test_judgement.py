"""Notebooks as people write and run them have the verdict that is theirs."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from course_lesson import Lesson
from lesson_bench import Bench, opened
from verdicts import KEYS, unlike

from grader.model import Submission

DATA = Path(__file__).parents[1] / "data/judgement"
CASES = tomllib.loads((DATA / "extraction.toml").read_text(encoding="utf-8"))["case"]
EACH = [(case["lesson"], case, name) for case in CASES for name in case["files"]]


@pytest.fixture(scope="module")
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    with opened(Lesson(request.param), "en") as bench:
        yield bench


@pytest.mark.sampled(thorough=3)
@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("bench", "case", "name"), EACH, ids=[name for *_, name in EACH], indirect=["bench"]
)
def test_a_notebook_has_the_verdict_that_is_its_own(
    bench: Bench, case: dict[str, Any], name: str
) -> None:
    content = (DATA / "extraction" / name).read_bytes()
    given = Submission("someone", name.removesuffix(".txt"), content)
    report = bench.graded_submission(given)
    verdict = {key: case[key] for key in KEYS & case.keys()}
    assert unlike({"lost": {}, **verdict, "file": name}, report) == {}
