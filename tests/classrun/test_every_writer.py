"""What everything that is written about a class keeps to: `WRITERS`, and an example."""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from class_run_of import folder_store, run_in, worker_of
from course_fixture import GOOD_COUNTER, GOOD_DOUBLE, notebook_bytes
from extend.writer_roll import roll

from grader.classrun.batch import grade_class
from grader.classrun.writers import WRITERS, ClassDone, Writer
from grader.intake import HandIn, Intake, Person, Place
from grader.language import LANGUAGES

EVERY: Mapping[str, Writer] = {**WRITERS, "roll.txt": roll}
each_writer = pytest.mark.parametrize("name", EVERY)
each_language = pytest.mark.parametrize("language", LANGUAGES)

HOSTILE = '=cmd|"/C calc"!A1 <script>alert(1)</script> \x1b[31m\u202e\u2028'
ABOUT_EVERYBODY = tuple(name for name in EVERY if name != "insight.json")
_WHEN = re.compile(rb"\d{4}-\d\d-\d\dT[\d:+]+")


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> ClassDone:
    """Grade one who is right, one whose name is hostile, and one whose file is gone."""
    folder = tmp_path_factory.mktemp("class")
    for name, sources in {"ana": (GOOD_DOUBLE, GOOD_COUNTER), "mal": (f"'''{HOSTILE}'''",)}.items():
        (folder / f"{name}.ipynb").write_bytes(notebook_bytes(*sources))
    handed = (
        HandIn(Person("ana"), "ana.ipynb", Place(folder / "ana.ipynb")),
        HandIn(Person("mal", HOSTILE, HOSTILE), HOSTILE, Place(folder / "mal.ipynb")),
        HandIn(Person("zoe"), "zoe.ipynb", Place(folder / "zoe.ipynb")),
    )
    with worker_of(run_in(folder_store(folder / "out"))) as worker:
        graded = grade_class(worker, handed, 0, lambda _done: None)
        return ClassDone(worker.session, "en", Intake(handed, ()), graded, 1, 1.5, "en")


@each_writer
@each_language
def test_it_is_text_and_nothing_in_it_deceives(done: ClassDone, name: str, language: str) -> None:
    text = EVERY[name](replace(done, language=language, locale=language)).decode("utf-8-sig")
    kinds = {sign: unicodedata.category(sign) for sign in set(text) - {"\n", "\r", "\t"}}
    assert [sign for sign, kind in kinds.items() if kind in ("Cc", "Cs", "Co", "Zl", "Zp")] == []
    assert not {"\u202e", "\u2066", "\u200b"} & kinds.keys(), "turned round, or not seen"
    assert text.endswith("\n")
    _is_well_formed(text, Path(name).suffix)


def _is_well_formed(text: str, suffix: str) -> None:
    if suffix == ".json":
        json.loads(text)
    elif suffix == ".html":
        assert "<script>alert" not in text
    elif suffix == ".csv":
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert [cell for cell in cells if cell.startswith(("=", "+", "@"))] == []


@each_writer
def test_the_same_class_gives_the_same_bytes_but_for_the_moment(done: ClassDone, name: str) -> None:
    first, second = (_WHEN.sub(b"", EVERY[name](done)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("name", ABOUT_EVERYBODY)
def test_everybody_is_in_it(done: ClassDone, name: str) -> None:
    text = EVERY[name](done).decode("utf-8-sig")
    assert [
        handed.person.id for handed in done.intake.handed_in if handed.person.id not in text
    ] == []


@each_writer
def test_a_class_of_nobody_is_written_too(done: ClassDone, name: str) -> None:
    nobody = replace(done, intake=Intake((), ()), done=())
    assert isinstance(EVERY[name](nobody), bytes)


@each_writer
def test_points_that_were_not_given_are_no_zero(done: ClassDone, name: str) -> None:
    """A fault of ours takes no points: who has none is not written as who has 0."""
    [*_, gone] = done.done
    assert (gone.row.student, gone.row.score) == ("zoe", None)
    nothing = replace(gone, row=replace(gone.row, score=0.0, status="graded"))
    instead = replace(done, done=(*done.done[:-1], nothing))
    has_points = name not in ("run.json",)
    assert (EVERY[name](done) != EVERY[name](instead)) == has_points
