"""A bucket that is away, slow, closed or full of damage; purges and uploads that meet in it."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from running_service import GOOD, Running
from s3_bucket import Fault, S3Bucket

from grader.errors import UserError
from grader.service.blob_store import blobs_at, refuse_closed
from grader.service.blobs import BlobsAway, BlobsClosed, LostBlob
from grader.service.buckets import bucket_at
from grader.service.remote_blobs import RemoteBlobs
from grader.service.service import Service, service_of
from grader.service.sessions import Sessions
from grader.service.settings import Settings

LATER = 100.0


def kept(blobs: RemoteBlobs, content: bytes) -> str:
    incoming = blobs.incoming()
    try:
        incoming.write(content)
        return incoming.keep()
    finally:
        incoming.drop()


@pytest.fixture
def blobs(s3: S3Bucket) -> RemoteBlobs:
    """Give blobs that wait a second for an answer."""
    return RemoteBlobs(bucket_at(s3.url, seconds=1), wait=lambda _seconds: None)


def test_what_was_written_lately_is_not_written_again(s3: S3Bucket, blobs: RemoteBlobs) -> None:
    digest = kept(blobs, b"same")
    before = s3.ask("HEAD", f"/notebooks/{digest[:2]}/{digest[2:]}")[1]["last-modified"]
    time.sleep(1.1)  # S3's times are seconds
    assert kept(blobs, b"same") == digest
    after = s3.ask("HEAD", f"/notebooks/{digest[:2]}/{digest[2:]}")[1]["last-modified"]
    assert after == before


def test_what_is_old_is_written_again_so_that_no_purge_takes_it(s3: S3Bucket) -> None:
    blobs = RemoteBlobs(bucket_at(s3.url), fresh=timedelta(0))
    digest = kept(blobs, b"same")
    time.sleep(1.1)
    since = time.time() - 0.5
    assert kept(blobs, b"same") == digest
    assert not blobs.remove(digest, int(since))
    assert blobs.read(digest) == b"same"


def test_another_size_under_a_digest_is_written_over(s3: S3Bucket, blobs: RemoteBlobs) -> None:
    digest = kept(blobs, b"whole")
    s3.ask("PUT", f"/notebooks/{digest[:2]}/{digest[2:]}", b"wh")
    with pytest.raises(LostBlob, match="damaged"):
        blobs.read(digest)
    kept(blobs, b"whole")
    assert blobs.read(digest) == b"whole"


def test_whoever_writes_over_what_is_being_removed_waits_for_that(s3: S3Bucket) -> None:
    """A purge has put its mark down and looked; the upload comes before it removes."""
    purging = RemoteBlobs(bucket_at(s3.url))
    digest = kept(purging, b"same")
    s3.ask("PUT", f"/notebooks/removing/{digest}", b"being removed")

    def removed(_seconds: float) -> None:
        s3.ask("DELETE", f"/notebooks/{digest[:2]}/{digest[2:]}")
        s3.ask("DELETE", f"/notebooks/removing/{digest}")

    uploading = RemoteBlobs(bucket_at(s3.url), fresh=timedelta(0), wait=removed)
    assert kept(uploading, b"same") == digest
    assert uploading.read(digest) == b"same"


def test_an_upload_is_not_acknowledged_while_its_notebook_is_being_removed(s3: S3Bucket) -> None:
    blobs = RemoteBlobs(bucket_at(s3.url), fresh=timedelta(0), wait=lambda _seconds: None)
    digest = kept(blobs, b"same")
    s3.ask("PUT", f"/notebooks/removing/{digest}", b"being removed")
    with pytest.raises(BlobsAway, match="being removed"):
        kept(blobs, b"same")
    blobs.restore_removed()  # the purge was killed
    assert kept(blobs, b"same") == digest


def test_a_purge_sees_what_was_written_over_after_its_mark(
    s3: S3Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The upload comes between the mark and the look."""
    blobs = RemoteBlobs(bucket_at(s3.url))
    digest = kept(blobs, b"same")
    time.sleep(1.1)  # S3's times are seconds
    since = int(time.time())
    real = RemoteBlobs._written

    def written(self: RemoteBlobs, path: str, size: int | None = None) -> object:
        s3.ask("PUT", f"/notebooks/{digest[:2]}/{digest[2:]}", b"same")
        return real(self, path, size)

    monkeypatch.setattr(RemoteBlobs, "_written", written)
    assert not blobs.remove(digest, since)
    assert blobs.read(digest) == b"same"
    assert s3.ask("GET", f"/notebooks/removing/{digest}")[0] == 404


@pytest.mark.sampled(thorough=3)
@pytest.mark.parametrize(
    ("fault", "raised", "said"),
    [
        (Fault("", 503), BlobsAway, "does not answer as it should.*503"),
        (Fault("", 500), BlobsAway, "500"),
        (Fault("", 429), BlobsAway, "429"),
        pytest.param(Fault("", seconds=1.5), BlobsAway, "no answer", marks=pytest.mark.slow),
        (Fault("", 403), BlobsClosed, "does not let us in"),
        (Fault("", 401), BlobsClosed, "does not let us in"),
    ],
    ids=lambda value: f"{value.status} after {value.seconds} s" if isinstance(value, Fault) else "",
)
def test_every_outage_has_its_sentence(
    s3: S3Bucket, blobs: RemoteBlobs, fault: Fault, raised: type[BlobsAway], said: str
) -> None:
    digest = kept(blobs, b"there")
    s3.faults = [fault]
    for ask in (
        lambda: blobs.read(digest),
        lambda: kept(blobs, b"new"),
        lambda: blobs.remove(digest, time.time() + LATER),
        blobs.look,
    ):
        with pytest.raises(BlobsAway, match=said) as caught:
            ask()
        assert type(caught.value) is raised
        assert "X-Amz" not in str(caught.value) and digest not in str(caught.value)
    s3.faults = []
    assert blobs.read(digest) == b"there"


def test_a_short_outage_is_not_noticed(s3: S3Bucket, blobs: RemoteBlobs) -> None:
    s3.faults = [Fault("", 503, times=2)]
    assert blobs.read(kept(blobs, b"there")) == b"there"


def test_an_answer_that_was_lost_is_an_upload_that_was_kept(
    s3: S3Bucket, blobs: RemoteBlobs
) -> None:
    s3.faults = [Fault("PUT", 503, times=1, is_done=True)]
    assert blobs.read(kept(blobs, b"there")) == b"there"


def test_an_answer_that_ends_halfway_is_no_notebook(s3: S3Bucket, blobs: RemoteBlobs) -> None:
    digest = kept(blobs, b"a whole notebook")
    s3.faults = [Fault("GET", is_cut=True)]
    with pytest.raises(BlobsAway):
        blobs.read(digest)


def test_an_endpoint_that_is_not_there_is_away(
    s3: S3Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    blobs = RemoteBlobs(bucket_at(s3.url))
    with pytest.raises(BlobsAway, match="no answer"):
        kept(blobs, b"new")


def test_a_bucket_that_is_not_there_has_lost_no_notebook(s3: S3Bucket) -> None:
    blobs = blobs_at("s3://grader-nowhere/notebooks")
    assert isinstance(blobs, RemoteBlobs)
    for ask in (
        lambda: blobs.read("0" * 64),
        lambda: kept(blobs, b"new"),
        lambda: list(blobs.kept_before(0)),
        lambda: refuse_closed(blobs),
    ):
        with pytest.raises(BlobsClosed, match="no such bucket"):
            ask()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://somebody:secret@host/x", "ftp://host/x is no store"),
        ("s3://", "cannot be used"),
        ("s3a://bucket/x?secret=1", "s3a://bucket/x is no store"),
    ],
)
def test_another_url_is_refused_without_what_may_be_secret(url: str, said: str) -> None:
    with pytest.raises(UserError, match=said) as caught:
        blobs_at(url)
    assert "secret" not in str(caught.value)


def test_without_obstore_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.service.blob_store.find_spec", lambda _name: None)
    with pytest.raises(UserError, match=r"nngrader\[service,service-cloud\]"):
        blobs_at("s3://bucket/x")


@pytest.fixture
def remote(settings: Settings, s3: S3Bucket, blobs: RemoteBlobs) -> Iterator[Service]:
    """Give the web side of a service with notebooks in a bucket."""
    made = replace(service_of(replace(settings, blob_store=s3.url)), blobs=blobs)
    yield made
    made.engine.dispose()


@pytest.fixture
def running(remote: Service, sessions: Sessions) -> Iterator[Running]:
    with Running.of(remote, sessions) as made:
        yield made


@pytest.mark.parametrize(("status", "retry"), [(503, "2"), (403, "60")])
def test_what_cannot_be_kept_is_not_acknowledged(
    running: Running, s3: S3Bucket, status: int, retry: str
) -> None:
    s3.faults = [Fault("", status)]
    answer = running.upload()
    assert answer.status_code == 503
    assert answer.json()["type"] == "/problems/unavailable"
    assert answer.headers["retry-after"] == retry
    assert running.waiting() == []
    s3.faults = []
    assert running.upload().status_code == 202
    assert running.work() == 1


def test_a_worker_that_cannot_read_tries_later_and_gives_no_mark(
    running: Running, s3: S3Bucket
) -> None:
    here = running.upload().json()["links"]["self"]
    [run] = running.waiting()
    for fault in (Fault("GET", 503), Fault("GET", 403), Fault("GET", is_cut=True)):
        s3.faults = [fault]
        assert running.grading.grade(run) == 15.0
        seen = running.get(here).json()
        assert (seen["state"], seen["grade"]) == ("queued", None)
    s3.faults = []
    assert running.grading.grade(run) is None
    seen = running.get(here).json()
    assert seen["grade"]["score"] == seen["grade"]["max_score"]
    assert running.get(f"{here}/notebook").content == GOOD
    s3.faults = [Fault("GET", 503)]
    assert running.get(f"{here}/notebook").status_code == 503


def test_it_is_not_ready_while_the_bucket_is_away(running: Running, s3: S3Bucket) -> None:
    assert running.client.get("/health/ready").status_code == 200
    s3.faults = [Fault("", 503)]
    assert running.client.get("/health/ready").status_code == 503
    assert running.client.get("/health/live").status_code == 200
