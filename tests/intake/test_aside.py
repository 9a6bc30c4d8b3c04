"""What lies among the hand-ins and is none: the course's own, tests, environments, results."""

import zipfile
from pathlib import Path

import pytest
from handing_in import lay, pack, read
from platform_samples import tarred, zip_bytes

from grader.classrun import folder_store, store
from grader.classrun.writers import WRITERS
from grader.errors import NotTakenIn
from grader.intake import Intake, collect, earlier
from grader.intake.modules import on_disk
from grader.intake.wanted import Wanted

ASKED = "def double(x):\n    return 2 * x\n"
WANTED = Wanted(
    "lab", names=(frozenset({"double"}),), provided=frozenset({("given.py",), ("kit", "nn.py")})
)


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def zipped(folder: Path) -> Path:
    archive = folder.parent / "class.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for path in sorted(folder.rglob("*")):
            file.write(path, path.relative_to(folder).as_posix())
    return archive


def reasons(found: Intake) -> dict[str, str]:
    return {aside.name: aside.why.key for aside in found.set_aside}


NONE: dict[str, dict[str, str]] = {
    "ana/given.py": {"ana/given.py": "aside.course"},
    "ana/kit/nn.py": {"ana/kit/nn.py": "aside.course"},
    "ana/test_double.py": {"ana/test_double.py": "aside.tests"},
    "ana/public_tests.py": {"ana/public_tests.py": "aside.tests"},
    "ana/testCases_v2.py": {"ana/testCases_v2.py": "aside.tests"},
    "ana/conftest.py": {"ana/conftest.py": "aside.tests"},
    "ana/tests/anything.py": {"ana/tests/anything.py": "aside.tests"},
    "ana/setup.py": {"ana/setup.py": "aside.tests"},
    "ana/__init__.py": {"ana/__init__.py": "aside.tests"},
    "ana/.venv/lib/python3.11/site-packages/pip/main.py": {"ana/.venv": "aside.environment"},
    "ana/venv/Lib/x.py": {"ana/venv": "aside.environment"},
    "ana/own/lib/python3/site-packages/pip/x.py": {
        "ana/own/lib/python3/site-packages": "aside.environment"
    },
    "node_modules/x/y.py": {"node_modules": "aside.environment"},
    "ana/lab.egg-info/x.py": {"ana/lab.egg-info": "aside.environment"},
    "ana/.git/hooks/x.py": {"ana/.git": "aside.hidden_folder"},
    ".vscode/x.py": {".vscode": "aside.hidden_folder"},
    "ana/link.url": {"ana/link.url": "aside.shortcut"},
    "Colab.webloc": {"Colab.webloc": "aside.shortcut"},
}


@pytest.mark.parametrize("name", NONE)
@pytest.mark.parametrize("as_zip", [False, True], ids=["folder", "zip"])
def test_it_is_no_hand_in_and_named_once(tmp_path: Path, name: str, as_zip: bool) -> None:
    folder = write(tmp_path / "in", {"ana/ana.ipynb": ASKED, "bia.py": ASKED, name: "x = 1"})
    found = collect([zipped(folder) if as_zip else folder], wanted=WANTED)
    assert [h.person.id for h in found.handed_in] == ["ana", "bia"]
    assert reasons(found) == NONE[name]


@pytest.mark.parametrize("name", ["ana/test_ana.py", "tests/ana.py", "given.py", "setup.py"])
def test_what_defines_a_name_that_is_asked_for_is_a_hand_in_wherever_it_lies(
    tmp_path: Path, name: str
) -> None:
    found = collect([write(tmp_path / "in", {name: ASKED})], wanted=WANTED)
    assert [h.name for h in found.handed_in] == [name]


def test_a_loop_without_a_name_may_be_what_is_asked_for(tmp_path: Path) -> None:
    files = {"ana_test.py": "x = 0\nfor i in range(9):\n    x += i\n", "bia_test.py": "x = 1"}
    wanted = Wanted("lab", names=(frozenset({"training"}),), blocks=True)
    found = collect([write(tmp_path / "in", files)], wanted=wanted)
    assert [h.name for h in found.handed_in] == ["ana_test.py"]


def test_an_environment_of_any_name_is_known_by_its_mark(tmp_path: Path) -> None:
    files = {"ana/e/pyvenv.cfg": "", "ana/e/bin/activate_this.py": "x = 1", "ana/ana.ipynb": ASKED}
    found = collect([write(tmp_path / "in", files)], wanted=WANTED)
    assert [h.person.id for h in found.handed_in] == ["ana"]
    assert reasons(found)["ana/e/bin"] == "aside.environment"


def test_a_mark_among_other_peoples_hand_ins_sets_none_of_them_aside(tmp_path: Path) -> None:
    files = {"pyvenv.cfg": "", "ana.py": ASKED, "room/bia.py": ASKED}
    assert len(collect([write(tmp_path / "in", files)], wanted=WANTED).handed_in) == 2


# ---------------------------------------------------------------- modules of a notebook

IMPORTS = '{"cells": [{"source": "import mine\\nfrom others import f"}]}'


@pytest.mark.parametrize(
    ("files", "modules"),
    [
        ({"ana/a.ipynb": IMPORTS, "ana/mine.py": "x = 1"}, ["ana/mine.py"]),
        ({"ana/a.ipynb": IMPORTS, "ana/others.py": "x = 1"}, ["ana/others.py"]),
        ({"ana/a.ipynb": IMPORTS, "ana/mine.py": ASKED}, []),
        ({"ana/a.ipynb": IMPORTS, "ana/unused.py": "x = 1"}, []),
        ({"ana/a.ipynb": IMPORTS, "bia/mine.py": "x = 1"}, []),
        ({"room/a.ipynb": IMPORTS, "room/b.ipynb": "{}", "room/mine.py": "x = 1"}, []),
        ({"a.ipynb": IMPORTS, "mine.py": "x = 1"}, []),
    ],
)
def test_a_module_is_no_hand_in_where_only_its_own_notebook_lies_beside_it(
    tmp_path: Path, files: dict[str, str], modules: list[str]
) -> None:
    found = collect([write(tmp_path / "in", files)], wanted=WANTED)
    assert [a.name for a in found.set_aside if a.why.key == "aside.module"] == modules
    assert len(found.handed_in) == len(files) - len(modules)


# ---------------------------------------------------------------- earlier results

RESULTS = {
    "run.json": "{}", "index.html": "", "gradebook.csv": "", "seed": "0",
    "students/ana/report.json": "{}", "students/ana/report.html": "",
    "students/ana/feedback.ipynb": ASKED, "students/ana/feedback.html": "",
}  # fmt: skip


def test_results_are_called_what_a_run_calls_them() -> None:
    assert set(store.COPIES) == earlier.COPIES
    assert {store.REPORT, store.REPORT_PAGE} == earlier.REPORTS
    assert {*WRITERS, "assignment.json", "seed"} == earlier.OF_A_RUN
    assert folder_store.STUDENTS == earlier.STUDENTS


@pytest.mark.parametrize("gone", ["", "run.json", "students/ana/feedback.html", "index.html"])
@pytest.mark.parametrize("as_zip", [False, True], ids=["folder", "zip"])
def test_a_folder_of_results_is_named_once(tmp_path: Path, gone: str, as_zip: bool) -> None:
    files = {f"old/{name}": text for name, text in RESULTS.items() if name != gone}
    folder = write(tmp_path / "in", {"ana.py": ASKED, **files})
    found = collect([zipped(folder) if as_zip else folder])
    assert [h.person.id for h in found.handed_in] == ["ana"]
    assert reasons(found) == {"old": "aside.results"}


def test_a_hand_in_that_lies_among_results_is_graded(tmp_path: Path) -> None:
    files = {**RESULTS, "caio.py": ASKED, "students/bia/bia.py": ASKED}
    found = collect([write(tmp_path / "in", files)])
    assert [h.person.id for h in found.handed_in] == ["bia", "caio"]
    assert reasons(found)["students/ana/feedback.ipynb"] == "aside.results"


def test_reports_that_somebody_hands_in_set_nobody_else_aside(tmp_path: Path) -> None:
    files = {f"students/{who}/lab.py": ASKED for who in ("ana", "bia", "eve")}
    forged = {"run.json": "{}", "students/eve/report.json": "", "students/eve/report.html": ""}
    found = collect([write(tmp_path / "in", {**files, **forged})])
    assert len(found.handed_in) == 3


def test_an_annotated_copy_beside_its_notebook_is_none(tmp_path: Path) -> None:
    names = ("ana.ipynb", "ana.feedback.ipynb", "ana.feedback.html", "bia.feedback.ipynb")
    found = collect([lay(tmp_path / "in", *names)])
    assert sorted(read(found).values()) == ["ana.ipynb", "bia.feedback.ipynb"]


# ---------------------------------------------------------------- results over hand-ins


@pytest.mark.parametrize(
    ("path", "out"),
    [
        ("in", "in"), ("in/ana.py", "in"), ("in", "."), ("in/room", "in"), ("in", "in/room"),
        ("in/../in", "in"),
    ],
)  # fmt: skip
def test_results_are_not_written_where_hand_ins_lie(tmp_path: Path, path: str, out: str) -> None:
    write(tmp_path / "in", {"ana.py": ASKED, "room/bia.py": ASKED})
    with pytest.raises(NotTakenIn, match="hand-ins") as raised:
        collect([tmp_path / path], apart_from=tmp_path / out)
    assert raised.value.texts[0].key == "intake.over"


@pytest.mark.parametrize("gone", ["", "run.json", "students/ana/report.json"])
def test_results_of_this_class_may_lie_among_its_hand_ins(tmp_path: Path, gone: str) -> None:
    folder = write(tmp_path / "in", {"ana.py": ASKED})
    write(folder / "out", {name: text for name, text in RESULTS.items() if name != gone})
    found = collect([folder], apart_from=folder / "out")
    assert [h.person.id for h in found.handed_in] == ["ana"]
    assert found.set_aside == ()


def test_what_is_found_instead_of_notebooks_is_said(tmp_path: Path) -> None:
    folder = lay(tmp_path / "in", "ana.pdf", "b\u200bia.zip", *(f"{n}.rar" for n in range(12)))
    with pytest.raises(NotTakenIn, match="no notebook") as raised:
        collect([folder])
    assert [text.key for text in raised.value.texts] == ["intake.nothing", *["intake.found"] * 3]
    said = str(raised.value)
    assert "ana.pdf: A PDF" in said
    assert "... +2: An archive" in said
    assert "\u200b" not in said


def test_a_zip_of_what_is_called_so_and_is_none_is_said_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(NotTakenIn, match=r"a\.zip, b\.zip: It cannot be unpacked"):
        collect([pack(tmp_path / "class.zip", "a.zip", "b.zip")])


OWN = {
    "each has a folder": (
        {"ana/a.ipynb": IMPORTS, "ana/mine.py": ASKED, "bia/b.ipynb": "{}"},
        {"ana/a.ipynb": ["mine.py"]},
    ),
    "it is run": (
        {"ana/a.ipynb": "%run mine.py", "ana/mine.py": ASKED, "bia/b.ipynb": "{}"},
        {"ana/a.ipynb": ["mine.py"]},
    ),
    "what it imports imports more": (
        {"ana/a.ipynb": IMPORTS, "ana/mine.py": "import deep\nimport mine", "bia/b.ipynb": "{}",
         "ana/deep.py": ASKED, "ana/others.py": ASKED},
        {"ana/a.ipynb": ["deep.py", "mine.py", "others.py"]},
    ),
    "a platform's folder with two notebooks": (
        {"Ana_11_assignsubmission_file/a.ipynb": IMPORTS,
         "Ana_11_assignsubmission_file/mine.py": ASKED,
         "Bia_12_assignsubmission_file/b.ipynb": ASKED,
         "Bia_12_assignsubmission_file/c.ipynb": "{}"},
        {"Ana_11_assignsubmission_file/a.ipynb": ["mine.py"]},
    ),
    # nobody takes another's file for a module of their own
    "a folder for everybody": (
        {"room/a.ipynb": IMPORTS, "room/mine.py": ASKED, "room/others.py": ASKED}, {},
    ),
    "a folder for each section": (
        {"one/a.ipynb": IMPORTS, "one/mine.py": ASKED, "two/c.ipynb": ASKED, "two/d.ipynb": ASKED},
        {},
    ),
    "what the course gives out": (
        {"ana/a.ipynb": "import given", "ana/given.py": ASKED, "bia/b.ipynb": "{}"}, {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", OWN)
@pytest.mark.parametrize("as_zip", [False, True], ids=["folder", "zip"])
def test_a_module_with_names_that_are_asked_for_goes_with_its_notebook_in_a_folder_of_ones_own(
    tmp_path: Path, case: str, as_zip: bool
) -> None:
    files, beside = OWN[case]
    folder = write(tmp_path / "in", files)
    found = collect([zipped(folder) if as_zip else folder], wanted=WANTED)
    there = {h.name: [name for name, _place in h.beside] for h in found.handed_in if h.beside}
    assert there == beside
    modules = sum(map(len, beside.values()))
    assert sum(a.why.key == "aside.module" for a in found.set_aside) == modules
    for one in found.handed_in:
        read = dict(one.read().beside)
        assert {
            name: files[f"{one.name.rpartition('/')[0]}/{name}"].encode() for name in read
        } == read


def test_what_lies_beside_a_notebook_on_disk_is_found_by_its_imports(tmp_path: Path) -> None:
    files = {"a.ipynb": IMPORTS, "mine.py": "import deep", "deep.py": "x = 1", "given.py": "",
             "spare.py": "x = 2"}  # fmt: skip
    folder = write(tmp_path / "in", files)
    (folder / "others.py").symlink_to(folder / "spare.py")
    content = (IMPORTS + "import given").encode()
    found = on_disk(folder / "a.ipynb", content, {("given.py",)})
    assert found == (("deep.py", b"x = 1"), ("mine.py", b"import deep"))


NOTEBOOK = '{"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "code", "source": "x = 1"}]}'
CALLED = ("ana", "ana.zip", "ana.json", "ana.ipynb.zip", "ana.tgz", "ana.txt", "ana.rar.download")


@pytest.mark.parametrize("name", CALLED)
@pytest.mark.parametrize("around", ["", "zip", "zip in zip", "tar", "tar in zip"])
def test_a_notebook_is_one_whatever_it_is_called(tmp_path: Path, name: str, around: str) -> None:
    given = write(tmp_path / "in", {name: NOTEBOOK, "bia.ipynb": NOTEBOOK, "caio.json": "{}"})
    content = {path.name: path.read_bytes() for path in sorted(given.iterdir())}
    for kind in around.split(" in ") if around else ():
        given = tmp_path / f"in.{kind}"
        packed = zip_bytes(content) if kind == "zip" else tarred(given, content).read_bytes()
        given.write_bytes(packed)
        content = {given.name: packed}
    found = collect([given], wanted=WANTED)
    first = "ana.rar" if name == "ana.rar.download" else "ana"
    assert {h.person.id: h.read().content for h in found.handed_in} == {
        first: NOTEBOOK.encode(),
        "bia": NOTEBOOK.encode(),
    }
    assert list(reasons(found).values()) == ["aside.not_a_notebook"]


@pytest.mark.parametrize("name", CALLED)
def test_one_that_is_named_itself_is_too(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / "in", {name: NOTEBOOK}) / name
    assert len(collect([path], wanted=WANTED).handed_in) == 1
