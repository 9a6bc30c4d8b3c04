"""A class from Moodle and Canvas into a folder that is graded as a download is."""

import json
import re
from pathlib import Path

import pytest
from class_exported import LITTLE, RIGHT
from regularization_lesson import ROOT
from remote_canvas import CanvasFile, RemoteCanvas
from remote_class import (
    ANA,
    JOAO,
    NAMES,
    NOBODY,
    UNREADABLE,
    WORK,
    Waits,
    fetched,
    source_of,
)
from remote_moodle import FUNCTIONS, MoodlePerson, MoodleSubmission, RemoteMoodle
from remote_platform import SECRET, Fault

from grader.errors import UserError
from grader.intake import Terms, collect
from grader.intake.due import read_due

Platform = RemoteMoodle | RemoteCanvas
MOODLE = {
    "Ana Souza_4711_assignsubmission_file/lab.ipynb": RIGHT,
    "João D'Ávila_4712_assignsubmission_file/lab.ipynb": LITTLE,
    "Zoë Q Reis_4713_assignsubmission_file/lab.ipynb": RIGHT,
    "Eva Lima_4714_assignsubmission_file/lab.ipynb": UNREADABLE,
    "Tina Typed_4715_assignsubmission_onlinetext/onlinetext.html": b"<p>my answer</p>",
}
CANVAS = {
    "souzaana_11_9011_lab.ipynb": RIGHT,
    "dávilajoão_LATE_12_9012_lab.ipynb": LITTLE,
    "reiszoëq_13_9013_lab.ipynb": RIGHT,
    "limaeva_14_9014_lab.ipynb": UNREADABLE,
    "typedtina_15_text.html": b"<p>my answer</p>",
}
FILE = {RemoteMoodle: "pluginfile", RemoteCanvas: "/download"}


def files_in(folder: Path) -> dict[str, bytes]:
    """Return what lies in a folder beside the manifest, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "fetched.json"
    }


def kind(platform: Platform) -> str:
    return FILE[type(platform)]


def test_the_folder_is_laid_out_as_the_platforms_own_download(
    platform: Platform, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fetched(platform, tmp_path / "class") == 0
    expected = MOODLE if isinstance(platform, RemoteMoodle) else CANVAS
    assert files_in(tmp_path / "class") == expected
    said = capsys.readouterr().out
    assert "Lab 3: handed in 5, late 1, nothing from 1" in said
    assert f"--layout {source_of(platform).platform}" in said


def test_facts_that_a_download_lacks_are_beside_it(platform: Platform, tmp_path: Path) -> None:
    fetched(platform, tmp_path / "class")
    path = tmp_path / "class" / "fetched.json"
    told = json.loads(path.read_bytes())
    by_name = {one["members"][0]["name"]: one for one in told["hand_ins"]}
    late = by_name[NAMES[JOAO]]
    assert (late["late"], late["late_seconds"]) == (True, 3600)
    assert by_name[NAMES[ANA]]["late"] is False and by_name[NAMES[ANA]]["time"]
    assert told["nobody"] == [{"number": str(NOBODY), "name": NAMES[NOBODY]}]
    assert path.stat().st_mode & 0o777 == 0o600
    assert b"http" not in path.read_bytes().replace(platform.address.encode(), b"")


def test_what_was_fetched_is_taken_in_with_times(platform: Platform, tmp_path: Path) -> None:
    fetched(platform, tmp_path / "class")
    name = source_of(platform).platform
    terms = Terms(layout=name, due=read_due("2026-11-30T01:00:00+00:00"))
    intake = collect([tmp_path / "class"], terms=terms)
    assert len(intake.handed_in) == len(WORK)
    assert all(one.time and one.late is not None for one in intake.handed_in)
    assert [one.person.name for one in intake.handed_in if one.late] == [
        NAMES[JOAO] if name == "moodle" else "dávilajoão"
    ]
    aside = {one.name: one.why.key for one in intake.set_aside}
    assert aside["fetched.json"] == "aside.of_platform"
    assert "aside.online_text" in aside.values()


def test_fetching_again_asks_for_nothing_that_is_there(
    platform: Platform, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fetched(platform, tmp_path / "class")
    before, asked = files_in(tmp_path / "class"), platform.count(kind(platform))
    capsys.readouterr()
    assert fetched(platform, tmp_path / "class") == 0
    assert platform.count(kind(platform)) == asked == len(WORK)
    assert files_in(tmp_path / "class") == before
    assert "files new 0, as before 5, removed 0" in capsys.readouterr().out


def test_what_was_handed_in_again_takes_the_place_of_the_older(
    platform: Platform, tmp_path: Path
) -> None:
    fetched(platform, tmp_path / "class")
    if isinstance(platform, RemoteMoodle):
        platform.handed[ANA] = MoodleSubmission(950, {"/new.ipynb": LITTLE}, attempt=1)
        gone, came = "Ana Souza_4711_assignsubmission_file/lab.ipynb", "new.ipynb"
    else:
        platform.of(ANA).files = [CanvasFile(9950, "lab-1.ipynb", LITTLE)]
        gone, came = "souzaana_11_9011_lab.ipynb", "9950_lab-1.ipynb"
    assert fetched(platform, tmp_path / "class") == 0
    there = files_in(tmp_path / "class")
    assert gone not in there and any(path.endswith(came) for path in there)
    assert len(there) == 5


def test_a_file_that_does_not_come_stops_nobody_elses(
    platform: Platform, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    platform.faults = [Fault(kind(platform), 404)]
    assert fetched(platform, tmp_path / "class") == 1
    said = capsys.readouterr().out
    assert "1 did not come" in said and "(404)" in said
    assert len(files_in(tmp_path / "class")) == 4
    assert fetched(platform, tmp_path / "class") == 0
    assert len(files_in(tmp_path / "class")) == 5


def test_a_site_that_goes_away_midway_is_gone_on_with_later(
    platform: Platform, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    waits = Waits()
    platform.faults = [Fault(kind(platform), 503, after=1, times=99)]
    assert fetched(platform, tmp_path / "class", waits=waits) == 1
    assert "broke off" in capsys.readouterr().out
    assert waits.waited[:5] == [1.0, 2.0, 4.0, 8.0, 16.0] and len(waits.waited) == 15
    asked = platform.count(kind(platform))
    platform.faults = []
    assert fetched(platform, tmp_path / "class") == 0
    assert platform.count(kind(platform)) == asked + len(WORK) - 1
    assert len(files_in(tmp_path / "class")) == 5


def test_what_a_fetch_that_was_killed_left_is_removed_when_it_is_nobodys(
    platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ana hands in again, under another name, between the fetch that died and the next one."""

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("grader.remote_course.fetch._named", die)
        with pytest.raises(Killed):
            fetched(platform, tmp_path / "class")
    assert len(files_in(tmp_path / "class")) == 1
    if isinstance(platform, RemoteMoodle):
        platform.handed[ANA] = MoodleSubmission(950, {"/new.ipynb": LITTLE}, attempt=1)
    else:
        platform.of(ANA).files = [CanvasFile(9950, "lab-1.ipynb", LITTLE)]
    assert fetched(platform, tmp_path / "class") == 0
    there = files_in(tmp_path / "class")
    assert len(there) == 5 and sorted(there.values()).count(LITTLE) == 2
    assert json.loads((tmp_path / "class" / "fetched.json").read_bytes())["leftover"] == []


def test_a_refused_token_is_told_with_what_to_do(platform: Platform, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="refuses the token: it is wrong, revoked or has expired"):
        fetched(platform, tmp_path / "class", token="wrong0token")
    assert not (tmp_path / "class").exists()


def test_a_file_larger_than_any_hand_in_is_left_where_it_is(
    platform: Platform, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    class Large(bytes):
        def __len__(self) -> int:
            return (64 << 20) + 1

    if isinstance(platform, RemoteMoodle):
        platform.handed[ANA].files = {"/lab.ipynb": Large(RIGHT)}
    else:
        platform.of(ANA).files[0].content = Large(RIGHT)
    assert fetched(platform, tmp_path / "class") == 1
    assert "more than 64 MB" in capsys.readouterr().out
    assert platform.count(kind(platform)) == len(WORK) - 1


def test_a_file_that_is_longer_than_was_said_is_not_read_to_its_end(
    canvas: RemoteCanvas, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    canvas.faults = [Fault("/store/", 200, "x" * ((64 << 20) + 10))]
    assert fetched(canvas, tmp_path / "class") == 1
    assert "more than 64 MB" in capsys.readouterr().out


def test_a_file_that_came_cut_is_no_hand_in(
    platform: Platform, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    what = "/store/" if isinstance(platform, RemoteCanvas) else "pluginfile"
    platform.faults = [Fault(what, 200, "short")]
    assert fetched(platform, tmp_path / "class") == 1
    assert "came with 5 bytes instead of" in capsys.readouterr().out


def test_the_token_does_not_follow_to_another_host(canvas: RemoteCanvas, tmp_path: Path) -> None:
    assert fetched(canvas, tmp_path / "class") == 0
    elsewhere = [one for one in canvas.asked if one.url.startswith(canvas.elsewhere)]
    assert len(elsewhere) == len(WORK) and all(one.authorization is None for one in elsewhere)
    own = [one for one in canvas.asked if one.url.startswith(canvas.address)]
    assert all(one.authorization == f"Bearer {SECRET}" for one in own)


def test_a_site_that_has_moved_gets_no_token_there(platform: Platform, tmp_path: Path) -> None:
    first = "mod_assign_get_assignments" if isinstance(platform, RemoteMoodle) else "GET /api"
    platform.faults = [Fault(first, 302, "", {"Location": "https://evil.example.org/"})]
    with pytest.raises(UserError, match="the token does not follow"):
        fetched(platform, tmp_path / "class")


@pytest.mark.parametrize("where", ["https://evil.example.org", "http://127.0.0.1:9", "file://"])
def test_moodles_files_lie_on_moodle_or_nowhere(
    moodle: RemoteMoodle, tmp_path: Path, where: str, capsys: pytest.CaptureFixture[str]
) -> None:
    moodle.files_at = where
    assert fetched(moodle, tmp_path / "class") == 1
    said = capsys.readouterr().out
    assert "4 did not come" in said and "points to an address that is not asked" in said
    assert moodle.count("pluginfile") == 0


def test_the_functions_that_are_called_are_those_that_the_page_lists() -> None:
    """The fake refuses every other one."""
    page = (ROOT / "docs" / "lms" / "moodle.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`(mod_assign_\w+)`", page)) == set(FUNCTIONS)


@pytest.mark.parametrize("older", [False, True])
def test_folders_and_hostile_names_stay_inside(
    moodle: RemoteMoodle, tmp_path: Path, older: bool
) -> None:
    moodle.older = older
    moodle.people[0].name = "../../A\u202ena_\x00/Souza"
    moodle.handed[ANA].files = {
        "/../../up.ipynb": RIGHT, "/src/part/lab.ipynb": LITTLE, "/C:\\x.ipynb": LITTLE,
    }  # fmt: skip
    assert fetched(moodle, tmp_path / "in" / "class") == 0
    paths = [*files_in(tmp_path / "in" / "class")]
    own = [path for path in paths if "_4711_" in path]
    assert sorted(path.split("/", 1)[1] for path in own) == [
        "C__x.ipynb", "src/part/lab.ipynb", "up.ipynb",
    ]  # fmt: skip
    assert len([*tmp_path.rglob("*.ipynb")]) == len([p for p in paths if p.endswith(".ipynb")])


def test_a_team_is_one_hand_in_of_all_its_people(moodle: RemoteMoodle, tmp_path: Path) -> None:
    moodle.is_team = True
    moodle.people = [
        MoodlePerson(n, name, n + 4700, 88 if n < 13 else 89, "Azul" if n < 13 else "Rot")
        for n, name in NAMES.items()
    ]
    moodle.handed = {88: MoodleSubmission(801, {"/lab.ipynb": RIGHT})}
    assert fetched(moodle, tmp_path / "class") == 0
    assert [*files_in(tmp_path / "class")] == ["Azul_88_assignsubmission_file/lab.ipynb"]
    told = json.loads((tmp_path / "class" / "fetched.json").read_bytes())
    assert [one["number"] for one in told["hand_ins"][0]["members"]] == ["11", "12"]
    assert len(told["nobody"]) == 4


def test_a_canvas_group_is_one_hand_in_of_all_its_people(
    canvas: RemoteCanvas, tmp_path: Path
) -> None:
    for user in (ANA, JOAO):
        canvas.of(user).group = (5, "Grupo Azul")
        canvas.of(user).files = [CanvasFile(9011, "lab.ipynb", RIGHT)]
    canvas.of(ANA).late = False
    assert fetched(canvas, tmp_path / "class") == 0
    assert "grupoazul_11_9011_lab.ipynb" in files_in(tmp_path / "class")
    told = json.loads((tmp_path / "class" / "fetched.json").read_bytes())
    assert [len(one["members"]) for one in told["hand_ins"]] == [2, 1, 1, 1]


def test_an_extension_is_no_lateness(moodle: RemoteMoodle, tmp_path: Path) -> None:
    moodle.flags = {JOAO: {"extensionduedate": int(moodle.facts["duedate"]) + 86400}}
    fetched(moodle, tmp_path / "class")
    told = json.loads((tmp_path / "class" / "fetched.json").read_bytes())
    assert [one["late"] for one in told["hand_ins"]] == [False] * 5


def test_hundreds_come_page_by_page(platform: Platform, tmp_path: Path) -> None:
    if isinstance(platform, RemoteMoodle):
        platform.people += [MoodlePerson(n, f"P {n}", n) for n in range(1000, 1450)]
        pages = "mod_assign_list_participants"
    else:
        pages = "GET /api/v1/courses/7/assignments/321/submissions"
    fetched(platform, tmp_path / "class")
    told = json.loads((tmp_path / "class" / "fetched.json").read_bytes())
    assert len(told["nobody"]) == (451 if isinstance(platform, RemoteMoodle) else 1)
    assert platform.count(pages) == 3


def test_a_folder_of_something_else_is_left_alone(platform: Platform, tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(UserError, match="something else in it"):
        fetched(platform, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_answers_that_are_none_are_told(platform: Platform, tmp_path: Path) -> None:
    first = "mod_assign_get_assignments" if isinstance(platform, RemoteMoodle) else "GET /api"
    for body in ("", "<html>Sign in</html>", "[" * 100_000, '{"courses": 5, "id": "x"}'):
        platform.faults = [Fault(first, 200, body)]
        with pytest.raises(UserError, match="not what this platform answers"):
            fetched(platform, tmp_path / "class")


def test_a_link_in_the_folder_is_not_written_through(
    moodle: RemoteMoodle, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    fetched(moodle, tmp_path / "class")
    own = tmp_path / "class" / "Ana Souza_4711_assignsubmission_file"
    (own / "lab.ipynb").unlink()
    own.rmdir()
    own.symlink_to(outside)
    assert fetched(moodle, tmp_path / "class") == 1
    assert "is a link" in capsys.readouterr().out
    assert [*outside.iterdir()] == [] and len(files_in(tmp_path / "class")) == 4


@pytest.mark.parametrize(
    "said", ["functions of the service", "anonymous", "another assignment", "no number"]
)
def test_what_cannot_be_begun_says_why(
    moodle: RemoteMoodle, canvas: RemoteCanvas, tmp_path: Path, said: str
) -> None:
    from dataclasses import replace

    from grader.commands.fetch import run_fetch

    platform: Platform = moodle
    source = source_of(moodle)
    if said == "functions of the service":
        moodle.functions.discard("mod_assign_get_submissions")
        match = "may not ask for mod_assign_get_submissions"
    elif said == "anonymous":
        platform, match = canvas, "marked anonymously"
        canvas.facts["anonymous_grading"] = True
    elif said == "another assignment":
        source, match = replace(source, assignment="55"), "no assignment 55 in course 7"
    else:
        source, match = replace(source, assignment="../1"), "no number of a course"
    if platform is canvas:
        with pytest.raises(UserError, match=match):
            fetched(canvas, tmp_path / "class")
        return
    with pytest.MonkeyPatch.context() as patch, pytest.raises(UserError, match=match):
        patch.setenv("GRADER_MOODLE_TOKEN", SECRET)
        run_fetch(source, tmp_path / "class", None, "en", clock=Waits().clock)
