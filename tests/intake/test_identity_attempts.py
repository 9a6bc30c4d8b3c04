"""Attempts and duplicates are one person's; whatever the names, nobody shares a cell or folder."""

import csv
import hashlib
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from handing_in import lay, pack, read, told
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from grader.files import folder_names
from grader.gradebook import gradebook_csv
from grader.intake import attempts, collect, people, student_of
from grader.intake.likeness import key
from grader.report.class_row import ClassRow

# ---------------------------------------------------------------- attempts, duplicates


@pytest.mark.parametrize(
    ("names", "kept"),
    [
        (("tentativa-1/ana.py", "tentativa-2/ana.py"), "tentativa-2/ana.py"),
        (("tentativa-10/ana.py", "tentativa-9/ana.py"), "tentativa-10/ana.py"),
        (("ana/intento 1/x.py", "ana/intento 2/x.ipynb"), "ana/intento 2/x.ipynb"),
        (("Attempt_1/ana.py", "Attempt_2/ANA.py", "Attempt_3/ana.py"), "Attempt_3/ana.py"),
        (("attempt3/ana.py", "attempt1/ana.py"), "attempt3/ana.py"),
    ],
)
def test_of_attempts_the_highest_number_is_graded_whatever_the_dates_say(
    tmp_path: Path, names: tuple[str, ...], kept: str
) -> None:
    found = collect([lay(tmp_path, *names)])
    assert list(read(found).values()) == [kept]
    assert {aside.name for aside in found.set_aside} == {*names} - {kept}
    assert {a.why.key for a in found.set_aside} == {"aside.older"}
    assert found.set_aside[0].why.values == {"kept": kept}
    assert told(found) == [("collision.attempts", {"", found.handed_in[0].person.id})]


def test_folders_of_attempts_may_be_given_one_by_one(tmp_path: Path) -> None:
    lay(tmp_path, "tentativa-1/ana.py", "tentativa-2/ana.py")
    found = collect([tmp_path / "tentativa-1", tmp_path / "tentativa-2"])
    assert read(found) == {"ana": "tentativa-2/ana.py"}


def test_attempts_in_two_peoples_folders_are_two_people(tmp_path: Path) -> None:
    names = [f"{who}/tentativa-{n}/notebook.py" for who in ("ana", "eve") for n in (1, 2)]
    found = collect([lay(tmp_path, *names)])
    assert read(found) == {
        f"{who}/tentativa-2/notebook": f"{who}/tentativa-2/notebook.py" for who in ("ana", "eve")
    }
    assert sorted(what for what, _ in told(found)) == [
        "collision.attempts", "collision.attempts", "collision.people",
    ]  # fmt: skip


def test_of_members_of_one_name_the_last_is_chosen_and_read(tmp_path: Path) -> None:
    found = collect([pack(tmp_path / "class.zip", "dup.py", "ana.py", "dup.py", "dup.py")])
    assert read(found) == {"ana": "1", "dup": "3"}
    assert [(a.name, a.why.key) for a in found.set_aside] == [("dup.py", "aside.duplicate")] * 2
    assert told(found) == [("collision.duplicate", {""})]
    assert found.collisions[0].what.values == {"name": "dup.py", "n": 3}


def test_members_that_differ_by_case_only_are_two_people(tmp_path: Path) -> None:
    found = collect([pack(tmp_path / "class.zip", "dup.py", "DUP.py", "dup.PY")])
    assert sorted(read(found).values()) == ["0", "1", "2"]
    assert found.set_aside == ()
    assert [what for what, _ in told(found)] == ["collision.people"]


def test_a_zip_that_changes_meanwhile_gives_nobody_anothers_file(tmp_path: Path) -> None:
    archive = pack(tmp_path / "class.zip", "ana.py", "bia.py")
    handed = collect([archive]).handed_in[0]
    pack(archive, "bia.py", "ana.py")
    with pytest.raises(zipfile.BadZipFile, match="changed meanwhile"):
        handed.read()


# ---------------------------------------------------------------- whatever the names


ODD = "aAnN\u0430\u0391\u0301\u200b\u2060\u202e\ufeff .'=-;+@/\\1lI\uff0f\t"
PATHS = st.lists(
    st.text(st.sampled_from(ODD), max_size=5).map(lambda stem: f"{stem}.py"), min_size=1, max_size=8
)


def cells(students: Sequence[str]) -> list[str]:
    content = gradebook_csv([ClassRow(s, 1.0, 1.0, "graded") for s in students], [])
    rows = csv.reader(io.StringIO(content.decode(), newline=""), strict=True)
    return [row[0] for row in rows][1:]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(PATHS)
@example(["=a.py", "'=a.py"])
@example(["n;=a.py", "n;'=a.py"])
@example(["x/a.py", "y/a.py", "x\uff0fa.py"])
@example(["\x1b[0ma.py", "a.py"])
@example(["a\u0301\u0301\u0301\u0301.py", "a\u0301\u0301\u0301.py"])
@example(["\u200b.py", "\u2060.py"])
def test_no_two_people_share_a_cell_of_the_gradebook_or_a_folder(
    tmp_path: Path, names: list[str]
) -> None:
    pack(tmp_path / "class.zip", "always.py", *names)
    found = collect([tmp_path / "class.zip"])
    students = [handed.person.id for handed in found.handed_in]
    assert len({key(student) for student in students}) == len(students)
    assert len(set(cells(students))) == len(students)
    assert all(cells(students))
    assert len({name.casefold() for name in folder_names(students).values()}) == len(students)
    lost = len(names) + 1 - len(students) - len(found.set_aside)
    assert lost == 0, "everybody is graded, or set aside with a reason"


@pytest.mark.parametrize(
    "name", ["{n}/notebook.py", "tentativa-{n}/ana.py", "same.py", "ana{n}.py"]
)
def test_twice_as_many_hand_ins_are_twice_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def work(count: int) -> int:
        calls: list[str] = []
        for module in (people, attempts):
            monkeypatch.setattr(
                module, "key", lambda student: calls.append(student) or key(student)
            )
        path = pack(tmp_path / f"{count}.zip", *(name.format(n=n) for n in range(count)))
        assert collect([path]).handed_in
        return len(calls)

    assert 0 < work(40) <= 2 * work(20)


@given(st.text(st.sampled_from(ODD)), st.text(st.sampled_from(ODD)))
def test_what_is_one_cell_is_one_id(one: str, other: str) -> None:
    if cells([one]) == cells([other]):
        assert key(one) == key(other)


def test_no_id_is_made_to_be_the_folder_of_another() -> None:
    short = folder_names(["a/b"])["a/b"]
    whole = f"a_b-{hashlib.sha256(b'a/b').hexdigest()}"
    names = folder_names(["a/b", short, whole, "a_b"])
    assert len(set(names.values())) == 4
    assert (names[short], names["a_b"]) == (short, "a_b"), "safe ids are not moved"


def test_a_long_name_of_wide_letters_fits_a_file_system() -> None:
    [name] = folder_names(["\U00020000" * 300]).values()
    assert len(name.encode()) <= 255


def test_the_id_of_a_single_file_is_its_name(tmp_path: Path) -> None:
    names = ("ana.py", "Bia Souza.ipynb", "sub/caio.ipynb.txt", "d'avila.py")
    found = collect([lay(tmp_path, *names)])
    assert {h.person.id for h in found.handed_in} == {student_of(name) for name in names}
    assert found.collisions == ()
