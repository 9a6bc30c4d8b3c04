"""Intake, whatever the names: nested folders on a disk, members of a zip, many of one student."""

import io
import os
import warnings
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from fuzz_intake import assert_sound
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from grader.errors import NothingToGrade
from grader.files import folder_names
from grader.intake import collect, student_of

LETTERS = "aAéE\u0301 ._-+@=()'\"<>:|*?\\/\u202e\u200bß"
stems = st.text(st.sampled_from(LETTERS), max_size=8) | st.sampled_from(
    [
        "con",
        "NUL",
        "..",
        ".",
        "-rf",
        "__MACOSX",
        ".ipynb_checkpoints",
        "ana",
        "Ana",
        "ANA",
        "a" * 90,
    ]
)
suffixes = st.sampled_from([".ipynb", ".py", ".IPYNB", ".ipynb.txt", ".zip", ".pdf", "", "/"])
names = st.builds(
    lambda folders, stem, suffix: "/".join([*folders, stem + suffix]),
    st.lists(stems, max_size=3), stems, suffixes,
)  # fmt: skip
quick = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def zip_of(names: Sequence[str]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # two members may bear one name
        for number, name in enumerate(names):
            archive.writestr(zipfile.ZipInfo(name), f"x = {number}\n")
    return written.getvalue()


@quick
@given(st.lists(names, min_size=1, max_size=12))
@example(["a/ana.ipynb", "b/ana.ipynb", "ANA.ipynb", "../../ana.py"])
@example([""])
@example(["/"])
def test_any_names_in_a_zip_give_each_student_one_file(tmp_path: Path, names: list[str]) -> None:
    archive = tmp_path / "class.zip"
    archive.write_bytes(zip_of(names))
    try:
        found = collect([archive])
    except NothingToGrade:
        assert not any(name.lower().endswith((".ipynb", ".py")) and "__MACOSX" not in name
                       and ".ipynb_checkpoints" not in name and not _hidden(name)
                       for name in names)  # fmt: skip
        return
    assert_sound(found)
    files = sum(not name.endswith("/") for name in names)
    assert len(found.handed_in) + len(found.set_aside) == files
    for handed in found.handed_in:
        assert handed.read().content.startswith(b"x = ")
    assert [p.name for p in tmp_path.iterdir()] == ["class.zip"]


def _hidden(name: str) -> bool:
    return name.replace("\\", "/").rstrip("/").rpartition("/")[2].startswith((".", "~$"))


folders = st.lists(
    st.text(st.sampled_from("aAé ._-=()'<\u202e\n\t"), min_size=1, max_size=6).filter(
        lambda part: part not in (".", "..")
    ),
    max_size=4,
)


@quick
@given(st.lists(st.tuples(folders, suffixes.filter(lambda s: s != "/")), min_size=1, max_size=8))
def test_nested_folders_give_each_file_a_student_of_its_own(
    tmp_path_factory: pytest.TempPathFactory, places: list[tuple[list[str], str]]
) -> None:
    root = tmp_path_factory.mktemp("class")
    times: dict[Path, float] = {}
    for number, (parts, suffix) in enumerate(places):
        path = root.joinpath(*parts, f"ana{number % 2}{suffix}")
        if path.is_dir() or any(p.is_file() for p in path.parents if p != root):
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x = 1\n")
        times[path] = 1e9 + number
        os.utime(path, (times[path], times[path]))
    notebooks = [p for p in times if p.name.lower().endswith((".ipynb", ".py", ".ipynb.txt"))]
    if not notebooks:
        with pytest.raises(NothingToGrade):
            collect([root])
        return
    found = collect([root])
    assert_sound(found)
    assert {h.place.path for h in found.handed_in} == set(notebooks), "nobody is left out or merged"
    assert {student_of(h.name) for h in found.handed_in} == {student_of(p.name) for p in notebooks}
    assert len(found.set_aside) == len(times) - len(notebooks)


@given(st.lists(st.text(max_size=12) | stems, max_size=12))
def test_no_two_students_share_a_folder_wherever_it_lands(students: list[str]) -> None:
    folders = folder_names(students)
    assert folders.keys() == set(students)
    assert len({name.casefold() for name in folders.values()}) == len(folders)
    for name in folders.values():
        assert name == Path(name).name and name not in (".", "..")
        assert len(name.encode("utf-8")) < 255
