"""Regrades and decisions: what an instructor does about submissions that are there."""

from pathlib import Path
from uuid import UUID

import pytest
from running_service import HALF, Running, say_otherwise, token_for
from sqlalchemy import select

from grader.model import Submission
from grader.result import Graded
from grader.service.database import transaction
from grader.service.schema.tables import RUN
from grader.service.sessions import Sessions
from grader.service.store.passbacks import list_passbacks
from grader.service.store.runs import MAX_CRASHES, begin_run
from grader.session import Session


def decide(running: Running, here: str, **given: object) -> int:
    answer = running.client.post(f"{here}/overrides", json=given, headers=running.headers)
    return answer.status_code


def test_a_decision_stands_in_the_report_and_outlasts_a_regrade(running: Running) -> None:
    here = running.upload(HALF).json()["links"]["self"]
    running.work()
    before = running.get(here).json()["grade"]["score"]
    given = {"exercise": "Counter", "item": "counts", "points": 1, "why": "shown in class"}
    assert decide(running, here, **given) == 202
    running.work()
    after = running.get(here).json()["grade"]["score"]
    assert after == before + 1
    report = running.get(f"{here}/report.json").text
    assert "shown in class" in report
    running.client.post(f"{here}/regrade", headers=running.headers)
    running.work()
    assert running.get(here).json()["grade"]["score"] == after
    assert decide(running, here, exercise="Counter", item="counts") == 202
    running.work()
    assert running.get(here).json()["grade"]["score"] == before
    kept = running.get(f"{here}/overrides").json()
    assert [one["points"] for one in kept] == [1, None]


@pytest.mark.parametrize(
    "given",
    [
        {"exercise": "Counter", "item": "nothing", "points": 1},
        {"exercise": "nothing", "item": "counts", "points": 1},
        {"exercise": "Counter", "item": "counts", "points": 1000},
        {"exercise": "Counter", "item": "counts", "points": -1},
        {"exercise": "Counter", "item": "counts", "points": "NaN"},
        {"exercise": "Counter", "item": "counts", "more": 1},
        {"exercise": "Counter", "item": "counts", "why": "\x00"},
    ],
)
def test_a_decision_that_cannot_be_is_refused(running: Running, given: dict[str, object]) -> None:
    here = running.upload(HALF).json()["links"]["self"]
    assert decide(running, here, **given) == 422


def test_a_student_decides_nothing(running: Running) -> None:
    here = running.upload(HALF).json()["links"]["self"]
    own = token_for(running.service, student="ana")
    for path in (f"{here}/regrade", "/api/v1/assignments/double/regrade"):
        assert running.client.post(path, headers=own).status_code == 403
    given = {"exercise": "Counter", "item": "counts", "points": 1}
    answer = running.client.post(f"{here}/overrides", json=given, headers=own)
    assert answer.status_code == 403


def test_everybodys_newest_submission_is_graded_again_once(running: Running) -> None:
    for student in ("ana", "ana", "bia"):
        running.upload(params={"student": student})
    running.work()
    path = "/api/v1/assignments/double/regrade"
    queued = [running.client.post(path, headers=running.headers).json()["queued"] for _ in "12"]
    assert queued == [2, 0]  # the second time they are waiting already
    assert running.work() == 2


def test_a_changed_assignment_is_read_again(own_course: tuple[Running, Path]) -> None:
    running, course = own_course
    here = running.upload().json()["links"]["self"]
    running.work()
    before = running.get(here).json()["grade"]
    say_otherwise(course)
    running.client.post(f"{here}/regrade", headers=running.headers)
    running.work()
    after = running.get(here).json()["grade"]
    assert after["graded_at"] > before["graded_at"]  # another state, another grade
    assert after["score"] == before["score"]


def test_a_course_that_cannot_be_opened_costs_nobody_anything(
    own_course: tuple[Running, Path],
) -> None:
    running, course = own_course
    reference = course / "solutions" / "double" / "reference.py"
    good = reference.read_text(encoding="utf-8")
    here = running.upload().json()["links"]["self"]
    reference.write_text("def broken(:\n", encoding="utf-8")
    [run] = running.waiting()
    for _try in range(5):
        assert running.grading.grade(run) is not None  # to be tried again
    seen = running.get(here).json()
    assert (seen["state"], seen["grade"]) == ("queued", None)
    with transaction(running.service.engine) as connection:
        row = connection.execute(select(RUN.c.attempts, RUN.c.problem)).one()
    assert row.attempts == 0 and "reference.py" in row.problem
    reference.write_text(good, encoding="utf-8")
    running.work()
    assert running.get(here).json()["state"] == "graded"


def test_a_run_over_which_workers_die_is_set_aside(running: Running) -> None:
    """Each attempt is counted when it begins: whoever dies over it cannot count any more."""
    hook = {"direction": "out", "url": "https://lms.example/hook"}
    running.client.post("/api/v1/hooks", json=hook, headers=running.headers)
    here = running.upload().json()["links"]["self"]
    [run] = running.waiting()
    for _dead in range(MAX_CRASHES):
        with transaction(running.service.engine) as connection:
            begin_run(connection, UUID(run))
    assert running.grading.grade(run) is None
    seen = running.get(here).json()
    assert seen["state"] == "set_aside"
    assert (seen["grade"]["status"], seen["grade"]["score"]) == ("grader_fault", None)
    with transaction(running.service.engine) as connection:
        assert list_passbacks(connection, None, 10) == []  # no grade is sent
    assert running.client.post(f"{here}/regrade", headers=running.headers).status_code == 202
    running.work()
    assert running.get(here).json()["state"] == "graded"


def test_a_fault_of_ours_is_tried_again_and_then_set_aside(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(self: Session, submission: Submission, report: object = None) -> object:
        return Graded(self.fault(submission))

    here = running.upload().json()["links"]["self"]
    [run] = running.waiting()
    with monkeypatch.context() as patch:
        patch.setattr(Session, "grade", failing)
        patch.setattr(Sessions, "drop", lambda self, slug: None)
        again = [running.grading.grade(run) for _try in range(MAX_CRASHES + 1)]
    assert [wait is not None for wait in again] == [True] * MAX_CRASHES + [False]
    assert running.get(here).json()["state"] == "set_aside"
