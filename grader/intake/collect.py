"""Take in a class: what was handed in, one file for each person, and what became of the rest."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.errors import NothingToGrade
from grader.intake.attempts import of_attempts
from grader.intake.by_content import with_those_called_otherwise
from grader.intake.chosen import one_of_each
from grader.intake.course_files import without_course_files
from grader.intake.due import marked, told_of
from grader.intake.earlier import holds_hand_ins, without_earlier_results
from grader.intake.enrolled import enrolled
from grader.intake.found import Found
from grader.intake.hand_in import Collision, Intake, Member, SetAside
from grader.intake.layouts import LAYOUTS, TOLD, Layout
from grader.intake.likeness import visible
from grader.intake.people import told_apart
from grader.intake.reading import Reading
from grader.intake.refusal import refused
from grader.intake.search import search
from grader.intake.terms import Terms
from grader.intake.wanted import Wanted
from grader.intake.whose import (
    Owned,
    graded_as,
    owned,
    recognised,
    seen,
    told_of_ungraded,
    unclaimed,
    ungraded,
)
from grader.language import built_in
from grader.model import Text

_NAMED = 10
"""Files set aside that are named when there is nothing else."""


def collect(
    paths: Sequence[Path],
    *,
    apart_from: Path | None = None,
    wanted: Wanted | None = None,
    layouts: Sequence[Layout] = LAYOUTS,
    terms: Terms | None = None,
) -> Intake:
    """Look through files, folders (recursively, but not `apart_from`) and zips.

    Raises NotTakenIn for a path that does not exist, a zip that cannot be read, hand-ins that lie
    in `apart_from`, or a layout that `terms` name and nothing bears the names of; NothingToGrade
    when there is no notebook in any of them.
    """
    wanted, terms = wanted or Wanted(), terms or Terms()
    layouts = [TOLD[terms.layout]()] if terms.layout else layouts
    _refuse_over(paths, apart_from)
    everything = _each_once(paths, apart_from and _real(apart_from))
    with Reading() as reading:
        found = with_those_called_otherwise(without_earlier_results(everything), reading)
        found = without_course_files(found, wanted, reading)
        files, doubts = owned(found, layouts, reading)
        chosen, several = one_of_each(files, wanted, reading, terms.attempt)
    candidates = [one for one in chosen if one.why is None]
    aside = [SetAside(one.name, one.why) for one in chosen if one.why is not None]
    if not candidates:
        raise _nothing(paths, aside)
    doubts += _not_as_told(files, terms, paths)
    kept, older, attempts = of_attempts(candidates, terms.attempt)
    apart, collisions = told_apart(kept)
    lost = ungraded(files)
    known = enrolled(marked(apart, terms.due), terms.roster, lost)
    told = (*collisions, *graded_as(doubts, apart), *several, *attempts, *_duplicates(everything))
    told += tuple(told_of_ungraded(lost))
    return Intake(
        tuple(sorted(known.handed, key=lambda one: one.person.id)),
        tuple(sorted(aside + older, key=lambda left: left.name)),
        (*told, *known.told, *told_of(known.handed, terms.due)),
        recognised(files),
        seen(files, terms.layout),
        terms.due.at.isoformat() if terms.due else "",
        len(terms.roster.people) if terms.roster else 0,
        known.missing,
        known.unknown,
    )


def _not_as_told(
    files: Sequence[Owned], terms: Terms, paths: Sequence[Path]
) -> Iterator[Collision]:
    """Tell of what is not called as was said. Raises NotTakenIn when nothing is."""
    if not terms.layout or (others := unclaimed(files, terms.layout)) is None:
        return
    if len(others.members) == sum(one.found.why is None for one in files):
        places = ", ".join(str(path) for path in paths)
        values = {"layout": terms.layout, "places": places, "name": others.members[0].file}
        raise refused(Text("intake.not_as_told", values))
    yield others


def _refuse_over(paths: Sequence[Path], out: Path | None) -> None:
    """Refuse a folder of results that is, or holds, what was handed in: it would be passed over."""
    if out is None:
        return
    here = _real(out)
    for path in paths:
        there = _real(path)
        around = here.is_relative_to(there) and here.is_dir()
        if there.is_relative_to(here) or (around and holds_hand_ins(here)):
            raise refused(Text("intake.over", {"out": str(out), "path": str(path)}))


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))  # resolve() raises on links that lead in a circle


def _each_once(paths: Sequence[Path], apart_from: Path | None) -> list[Found]:
    """Find what is in all paths; a file that is reached twice is handed in once."""
    found: dict[tuple[Path, int | None], Found] = {}
    for path in paths:
        for one in search(path, apart_from=apart_from, several=len(paths) > 1):
            file = one.handed.place.path
            # a link stays one: it must not take the place of the file that it leads to
            there = file.parent.resolve() / file.name
            found.setdefault((there, one.handed.place.member), one)
    return list(found.values())


def _nothing(paths: Sequence[Path], aside: Sequence[SetAside]) -> NothingToGrade:
    """Say that there is nothing to grade, and what was found and set aside instead."""
    texts = [Text("intake.nothing", {"places": ", ".join(str(path) for path in paths)})]
    reasons: dict[str, list[SetAside]] = {}
    for one in aside:
        reasons.setdefault(one.why.key, []).append(one)
    for group in reasons.values():
        names = ", ".join(visible(one.name) for one in group[:_NAMED])
        more = f", ... +{len(group) - _NAMED}" if len(group) > _NAMED else ""
        texts.append(Text("intake.found", {"names": names + more, "why": group[0].why}))
    return NothingToGrade(" ".join(map(built_in("en").say, texts)), texts)


def _duplicates(found: Sequence[Found]) -> list[Collision]:
    replaced = [one for one in found if one.why and one.why.key == "aside.duplicate"]
    times = Counter((one.handed.place.path, one.name) for one in replaced)
    return [
        Collision(
            Text("collision.duplicate", {"name": visible(name), "n": number + 1}),
            (Member("", visible(name)),) * number,
        )
        for (_path, name), number in times.items()
    ]
