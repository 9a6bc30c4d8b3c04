"""A bucket by its URL, and what its errors mean: that it is away, or that somebody has to mend it.

What obstore says of an error holds the request's address, which may hold a signature: none of it is
repeated but the status.
"""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import AzureStore, GCSStore, S3Store, from_url

from grader.frozen import frozen
from grader.model import Text
from grader.service.blobs import BlobsAway, BlobsClosed
from grader.service.refusal import not_served

if TYPE_CHECKING:  # there is no more of these
    from obstore.store import ClientConfig, RetryConfig

Store = S3Store | GCSStore | AzureStore
_CONNECT = timedelta(seconds=5)
_REQUEST = timedelta(seconds=20)
_RETRY: "RetryConfig" = {"max_retries": 3, "retry_timeout": timedelta(seconds=15)}
_ONCE: "RetryConfig" = {"max_retries": 0, "retry_timeout": timedelta(0)}
_VARIABLES = {"s3": "AWS", "gs": "GOOGLE", "az": "AZURE"}
"""How the environment's variables begin that obstore reads for a scheme."""
_STATUS = re.compile(r"status code: ([0-9]{3})")
_OF_A_CLOUD_MACHINE = re.compile(r"169\.254\.169\.254|metadata\.google\.internal")
"""Whom a machine in a cloud asks for credentials where the environment has none."""


@frozen
class Bucket:
    """A part of a bucket."""

    url: str
    """As it is called in sentences."""
    store: Store
    once: Store
    """The same; what is asked there is asked once, so that no old request comes late."""


def bucket_at(
    url: str, environment: Mapping[str, str] = os.environ, *, seconds: float | None = None
) -> Bucket:
    """Return the bucket of a URL; nothing is asked of it yet. Raises UserError.

    Without `seconds` a request may take as long as is good for notebooks.
    """
    variables = _VARIABLES.get(url.partition("://")[0])
    if variables is None:
        raise not_served(Text("serve.no_store", {"url": _plain(url)}))
    client: ClientConfig = {
        "connect_timeout": _CONNECT,
        "timeout": _REQUEST if seconds is None else timedelta(seconds=seconds),
    }
    if environment.get(f"{variables}_ALLOW_HTTP", "").lower() in ("1", "true"):
        client["allow_http"] = True  # what is given here is all that obstore knows of its client
    try:
        stores = [
            cast("Store", from_url(url, client_options=client, retry_config=retry))
            for retry in (_RETRY, _ONCE)
        ]
    except (BaseError, ValueError) as error:
        said = str(error).splitlines()[0]
        raise not_served(Text("serve.odd_store", {"url": _plain(url), "error": said})) from None
    return Bucket(_plain(url), *stores)


@contextmanager
def outages(bucket: Bucket) -> Iterator[None]:
    """Turn what obstore raises in the block into BlobsAway or BlobsClosed."""
    try:
        yield
    except FileNotFoundError:
        raise BlobsClosed(f"{bucket.url}: there is no such bucket") from None
    except BaseError as error:
        raise _outage(bucket.url, error) from None


def _outage(url: str, error: BaseError) -> BlobsAway:
    found = _STATUS.search(str(error))
    status = found[1] if found else ""
    if _OF_A_CLOUD_MACHINE.search(str(error)):
        return BlobsClosed(f"{url}: the environment holds no credentials for it")
    if status in ("401", "403") or isinstance(error, PermissionDeniedError | UnauthenticatedError):
        return BlobsClosed(f"{url} does not let us in with these credentials")
    if status == "404":
        return BlobsClosed(f"{url}: there is no such bucket")
    return BlobsAway(f"{url} does not answer as it should ({status or 'no answer'})")


def _plain(url: str) -> str:
    """Return a URL without what may be secret in it."""
    return re.sub(r"://[^/@]*@|[?#].*", lambda m: "://" if m[0].startswith("://") else "", url)
