"""Whatever a submission does with its hidden inputs: with other inputs, the same bytes come out."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest
from channels import CHANNELS, Channel
from course_fixture import DOUBLE, SOLUTIONS, small_assignment
from rich.console import Console

from grader.annotate import annotate
from grader.budget import Budget
from grader.diagnose.known import Known
from grader.grade import grade
from grader.gradebook import gradebook_csv
from grader.model import Execution, Extraction
from grader.prepare import Prepared, prepare
from grader.report.class_page import render_class_page
from grader.report.class_row import class_row
from grader.report.html import render_html
from grader.report.terminal import render
from grader.report.to_json import write_json
from grader.result import Graded, Timing
from grader.sandbox import policy
from grader.sandbox.executor import Closing, Executor, Question
from grader.stored import write_result
from grader.tell import tell

if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)

from grader.sandbox.jail import Jail

each_channel = pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.name)
SEEDS = (bytes(range(32)), bytes(range(1, 33)))


class Noted(Closing):
    """An executor that keeps what another one was told."""

    def __init__(self, within: Executor) -> None:
        self._within = within
        self.isolation = within.isolation
        self.first: Execution | None = None

    def run(
        self, extraction: Extraction, questions: Sequence[Question], budget: Budget | None = None
    ) -> Execution:
        told = self._within.run(extraction, questions, budget)
        self.first = self.first or told
        return told


@pytest.fixture(scope="module")
def jail() -> Iterator[Jail]:
    with Jail(DOUBLE, small_assignment().limits, (SOLUTIONS,)) as jail:
        yield jail


@pytest.fixture(scope="module")
def drawn() -> tuple[Prepared, ...]:
    return tuple(prepare(small_assignment(), seed) for seed in SEEDS)


def outputs(graded: Graded, prepared: Prepared, channel: Channel) -> dict[str, str]:
    """Return every output but for the seed's own commitment and the times."""
    own = graded.result
    same = replace(own.provenance, seed="")
    result = replace(own, timing=Timing(""), provenance=same)
    report = tell(result, prepared.assignment, "en")
    terminal = Console(file=io.StringIO(), width=100)
    render(report, terminal)
    assert isinstance(terminal.file, io.StringIO)
    copy = annotate(channel.submission, report, graded.taken, prepared.assignment)
    assert copy is not None
    rows = [class_row(result, prepared.assignment, "en")]
    return {
        "result": write_result(result).decode(),
        "json": write_json(report).decode(),
        "html": render_html(report),
        "terminal": terminal.file.getvalue(),
        "notebook": copy.notebook.decode(),
        "page": copy.page.decode(),
        "class page": render_class_page(rows, title="A", language=report.language),
        "gradebook": gradebook_csv(rows, ["double", "Counter"]).decode(),
    }


@each_channel
def test_two_hidden_inputs_give_the_same_bytes(
    channel: Channel, jail: Jail, drawn: tuple[Prepared, ...]
) -> None:
    said, raw, faults = [], [], list[str]()
    for prepared in drawn:
        noted = Noted(jail)
        graded = grade(channel.submission, prepared, noted, faults.append, known=Known(prepared))
        said.append(outputs(graded, prepared, channel))
        raw.append(_hidden(noted.first, prepared))
    assert faults == []
    assert said[0] == said[1]
    if not channel.is_shut_by_the_sandbox:
        assert raw[0] != raw[1], "nothing was told to begin with"


def _hidden(execution: Execution | None, prepared: Prepared) -> list[str]:
    """Return what the process claimed in hidden cases, the grader's own objects apart."""
    assert execution is not None
    found = zip(prepared.cases, execution.outcomes, strict=True)
    with np.printoptions(threshold=10):
        return [
            f"{o.raised} {_described(o.value)}"
            for case, o in found
            if case.question.kind == "hidden"
        ]


def _described(value: object) -> str:
    if isinstance(value, np.ndarray):
        return f"{value.shape} {value.dtype}"
    return str(getattr(value, "type_name", value))
