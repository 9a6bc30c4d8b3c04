"""Whatever one person's files are called, and wherever they lie, one of them is graded."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from course_fixture import DOUBLE, GOOD_COUNTER, GOOD_DOUBLE, notebook_bytes

from grader.errors import NothingToGrade
from grader.intake import wanted_by
from grader.intake.one_person import of_one_person

GOOD = notebook_bytes(GOOD_DOUBLE, GOOD_COUNTER)
OTHER = notebook_bytes("x = 1")


def zipped(files: Mapping[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return written.getvalue()


@pytest.mark.parametrize(
    ("files", "graded"),
    [
        ({"a.ipynb": GOOD}, "a.ipynb"),
        ({"a.ipynb": GOOD, "b.ipynb": OTHER}, "a.ipynb"),
        ({"x/y/a.ipynb": GOOD, "x/b.ipynb": OTHER, "z/c.ipynb": OTHER}, "x/y/a.ipynb"),
        ({"a.py": GOOD_DOUBLE.encode(), "b.ipynb": OTHER}, "a.py"),
        ({"attempt 1/a.ipynb": GOOD, "attempt 2/a.ipynb": OTHER}, "attempt 1/a.ipynb"),
        ({"b.zip": zipped({"in/a.ipynb": GOOD}), "a.ipynb": OTHER}, "b.zip/in/a.ipynb"),
        ({"b.zip": zipped({"c.zip": zipped({"a.ipynb": GOOD})})}, "b.zip/c.zip/a.ipynb"),
        (
            {"doe_LATE_1234_98765_a.ipynb": GOOD, "roe_1235_98766_a.ipynb": OTHER},
            "doe_LATE_1234_98765_a.ipynb",
        ),
        (
            {
                "Ana_12_assignsubmission_file_/a.ipynb": GOOD,
                "Bia_13_assignsubmission_file_/a.ipynb": OTHER,
            },
            "Ana_12_assignsubmission_file_/a.ipynb",
        ),
        (
            {"submission_1/a.ipynb": GOOD, "submission_metadata.yml": b":a: 1"},
            "submission_1/a.ipynb",
        ),
    ],
)
def test_one_file_is_graded_and_the_others_are_named(
    tmp_path: Path, files: Mapping[str, bytes], graded: str
) -> None:
    folder = tmp_path / "submission"
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    intake = of_one_person(folder, wanted_by(DOUBLE))
    assert [one.name for one in intake.handed_in] == [graded]
    assert len(intake.set_aside) == len(files) - 1


def test_nothing_is_said_as_nothing(tmp_path: Path) -> None:
    with pytest.raises(NothingToGrade):
        of_one_person(tmp_path, wanted_by(DOUBLE))
