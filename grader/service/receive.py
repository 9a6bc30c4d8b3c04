"""Receive a notebook: its bytes as they come, no more of them than may be, onto the disk."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from pathlib import PurePosixPath

from grader import notebook
from grader.errors import Refused, UnreadableNotebook
from grader.model import Submission, Text
from grader.report import clean
from grader.service.blobs import Blobs, Incoming

_PIECE = 1 << 20
"""Bytes that are gathered before a thread writes them."""
_SECONDS = 120.0
"""What a body may take in all."""
_LONGEST = 150
_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')
DEFAULT_NAME = "notebook.ipynb"


async def received(body: AsyncIterator[bytes], blobs: Blobs, limit: int) -> "Incoming":
    """Return a body that is there as a whole, to be kept or dropped.

    Raises Refused where it is empty, larger than `limit` bytes, or too slow; CannotWrite.
    """
    incoming = blobs.incoming()
    try:
        async with asyncio.timeout(_SECONDS):
            await _gathered(body, incoming, limit)
        refuse_empty(incoming.size)
    except TimeoutError:
        incoming.drop()
        raise Refused("slow", Text("service.slow")) from None
    except BaseException:
        incoming.drop()
        raise
    return incoming


async def _gathered(body: AsyncIterator[bytes], incoming: Incoming, limit: int) -> None:
    pieces, size, total = list[bytes](), 0, 0
    async for piece in body:
        pieces.append(piece)
        size += len(piece)
        total += len(piece)
        if total > limit:
            raise too_large(limit)
        if size >= _PIECE:
            await asyncio.to_thread(incoming.write, b"".join(pieces))
            pieces, size = [], 0
    incoming.write(b"".join(pieces))  # less than a piece: into memory


async def body_within(
    body: AsyncIterator[bytes], limit: int, refusal: Callable[[int], Refused] | None = None
) -> bytes:
    """Return a body as a whole.

    Raises Refused where it is larger than `limit` bytes (`refusal` says so), or slow.
    """
    pieces, size = list[bytes](), 0
    try:
        async with asyncio.timeout(_SECONDS):
            async for piece in body:
                pieces.append(piece)
                size += len(piece)
                if size > limit:
                    raise (refusal or too_large)(limit)
    except TimeoutError:
        raise Refused("slow", Text("service.slow")) from None
    return b"".join(pieces)


def refuse_empty(size: int) -> None:
    """Raise Refused where so many bytes came, and that is none."""
    if not size:
        raise Refused("empty", Text("service.empty"))


def too_large(limit: int) -> Refused:
    """Return what is said of a body that is larger than `limit` bytes."""
    return Refused("too_large", Text("service.too_large", {"limit": f"{limit / (1 << 20):g}"}))


def refuse_unreadable(name: str, content: bytes) -> None:
    """Raise Refused for what is no notebook, with the sentence that its report would have."""
    try:
        notebook.read(Submission("", name, content))
    except UnreadableNotebook as error:
        raise Refused("unreadable", error.text) from None


def file_name(given: str | None) -> str:
    """Return the name that a notebook goes by: the last part of what was given, and harmless."""
    plain = clean.line((given or "")[-1000:]).replace("\\", "/")
    last = _NOT_IN_NAMES.sub("_", PurePosixPath(plain).name).strip(". ")
    return last[-_LONGEST:] or DEFAULT_NAME
