"""Reports on a part of the sample class as students read them, last read and approved by us."""

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest
from known_mistakes import known_mistakes
from regularization_lesson import REGULARIZATION, ROOT
from rich.console import Console
from told import grade

from grader.budget import Budget
from grader.diagnose.known import Known
from grader.intake import HandIn, collect
from grader.language import LANGUAGES
from grader.model import Execution, Extraction, Isolation
from grader.report.terminal import render
from grader.reported import Report
from grader.sandbox import policy
from grader.sandbox.executor import Closing, Executor, Question

if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)

from lesson_bench import Bench, opened

STUDENTS = [
    # one mistake, several, two at once, the same one there and back
    "20230988-kaique-santos", "Débora Pinto", "Marcos Vinícius", "igor-teixeira", "julia-castro",
    "larissa.moura", "natalia-gomez", "otavio-pires", "thiago-alves", "vitor-hugo",
    "ximena-ortiz", "yasmin.faria", "20231215-rafael-costa",
    # no known mistake; right; half done; damaged; hostile
    "20231410-enzo-barbosa", "ana-souza", "amanda-lopes", "20231188-caio-freitas", "helena-vaz",
    "renan-xavier", "nicolas.prates",
]  # fmt: skip

Golden = Callable[[str, str], None]


class Recorded(Closing):
    """An executor that runs each submission once, and tells again what came of it."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._told: list[Execution] = []
        self._next = 0

    @property
    def isolation(self) -> Isolation:
        return self._executor.isolation

    def run(
        self,
        extraction: Extraction,
        questions: Sequence[Question],
        budget: Budget | None = None,
    ) -> Execution:
        if self._next == len(self._told):
            self._told.append(self._executor.run(extraction, questions, budget))
        self._next += 1
        return self._told[self._next - 1]

    def again(self) -> None:
        """Begin to tell from the start."""
        self._next = 0


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with opened(REGULARIZATION) as found:
        yield found


@pytest.fixture(scope="module")
def known(bench: Bench) -> Known:
    return known_mistakes(bench.prepared)


@pytest.fixture(scope="module")
def handed_in() -> dict[str, HandIn]:
    folder = ROOT / "examples" / "regularization"
    return {handed.person.id: handed for handed in collect([folder]).handed_in}


@pytest.mark.sampled(thorough=3)
@pytest.mark.parametrize("student", STUDENTS)
def test_the_report_is_what_was_approved(
    student: str, bench: Bench, known: Known, handed_in: dict[str, HandIn], golden: Golden
) -> None:
    submission = handed_in[student].read()
    recorded = Recorded(bench.jail)
    for language in LANGUAGES:
        recorded.again()
        report = grade(submission, bench.prepared, recorded, language, pytest.fail, known=known)
        golden(f"diagnosis/{student}.{language}.txt", as_text(report))


def as_text(report: Report) -> str:
    """Print a report without what this machine's sandbox is said to hold."""
    output = io.StringIO()
    render(replace(report, isolation={}), Console(file=output, width=100, color_system=None))
    return re.sub(" +$", "", output.getvalue(), flags=re.MULTILINE)
