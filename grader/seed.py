"""The course's secret seed: hidden cases are drawn from it, so no source shows them."""

import errno
import hashlib
import os
import secrets
from pathlib import Path

import numpy as np

from grader.errors import UserError
from grader.files import write_whole

_BYTES = 32
_PRACTICE = b"practice"


def practice_seed() -> bytes:
    """Return the public seed of `grader check`: anyone's practice cases are the same."""
    return hashlib.sha256(_PRACTICE).digest()


def draw_seed(path: Path) -> bytes:
    """Draw a secret seed and keep it in a new file that only its owner may read."""
    if path.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    seed = secrets.token_bytes(_BYTES)
    write_whole(path, f"{seed.hex()}\n".encode(), mode=0o600)
    return seed


def read_seed(path: Path) -> bytes:
    """Read a seed: 64 hexadecimal digits."""
    try:
        seed = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise UserError(f"{path} is not a seed file: {error}") from None
    if len(seed) != _BYTES:
        raise UserError(f"{path} is not a seed file: it needs {2 * _BYTES} hexadecimal digits")
    return seed


def commitment(seed: bytes) -> str:
    """Return what may be published of a seed: the same for the same seed, and no way back."""
    return hashlib.sha256(b"grader seed commitment" + seed).hexdigest()


def stream(seed: bytes, *labels: str) -> np.random.Generator:
    """Return the random stream of this seed for a purpose, independent of every other purpose's."""
    digest = hashlib.sha256(seed + "\0".join(labels).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest))
