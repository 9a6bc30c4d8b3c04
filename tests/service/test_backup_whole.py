"""From an upload over a backup to another folder, by the commands that a person types."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import httpx2 as httpx
import pytest
from course_fixture import COURSE
from running_service import GOOD, HALF, database_of
from served import Served, folder_for_data, served_in
from until import until

from grader.sandbox import policy

pytestmark = pytest.mark.skipif(not policy.supported(), reason="needs Linux on a known machine")


def grader(environment: Mapping[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "grader", *arguments],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def get(service: Served, path: str, headers: Mapping[str, str]) -> httpx.Response:
    answer = httpx.get(f"{service.address}/api/v1/{path}", headers=dict(headers), timeout=20)
    answer.raise_for_status()
    return answer


def everything(service: Served, headers: Mapping[str, str]) -> list[object]:
    """Return every submission with its grade, its reports, its notebook and the copy of it."""
    listed = get(service, "submissions", headers).json()["submissions"]
    files = ("report.json", "report.html", "feedback.ipynb", "notebook")
    return [
        [one["id"], one["grade"], *(get(service, f"submissions/{one['id']}/{name}", headers).content
                                    for name in files)]
        for one in listed
    ]  # fmt: skip


def is_graded(service: Served, number: int) -> bool:
    listed = get(service, "submissions", service.headers).json()["submissions"]
    return [one["state"] for one in listed] == ["graded"] * number


def hand_in(service: Served, student: str, content: bytes) -> None:
    url = f"{service.address}/api/v1/assignments/double/submissions"
    answer = httpx.post(
        url, content=content, params={"student": student}, headers=service.headers, timeout=20
    )
    answer.raise_for_status()


@pytest.mark.thorough  # two services and six commands; test_backup.py holds what is copied
def test_a_service_that_runs_is_backed_up_and_starts_elsewhere_as_it_was(
    server_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "backup"
    with folder_for_data() as first, folder_for_data() as second:
        with served_in(first, COURSE) as service:
            hand_in(service, "ana", GOOD)
            hand_in(service, "bia", HALF)
            until(lambda: is_graded(service, 2))
            before, headers = everything(service, service.headers), service.headers
            made = grader(service.environment, "backup", str(path))
            assert made.returncode == 0, made.stderr
            assert "2 notebooks" in made.stdout
            running = grader(service.environment, "restore", str(path), "--replace")
            assert running.returncode == 2 and "A service is running" in running.stderr
        shutil.rmtree(first)
        elsewhere = {**os.environ, "GRADER_DATA": str(second), "DATABASE_URL": ""}
        back = grader(elsewhere, "restore", str(path))
        assert back.returncode == 0, back.stderr
        twice = grader(elsewhere, "restore", str(path))
        assert twice.returncode == 2 and "not empty" in twice.stderr
        stopped = grader(elsewhere, "backup", str(tmp_path / "again"))
        assert stopped.returncode == 0, stopped.stderr
        with database_of(server_url, "moved") as url:  # of another version, perhaps
            moved = {**elsewhere, "GRADER_DATA": str(tmp_path / "third"), "DATABASE_URL": url}
            back = grader(moved, "restore", str(path))
            assert back.returncode == 0, back.stderr
        with served_in(second, COURSE) as service:
            assert everything(service, headers) == before
            hand_in(service, "caio", GOOD)
            until(lambda: is_graded(service, 3))


def test_a_folder_without_a_service_is_not_backed_up(tmp_path: Path) -> None:
    environment = {**os.environ, "GRADER_DATA": str(tmp_path / "none"), "DATABASE_URL": ""}
    done = grader(environment, "backup", str(tmp_path / "backup"))
    assert done.returncode == 2
    assert "holds no service's database" in done.stderr
    assert not (tmp_path / "none").exists()
