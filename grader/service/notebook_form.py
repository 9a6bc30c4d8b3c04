"""Read a form that brings a file: no more of it than may be, and not for ever."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from grader.errors import Refused
from grader.model import Text
from grader.service.receive import too_large

FIELD = "notebook"
_BESIDE = 64 << 10
"""Bytes of a form beside the file."""
_MOST_FIELDS = 20
_SECONDS = 120.0
"""What a form may take in all."""
_PIECE = 1 << 20


@asynccontextmanager
async def form_of(
    request: Request, limit: int, refusal: Callable[[int], Refused] = too_large
) -> AsyncIterator[FormData]:
    """Give a form's fields; its files are gone afterwards.

    Raises Refused where it is larger than a file of `limit` bytes makes it (`refusal` says so),
    slow, or no form.
    """
    if int(request.headers.get("content-length") or 0) > limit + _BESIDE:
        raise refusal(limit)

    async def bounded() -> AsyncGenerator[bytes, None]:
        total = 0
        async for piece in request.stream():
            total += len(piece)
            if total > limit + _BESIDE:
                raise refusal(limit)
            yield piece

    parser = MultiPartParser(request.headers, bounded(), max_files=1, max_fields=_MOST_FIELDS)
    try:
        async with asyncio.timeout(_SECONDS):
            form = await parser.parse()
    except TimeoutError:
        raise Refused("slow", Text("service.slow")) from None
    except (MultiPartException, KeyError, UnicodeDecodeError, AssertionError):
        raise Refused("invalid", Text("service.no_form")) from None
    try:
        yield form
    finally:
        await form.close()


def file_of(form: FormData) -> UploadFile:
    """Return a form's notebook. Raises Refused where it has none."""
    file = form.get(FIELD)
    if not isinstance(file, UploadFile) or not file.filename:
        raise Refused("empty", Text("service.no_file"))
    return file


async def pieces_of(file: UploadFile) -> AsyncIterator[bytes]:
    """Yield a file's bytes."""
    while piece := await file.read(_PIECE):
        yield piece
