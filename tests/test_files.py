"""Students' folders have names that are safe wherever they land."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.files import folder_names


@pytest.mark.parametrize("student", ["ana", "João Souza", "ana.b+c@x.br", "Ana", "尾崎"])
def test_a_safe_id_names_its_own_folder(student: str) -> None:
    assert folder_names([student]) == {student: student}


@pytest.mark.parametrize(
    "student", ["..", ".", "", "a/b", "a\\b", "con", "nul.txt", "a\x00b", "x" * 300, " a ", "<b>"]
)
def test_an_unsafe_id_is_marked(student: str) -> None:
    name = folder_names([student])[student]
    assert name != student
    assert len(name) < 100
    assert not set(name) & set('/\\\x00<>:"|?*')
    assert name.strip(" .") == name


def test_ids_that_differ_by_case_only_do_not_share_a_folder() -> None:
    names = folder_names(["ana", "ANA"])
    assert len({name.casefold() for name in names.values()}) == 2


@given(st.lists(st.text(max_size=20), unique=True, max_size=8))
def test_distinct_ids_have_distinct_folders_inside_the_parent(students: list[str]) -> None:
    names = folder_names(students)
    assert len({name.casefold() for name in names.values()}) == len(students)
    for name in names.values():
        assert Path(name).name == name
