"""Reports in the languages that a student did not ask for: made when every grade is there."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from running_service import HALF, Running, say_otherwise
from sqlalchemy import select

from grader.service.blobs import Blobs, BlobsAway
from grader.service.database import transaction
from grader.service.queue import AFTERWARDS, BATCH
from grader.service.schema.tables import ARTIFACT
from grader.service.sessions import Sessions
from grader.service.store.forget import old_submissions
from grader.service.store.grades import NOTEBOOK, REPORT_HTML, REPORT_JSON
from grader.service.telling import Telling

READ = (REPORT_JSON, REPORT_HTML, NOTEBOOK)


def told(running: Running, kind: str) -> Sequence[str]:
    """Return the languages in which this is there."""
    found = select(ARTIFACT.c.language).where(ARTIFACT.c.kind == kind)
    with transaction(running.service.engine) as connection:
        return sorted(connection.scalars(found))


def test_a_grade_is_told_in_the_students_language_and_later_in_the_others(
    running: Running,
) -> None:
    here = running.upload(HALF, headers={"accept-language": "es"}).json()["links"]["self"]
    running.work()
    assert [told(running, kind) for kind in READ] == [["es"]] * 3
    soon = running.get(f"{here}/report.json", params={"lang": "en"}).json()
    assert soon["language"] == "es"  # rather than nothing
    assert running.tell() == 1
    assert [told(running, kind) for kind in READ] == [["en", "es", "pt-BR"]] * 3
    late = running.get(f"{here}/report.json", params={"lang": "en"}).json()
    assert late["language"] == "en"
    same = ("score", "max_score", "student", "provenance")
    assert [late[name] for name in same] == [soon[name] for name in same]
    copies = [
        running.get(f"{here}/{NOTEBOOK}", params={"lang": one}).content for one in ("es", "en")
    ]
    assert copies[0] != copies[1]
    assert copies[0].count(b'"feedback": true') == copies[1].count(b'"feedback": true') > 0


def test_a_language_that_the_assignment_lacks_is_its_own_first(running: Running) -> None:
    running.upload(headers={"accept-language": "de"})
    running.work()
    assert len(told(running, REPORT_JSON)) == 1


def test_telling_waits_for_every_grade_and_is_there_once(running: Running) -> None:
    assert AFTERWARDS < BATCH
    running.upload()
    running.work()
    [grade] = running.untold()
    for _again in range(2):
        assert running.telling.tell(grade) is None
    assert told(running, REPORT_JSON) == ["en", "es", "pt-BR"]


def test_of_a_grade_that_is_gone_nothing_is_told(running: Running) -> None:
    assert running.telling.tell(str(UUID(int=7))) is None
    assert told(running, REPORT_JSON) == []


def test_while_notebooks_cannot_be_had_it_waits(running: Running, sessions: Sessions) -> None:
    class Away:
        def read(self, digest: str) -> bytes:
            raise BlobsAway("the bucket does not answer")

    running.upload()
    running.work()
    [grade] = running.untold()
    away: Blobs = Away()  # type: ignore[assignment]  # nothing else is asked
    telling = Telling(running.service.engine, away, sessions)
    assert (telling.tell(grade) or 0) > 0
    assert len(told(running, REPORT_JSON)) == 1


def test_of_an_assignment_that_has_changed_nothing_is_told_before_it_is_graded_again(
    own_course: tuple[Running, Path],
) -> None:
    running, course = own_course
    here = running.upload().json()["links"]["self"]
    running.work()
    say_otherwise(course)
    running.tell()
    assert len(told(running, REPORT_JSON)) == 1
    running.client.post(f"{here}/regrade", headers=running.headers)
    running.work()
    running.tell()
    assert sorted({*told(running, REPORT_JSON)}) == ["en", "es", "pt-BR"]


def test_what_is_left_to_tell_keeps_no_submission_from_being_purged(running: Running) -> None:
    running.upload()
    running.work()
    assert running.untold()
    with transaction(running.service.engine) as connection:
        assert len(list(connection.scalars(old_submissions(datetime.now(UTC))))) == 1
