"""Whatever somebody is called, and calls a file: it stays in the folder, and is called alike."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.remote_course.canvas_names import places as canvas_places
from grader.remote_course.course import Member, RemoteFile, RemoteHandIn
from grader.remote_course.fetch import fetch
from grader.remote_course.manifest import Source
from grader.remote_course.memory import MemoryCourse
from grader.remote_course.moodle_names import places as moodle_places
from grader.remote_course.names import each_once, safe

NASTY = st.one_of(
    st.text(max_size=300),
    st.lists(
        st.sampled_from(
            (
                "..",
                "/",
                "\\",
                "\0",
                "👩\u200d💻",
                "\u202e",
                "شعر",
                "a",
                "A",
                ".",
                " ",
                "é",
                "\ud800",
            )
        ),
        max_size=12,
    ).map("".join),
)
SOURCE = Source("moodle", "http://localhost:1", "7", "321")


def hand_in(number: int, name: str, paths: list[str]) -> RemoteHandIn:
    files = tuple(
        RemoteFile(f"{number}{index}", path, content=b"x") for index, path in enumerate(paths)
    )
    return RemoteHandIn(str(number), name, (Member(str(number), name),), files)


@given(NASTY, st.lists(NASTY, min_size=1, max_size=4))
@settings(max_examples=150, deadline=None)
def test_no_name_leaves_the_folder(name: str, paths: list[str]) -> None:
    every = [hand_in(1, name, paths), hand_in(2, name, paths)]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "in" / "class"
        came = fetch(MemoryCourse(tuple(every)), SOURCE, folder)
        assert came.troubles == []
        files = [path for path in Path(place).rglob("*") if path.is_file()]
        assert all(path.is_relative_to(folder) for path in files)
        assert len(files) == 2 * len(paths) + 1
        assert not any(path.is_symlink() for path in Path(place).rglob("*"))


@given(NASTY, NASTY)
def test_a_platforms_names_are_parts_of_a_path(name: str, path: str) -> None:
    one = hand_in(12, name, [path, path])
    for places in (moodle_places(one), canvas_places(one)):
        assert len({*places}) == 2
        for place in places:
            assert all(part not in ("", ".", "..") for part in place)
            assert not any(sign in part for part in place for sign in "/\\\0\u202e")
            assert all(len(part.encode()) < 256 for part in place)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("lab.ipynb", "lab.ipynb"),
        ("../up.ipynb", ".._up.ipynb"),
        ("..", "__"),
        ("", "_"),
        ("👩\u200d💻.ipynb", "👩\u200d💻.ipynb"),
        ("\u202ebpyni.lab", "_bpyni.lab"),
        ("e\u0301.py", "é.py"),
        ("شعر.ipynb", "شعر.ipynb"),
        ("a" * 300 + ".ipynb", "a" * 144 + ".ipynb"),
    ],
)
def test_names_stay_as_they_are_as_far_as_that_can_be(given: str, name: str) -> None:
    assert safe(given) == name


def test_what_a_disk_may_take_for_one_file_is_told_apart() -> None:
    given = [("a", "Lab.py"), ("a", "lab.py"), ("b", "lab.py"), ("a", "lab-2.py"), ("A",)]
    told = [("a", "Lab.py"), ("a", "lab-2.py"), ("b", "lab.py"), ("a", "lab-2-2.py"), ("A-2",)]
    assert each_once(given) == told
