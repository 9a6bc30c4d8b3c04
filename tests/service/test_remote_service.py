"""`grader serve` with its notebooks in a bucket: taken in, graded, backed up, restored, removed."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2 as httpx
import pytest
from course_fixture import COURSE
from running_service import GOOD, database_of
from s3_bucket import Fault, S3Bucket, s3_bucket
from served import Served, served
from until import until

from grader.sandbox import policy
from grader.service.settings import BLOBS, DATABASE

pytestmark = pytest.mark.skipif(not policy.supported(), reason="needs Linux on a known machine")


@pytest.fixture
def running(s3: S3Bucket, server_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """Give a service whose environment names a bucket."""
    monkeypatch.setenv(BLOBS, s3.url)
    with database_of(server_url, "remote") as url, served(COURSE, database=url) as service:
        yield service


def upload(service: Served, student: str) -> httpx.Response:
    url = f"{service.address}/api/v1/assignments/double/submissions"
    params = {"student": student}
    return httpx.post(url, content=GOOD, params=params, headers=service.headers, timeout=60)


def typed(service: Served, *words: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Type a command beside a service."""
    return subprocess.run(
        [sys.executable, "-m", "grader", *words], capture_output=True, text=True, check=False,
        env={**service.environment, **variables},
    )  # fmt: skip


@pytest.mark.thorough  # two services; the bucket alone is held by test_remote_blobs.py
def test_a_notebook_goes_to_the_bucket_is_graded_backed_up_and_restored(
    running: Served, s3: S3Bucket, moto: tuple[str, int], server_url: str, tmp_path: Path
) -> None:
    s3.faults = [Fault("PUT", 503)]
    assert upload(running, "ana").status_code == 503
    s3.faults = []
    answer = upload(running, "ana")
    assert answer.status_code == 202
    here = answer.json()["links"]["self"]

    def seen() -> dict[str, object]:
        found: dict[str, object] = httpx.get(here, headers=running.headers, timeout=20).json()
        return found

    until(lambda: seen()["state"] == "graded")
    digest = answer.json()["sha256"]
    assert s3.ask("GET", f"/notebooks/{digest[:2]}/{digest[2:]}")[2] == GOOD
    assert not (running.data / "blobs").exists()

    backup = tmp_path / "backup"
    made = typed(running, "backup", str(backup))
    assert (made.returncode, made.stderr) == (0, "")
    with database_of(server_url, "restored") as url, s3_bucket(moto) as other:
        told = {DATABASE: url, BLOBS: other.url, "AWS_ENDPOINT_URL": other.address}
        seed = str(tmp_path / "new" / "seed")
        (tmp_path / "new").mkdir()
        given = ("--data", str(tmp_path / "new"), "--seed-file", seed)
        back = typed(running, "restore", str(backup), *given, **told)
        assert (back.returncode, back.stderr) == (0, "")
        assert other.ask("GET", f"/notebooks/{digest[:2]}/{digest[2:]}")[2] == GOOD
    s3.faults = [Fault("", 503)]
    gone = typed(running, "backup", str(tmp_path / "second"))
    assert gone.returncode == 3 and "does not answer" in gone.stderr
    assert not (tmp_path / "second").exists()  # not one that lacks what may be there
    s3.faults = []
    removed = typed(running, "purge", "--older-than", "1d")
    assert (removed.returncode, removed.stderr) == (0, "")


@pytest.mark.thorough
def test_a_bucket_that_is_not_there_is_told_at_the_start(s3: S3Bucket, tmp_path: Path) -> None:
    for words in (["serve", "--port", "0"], ["worker"]):
        told = subprocess.run(
            [sys.executable, "-m", "grader", *words, "--course", str(COURSE), "--data",
             str(tmp_path), "--blobs", "s3://grader-nowhere/x"],
            capture_output=True, text=True, check=False,
            env={**os.environ, DATABASE: "postgresql://nobody@127.0.0.1:9/none"},
        )  # fmt: skip
        assert told.returncode == 2
        assert "s3://grader-nowhere/x: there is no such bucket" in told.stderr
