"""`--annotate` as a person meets it: what is written where, and what is not."""

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from annotate_samples import NotebookReader
from command_line import GOOD, run, write
from page_reader import PageReader

from grader.annotate import insert
from grader.annotate.document import is_feedback
from grader.classrun import batch

WRONG = ("def double(x):\n    return x + 2\n", GOOD[1])


def cells(path: Path) -> list[Any]:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    return list(notebook.cells)


def kinds(path: Path) -> str:
    """One letter for each cell: Feedback or the Student's."""
    return "".join("F" if is_feedback(cell) else "S" for cell in cells(path))


def test_check_writes_a_copy_beside_the_report(tmp_path: Path) -> None:
    path = write(tmp_path / "ana.ipynb", *WRONG)
    before = path.read_bytes()
    result = run("check", "double", path, "--format", "json", "--annotate", tmp_path / "out")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "ana.feedback.html", "ana.feedback.ipynb",
    ]  # fmt: skip
    assert kinds(tmp_path / "out/ana.feedback.ipynb") == "FSFSF"
    page = NotebookReader((tmp_path / "out/ana.feedback.html").read_text())
    assert page.faults == []
    for exercise in report["exercises"]:
        assert exercise["title"] in page.words
    assert path.read_bytes() == before


def test_checking_the_copy_again_renews_it(tmp_path: Path) -> None:
    path = write(tmp_path / "ana.ipynb", *WRONG)
    run("check", "double", path, "--annotate", tmp_path)
    copy = tmp_path / "ana.feedback.ipynb"
    first = copy.read_bytes()
    assert run("check", "double", copy, "--annotate", tmp_path).exit_code == 1
    assert sorted(p.name for p in tmp_path.glob("*.ipynb")) == ["ana.feedback.ipynb", "ana.ipynb"]
    assert kinds(copy) == "FSFSF"
    mended = json.loads(first)
    mended["cells"][1]["source"] = GOOD[0]
    copy.write_text(json.dumps(mended))
    assert run("check", "double", copy, "--annotate", tmp_path).exit_code == 0
    assert kinds(copy) == "FSFSF"
    assert [c.source for c in cells(copy) if not is_feedback(c)] == list(GOOD)


def test_an_unreadable_file_has_no_copy(tmp_path: Path) -> None:
    path = tmp_path / "eva.ipynb"
    path.write_bytes(bytes(50))
    assert run("check", "double", path, "--annotate", tmp_path / "out").exit_code == 2
    assert not (tmp_path / "out").exists()


def test_a_copy_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    path = write(tmp_path / "ana.ipynb", *GOOD)
    (tmp_path / "file").touch()
    result = run("check", "double", path, "--annotate", tmp_path / "file")
    assert result.exit_code == 2
    assert "cannot be written" in result.output
    assert "Doubling" in result.output


def test_a_class_gets_a_copy_beside_each_report(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    write(folder / "ana.ipynb", *GOOD)
    write(folder / "bruno.ipynb", "x = 1", GOOD[1])
    (folder / "carla.py").write_text(GOOD[0])
    (folder / "eva.ipynb").write_bytes(bytes(50))
    assert run("grade", "double", folder, "--out", out, "--jobs", "2", "--annotate").exit_code == 0
    places = {p.parent.name: kinds(p) for p in out.rglob("feedback.ipynb")}
    assert places == {"ana": "FSFSF", "bruno": "FSSFF", "carla": "FSFF"}
    assert {p.parent.name for p in out.rglob("feedback.html")} == set(places)
    assert json.loads((out / "run.json").read_bytes())["faults"] == []


def test_the_pages_lead_to_the_copies(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    write(folder / "ana.ipynb", *WRONG)
    (folder / "eva.ipynb").write_bytes(bytes(50))
    for options in (["--annotate"], ["--annotate", "--resume"]):
        run("grade", "double", folder, "--out", out, "--jobs", "1", *options)
        assert links_to_copies(out / "index.html") == ["students/ana/feedback.html"]
        assert links_to_copies(out / "students/ana/report.html") == ["feedback.html"]
        assert links_to_copies(out / "students/eva/report.html") == []
    run("grade", "double", folder, "--out", out, "--jobs", "1")
    assert links_to_copies(out / "index.html") == []
    assert links_to_copies(out / "students/ana/report.html") == []


def links_to_copies(page: Path) -> list[str]:
    """Return the links to annotated copies; what they lead to must be there."""
    reader = PageReader(page.read_text())
    assert reader.faults == []
    found = [a["href"] for tag, a in reader.tags if tag == "a" and "feedback" in a["href"]]
    assert all((page.parent / link).is_file() for link in found)
    return found


def test_a_run_without_copies_leaves_none_of_an_earlier_one(tmp_path: Path) -> None:
    path, out = write(tmp_path / "ana.ipynb", *WRONG), tmp_path / "out"
    run("grade", "double", path, "--out", out, "--jobs", "1", "--annotate")
    assert list(out.rglob("feedback.*"))
    write(path, *GOOD)
    run("grade", "double", path, "--out", out, "--jobs", "1")
    assert not list(out.rglob("feedback.*"))
    assert list(out.rglob("report.html"))


def test_two_runs_write_the_same_copies(tmp_path: Path) -> None:
    path = write(tmp_path / "ana.ipynb", *WRONG)
    first, second = tmp_path / "first", tmp_path / "second"
    run("grade", "double", path, "--out", first, "--annotate")
    run("grade", "double", path, "--out", second, "--annotate", "--seed-file", first / "seed")
    for name in ("feedback.ipynb", "feedback.html"):
        copies = [(out / "students/ana" / name).read_bytes() for out in (first, second)]
        assert copies[0] == copies[1]


def raises(*_: object) -> object:
    raise KeyError("ours")


def start_broken(run: batch.ClassRun) -> Any:
    """Start a worker that cannot make copies."""
    insert.document_of = raises
    return batch._start(run)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(insert, "document_of", raises)
    monkeypatch.setattr(batch, "_start", start_broken)


@pytest.mark.usefixtures("broken")
def test_where_we_fail_the_report_stands_and_the_fault_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "ana.ipynb", *GOOD)
    result = run("check", "double", path, "--annotate", tmp_path / "out")
    assert result.exit_code == 0
    assert "Doubling" in result.stdout
    assert "annotated copy: KeyError, test_annotate.py:" in result.stderr
    out = tmp_path / "class"
    run("grade", "double", path, "--out", out, "--jobs", "1", "--annotate")
    assert "ana,10,10,graded" in (out / "gradebook.csv").read_text()
    (fault,) = json.loads((out / "run.json").read_bytes())["faults"]
    assert "annotated copy: KeyError, test_annotate.py:" in fault
    assert not list(out.rglob("feedback.*"))
