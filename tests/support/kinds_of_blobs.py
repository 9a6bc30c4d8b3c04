"""Every kind of blobs that the shared contract is asked of: one more is a line of `BLOBS`."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from extend.blobs_sqlite import SqliteBlobs
from s3_bucket import S3Bucket

from grader.service.blob_store import blobs_at
from grader.service.blobs import Blobs
from grader.service.memory_blobs import MemoryBlobs

Request = pytest.FixtureRequest


def _place(request: Request) -> Path:
    place: Path = request.getfixturevalue("tmp_path")
    return place / "blobs"


def _s3(request: Request) -> Blobs:
    bucket: S3Bucket = request.getfixturevalue("s3")
    return blobs_at(bucket.url)


BLOBS: Mapping[str, Callable[[Request], Blobs]] = {
    "folder": lambda request: blobs_at(str(_place(request))),
    "memory": lambda _request: MemoryBlobs(),
    "s3": _s3,
    "azure": lambda request: blobs_at(request.getfixturevalue("azure")),
    "sqlite": lambda request: SqliteBlobs(f"sqlite://{_place(request)}"),  # of `tests/extend/`
}
"""What opens each: empty, and with what it needs of a test's fixtures."""
