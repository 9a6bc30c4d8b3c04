"""Our own work on what a student hands in grows with its size and no faster, stage by stage.

Each stage is measured apart from the others, for one that is quadratic hides behind another that is
slow. The sizes are small enough for the tests to be quick; the slow ones come near the limits.
"""

import ast
import warnings
from collections.abc import Callable, Sequence
from functools import partial
from io import StringIO
from itertools import count
from pathlib import Path

import pytest
from annotate_samples import handed_in
from growth import Stages, too_steep
from nasty_documents import DOCUMENTS, Document
from nasty_sources import ASKS, FAMILIES, Source
from report_samples import mixed
from rich.console import Console
from rows import row_of
from text_everywhere import with_text_everywhere

from grader import notebook
from grader.advise import (
    endless,
    example_numbers,
    in_place,
    left_out,
    loops,
    outside,
    seed,
    uncalled,
    unread,
    unused,
)
from grader.advise.definition import Definition, Definitions
from grader.annotate.document import document_of
from grader.annotate.insert import annotated
from grader.annotate.outputs import lines
from grader.errors import UnreadableNotebook
from grader.extract import extract, fingerprints
from grader.extract.defining import Defining, defining
from grader.extract.fingerprint import fingerprint
from grader.extract.material import gather
from grader.extract.methods import Methods
from grader.extract.place import cells_of
from grader.extract.remarks import capped
from grader.extract.statements import Statement
from grader.extract.upstream import with_upstream
from grader.extract.winnow import winnowed
from grader.gradebook import gradebook_csv
from grader.intake import Place, Wanted
from grader.intake.found import Root, found
from grader.intake.layouts import LAYOUTS
from grader.intake.layouts.submitters import submitted
from grader.intake.modules import imported_in
from grader.intake.reading import Reading
from grader.intake.times import moment
from grader.model import (
    Cell,
    Chunk,
    Extraction,
    Finding,
    JudgedCase,
    Notebook,
    Problem,
    Status,
    Submission,
    Text,
)
from grader.repair.around import never_given
from grader.repair.candidate import Candidate
from grader.repair.candidate import Reading as OfLine
from grader.repair.edits import candidates
from grader.repair.needed import without_one
from grader.repair.suspects import suspects
from grader.report import clean
from grader.report.class_page import render_class_page
from grader.report.html import render_html
from grader.report.markdown import text as as_markdown
from grader.report.terminal import render
from grader.report.to_json import read_json, write_json
from grader.sandbox.rounds import counted

WANTED = Wanted("lab", names=(frozenset({"f"}),), blocks=True)
HANDED_OUT = extract(
    Notebook(
        (Cell(1, "class V:\n def __add__(self): raise\n def a(self): ...\n def b(self): ..."),)
    ),
    ASKS,
)
each_family = pytest.mark.parametrize("source", FAMILIES.values(), ids=FAMILIES)


@pytest.fixture(autouse=True)
def quiet() -> None:
    """Python warns of the sources as it parses them; here they are parsed without their stages."""
    warnings.simplefilter("ignore")


def test_what_grows_with_the_square_is_found_and_what_does_not_is_left() -> None:
    def run(size: int, stage: Stages) -> None:
        stage("pairs", lambda: sum(1 for _ in range(size) for _ in range(size)))
        stage("all", lambda: sum(1 for _ in range(300 * size)))

    assert list(too_steep(run, 300)) == ["pairs"]


@pytest.mark.sampled(2, thorough=6)
@each_family
def test_source_is_handled_in_linear_time(source: Source) -> None:
    assert too_steep(partial(_handle, source), 4_000) == {}


@pytest.mark.slow
@each_family
def test_much_source_is_handled_in_linear_time(source: Source) -> None:
    assert too_steep(partial(_handle, source), 60_000) == {}


def _handle(source: Source, size: int, stage: Stages) -> None:
    """Put a source through all that reads, extracts and advises, as the whole and as one cell."""
    text = source(size)
    handed = Submission("ana", "ana.py", text.encode("utf-8", "replace"))
    try:
        stage("read", lambda: notebook.read(handed))
    except UnreadableNotebook as refused:
        assert refused.text.key == "too_many_cells"
    cell = Notebook((Cell(1, text.replace("\r", "\n")),))
    stage("parse", lambda: notebook.parse(cell.cells[0].source))
    material = stage("gather", lambda: gather(cell))
    found = list({s: None for bound in material.bindings.values() for s in bound} | dict.fromkeys(
        [*material.runs, *material.always]
    ))  # fmt: skip
    _statements(found, stage)
    taken = stage("extract", lambda: extract(cell, ASKS, {"f": "0"}))
    stage("handout", lambda: fingerprints(cell, ASKS))
    stage("place", lambda: cells_of(taken, [ask.name for ask in ASKS]))
    stage("methods", lambda: Methods(taken, HANDED_OUT).lacking([ask.name for ask in ASKS]))
    if "f" in taken.names:
        stage("upstream", lambda: with_upstream(taken, taken, ["f"]))
    _advise(taken, Definitions(taken).asked, stage)
    _advise(taken, (Definition("f", "f", Chunk(1, 1, text)),), stage)
    stage("defining", lambda: defining(taken, [ask.name for ask in ASKS]))
    stage("winnow", lambda: winnowed(text))
    stage("lines", lambda: lines(text))
    stage("clean", lambda: clean.line(text))
    stage("wanted", lambda: WANTED.may_be_in(handed.content))
    stage("imported", lambda: imported_in(handed.content))
    stage("Markdown", lambda: as_markdown(text))


def _statements(found: list[Statement], stage: Stages) -> None:
    stage("sources", lambda: [s.source for s in found])
    stage("reads", lambda: [s.reads for s in found])
    stage("fingerprint", lambda: [fingerprint(s) for s in found])
    blocks = [s for s in found if isinstance(s.node, ast.For)][:100]
    stage("rounds", lambda: [counted(ast.parse(s.source)) for s in blocks])


def _advise(taken: Extraction, given: Sequence[Definition], stage: Stages) -> None:
    for definition in given:
        stage("tree", lambda d=definition: [f.nodes for f in d.functions])
        stage("numbers", lambda d=definition: list(example_numbers.written(d)))
        stage("in_place", lambda d=definition: list(in_place.changed_arguments(d)))
        stage("seed", lambda d=definition: list(seed.seeds(d)))
        stage("loops", lambda d=definition: list(loops.loops(d)))
        stage("uncalled", lambda d=definition: list(uncalled.uncalled(d)))
        stage("left out", lambda d=definition: list(left_out.left_out(d)))
        stage("endless", lambda d=definition: list(endless.endless(d)))
        stage("unread", lambda d=definition: list(unread.unread(d)))
        stage("unused", lambda d=definition: list(unused.unused(d)))
    stage("reached", lambda: Definitions(taken).reached(given))
    variables = stage("variables", lambda: outside.outer_variables(taken.chunks))
    stage("outside", lambda: [list(outside.outside(d, variables)) for d in given])


@pytest.mark.parametrize("line", ["a{0} = x + 1", "for a{0} in x: a{0} = a{0} + 1"])
def test_values_that_nothing_reads_are_found_in_linear_time(line: str) -> None:
    """A function of so few lines is gone through; of a larger one nothing is said."""

    def run(size: int, stage: Stages) -> None:
        body = "\n".join(f"    {line.format(n)}" for n in range(size))
        own = Definition("f", "f", Chunk(1, 1, f"def f(x):\n{body}\n"))
        stage("tree", lambda: [one.nodes for one in own.functions])
        stage("unread", lambda: list(unread.unread(own)))

    assert too_steep(run, 75) == {}


@pytest.mark.sampled(thorough=3)
@pytest.mark.parametrize(
    "lines",
    [
        "    r{0} = []\n    for a in x: pass\n",
        "    if x not in y{0}:\n        z = x\n",
        "    def g{0}(a):\n        for v in a: pass\n        return a\n",
    ],
)
def test_edits_of_a_definition_are_made_in_linear_time(lines: str) -> None:
    cells = count(1)  # what may be edited in a statement is remembered

    def run(size: int, stage: Stages) -> None:
        source = "def f(x):\n" + "".join(lines.format(n) for n in range(size))
        definition = Defining(ast.parse(source).body[0], Chunk(next(cells), 1, source))
        stage("edits", lambda: candidates([definition], {}, 1_000))

    assert too_steep(run, 180) == {}


@pytest.mark.sampled(thorough=3)
@pytest.mark.parametrize(
    "lines",
    [
        "    def m{0}(self, b):\n        self.g{0} += b\n",
        "    def __add__(self, b):\n        self.g = 0\n        self.g += h{0}(b)\n",
        "    def way(self):\n        m{0}()\n    def m{0}(self): self.way()\n",
    ],
)
def test_suspect_lines_are_found_in_linear_time(lines: str) -> None:
    said = {"what": "d(a + b)/da", "name": "g * b", "by": "way()"}
    wrong = Finding("item", False, Text("fails", said))

    def run(size: int, stage: Stages) -> None:
        source = "class C:\n" + "".join(lines.format(n) for n in range(size))
        definition = Defining(ast.parse(source).body[0], Chunk(1, 1, source))
        judged = JudgedCase("way", "drawn", "hidden", Status.FAILED, (wrong,))
        stage("suspects", lambda: suspects([definition], (), [judged]))

    assert too_steep(run, 400) == {}


@pytest.mark.sampled(thorough=4)
@pytest.mark.parametrize(
    "lines",
    [
        "    if x: pass\n    else: y{0} = x\n",
        "    y{0} = []\n    for a in y{0}: pass\n",
        "    f(x, y{0})\n",
        "    if x:\n        def g{0}(): pass\n",
    ],
)
def test_what_is_left_out_of_a_function_is_found_in_linear_time(lines: str) -> None:
    """A function of so few lines is gone through; of a larger one nothing is said."""

    def run(size: int, stage: Stages) -> None:
        body = "".join(lines.format(n) for n in range(size))
        own = Definition("f", "f", Chunk(1, 1, f"def f(x):\n{body}"))
        stage("tree", lambda: [one.nodes for one in own.functions])
        stage("left out", lambda: list(left_out.left_out(own)))
        stage("endless", lambda: list(endless.endless(own)))

    assert too_steep(run, 75) == {}


def test_an_edit_without_one_of_its_lines_is_made_in_linear_time() -> None:
    def run(size: int, stage: Stages) -> None:
        source = "class C:\n" + "".join(f"    a{n} = self.b{n}\n" for n in range(size))
        before, after = Chunk(1, 1, source), Chunk(1, 1, source.replace("= ", "= -"))
        also = tuple(OfLine(3 + n, "a", "b") for n in range(10))
        edit = Candidate("sign", 2, "a", "b", 2, before, after, also)
        stage("needed", lambda: list(without_one(edit)))
        stage("never given", lambda: never_given.__wrapped__(source))

    assert too_steep(run, 2_000) == {}


@pytest.mark.sampled(thorough=8)
@pytest.mark.parametrize(("document", "size"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_file_is_read_and_annotated_in_linear_time(document: Document, size: int) -> None:
    assert too_steep(partial(_open, document), size) == {}


def _open(document: Document, size: int, stage: Stages) -> None:
    handed = Submission("ana", "ana.ipynb", document(size).encode())
    try:
        found = stage("read", lambda: notebook.read(handed))
    except UnreadableNotebook as refused:
        assert refused.text.key.startswith("json_")
        return
    stage("document", lambda: document_of(handed, found))
    stage("annotate", lambda: annotated(handed, mixed("en"), {}))
    stage("problems", lambda: capped(found.problems))


TEXTS = {
    "plain": "a", "spaces": " ", "escapes": "\x1b[0000", "titles": "\x1b]a", "marks": "\u0301",
    "unseen": "\u200b", "tags": "<a ", "brackets": "[", "Markdown": "*a `", "dollars": "$a\\",
    "newlines": "\n", "separators": "\u2028", "formulas": "; =", "surrogates": "\ud800",
    "4-byte": "𝟙", "underscores": "_", "entities": "&#", "braces": "{a}",
}  # fmt: skip


@pytest.mark.sampled(thorough=4)
@pytest.mark.parametrize("piece", TEXTS.values(), ids=TEXTS)
def test_a_text_is_shown_in_linear_time(piece: str) -> None:
    assert too_steep(partial(_show, piece), 200) == {}


def _show(piece: str, size: int, stage: Stages) -> None:
    """Put a text in every place of a report that holds one, and render that in every way."""
    told = "".join([piece] * size)[: 10 * size]
    report = with_text_everywhere(told)
    stage("clean", lambda: clean.report(report))
    written = stage("write JSON", lambda: write_json(report))
    stage("read JSON", lambda: read_json(written))
    stage("page", lambda: render_html(report))
    stage("terminal", lambda: render(report, Console(file=StringIO(), width=100)))
    stage("annotate", lambda: annotated(handed_in([]), report, {}))
    row = row_of(report)
    stage("class page", lambda: render_class_page([row], title=told, language="en"))
    stage("gradebook", lambda: gradebook_csv([row], [told]))


def test_problems_are_told_apart_in_linear_time() -> None:
    def run(size: int, stage: Stages) -> None:
        given = [Problem(Text("whole_file"), Text("blank_left", {"n": n})) for n in range(size)]
        assert len(stage("problems", lambda: capped(given))) == 41

    assert too_steep(run, 10_000) == {}


NASTY_NAMES: dict[str, Callable[[int], str]] = {
    "blackboard": lambda size: "Lab_a" + "_attempt_2026-11-27-22-05-03.a" * (size // 30) + "\n",
    "brightspace": lambda size: "1-2" + " - Nov 2026 1005 PM x" * (size // 21),
    "moodle": lambda size: "a_1_assignsubmission" * (size // 20),
    "canvas": lambda size: "a_1_" * (size // 4),
    "exchange": lambda size: "a+" * (size // 2) + "2026-11-27 10:00:00 UTC",
    "folders": lambda size: "a/" * (size // 2) + "a.py",
}


@pytest.mark.sampled(thorough=2)
@pytest.mark.parametrize("family", NASTY_NAMES)
def test_platforms_names_are_read_in_linear_time(family: str) -> None:
    def run(size: int, stage: Stages) -> None:
        name = NASTY_NAMES[family](size)
        files = [found(Root(("class.zip",), ()), name, Place(Path("class.zip")), None)]
        with Reading() as reading:
            for layout in LAYOUTS:
                stage(layout.name, lambda one=layout: one.claims(files, reading))
        stage("moment", lambda: moment(name))

    assert too_steep(run, 8_000) == {}


@pytest.mark.sampled(thorough=2)
@pytest.mark.parametrize(
    "line", ["  - :name: a", "      more", "  :submitters:", "x", "submission_1:"]
)
def test_metadata_is_read_in_linear_time(line: str) -> None:
    def run(size: int, stage: Stages) -> None:
        content = "submission_1:\n  :submitters:\n  - :name: a\n" + f"{line}\n" * (
            size // len(line)
        )
        stage("submitted", lambda: submitted(content.encode()))

    assert too_steep(run, 8_000) == {}
