"""From an upload to its score: what is acknowledged, kept, graded and shown."""

import hashlib

from running_service import GOOD, HALF, Running


def test_an_upload_is_acknowledged_graded_and_reported(running: Running) -> None:
    answer = running.upload()
    assert answer.status_code == 202
    given = answer.json()
    assert given["state"] == "queued" and given["grade"] is None
    assert given["sha256"] == hashlib.sha256(GOOD).hexdigest()
    assert answer.headers["location"] == given["links"]["self"]
    assert running.work() == 1
    seen = running.get(given["links"]["self"]).json()
    assert seen["state"] == "graded"
    assert seen["grade"]["score"] == seen["grade"]["max_score"]


def test_before_it_is_graded_a_report_is_not_there_yet(running: Running) -> None:
    here = running.upload().json()["links"]["self"]
    answer = running.get(f"{here}/report.json")
    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/not_graded"
    assert answer.headers["retry-after"] == "1"


def test_the_report_is_told_in_the_language_that_is_asked_for(running: Running) -> None:
    here = running.upload(HALF).json()["links"]["self"]
    running.work()
    running.tell()
    for language in ("pt-BR", "en"):
        report = running.get(f"{here}/report.json", params={"lang": language}).json()
        assert report["language"] == language
        assert 0 < report["score"] < report["max_score"]


def test_a_page_and_a_notebook_of_a_student_can_do_nothing_here(running: Running) -> None:
    here = running.upload().json()["links"]["self"]
    running.work()
    page = running.get(f"{here}/report.html")
    assert page.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    for name in ("notebook", "feedback.ipynb"):
        file = running.get(f"{here}/{name}")
        assert file.status_code == 200
        assert file.headers["content-disposition"].startswith("attachment; ")
        assert file.headers["content-type"] == "application/octet-stream"
        assert file.headers["x-content-type-options"] == "nosniff"
    assert running.get(f"{here}/notebook").content == GOOD
