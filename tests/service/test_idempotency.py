"""The same upload twice, whichever way it comes to that: one submission, one grade."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from running_service import GOOD, HALF, Running
from sqlalchemy import func, select

from grader.service.database import transaction
from grader.service.finish import finish
from grader.service.grading import grade_run
from grader.service.schema.tables import GRADE, RUN, SUBMISSION
from grader.service.store.runs import begin_run


def counted(running: Running) -> tuple[int, ...]:
    with transaction(running.service.engine) as connection:
        return tuple(
            connection.scalar(select(func.count()).select_from(table)) or 0
            for table in (SUBMISSION, RUN, GRADE)
        )


def test_the_same_key_with_the_same_notebook_gets_the_first_answer(running: Running) -> None:
    key = {"Idempotency-Key": "attempt 1"}
    first, again = running.upload(headers=key), running.upload(headers=key)
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json()["id"] == again.json()["id"]
    running.work()
    assert running.upload(headers=key).json()["state"] == "graded"
    assert counted(running) == (1, 1, 1)


def test_the_same_key_with_another_notebook_is_a_conflict(running: Running) -> None:
    key = {"Idempotency-Key": "attempt 1"}
    running.upload(GOOD, headers=key)
    answer = running.upload(HALF, headers=key)
    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/key_used"
    assert counted(running)[:2] == (1, 1)


def test_keys_are_each_students_own(running: Running) -> None:
    key = {"Idempotency-Key": "attempt 1"}
    ids = {
        running.upload(headers=key, params={"student": student}).json()["id"]
        for student in ("ana", "bia")
    }
    assert len(ids) == 2


def test_without_a_key_every_upload_is_its_own(running: Running) -> None:
    assert running.upload().json()["id"] != running.upload().json()["id"]


def test_two_tabs_at_once_make_one_submission(running: Running) -> None:
    key = {"Idempotency-Key": "attempt 1"}
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _n: running.upload(headers=key), range(8)))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert counted(running) == (1, 1, 0)


def test_a_run_that_is_made_twice_changes_nothing(running: Running) -> None:
    here = running.upload().json()["links"]["self"]
    [run] = running.waiting()
    running.grading.grade(run)
    before = running.get(here).json()
    assert running.grading.grade(run) is None
    assert running.get(here).json() == before
    assert counted(running) == (1, 1, 1)


def test_two_workers_over_one_run_end_it_once(running: Running) -> None:
    """As when a worker that was taken for dead is only slow: both grade, one keeps."""
    running.upload()
    [run] = running.waiting()
    session = running.grading._sessions.of("double")
    made, faults = [], list[str]()
    for _worker in range(2):
        with transaction(running.service.engine) as connection:
            begun = begin_run(connection, UUID(run))
        assert begun is not None
        made.append((begun, grade_run(begun, GOOD, session, [], faults.append)))
    service = running.service
    ended = [finish(service.engine, service.queue, begun, graded) for begun, graded in made]
    assert ended == [True, False]
    assert counted(running) == (1, 1, 1)


def test_a_regrade_of_an_unchanged_assignment_is_the_same_grade(running: Running) -> None:
    here = running.upload().json()["links"]["self"]
    running.work()
    before = running.get(here).json()["grade"]
    assert running.client.post(f"{here}/regrade", headers=running.headers).status_code == 202
    assert running.work() == 1
    assert running.get(here).json()["grade"] == before
    assert counted(running) == (1, 2, 1)


@pytest.mark.parametrize("key", ["", "a" * 201, "tab\there"])
def test_a_key_that_cannot_be_kept_is_refused(running: Running, key: str) -> None:
    answer = running.upload(headers={"Idempotency-Key": key})
    assert answer.status_code == 422
