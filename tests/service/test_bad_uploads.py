"""Uploads that are none: each answered by the right 4xx and a sentence, and nothing is kept."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from running_service import GOOD, Running
from sqlalchemy import func, select

from grader.service.auth.rate import Rates
from grader.service.database import transaction
from grader.service.receive import file_name
from grader.service.schema.tables import SUBMISSION
from grader.service.service import Service
from grader.service.sessions import Sessions

BODIES = {
    "empty": (b"", "empty"),
    "truncated": (GOOD[: len(GOOD) // 2], "unreadable"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(64), "unreadable"),
    "a PDF": (b"%PDF-1.7\n" + b"x" * 64, "unreadable"),
    "a zip": (b"PK\x03\x04" + bytes(64), "unreadable"),
    "a web page": (b"<!doctype html><html><body>sign in</body></html>", "unreadable"),
    "JSON that is no notebook": (b'{"cells": 3}', "unreadable"),
    "zeros": (bytes(1000), "unreadable"),
    "deep brackets": (b"[" * 100_000, "unreadable"),
}


@pytest.mark.parametrize("name", BODIES)
def test_what_is_no_notebook_is_refused_with_a_sentence(running: Running, name: str) -> None:
    body, kind = BODIES[name]
    answer = running.upload(body)
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (422, f"/problems/{kind}")
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["detail"].endswith((".", "!", "?"))
    assert kept(running) == (0, [])


def kept(running: Running) -> tuple[int, list[Path]]:
    """Return how many submissions there are, and the files of notebooks."""
    with transaction(running.service.engine) as connection:
        count = connection.scalar(select(func.count()).select_from(SUBMISSION)) or 0
    files = [path for path in running.service.settings.blobs.rglob("*") if path.is_file()]
    return count, files


@pytest.fixture
def small(service: Service, sessions: Sessions) -> Service:
    """Take notebooks of at most two kilobytes."""
    return replace(service, settings=replace(service.settings, max_bytes=2000))


def test_what_is_too_large_is_refused_while_it_comes(small: Service, sessions: Sessions) -> None:
    with Running.of(small, sessions) as running:
        assert running.upload(GOOD).status_code == 202
        told = running.upload(GOOD + b" " * 2000)

        def pieces() -> Iterator[bytes]:  # no length is told beforehand
            yield from [b" " * 500] * 1000

        untold = running.upload(pieces())
        for answer in (told, untold):
            assert answer.status_code == 413
            assert "0.00190735 MB" in answer.json()["detail"]
        count, files = kept(running)
        assert (count, len(files)) == (1, 1)


@pytest.mark.parametrize(
    "slug", ["nothing", "..", "..%2Fdouble", "double%00", "%2e%2e", "DOUBLE", "a" * 200]
)
def test_an_assignment_that_is_not_there_is_not_found(running: Running, slug: str) -> None:
    answer = running.upload(url=f"/api/v1/assignments/{slug}/submissions")
    assert answer.status_code in (404, 405, 422)
    assert answer.headers["content-type"] == "application/problem+json"
    assert kept(running)[0] == 0


@pytest.mark.parametrize("student", ["", "a\x00b", "a\nb", "x" * 201])
def test_a_student_who_cannot_be_one_is_refused(running: Running, student: str) -> None:
    answer = running.upload(params={"student": student})
    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/invalid"


def test_whose_it_is_must_be_said(running: Running) -> None:
    assert running.upload(params={}).status_code == 422


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("work.ipynb", "work.ipynb"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("/etc/", "etc"),
        ("", "notebook.ipynb"),
        ("..", "notebook.ipynb"),
        (None, "notebook.ipynb"),
        ('a<b>"c|d?.ipynb', "a_b__c_d_.ipynb"),
        ("x" * 400 + ".ipynb", "x" * 144 + ".ipynb"),
    ],
)
def test_a_name_keeps_its_last_part_and_no_trick(given: str | None, name: str) -> None:
    assert file_name(given) == name


def test_a_name_with_tricks_is_kept_as_a_name(running: Running) -> None:
    params = {"student": "../../ana", "name": "../../../work\x1b[31m.ipynb"}
    answer = running.upload(params=params)
    assert answer.status_code == 202
    assert answer.json()["student"] == "../../ana"  # an id, and never a path
    assert "/" not in answer.json()["file_name"] and "\x1b" not in answer.json()["file_name"]
    running.work()
    assert running.get(answer.json()["links"]["self"]).json()["state"] == "graded"
    assert all(path.parts[-3] == "blobs" for path in kept(running)[1])


def test_a_student_who_hands_in_too_often_waits(service: Service, sessions: Sessions) -> None:

    with Running.of(replace(service, uploads=Rates(2)), sessions) as running:
        codes = [running.upload().status_code for _number in range(3)]
        assert codes == [202, 202, 429]
        assert int(running.upload().headers["retry-after"]) > 0
        assert running.upload(params={"student": "bia"}).status_code == 202


def test_a_full_disk_is_said_and_nothing_is_acknowledged(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    answer = running.upload()
    assert answer.status_code == 507
    assert kept(running) == (0, [])
