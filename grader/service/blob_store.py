"""Where a service keeps its notebooks: a folder by its path, or a bucket by its URL."""

import logging
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path

from grader.model import Text
from grader.service.blobs import Blobs, BlobsAway, BlobsClosed, FolderBlobs
from grader.service.refusal import not_served

_LOG = logging.getLogger(__name__)


def blobs_at(where: str) -> Blobs:
    """Return the blobs of a path or a URL; nothing is asked of it yet. Raises UserError."""
    scheme, is_url, _rest = where.partition("://")
    return SCHEMES.get(scheme, _in_a_bucket)(where) if is_url else FolderBlobs(Path(where))


def _in_a_bucket(url: str) -> Blobs:
    """Return blobs in a bucket. Raises UserError for a URL that is none of any cloud's."""
    if find_spec("obstore") is None:
        raise not_served(Text("serve.no_obstore"))
    from grader.service.buckets import bucket_at  # not installed with everything else
    from grader.service.remote_blobs import RemoteBlobs

    return RemoteBlobs(bucket_at(url))


SCHEMES: Mapping[str, Callable[[str], Blobs]] = dict.fromkeys(("s3", "gs", "az"), _in_a_bucket)
"""What opens the blobs of a URL, by the word that it begins with; a place more is a line here."""


def refuse_closed(blobs: Blobs) -> None:
    """Raise BlobsClosed where somebody has to mend a name or a right before anything is kept."""
    try:
        blobs.look()
    except BlobsClosed:
        raise
    except BlobsAway as error:  # it may be back any moment
        _LOG.warning("%s; until it does nothing is taken in or graded", error)
