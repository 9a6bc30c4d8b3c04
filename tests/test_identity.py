"""Nobody becomes somebody else: ids that are one, or look it, in folders, files and zips."""

import csv
import hashlib
import io
import os
import warnings
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from grader.files import folder_names
from grader.gradebook import gradebook_csv
from grader.intake import Intake, attempts, collect, people, student_of
from grader.intake.likeness import key, look, visible
from grader.report.class_row import ClassRow

HIDDEN = {
    "zero width space": "\u200b", "word joiner": "\u2060", "byte order mark": "\ufeff",
    "soft hyphen": "\u00ad", "right to left override": "\u202e", "left to right mark": "\u200e",
    "joiner": "\u200d", "grapheme joiner": "\u034f", "filler": "\u3164", "selector": "\ufe0f",
    "tag": "\U000e0061", "selector of plane 14": "\U000e0100",
}  # fmt: skip


def lay(folder: Path, *names: str) -> Path:
    """Write files whose content is their own name, each older than the one before."""
    for age, name in enumerate(names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
        os.utime(path, (1e9 - age, 1e9 - age))
    return folder


def pack(path: Path, *names: str) -> Path:
    """Write a zip of members whose content tells their place; each is older than the one before."""
    with zipfile.ZipFile(path, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # two members may bear one name
        for number, name in enumerate(names):
            info = zipfile.ZipInfo(name, (2026 - number % 40, 1, 1, 0, 0, 0))
            archive.writestr(info, str(number))
    return path


def read(found: Intake) -> dict[str, str]:
    """Return what is graded, by id."""
    return {handed.student: handed.read().content.decode() for handed in found.handed_in}


def told(found: Intake) -> list[tuple[str, set[str]]]:
    """Return the collisions: what is said, and the ids that it is said of."""
    return [(c.what.key, {member.student for member in c.members}) for c in found.collisions]


# ---------------------------------------------------------------- two people


PEOPLE: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    "another's file in one's own folder": (
        ("alice/alice.py", "mallory/alice.py"),
        {"alice/alice": "alice/alice.py", "mallory/alice": "mallory/alice.py"},
    ),
    "everybody's file is called the same": (
        ("alice/notebook.py", "bob/notebook.py", "carol/notebook.py"),
        {f"{who}/notebook": f"{who}/notebook.py" for who in ("alice", "bob", "carol")},
    ),
    "a subfolder of mine does not move you": (
        ("alice.py", "bob.py", "eve/ALICE.PY", "eve/bob.PY"),
        {"alice": "alice.py", "eve/ALICE": "eve/ALICE.PY"}
        | {"bob": "bob.py", "eve/bob": "eve/bob.PY"},
    ),
    "one stem, two suffixes": (
        ("alice.ipynb.txt", "alice.py"),
        {"alice.ipynb.txt": "alice.ipynb.txt", "alice.py": "alice.py"},
    ),
    "folders in folders": (
        ("a/x/ana.py", "a/y/ana.py", "b/x/ana.py"),
        {f"{place}/ana": f"{place}/ana.py" for place in ("a/x", "a/y", "b/x")},
    ),
    "an attempt beside a plain file": (
        ("ana.py", "tentativa-2/ana.py"),
        {"ana": "ana.py", "tentativa-2/ana": "tentativa-2/ana.py"},
    ),
    "a number of attempts that is there twice": (
        ("tentativa-1/ana.py", "tentativa-01/ana.py"),
        {"tentativa-1/ana": "tentativa-1/ana.py", "tentativa-01/ana": "tentativa-01/ana.py"},
    ),
    "two of one id in one attempt": (
        ("tentativa-1/ana.py", "tentativa-2/ana.py", "tentativa-2/ana.ipynb"),
        {
            "tentativa-1/ana": "tentativa-1/ana.py",
            "tentativa-2/ana.py": "tentativa-2/ana.py",
            "tentativa-2/ana.ipynb": "tentativa-2/ana.ipynb",
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", PEOPLE)
@pytest.mark.parametrize("zipped", [False, True], ids=["folder", "zip"])
def test_two_of_one_id_are_two_people(tmp_path: Path, kind: str, zipped: bool) -> None:
    names, expected = PEOPLE[kind]
    if zipped:
        found = collect([pack(tmp_path / "class.zip", *names)])
        expected = {student: str(names.index(name)) for student, name in expected.items()}
    else:
        found = collect([lay(tmp_path / "class", *names)])
    assert read(found) == expected
    assert found.set_aside == ()
    assert {key for key, _ in told(found)} == {"collision.people"}
    assert set().union(*(ids for _, ids in told(found))) == set(expected)


@pytest.mark.parametrize(
    "twin",
    [
        "Ana.py", "ANA.PY", "ana .py", "ana..py", "ana. ..py", " ana.py", "\uff41na.py",
        *(f"a{hidden}na.py" for hidden in HIDDEN.values()),
        *(f"ana{hidden}.py" for hidden in HIDDEN.values()),
    ],
)  # fmt: skip
def test_an_id_that_differs_in_nothing_that_counts_is_another_person_with_an_id_of_their_own(
    tmp_path: Path, twin: str
) -> None:
    found = collect([lay(tmp_path, "ana.py", twin, "bia.py")])
    assert sorted(read(found).values()) == sorted(["ana.py", twin, "bia.py"])
    assert read(found)["bia"] == "bia.py"
    [(what, ids)] = told(found)
    assert what == "collision.people"
    assert len(ids) == 2
    if any(hidden in twin for hidden in HIDDEN.values()):
        assert read(found)["ana"] == "ana.py", "letters that nobody sees move nobody"


def test_composed_and_decomposed_are_one_id_and_told_apart(tmp_path: Path) -> None:
    found = collect([lay(tmp_path, "jos\u00e9.py", "jose\u0301.py")])
    assert sorted(read(found).values()) == ["jose\u0301.py", "jos\u00e9.py"]
    assert all(student.startswith("jos\u00e9-") for student in read(found))
    assert {m.file for m in found.collisions[0].members} == {"jos\u00e9.py", "jose<U+0301>.py"}


def test_the_same_paths_give_the_same_ids_wherever_the_class_lies(tmp_path: Path) -> None:
    names = ("jos\u00e9.py", "jose\u0301.py", "Ana.py", "ANA.py")
    here, there = lay(tmp_path / "here", *names), lay(tmp_path / "there", *reversed(names))
    assert read(collect([here])) == read(collect([there]))


def test_files_and_folders_given_one_by_one_are_told_apart_by_their_names(tmp_path: Path) -> None:
    monday, tuesday = lay(tmp_path / "monday", "ana.py"), lay(tmp_path / "tuesday", "ana.py")
    expected = {"monday/ana": "ana.py", "tuesday/ana": "ana.py"}
    assert read(collect([monday, tuesday])) == expected
    assert read(collect([monday / "ana.py", tuesday / "ana.py"])) == expected
    same = lay(tmp_path / "x" / "in", "ana.py"), lay(tmp_path / "y" / "in", "ana.py")
    assert len(read(collect(same))) == 2


def test_a_file_that_is_reached_twice_is_handed_in_once(tmp_path: Path) -> None:
    lay(tmp_path, "ana.py", "sub/bia.py")
    found = collect([tmp_path, tmp_path / "ana.py", tmp_path / "sub"])
    assert sorted(read(found).values()) == ["ana.py", "sub/bia.py"]
    assert found.collisions == ()


def test_a_link_does_not_take_the_place_of_the_file_it_leads_to(tmp_path: Path) -> None:
    lay(tmp_path, "z/bia.py")
    (tmp_path / "a-link.py").symlink_to(tmp_path / "z" / "bia.py")
    found = collect([tmp_path])
    assert read(found) == {"bia": "z/bia.py"}
    assert [aside.why.key for aside in found.set_aside] == ["aside.link"]


# ---------------------------------------------------------------- look-alikes


@pytest.mark.parametrize(
    "twin",
    ["\u0430na", "an\u0430", "\u0391na", "an\u0251", "\u0430n\u0430"],
)  # fmt: skip
def test_other_letters_that_look_the_same_stay_two_people_and_it_is_said(
    tmp_path: Path, twin: str
) -> None:
    found = collect([lay(tmp_path, "ana.py", f"{twin}.py", "bia.py")])
    assert read(found) == {"ana": "ana.py", twin: f"{twin}.py", "bia": "bia.py"}
    [collision] = found.collisions
    assert collision.what.key == "collision.alike"
    assert {m.student for m in collision.members} == {"ana", visible(twin)}
    assert "<U+0" in visible(twin)


@pytest.mark.parametrize(("one", "other"), [("ana l", "ana 1"), ("Ida", "lda"), ("x0", "xO")])
def test_digits_and_capitals_that_look_like_others_are_said_too(one: str, other: str) -> None:
    assert look(one) == look(other)
    assert key(one) != key(other)


@pytest.mark.parametrize(("one", "other"), [("jose", "jos\u00e9"), ("ana1", "ana2"), ("bo", "po")])
def test_ids_that_can_be_told_apart_are_left_in_peace(one: str, other: str) -> None:
    assert look(one) != look(other)


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
    assert told(found) == [("collision.attempts", {"", found.handed_in[0].student})]


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
    students = [handed.student for handed in found.handed_in]
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
    assert {h.student for h in found.handed_in} == {student_of(name) for name in names}
    assert found.collisions == ()
