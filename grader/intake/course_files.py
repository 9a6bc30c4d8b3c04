"""Python files that only go with hand-ins: the course's own, tests, modules of a notebook.

A file that defines a name that is asked for is always a hand-in, wherever it lies: what a person
hands in cannot make another's file one of these.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

from grader.intake.found import Found
from grader.intake.no_hand_in import is_packaging, is_test
from grader.intake.reading import Reading
from grader.intake.wanted import Wanted
from grader.model import Text

_IMPORTED = re.compile(rb"(?:\b|\\[nrt])(?:from|import)[ \t]{1,8}([A-Za-z_]\w{0,99})")


def without_course_files(found: Sequence[Found], wanted: Wanted, reading: Reading) -> list[Found]:
    """Return the same, with what only goes with hand-ins set aside."""
    modules = _modules(found, reading)
    judged = []
    for index, one in enumerate(found):
        why = _why(one, wanted, is_module=index in modules)
        if why is not None and wanted.may_be_in(reading.opening(one)):
            why = None
        judged.append(one if why is None else one.aside(why))
    return judged


def _why(one: Found, wanted: Wanted, *, is_module: bool) -> Text | None:
    if one.why is not None or not _is_python(one):
        return None
    path = one.within[1:]
    if any(path[-depth:] in wanted.provided for depth in range(1, min(len(path), 9) + 1)):
        return Text("aside.course")
    if is_test(path) or is_packaging(path):
        return Text("aside.tests")
    return Text("aside.module") if is_module else None


def _modules(found: Sequence[Found], reading: Reading) -> set[int]:
    """Return which Python files are imported by the one notebook of the folder that they lie in.

    Where several notebooks lie together, people do, and a module may be anybody's hand-in; so it
    may in the folder that was given.
    """
    together: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, one in enumerate(found):
        if one.why is None and len(one.within) > 2:
            together[one.place].append(index)
    modules: set[int] = set()
    for group in together.values():
        files = [index for index in group if _is_python(found[index])]
        notebooks = [index for index in group if not _is_python(found[index])]
        if files and len(notebooks) == 1:
            imported = imported_in(reading.opening(found[notebooks[0]]))
            modules.update(i for i in files if _stem(found[i]) in imported)
    return modules


def imported_in(content: bytes) -> set[bytes]:
    """Return the modules that a notebook imports by one name, as far as that shows unparsed."""
    return set(_IMPORTED.findall(content))


def _is_python(one: Found) -> bool:
    return one.within[-1].lower().endswith(".py")


def _stem(one: Found) -> bytes:
    return one.within[-1][: -len(".py")].encode("utf-8", "replace")
