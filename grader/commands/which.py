"""Which notebook `grader check` is asked to check, and against which assignment."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import NothingToGrade, UnknownAssignment, UserError
from grader.find import KIT, Place, find_place, known_places
from grader.frozen import frozen
from grader.language import built_in
from grader.model import Text
from grader.report import clean

if TYPE_CHECKING:
    from grader.recognise import Candidate

_FILES = (".ipynb", ".py")
_LISTED = 10


@frozen
class Chosen:
    """What is checked; `note` says what was taken, where it was not named."""

    place: Place
    notebook: Path
    note: Text | None = None


def chosen(given: Sequence[str], language: str) -> Chosen:
    """Return what is meant: an assignment, a notebook, both or neither may be named.

    Raises UserError with a sentence in this language that lists what may be meant.
    """
    if "" in given:
        raise UserError("an empty name of an assignment or a notebook; is a variable unset?")
    names, files = _told_apart(given)
    if len(names) > 1 or len(files) > 1:
        raise UserError(_said("check.one_of_each", language))
    if names and files:
        return Chosen(find_place(names[0]), files[0])
    if names:
        place = find_place(names[0])
        return _newest(place, language)
    if files:
        return _of_file(files[0], language)
    return _newest(None, language)


def _told_apart(given: Sequence[str]) -> tuple[list[str], list[Path]]:
    """Return what names an assignment, and what a notebook: of two, the second, however it ends."""
    files = [Path(one) for one in given if one.lower().endswith(_FILES)]
    names = [one for one in given if not one.lower().endswith(_FILES)]
    if len(names) == 2 or (names and not files and _is_other_file(names[0])):
        files.append(Path(names.pop()))
    return names, files


def _is_other_file(name: str) -> bool:
    """Tell whether a name is that of a file, and of no assignment."""
    return Path(name).is_file() and not name.endswith(KIT) and name not in known_places()


def _of_file(path: Path, language: str) -> Chosen:
    from grader.recognise import candidate, everything_known

    if not path.is_file():
        raise NothingToGrade(_said("check.no_file", language, file=str(path)))
    found = candidate(path, everything_known())
    if not found.slugs:
        known = ", ".join(known_places())
        raise UserError(_said("check.not_recognised", language, file=str(path), known=known))
    return _plain(found, [], language)


def _newest(place: Place | None, language: str) -> Chosen:
    """Return the newest notebook of the working folder that answers to an assignment."""
    from grader.recognise import Candidate, candidates, everything_known

    known = everything_known()
    if not known and place is None:
        raise UnknownAssignment(_said("check.no_assignment", language))
    found = candidates(Path(), known)
    if place is not None:
        found = [Candidate(c.path, (place.slug,)) for c in found if place.slug in c.slugs]
    if not found:
        key = "check.no_notebook" if place is None else "check.no_notebook_for"
        slug = place.slug if place else ""
        raise NothingToGrade(_said(key, language, slug=slug, folder=str(Path.cwd())))
    return _plain(found[0], found[1:], language, place)


def _plain(
    found: "Candidate", others: "Sequence[Candidate]", language: str, place: Place | None = None
) -> Chosen:
    """Return a candidate that answers to one assignment. Raises UserError where it may to more."""
    name = found.path.name
    if len(found.slugs) > 1:
        commands = "".join(f"\n  grader check {slug} {_quoted(found.path)}" for slug in found.slugs)
        raise UserError(_said("check.several", language, file=name) + commands)
    [slug] = found.slugs
    note = Text("check.taken", {"file": name, "slug": slug})
    if others:
        listed = ", ".join(one.path.name for one in others[:_LISTED])
        note = Text("check.taken_newest", {"file": name, "slug": slug, "others": listed})
    return Chosen(place or find_place(slug), found.path, note)


def _quoted(path: Path) -> str:
    name = clean.line(str(path))
    return f'"{name}"' if " " in name else name


def _said(key: str, language: str, **values: str) -> str:
    return built_in(language).say(Text(key, dict(values)))
