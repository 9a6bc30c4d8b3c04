"""Marks and pages to Moodle and Canvas: each once, whatever fails on the way."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from class_exported import edit_people
from remote_class import (
    ANA,
    EVA,
    JOAO,
    MARKS,
    NOBODY,
    ZOE,
    Seen,
    Waits,
    fetched,
    graded_from,
)
from remote_platform import SECRET, Fault

from grader.commands.push import PushWish
from grader.errors import UserError

EN = PushWish(language="en")


def page_of(seen: Seen, start: str) -> bytes:
    [path] = (seen.out / "students").glob(f"{start}*/report.html")
    return path.read_bytes()


def test_everybody_gets_the_mark_and_the_page_once(seen: Seen) -> None:
    assert seen.push() == 0
    assert seen.marks() == MARKS
    assert {user: len(seen.pages(user)) for user in MARKS} == dict.fromkeys(MARKS, 1)
    ana = {"moodle": "Ana Souza_", "canvas": "souzaana_"}[seen.name]
    assert seen.pages(ANA) == [page_of(seen, ana)]
    asked = len(seen.platform.asked)
    assert seen.push() == 0
    again = [one.what for one in seen.platform.asked[asked:]]
    assert not any(seen.grading in what or seen.uploading in what for what in again)
    assert {user: len(seen.pages(user)) for user in MARKS} == dict.fromkeys(MARKS, 1)


def test_what_nobody_could_read_and_a_fault_of_ours_are_never_sent(
    seen: Seen, capsys: pytest.CaptureFixture[str]
) -> None:
    [result] = (seen.out / "results").glob("*13*.json")
    told = json.loads(result.read_bytes())
    result.write_bytes(json.dumps({**told, "score": None, "status": "grader_fault"}).encode())
    assert seen.push(PushWish(language="en", overwrite=True)) == 0
    said = capsys.readouterr().out
    assert "Eva Lima (14): no mark: the file could not be read" in said
    assert "Zoë_Q Reis (13): no mark: a fault of ours" in said
    assert "Nico Nobody (16)" in said and "Tina Typed (15): handed in, and not graded" in said
    assert seen.marks() == {ANA: 10, JOAO: 1} and not seen.pages(EVA) and not seen.pages(ZOE)


def test_a_dry_run_says_who_and_sends_nothing(
    seen: Seen, capsys: pytest.CaptureFixture[str]
) -> None:
    assert seen.push(PushWish(dry_run=True, language="en")) == 0
    said = capsys.readouterr().out
    assert f"{seen.name}: 3 marks" in said and "nothing was sent" in said
    assert seen.marks() == {} and not (seen.out / "push").exists()


FAULTS: dict[str, Callable[[Seen], Fault]] = {
    "an error for good": lambda seen: Fault(seen.grading, 400, "{}", after=1, times=1),
    "an error that lasts": lambda seen: Fault(seen.grading, 500, after=1, times=6),
    "the page does not go up": lambda seen: Fault(seen.uploading, 503, after=1, times=6),
    "done, and the answer lost": lambda seen: Fault(seen.grading, 502, after=1, times=6, done=True),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_after_a_push_that_failed_halfway_the_same_command_sends_what_is_missing(
    seen: Seen, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    seen.platform.faults = [FAULTS[kind](seen)]
    assert seen.push() == 1
    assert "did not arrive" in capsys.readouterr().out
    seen.platform.faults = []
    assert seen.push() == 0
    assert seen.marks() == MARKS
    assert {user: len(seen.pages(user)) for user in MARKS} == dict.fromkeys(MARKS, 1)


@pytest.mark.parametrize("seen", ["canvas"], indirect=True)
def test_a_comment_whose_answer_was_lost_is_not_sent_twice(seen: Seen) -> None:
    """On Canvas comments pile up: the second PUT of a person is the comment."""
    seen.platform.faults = [Fault("PUT ", 504, after=1, done=True)]
    assert seen.push() == 1
    assert sum(len(seen.pages(user)) for user in MARKS) == 3
    assert seen.push() == 0
    assert {user: len(seen.pages(user)) for user in MARKS} == dict.fromkeys(MARKS, 1)


def test_a_token_that_expires_midway_stops_the_rest_and_a_new_one_goes_on(
    seen: Seen, capsys: pytest.CaptureFixture[str]
) -> None:
    body = '{"exception": "moodle_exception", "errorcode": "invalidtoken", "message": "expired"}'
    if seen.name == "moodle":
        fault = Fault(seen.grading, 200, body, after=1, times=99)
    else:
        fault = Fault(seen.grading, 401, "{}", {"WWW-Authenticate": "Bearer"}, after=2, times=99)
    seen.platform.faults = [fault]
    assert seen.push() == 1
    said = capsys.readouterr().out
    assert "refuses the token" in said and "not tried any more" in said
    assert len(seen.marks()) == 1
    seen.platform.faults, seen.platform.token = [], "another0Token"
    assert seen.push(token="another0Token") == 0
    assert seen.marks() == MARKS


def test_a_mark_that_a_person_put_there_stays(
    seen: Seen, capsys: pytest.CaptureFixture[str]
) -> None:
    seen.put(ANA, 7.5)
    assert seen.push() == 0
    assert "Ana Souza (11): 7.5 is there, and not from here" in capsys.readouterr().out
    assert seen.mark(ANA) == 7.5 and not seen.pages(ANA) and seen.mark(ZOE) == 10
    assert seen.push(PushWish(overwrite=True, language="en")) == 0
    assert seen.mark(ANA) == 10 and len(seen.pages(ANA)) == 1


def test_a_mark_that_a_person_changed_or_took_away_since_stays(
    seen: Seen, capsys: pytest.CaptureFixture[str]
) -> None:
    assert seen.push() == 0
    seen.put(ANA, 3)
    seen.put(ZOE, None)
    capsys.readouterr()
    assert seen.push() == 0
    said = capsys.readouterr().out
    assert "3 is there, and not from here" in said and "somebody took the mark away" in said
    assert seen.mark(ANA) == 3 and seen.mark(ZOE) is None


def test_a_mark_of_ours_that_is_another_now_replaces_the_one_before(seen: Seen) -> None:
    assert seen.push() == 0
    assert seen.push(PushWish(late="10%/day", language="en")) == 0
    assert seen.mark(JOAO) == 0.9 and seen.mark(ANA) == 10


def test_a_mark_that_was_underway_when_we_died_is_known_as_ours(seen: Seen) -> None:
    """The line was written, the platform took it, and nothing was noted any more."""
    assert seen.push() == 0
    journal = seen.out / "push" / "journal.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(line for line in lines if b'"done"' not in line)[:-9])
    assert seen.push(PushWish(late="10%/day", language="en")) == 0
    assert seen.mark(JOAO) == 0.9


def test_who_has_handed_in_again_since_is_not_marked_on_the_old_work(
    seen: Seen, capsys: pytest.CaptureFixture[str]
) -> None:
    seen.hands_in_again(JOAO)
    assert seen.push(PushWish(overwrite=True, language="en")) == 0
    assert "has handed in again since" in capsys.readouterr().out
    assert seen.mark(JOAO) is None and seen.mark(ANA) == 10


def test_marks_follow_the_platforms_points_and_contradictions_are_refused(seen: Seen) -> None:
    points = "grade" if seen.name == "moodle" else "points_possible"
    seen.platform.facts[points] = 100
    assert seen.push() == 0
    assert seen.marks() == {user: 10 * mark for user, mark in MARKS.items()}
    with pytest.raises(UserError, match="--scale says 20"):
        seen.push(PushWish(scale="20", language="en"))


def test_words_for_marks_are_refused(seen: Seen) -> None:
    seen.platform.facts |= {"grade": -4, "grading_type": "pass_fail"}
    with pytest.raises(UserError, match="words of a scale"):
        seen.push()


@pytest.mark.parametrize("seen", ["moodle"], indirect=True)
def test_what_the_platform_took_and_did_not_keep_is_told(
    seen: Seen, capsys: pytest.CaptureFixture[str]
) -> None:
    seen.moodle.ignores = {ANA}
    assert seen.push() == 1
    assert "has another mark or none" in capsys.readouterr().out
    seen.moodle.ignores = set()
    assert seen.push() == 0 and seen.marks() == MARKS


def test_ids_of_another_assignment_mark_nobody(seen: Seen, tmp_path: Path) -> None:
    """Canvas's users have one number everywhere: what was graded must be what was fetched."""
    path = seen.folder / "fetched.json"
    told = json.loads(path.read_bytes())
    for one in told["hand_ins"]:
        for file in one["files"]:
            file["path"] = f"x{file['path']}"
    path.write_bytes(json.dumps(told).encode())
    assert seen.push() == 0
    assert seen.marks() == {}


def test_work_that_was_fetched_anew_and_not_graded_anew_is_not_marked(seen: Seen) -> None:
    edit_people(seen.out, lambda people: None)
    path = seen.folder / "fetched.json"
    told = json.loads(path.read_bytes())
    for one in told["hand_ins"]:
        for file in one["files"]:
            file["sha256"] = "0" * 64
    path.write_bytes(json.dumps(told).encode())
    assert seen.push() == 0
    assert seen.marks() == {}


@pytest.mark.parametrize("seen", ["moodle"], indirect=True)
def test_feedback_that_has_no_place_is_told(seen: Seen, capsys: pytest.CaptureFixture[str]) -> None:
    on = {"id": 1, "assignment": 55, "name": "enabled", "value": "1"}
    comments = {**on, "plugin": "comments", "subtype": "assignfeedback"}
    seen.moodle.facts["configs"] = [comments, {**comments, "plugin": "file", "value": "0"}]
    assert seen.push(PushWish(dry_run=True, language="en")) == 0
    said = capsys.readouterr().out
    assert "Feedback files are off" in said and "Feedback comments are off" not in said


@pytest.mark.parametrize("seen", ["moodle"], indirect=True)
def test_a_marking_workflow_stays_in_its_state_and_nothing_is_released(seen: Seen) -> None:
    seen.moodle.facts["markingworkflow"] = 1
    seen.moodle.flags = {ANA: {"workflowstate": "inreview"}, ZOE: {"workflowstate": ""}}
    assert seen.push() == 0
    states = {user: seen.moodle.grades[user].workflow for user in MARKS}
    assert states == {ANA: "inreview", ZOE: "readyforreview", JOAO: "readyforreview"}


def test_the_token_is_nowhere(
    seen: Seen, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    said = json.dumps({"exception": "x", "errorcode": "odd", "message": f"you sent {SECRET}"})
    seen.platform.faults = [Fault(seen.grading, 200, said)]
    seen.push()
    written = b"".join(
        path.read_bytes()
        for folder in (seen.out, seen.folder) for path in folder.rglob("*") if path.is_file()
    )  # fmt: skip
    assert SECRET.encode() not in written
    assert SECRET not in capsys.readouterr().out + caplog.text
    assert all(SECRET not in one.url for one in seen.platform.asked)
    assert any(one.authorization for one in seen.platform.asked) == (seen.name == "canvas")


def test_limits_are_kept_to_without_sleeping(seen: Seen) -> None:
    waits = Waits()
    limited = Fault(seen.grading, 429, "slow", {"Retry-After": "7"}, times=2)
    quota = Fault(seen.grading, 403, "403 Forbidden (Rate Limit Exceeded)", after=1)
    seen.platform.faults = [limited, quota]
    assert seen.push(waits=waits) == 0
    assert waits.waited[:2] == [7.0, 7.0] and len(waits.waited) == 3
    assert seen.marks() == MARKS and all(len(seen.pages(user)) == 1 for user in MARKS)


def test_a_site_that_asks_for_an_hour_is_left_alone(
    seen: Seen, capsys: pytest.CaptureFixture[str]
) -> None:
    waits = Waits()
    seen.platform.faults = [Fault(seen.grading, 429, "", {"Retry-After": "3600"}, times=99)]
    assert seen.push(waits=waits) == 1
    assert "for 60 minutes" in capsys.readouterr().out and waits.waited == []


def test_a_folder_that_was_not_fetched_is_refused(seen: Seen, tmp_path: Path) -> None:
    (seen.folder / "fetched.json").unlink()
    with pytest.raises(UserError, match="was not filled by `grader fetch`"):
        seen.push()
    (seen.folder / "fetched.json").write_bytes(b"[")
    with pytest.raises(UserError, match="damaged"):
        seen.push()


def test_teams_are_marked_person_by_person(seen: Seen, capsys: pytest.CaptureFixture[str]) -> None:
    """Every member of a group gets the mark and one page, whoever handed in."""
    if seen.name == "moodle":
        seen.moodle.is_team = True
        for one in seen.moodle.people:
            one.group, one.group_name = (88, "Azul") if one.id in (ANA, NOBODY) else (89, "Rot")
        work = seen.moodle.handed
        seen.moodle.handed = {88: work[ANA], 89: work[JOAO]}
    else:
        for user in (ANA, NOBODY):
            own = seen.canvas.of(user)
            own.group, own.files = (5, "Azul"), seen.canvas.of(ANA).files
            own.at, own.kind, own.attempt = seen.canvas.of(ANA).at, "online_upload", 1
    folder = seen.folder.with_name("teams")
    fetched(seen.platform, folder)
    graded_from(folder, seen.out.with_name("of-teams"), seen.name)
    teams = Seen(seen.name, seen.platform, folder, seen.out.with_name("of-teams"))
    assert teams.push() == 0 and teams.push() == 0
    assert teams.mark(ANA) == teams.mark(NOBODY) == MARKS[ANA]
    assert len(teams.pages(ANA)) == len(teams.pages(NOBODY)) == 1
