"""The course's secret seed: hidden cases are drawn from it, so no source shows them."""

import errno
import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

import numpy as np

from grader.cache import cache_folder
from grader.errors import NotOurs, UserError
from grader.folder import opened_folder, read_file

_BYTES = 32
_PRACTICE = b"practice"
_LONGEST = 4096
"""Bytes of a seed file that are read."""


def practice_seed(number: int = 0) -> bytes:
    """Return a public seed of `grader check`: anyone's practice cases are the same."""
    return hashlib.sha256(_PRACTICE + (f" {number}".encode() if number else b"")).digest()


def draw_seed(path: Path) -> bytes:
    """Draw a secret seed and keep it in a new file that only its owner may read.

    That it was drawn here is remembered, if it can be: see `is_remembered`.
    """
    seed = secrets.token_bytes(_BYTES)
    with opened_folder(path.parent) as folder:
        if path.name in folder.names():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
        # remembered first: whoever is killed in between leaves no seed that nobody knows
        with suppress(OSError, NotOurs), opened_folder(_drawn(), make=True, private=True) as drawn:
            drawn.write(commitment(seed), b"", mode=0o600)
        folder.write(path.name, f"{seed.hex()}\n".encode(), mode=0o600)
    return seed


def read_seed(path: Path) -> bytes:
    """Read a seed: 64 hexadecimal digits in a file that nobody else may write to."""
    try:
        seed = bytes.fromhex(read_file(path, _LONGEST).decode("ascii").strip())
    except (OSError, ValueError) as error:
        raise UserError(f"{path} is not a seed file: {error}") from None
    if len(seed) != _BYTES:
        raise UserError(f"{path} is not a seed file: it needs {2 * _BYTES} hexadecimal digits")
    return seed


def is_remembered(seed: bytes) -> bool:
    """Tell whether this user drew the seed, on this machine: nobody else can have planted it."""
    try:
        with opened_folder(_drawn(), private=True) as drawn:
            return drawn.has(commitment(seed))
    except (OSError, NotOurs):
        return False


def seal(seed: bytes, purpose: str, content: bytes) -> str:
    """Return a digest of the content that only who knows the seed can make."""
    return hmac.new(seed, f"grader {purpose}\0".encode() + content, hashlib.sha256).hexdigest()


def commitment(seed: bytes) -> str:
    """Return what may be published of a seed: the same for the same seed, and no way back."""
    return hashlib.sha256(b"grader seed commitment" + seed).hexdigest()


def stream(seed: bytes, *labels: str) -> np.random.Generator:
    """Return the random stream of this seed for a purpose, independent of every other purpose's."""
    digest = hashlib.sha256(seed + "\0".join(labels).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest))


def _drawn() -> Path:
    """Return the folder in which an empty file stands for each seed that was drawn."""
    return cache_folder("seeds")
