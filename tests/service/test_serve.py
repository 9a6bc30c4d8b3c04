"""`grader serve` as a person starts it: processes that are killed, and an end in order."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx2 as httpx
import pytest
from course_fixture import COURSE
from running_service import GOOD, HALF, database_of
from served import Served, served
from until import until

from grader.sandbox import policy
from grader.service.settings import DATABASE

pytestmark = pytest.mark.skipif(not policy.supported(), reason="needs Linux on a known machine")
_SECONDS = 120


@pytest.fixture(scope="module")
def running(server_url: str) -> Iterator[Served]:
    if not os.environ.get(DATABASE):
        with served(COURSE) as service:
            yield service
        return
    with database_of(server_url, "served") as url, served(COURSE, database=url) as service:
        yield service


def upload(service: Served, student: str, content: bytes = GOOD) -> str:
    """Hand in, again while the service is not there, as a careful client does; return where."""
    url = f"{service.address}/api/v1/assignments/double/submissions"
    headers = {**service.headers, "Idempotency-Key": "1"}
    params = {"student": student}
    end = time.monotonic() + _SECONDS
    while True:
        try:
            answer = httpx.post(url, content=content, params=params, headers=headers, timeout=20)
        except httpx.HTTPError:
            assert time.monotonic() < end
            continue
        if answer.status_code == 202:
            return str(answer.headers["location"])
        assert answer.status_code == 503, answer.text


def see(service: Served, here: str) -> dict[str, object]:
    answer = httpx.get(here, headers=service.headers, timeout=20)
    seen: dict[str, object] = answer.json()
    return seen


@pytest.mark.thorough
def test_a_worker_that_is_killed_midway_costs_nobody_anything(running: Served) -> None:
    first = upload(running, "first")
    until(lambda: see(running, first)["state"] == "graded")  # its sandbox is warm now
    heres = [upload(running, f"s{number}", HALF) for number in range(12)]
    until(lambda: any(see(running, here)["state"] == "graded" for here in heres))
    [worker] = running.processes("grader worker")
    os.kill(worker, signal.SIGKILL)
    until(lambda: all(see(running, here)["state"] == "graded" for here in heres))
    assert running.processes("grader worker") != [worker]
    scores = {str(see(running, here)["grade"]["score"]) for here in heres}  # type: ignore[index]
    assert len(scores) == 1
    log = httpx.get(f"{running.address}/api/v1/audit?limit=500", headers=running.headers).json()
    graded = [one["subject"] for one in log if one["action"] == "submission.graded"]
    assert sorted(graded) == sorted({here.rpartition("/")[2] for here in [first, *heres]})


@pytest.mark.thorough
def test_a_web_process_that_is_killed_is_there_again(running: Served) -> None:
    [web] = running.processes("grader serve --socket")
    os.kill(web, signal.SIGKILL)
    here = upload(running, "afterwards")
    until(lambda: see(running, here)["state"] == "graded")


def test_a_second_service_in_the_folder_is_refused(running: Served) -> None:
    given = ["--course", str(COURSE), "--data", str(running.data), "--port", "0"]
    second = subprocess.run(
        [sys.executable, "-m", "grader", "serve", *given], capture_output=True, text=True,
        env=running.environment, check=False,
    )  # fmt: skip
    assert second.returncode == 2
    assert "A service is running in" in second.stderr


@pytest.mark.slow
@pytest.mark.skipif(bool(os.environ.get(DATABASE)), reason="that server is others' too")
def test_a_database_that_is_killed_is_there_again(running: Served) -> None:
    lines = (running.data / "database" / "postgresql-18" / "postmaster.pid").read_text()
    os.kill(int(lines.splitlines()[0]), signal.SIGKILL)
    here = upload(running, "after the database")
    until(lambda: see(running, here)["state"] == "graded")
