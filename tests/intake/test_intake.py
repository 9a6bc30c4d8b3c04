"""What is found in files, folders and zips, whose it is, and what is left out with a reason."""

import os
import zipfile
from pathlib import Path

import pytest

from grader.errors import NothingToGrade, UserError
from grader.intake import collect, student_of


def _touch(path: Path, modified: float = 1_000_000_000.0, content: bytes = b"x = 1\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (modified, modified))
    return path


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("ana.ipynb", "ana"),
        ("folder/bruno.py", "bruno"),
        ("carla.ipynb.txt", "carla"),
        ("DIEGO.IPYNB", "DIEGO"),
        ("a\\b\\eva.ipynb", "eva"),
        ("jose\u0301.ipynb", "josé"),
        ("trabalho final (1).ipynb", "trabalho final (1)"),
    ],
)
def test_a_student_is_the_stem_of_the_file(name: str, student: str) -> None:
    assert student_of(name) == student


def test_a_folder_is_searched_through_and_ordered_by_student(tmp_path: Path) -> None:
    _touch(tmp_path / "b" / "bruno.ipynb")
    _touch(tmp_path / "ana.py")
    found = collect([tmp_path])
    assert [h.person.id for h in found.handed_in] == ["ana", "bruno"]
    assert found.handed_in[1].read().content == b"x = 1\n"
    assert found.set_aside == ()


@pytest.mark.parametrize(
    ("name", "why"),
    [
        (".ipynb_checkpoints/ana-checkpoint.ipynb", "aside.copy"),
        ("__MACOSX/._ana.ipynb", "aside.copy"),
        (".virtual_documents/ana.ipynb", "aside.copy"),
        (".DS_Store", "aside.system_file"),
        ("~$ana.ipynb", "aside.system_file"),
        ("ana.ipynb:Zone.Identifier", "aside.system_file"),
        ("ana.ipynbZone.Identifier", "aside.system_file"),
        ("turma.zip", "aside.damaged"),
        ("turma.7z", "aside.archive"),
        ("ana.html", "aside.web_page"),
        ("relatorio.pdf", "aside.pdf"),
    ],
)
def test_what_is_no_hand_in_is_set_aside_with_its_reason(
    tmp_path: Path, name: str, why: str
) -> None:
    _touch(tmp_path / "real.ipynb")
    _touch(tmp_path / name)
    found = collect([tmp_path])
    assert [h.person.id for h in found.handed_in] == ["real"]
    assert [(a.name, a.why.key) for a in found.set_aside] == [(name, why)]


def test_a_zip_is_read_without_unpacking_it(tmp_path: Path) -> None:
    archive = tmp_path / "class.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("turma/ana.ipynb", "{}")
        file.writestr("../../evil.ipynb", "{}")
        file.writestr("turma/inner.zip", "PK")
    found = collect([archive])
    assert [h.person.id for h in found.handed_in] == ["ana", "evil"]
    assert found.handed_in[1].read().content == b"{}"
    assert [a.why.key for a in found.set_aside] == ["aside.damaged"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["class.zip"]


def test_a_path_that_does_not_exist_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="does not exist"):
        collect([tmp_path / "nowhere"])


def test_a_broken_zip_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read as a zip"):
        collect([_touch(tmp_path / "class.zip", content=b"not a zip")])


def test_an_empty_folder_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(NothingToGrade, match="no notebook"):
        collect([tmp_path])
