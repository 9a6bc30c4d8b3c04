"""Keep what an author's code answers on disk, for the next run with the same seed.

A file is found by a digest of everything its content depends on: the assignment, the solutions,
the seed, the versions and the grader's own source. What it holds reveals answers: folder and file
are readable by their owner only. What it holds is believed only in a folder that nobody else can
write to, and under a seal that nobody makes without the seed; what is lost, damaged or planted is
computed anew.
"""

import hashlib
import hmac
import platform
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Protocol, cast

import numpy as np

from grader import frames
from grader.assignment import Assignment, digest_of
from grader.cache import cache_folder
from grader.diagnose.learnt import Place
from grader.errors import NotOurs
from grader.folder import Folder, opened_folder
from grader.sandbox import wire
from grader.seed import seal
from grader.trial import Answer, plain, read_plain

_SUFFIX = ".known"
_KEPT = 60
"""Files kept: a handful of assignments under a handful of seeds."""
_LARGEST = 1 << 30
"""Bytes of a file that are read."""


class Of(Protocol):
    """What is kept: `Prepared` is one."""

    @property
    def assignment(self) -> Assignment:
        """The assignment."""
        ...

    @property
    def reference_digest(self) -> str:
        """Digest of the folder of its solutions."""
        ...

    @property
    def seed_commitment(self) -> str:
        """What may be published of the seed."""
        ...


class Shelf:
    """What is kept of an assignment under one seed; the answers of its variants above all."""

    def __init__(self, folder: Path, prepared: Of, seed: bytes) -> None:
        parts = (
            prepared.assignment.digest,
            prepared.reference_digest,
            prepared.seed_commitment,
            np.__version__,
            platform.python_version(),
            _own_source(),
        )
        self._folder = folder
        self._seed = seed
        self._digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def take(self, exercise: str, cases: int) -> dict[Place, Answer] | None:
        """Return the answers to an exercise of so many cases; None where there are none."""
        content = self.read(exercise)
        try:
            found = dict(_rows(frames.read(content))) if content is not None else None
        except (wire.WireError, ValueError, TypeError):
            return None
        if found is None:
            return None
        return found if all(0 <= place < cases for _made, place in found) else None

    def put(self, exercise: str, answers: Mapping[Place, Answer]) -> None:
        """Keep answers. A folder that cannot take them costs nothing but time."""
        try:
            rows = ([list(m), place, plain([one])] for (m, place), one in answers.items())
            self.write(exercise, frames.written(*rows))
        except wire.WireError:
            return

    def read(self, name: str) -> bytes | None:
        """Return what was written under a name, if nobody else can have written it."""
        file = self._file(name)
        try:
            with opened_folder(self._folder, private=True) as folder:
                return self._unsealed(file, folder.read(file, _LARGEST))
        except (OSError, NotOurs, ValueError):
            return None

    def write(self, name: str, content: bytes) -> None:
        """Keep bytes under a name. A folder that cannot take them costs nothing but time."""
        file = self._file(name)
        try:
            with opened_folder(self._folder, make=True, private=True) as folder:
                folder.write_unseen(file, self._seal(file, content) + content)
                _forget_old_ones(folder)
        except (OSError, NotOurs):
            return

    def _file(self, name: str) -> str:
        digest = hashlib.sha256(f"{self._digest}\0{name}".encode()).hexdigest()
        return f"{digest[:40]}{_SUFFIX}"

    def _seal(self, file: str, content: bytes) -> bytes:
        """Return what only who knows the seed can put before this content, in this very file."""
        return bytes.fromhex(seal(self._seed, f"known {file}", content))

    def _unsealed(self, file: str, kept: bytes) -> bytes:
        """Return what was kept behind its seal. Raises ValueError when it is something else."""
        begin = len(self._seal(file, b""))
        if not hmac.compare_digest(self._seal(file, kept[begin:]), kept[:begin]):
            raise ValueError("damaged, or not ours")
        return kept[begin:]


def default_folder() -> Path:
    """Return where answers are kept."""
    return cache_folder("known")


def _forget_old_ones(folder: Folder) -> None:
    kept = [name for name in folder.names() if name.endswith(_SUFFIX)]
    for name in sorted(kept, key=folder.modified)[:-_KEPT]:
        folder.remove(name)


def _rows(found: Iterable[object]) -> Iterator[tuple[Place, Answer]]:
    """Yield what each frame holds. Raises ValueError or TypeError when it is something else."""
    for frame in found:
        made, place, answers = cast("tuple[list[str], int, object]", frame)
        [answer] = read_plain(answers)
        if type(place) is not int or not all(isinstance(name, str) for name in made):
            raise TypeError("not the ids of mistakes and a case's place")
        yield (tuple(made), place), answer


@cache
def _own_source() -> str:
    return digest_of(Path(__file__).parents[1])
