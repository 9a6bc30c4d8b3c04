"""Nobody becomes somebody else: ids that are one, or look it, in folders, files and zips."""

from pathlib import Path

import pytest
from handing_in import lay, pack, read, told

from grader.intake import collect
from grader.intake.likeness import key, look, visible

HIDDEN = {
    "zero width space": "\u200b", "word joiner": "\u2060", "byte order mark": "\ufeff",
    "soft hyphen": "\u00ad", "right to left override": "\u202e", "left to right mark": "\u200e",
    "joiner": "\u200d", "grapheme joiner": "\u034f", "filler": "\u3164", "selector": "\ufe0f",
    "tag": "\U000e0061", "selector of plane 14": "\U000e0100",
}  # fmt: skip


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
