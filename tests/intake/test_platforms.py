"""What each platform writes: whose a file is, which of several is graded, when it was handed in."""

from pathlib import Path

import pytest
from handing_in import lay, pack, read, told

from grader.intake import collect
from grader.intake.wanted import Wanted

PEOPLE: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    "Moodle since 4.1": (
        ("Ana Souza_100_assignsubmission_file/lab.py", "Bia Reis_101_assignsubmission_file/lab.py"),
        {"Ana Souza_100": "0", "Bia Reis_101": "1"},
    ),
    "Moodle before": (
        ("Ana Souza_100_assignsubmission_file_/lab.py", "Bia_101_assignsubmission_file_/a/l.py"),
        {"Ana Souza_100": "0", "Bia_101": "1"},
    ),
    "Moodle, flat": (
        ("Ana Souza_100_assignsubmission_file_lab.py", "Bia_101_assignsubmission_file_lab.py"),
        {"Ana Souza_100": "0", "Bia_101": "1"},
    ),
    "Moodle, blind": (
        ("Participant_1_assignsubmission_file/lab.py", "Participant_2_assignsubmission_file/l.py"),
        {"Participant_1": "0", "Participant_2": "1"},
    ),
    "Moodle, groups": (
        ("Group A_7_assignsubmission_file/lab.py", "Group B_8_assignsubmission_file/lab.py"),
        {"Group A_7": "0", "Group B_8": "1"},
    ),
    "Moodle, the download of a section in a folder": (
        ("room 1/Ana_1_assignsubmission_file/lab.py", "room 2/Ana_1_assignsubmission_file/lab.py"),
        {"room 1/Ana_1": "0", "room 2/Ana_1": "1"},
    ),
    "Canvas": (
        ("doejane_LATE_1234_98765_lab.py", "roejo_1235_98766_lab.py"),
        {"doejane_1234": "0", "roejo_1235": "1"},
    ),
    "Canvas, handed in again": (
        ("doejane_1234_98765_lab.py", "doejane_1234_98799_lab-1.py", "roejo_1235_98766_lab.py"),
        {"doejane_1234": "1", "roejo_1235": "2"},
    ),
    "Canvas, attachments by number and not by letters": (
        ("doejane_1234_1000_lab.py", "doejane_1234_999_lab-1.py", "roejo_1235_98766_lab.py"),
        {"doejane_1234": "0", "roejo_1235": "2"},
    ),
    "Canvas, blind": (
        ("anon_Zx3f9_98765_lab.py", "anon_1234_98766_lab.py"),
        {"anon_Zx3f9": "0", "anon_1234": "1"},
    ),
    "Canvas with a file that came by mail": (
        ("doejane_1234_98765_lab.py", "roejo_1235_98766_lab.py", "ana.py"),
        {"doejane_1234": "0", "roejo_1235": "1", "ana": "2"},
    ),
    "nbgrader, several assignments": (
        ("submitted/ana/ps1/a.py", "submitted/bia/ps1/a.py", "submitted/bia/ps2/b.py"),
        {"ana": "0", "bia": "1", "b": "2"},
    ),
    "nbgrader, with a folder in somebody's": (
        ("submitted/ana/ps1/a.py", "submitted/bia/ps1/a.py", "submitted/bia/ps1/old/b/c.py"),
        {"ana": "0", "bia": "1"},
    ),
    "nbgrader, the course's own stages": (
        ("source/ps1/a.py", "release/ps1/a.py", "feedback/ana/ps1/a.py", "submitted/ana/ps1/a.py"),
        {"ana": "3"},
    ),
    "counted lists that look like Canvas's": (
        ("list_1_1_ana.py", "list_1_2_bia.py", "exam_2_3_caio.py"),
        {"list_1_1_ana": "0", "list_1_2_bia": "1", "exam_2": "2"},
    ),
    "dates that look like Canvas's": (
        ("lab_2025_05_ana.py", "lab_2025_06_bia.py"),
        {"lab_2025_05_ana": "0", "lab_2025_06_bia": "1"},
    ),
    "rooms that look like nbgrader's": (
        ("submitted/2026/room/ana.py", "submitted/2026/room/bia.py", "submitted/2025/room/eva.py"),
        {"ana": "0", "bia": "1", "2025": "2"},
    ),
    "one name and two numbers": (
        ("Ana_100_assignsubmission_file/lab.py", "Ana_200_assignsubmission_file/lab.py"),
        {"Ana_100": "0", "Ana_200": "1"},
    ),
    "one number and two names": (
        ("Ana_100_assignsubmission_file/lab.py", "Bia_100_assignsubmission_file/lab.py"),
        {"Ana_100": "0", "Bia_100": "1"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", PEOPLE)
def test_people_are_who_the_platform_says(tmp_path: Path, kind: str) -> None:
    names, expected = PEOPLE[kind]
    assert read(collect([pack(tmp_path / "class.zip", *names)])) == expected


def test_thirty_people_with_one_file_name_are_thirty(tmp_path: Path) -> None:
    names = [f"Person {n}_{n}_assignsubmission_file/lab.ipynb" for n in range(30)]
    found = collect([pack(tmp_path / "class.zip", *names)])
    assert len(found.handed_in) == 30
    assert (found.collisions, found.set_aside) == ((), ())
    assert {h.person.name for h in found.handed_in} == {f"Person {n}" for n in range(30)}
    assert found.layouts == (("moodle", 30),)


def test_a_platforms_folder_may_be_given_by_itself(tmp_path: Path) -> None:
    names = [f"{who}_assignsubmission_file/lab.py" for who in ("Ana_1", "Bia_2")]
    lay(tmp_path, *names)
    folders = [tmp_path / name.split("/")[0] for name in names]
    assert sorted(read(collect(folders))) == ["Ana_1", "Bia_2"]
    assert sorted(read(collect(folders[:1]))) == ["Ana_1"]


@pytest.mark.parametrize(
    ("names", "what"),
    [
        (PEOPLE["one name and two numbers"][0], "collision.namesakes"),
        (PEOPLE["one number and two names"][0], "collision.one_number"),
        (PEOPLE["Canvas, handed in again"][0], "collision.attachments"),
    ],
)
def test_a_person_of_two_ids_and_several_files_of_one_are_told(
    tmp_path: Path, names: tuple[str, ...], what: str
) -> None:
    [(said, ids)] = told(collect([pack(tmp_path / "class.zip", *names)]))
    assert said == what
    assert len(ids) == 2


def test_where_two_layouts_read_the_same_part_neither_is_believed(tmp_path: Path) -> None:
    names = [f"submitted/{who}_assignsubmission_file/ps1/lab.py" for who in ("Ana_1", "Bia_2")]
    found = collect([pack(tmp_path / "class.zip", *names)])
    assert sorted(read(found).values()) == ["0", "1"]
    assert ("collision.layouts", set(read(found))) in told(found)
    assert found.layouts == ()


def test_of_two_layouts_the_one_further_out_is_believed(tmp_path: Path) -> None:
    inner = "roejo_1235_98766_lab.py"
    names = [f"{who}_assignsubmission_file/{inner}" for who in ("Ana_1", "Bia_2")]
    found = collect([pack(tmp_path / "class.zip", *names)])
    assert sorted(read(found)) == ["Ana_1", "Bia_2"]


# ---------------------------------------------------------------- several files of one person

WANTED = Wanted("lab", names=(frozenset({"double"}), frozenset({"half"})))
HOME = "Ana_1_assignsubmission_file"


@pytest.mark.parametrize(
    ("files", "kept"),
    [
        ({"a.py": "def double(x): ...", "b.py": "x = 1"}, "a.py"),
        ({"a.py": "def double(x): ...", "b.py": "def double(x): ...\ndef half(x): ..."}, "b.py"),
        ({"a.py": "def double(x): ...", "b.ipynb": '["\\ndef double(x): ..."]'}, "b.ipynb"),
        ({"deep/b.py": "def double(x): ...", "a.py": "def double(x): ..."}, "a.py"),
    ],
)
def test_without_an_order_the_file_is_graded_that_defines_most(
    tmp_path: Path, files: dict[str, str], kept: str
) -> None:
    for name, text in files.items():
        path = tmp_path / "in" / HOME / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    found = collect([tmp_path / "in"], wanted=WANTED)
    [handed] = found.handed_in
    assert handed.name == f"{HOME}/{kept}"
    assert [aside.why.key for aside in found.set_aside] == ["aside.another"]
    assert told(found) == [("collision.files", {"", "Ana_1"})]


def test_a_later_attachment_that_defines_nothing_takes_no_marks_away(tmp_path: Path) -> None:
    folder = lay(tmp_path / "in", "roejo_1235_98766_lab.py")
    (folder / "doejane_1234_1000_lab.py").write_text("def double(x): ...")
    (folder / "doejane_1234_1001_plots.py").write_text("x = 1")
    found = collect([folder], wanted=WANTED)
    assert found.handed_in[0].name == "doejane_1234_1000_lab.py"
    assert told(found) == [("collision.chosen", {"", "doejane_1234"})]


# ---------------------------------------------------------------- in the platform's own words


def test_late_is_what_canvas_calls_late(tmp_path: Path) -> None:
    names = ("doejane_LATE_1234_98765_lab.py", "roejo_1235_98766_lab.py", "ana.py")
    found = collect([pack(tmp_path / "class.zip", *names)])
    assert {h.person.id: h.late for h in found.handed_in} == {
        "doejane_1234": True, "roejo_1235": False, "ana": None,
    }  # fmt: skip


def test_the_time_is_what_nbgrader_wrote_down_and_no_files_date(tmp_path: Path) -> None:
    folder = lay(tmp_path / "in", "submitted/ana/ps1/a.ipynb", "submitted/bia/ps1/a.ipynb")
    stamp = folder / "submitted" / "ana" / "ps1" / "timestamp.txt"
    stamp.write_text("2015-02-02 14:58:23 America/Los_Angeles\x1b[31m\n" + "x" * 999)
    found = collect([folder])
    times = {h.person.id: h.time for h in found.handed_in}
    assert times["bia"] == ""
    assert times["ana"].startswith("2015-02-02 14:58:23 America/Los_Angeles ")
    assert "\x1b" not in times["ana"] and len(times["ana"]) <= 80
    assert [a.why.key for a in found.set_aside] == ["aside.of_platform"]


def test_a_timestamp_tells_that_several_notebooks_are_one_persons(tmp_path: Path) -> None:
    folder = lay(tmp_path / "in", "submitted/ana/ps1/a.ipynb", "submitted/ana/ps1/b.ipynb")
    assert sorted(read(collect([folder]))) == ["a", "b"]
    (folder / "submitted" / "ana" / "ps1" / "timestamp.txt").write_text("2015-02-02 14:58:23 UTC")
    assert list(read(collect([folder]))) == ["ana"]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Ana_1_assignsubmission_onlinetext/onlinetext.html", "aside.online_text"),
        ("Ana_1_assignsubmission_onlinetext_onlinetext.html", "aside.online_text"),
        ("doejane_1234_text.html", "aside.online_text"),
        ("doejane_LATE_1234_link.html", "aside.shortcut"),
    ],
)
def test_typed_text_and_links_are_no_hand_ins_but_named(
    tmp_path: Path, name: str, why: str
) -> None:
    names = ("doejane_1234_98765_lab.py", "roejo_1235_98766_lab.py", name)
    found = collect([pack(tmp_path / "class.zip", *names)])
    assert len(found.handed_in) == 2
    assert [(a.name, a.why.key) for a in found.set_aside] == [(name, why)]
