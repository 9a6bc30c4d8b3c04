"""Freeze an assignment into a kit: everything that grading needs of the secret side, as data."""

from pathlib import Path

import numpy as np

from grader import __version__, prepared_frames
from grader.assignment import files_of, load_assignment
from grader.diagnose.known import Known
from grader.errors import BrokenAssignment
from grader.kit import archive, known
from grader.prepare import prepare
from grader.seed import practice_seed


def freeze(folder: Path, solutions: Path | None, seeds: int = 3, *, mistakes: bool = True) -> bytes:
    """Return the bytes of a kit, for so many practice seeds.

    Raises BrokenAssignment, ReferenceFault.
    """
    assignment = load_assignment(folder, solutions)
    if solutions is None:
        raise BrokenAssignment(f"{folder}: a kit is made from the solutions, and there are none")
    members = {f"{archive.FOLDER}{name}": content for name, content in files_of(folder)}
    texts = solutions / "mistakes.toml"
    if mistakes and texts.exists():
        members[archive.MISTAKES] = texts.read_bytes()
    digest = ""
    for number in range(seeds):
        prepared = prepare(assignment, practice_seed(number))
        digest = prepared.reference_digest
        members[f"cases/{number}.frames"] = prepared_frames.written(prepared)
        if mistakes:
            # the whole takes most of the room: under the seed that is checked with by default
            learnt = known.written(prepared, Known(prepared), whole=not number)
            members[f"{archive.KNOWN}{number}.frames"] = learnt
    about = {
        "slug": assignment.slug, "assignment": assignment.digest, "reference": digest,
        "grader": __version__, "numpy": np.__version__, "seeds": seeds,
    }  # fmt: skip
    return archive.packed(about, members)
