"""`grader package gradescope`: an autograder, of an assignment that was just seen to work."""

import os
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from grader.assignment import Assignment, load_assignment
from grader.errors import BrokenAssignment, CannotWrite, NotOurs, UserError
from grader.find import Place, find_place
from grader.folder import write_whole
from grader.kit.read import FromKit
from grader.package.autograder_settings import Settings
from grader.package.gradescope import packed, where_packed
from grader.prepare import prepare
from grader.report.gradescope_results import FORMS, LATER, Form, Later
from grader.sandbox.tiers import TIERS
from grader.seed import draw_seed, is_remembered, read_seed

_WHEEL = ".whl"


@dataclass(frozen=True, slots=True)
class Wish:
    """How an autograder is to be packed."""

    seed_file: Path | None = None
    requirement: str = ""
    language: str | None = None
    hint: int = 1
    later: Later = LATER[0]
    form: Form = FORMS[0]
    allow_tier: str = TIERS[0]


def run_package_gradescope(name: str, out: Path, wish: Wish) -> None:
    """Write the zip; nobody but its owner may read it.

    Raises UserError, CannotWrite, BrokenAssignment, ReferenceFault.
    """
    if out.suffix != ".zip":
        raise UserError(f"{out}: give --out a name that ends with .zip")
    place = find_place(name)
    wheel = _wheel(wish.requirement)
    assignment = _loaded(place, wish)
    try:
        seed = None if place.is_kit else _seed(wish.seed_file, out)
        if seed is not None:
            prepare(assignment, seed)  # what fails would fail for every student
        settings = Settings(
            where_packed(place), wish.language or assignment.languages[0], wish.hint,
            wish.form, wish.later, wish.allow_tier,
        )  # fmt: skip
        write_whole(out, packed(place, settings, seed, wheel), mode=0o600)
    except OSError as error:
        raise CannotWrite(f"{out} cannot be written: {error.strerror}") from None
    Console().print(str(out), markup=False, highlight=False, soft_wrap=True)


def _loaded(place: Place, wish: Wish) -> Assignment:
    if place.is_kit:
        if wish.seed_file is not None:
            raise UserError(f"{place.path} holds its own practice cases: leave --seed-file out")
        return FromKit(place.path).assignment
    if place.solutions is None:
        raise BrokenAssignment(f"{place.path}: an autograder needs the solutions; there are none")
    return load_assignment(place.path, place.solutions)


def _wheel(requirement: str) -> Path | str:
    """Return the wheel that is meant, or what else pip is told. Raises UserError."""
    if not requirement.endswith(_WHEEL) or "://" in requirement:
        return requirement
    if not Path(requirement).is_file():
        raise UserError(f"{requirement} is not there: `make wheel` writes one")
    return Path(requirement)


def _seed(given: Path | None, out: Path) -> bytes:
    """Return the seed that is named, or the one beside the zip, drawn now if it is not there.

    Raises UserError; NotOurs for one that somebody may have put there to know the hidden cases.
    """
    if given is not None:
        return read_seed(given)
    beside = out.with_suffix(".seed")
    if not os.path.lexists(beside):
        out.parent.mkdir(parents=True, exist_ok=True)
        return draw_seed(beside)
    seed = read_seed(beside)
    if not is_remembered(seed):
        raise NotOurs(
            f"{beside} was not drawn by you here, and whoever put it there would know the hidden "
            "cases. If it is yours, name it with --seed-file; if not, remove it"
        )
    return seed
