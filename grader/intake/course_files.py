"""Python files that only go with hand-ins: the course's own, tests, modules of a notebook.

A file that defines a name that is asked for is a hand-in, unless it lies in a folder that is one
person's: what a person hands in cannot make another's file one of these.
"""

from collections import defaultdict
from collections.abc import Sequence

from grader.intake.found import Found
from grader.intake.modules import each_in_its_folder, imported_by, is_python, joined
from grader.intake.no_hand_in import is_packaging, is_test
from grader.intake.reading import Reading
from grader.intake.wanted import Wanted
from grader.model import Text


def without_course_files(found: Sequence[Found], wanted: Wanted, reading: Reading) -> list[Found]:
    """Return the same, with what only goes with hand-ins set aside, and modules put beside them."""
    beside = _modules(found, wanted, reading)
    modules = {index for those in beside.values() for index in those}
    judged = []
    for index, one in enumerate(found):
        why = _why(one, wanted, is_module=index in modules)
        if why is not None and index not in modules and wanted.may_be_in(reading.opening(one)):
            why = None
        kept = joined(one, [found[module] for module in beside.get(index, ())])
        judged.append(kept if why is None else one.aside(why))
    return judged


def _why(one: Found, wanted: Wanted, *, is_module: bool) -> Text | None:
    if one.why is not None or not is_python(one.within[-1]):
        return None
    path = one.within[1:]
    if any(path[-depth:] in wanted.provided for depth in range(1, min(len(path), 9) + 1)):
        return Text("aside.course")
    if is_test(path) or is_packaging(path):
        return Text("aside.tests")
    return Text("aside.module") if is_module else None


def _modules(
    found: Sequence[Found], wanted: Wanted, reading: Reading
) -> dict[int, tuple[int, ...]]:
    """Return which Python files are imported by the one notebook of the folder that they lie in.

    Where several notebooks lie together, people do, and a module may be anybody's hand-in; so it
    may in the folder that was given. One that defines a name that is asked for goes with the
    notebook only where each person has a folder.
    """
    together: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, one in enumerate(found):
        if one.why is None and len(one.within) > 2:
            together[one.place].append(index)
    own = set(each_in_its_folder(found))
    modules: dict[int, tuple[int, ...]] = {}
    for place, group in together.items():
        notebooks = [index for index in group if not is_python(found[index].within[-1])]
        files = {
            found[index].within[-1]: index
            for index in group
            if is_python(found[index].within[-1])
            and _why(found[index], wanted, is_module=False) is None
            and (place in own or not wanted.may_be_in(reading.opening(found[index])))
        }
        if files and len(notebooks) == 1:
            [notebook] = notebooks
            openings = {name: reading.opening(found[index]) for name, index in files.items()}
            names = imported_by(reading.opening(found[notebook]), openings)
            modules[notebook] = tuple(files[name] for name in names)
    return modules
