"""What graders have written before: a folder of results among the hand-ins is no hand-in.

Nothing that somebody hands in can make another's file look like that: only files of the names that
are written by `grader.classrun` are set aside, beside the reports that are written with them.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.intake.found import Found, Root, found
from grader.intake.no_hand_in import why_not
from grader.intake.walk import walk
from grader.model import Text

STUDENTS = "students"
REPORTS = frozenset({"report.json", "report.html"})
COPIES = frozenset({"feedback.ipynb", "feedback.html"})
OF_A_RUN = frozenset(
    {"assignment.json", "run.json", "index.html", "insight.json", "gradebook.csv", "seed"}
)
"""What `grader.classrun` calls what it writes. Of a run, one of them is there at least."""
_COPY = ".feedback.ipynb"

Folder = tuple[str, ...]


def without_earlier_results(all_found: Sequence[Found]) -> list[Found]:
    """Return the same without what earlier runs wrote; whole folders of results are named once."""
    files: dict[Folder, set[str]] = defaultdict(set)
    for one in all_found:
        files[one.place].add(one.within[-1])
    judged = [_judged(one, files) for one in all_found]
    folders = _whole(judged, files)
    named: set[Folder] = set()
    kept = []
    for one in judged:
        top = next((folder for folder in _around(one) if folder in folders), None)
        if top is None:
            kept.append(one)
        elif top not in named:
            named.add(top)
            kept.append(_folder(one, top))
    return kept


def holds_hand_ins(out: Path) -> bool:
    """Tell whether a folder of results holds what may be a hand-in besides what runs wrote."""
    everything = without_earlier_results(list(walk(out, Root(out.parts, ()), None)))
    return any(one.why is None and not _is_copy(one) for one in everything)


def _is_copy(one: Found) -> bool:
    """Tell whether a file is called as an annotated copy of a run that was killed is."""
    return one.place[-2:-1] == (STUDENTS,) and one.within[-1] in COPIES


def _judged(one: Found, files: dict[Folder, set[str]]) -> Found:
    beside, name = files[one.place], one.within[-1]
    of_class = one.place[-2:-1] == (STUDENTS,) and beside >= REPORTS
    copy = name.endswith(_COPY) and name.replace(_COPY, ".feedback.html") in beside
    stem = name.removesuffix(_COPY)
    copied = copy and not beside.isdisjoint({f"{stem}.ipynb", f"{stem}.py"})
    if one.why is None and ((of_class and name in COPIES) or copied):
        return one.aside(Text("aside.results"))
    return one


def _whole(all_found: Sequence[Found], files: dict[Folder, set[str]]) -> set[Folder]:
    """Return the folders of results that hold nothing that could be anybody's hand-in."""
    tops = {
        place[:-2]
        for place, names in files.items()
        if place[-2:-1] == (STUDENTS,) and names >= REPORTS
    }
    tops = {top for top in tops if not files.get(top, set()).isdisjoint(OF_A_RUN)}
    for one in all_found:
        if one.why is None or (one.why.key != "aside.results" and why_not(one.within[-1]) is None):
            tops.difference_update(_around(one))
    return tops


def _around(one: Found) -> Iterator[Folder]:
    """Yield the folders a file lies in, below the path that was given, outermost first."""
    for depth in range(len(one.place) - len(one.within) + 2, len(one.place) + 1):
        yield one.place[:depth]


def _folder(one: Found, top: Folder) -> Found:
    """Return a folder of results, in the place of what is in it."""
    given = len(one.place) - len(one.within) + 2
    root = Root(one.place[:given], one.shown[: len(one.shown) - len(one.within) + 2])
    name = "/".join(top[given:]) or one.within[0]
    return found(root, name, one.handed.place, Text("aside.results"))
