"""How well wrong work that is alike is found, and what that costs: docs/likeness.md quotes it.

``python benchmarks/likeness.py`` grades the sample class of `regularization`, lets each student
whose work is wrong have a friend who hands in the same under other names, and asks who is alike:
of the class as it is, and with the friends of each disguise. Then it tells what comparing takes, a
submission and a class of 1,000 and of 10,000. Where copydetect is installed (``pip install
copydetect==0.5.0``) it is asked the same, pair by pair.
"""

import ast
import importlib.util
import io
import random
import statistics
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

from grader.classrun.traces import Tracer
from grader.extract.defining import defining
from grader.extract.winnow import BITS
from grader.find import find_assignment
from grader.intake import collect
from grader.model import Extraction, Submission
from grader.report.alike_code import FEWEST, SHARE, alike_code
from grader.report.alike_work import alike_work
from grader.report.class_row import ClassRow, class_row
from grader.result import Trace
from grader.sandbox.choose import Requirements
from grader.seed import practice_seed
from grader.session import FromReference, Session, opened

EXAMPLES = Path(__file__).resolve().parents[1] / "examples" / "regularization"
SLUG = "regularization"
_DIGITS = BITS // 4
Work = dict[str, str]
"""By exercise, the source of one student's wrong work."""


def main() -> None:
    """Print it all."""
    folder, solutions = find_assignment(SLUG)
    source = FromReference(folder, solutions, practice_seed())
    with opened(source, Requirements()) as session:
        tracer = Tracer(session.prepared)
        rows, works = _graded(session, tracer)
        _found(rows, works, tracer)
        if importlib.util.find_spec("copydetect"):
            _by_copydetect(works, tracer)
    for size in (1_000, 10_000):
        _scale(rows, size)


def _graded(session: Session, tracer: Tracer) -> tuple[list[ClassRow], dict[str, Work]]:
    rows, works, seconds, kept = [], {}, [], []
    for handed in collect([EXAMPLES]).handed_in:
        graded = session.grade(handed.read())
        started = time.process_time()
        traces = tracer.traces(graded)
        seconds.append(time.process_time() - started)
        kept.append(sum(len(str(trace)) for trace in traces))
        row = class_row(replace(graded.result, traces=traces), session.assignment, "en")
        rows.append(row)
        if graded.attempt and any(not trace.is_right for trace in traces):
            works[row.student] = _work(graded.attempt.extraction, traces, session)
    print(f"{len(rows)} submissions, {len(works)} with wrong work of their own")
    print(
        f"traced in {1000 * statistics.mean(seconds):.1f} ms of the processor on average,"
        f" {statistics.mean(kept):.0f} characters kept, {max(kept)} at most"
    )
    return rows, works


def _work(extraction: Extraction, traces: Iterable[Trace], session: Session) -> Work:
    found = {}
    for trace in traces:
        its = session.assignment.exercises[trace.exercise]
        asks = [name for name in its.asks or (trace.exercise,) if name not in its.upstream]
        own = defining(extraction, asks)
        if own and not trace.is_right:
            found[trace.exercise] = "\n".join(one.chunk.source for one in own)
    return found


# ---------------------------------------------------------------- disguises


class _Renaming(ast.NodeTransformer):
    def __init__(self, tree: ast.AST) -> None:
        bound = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and not _is_read(n)}
        bound |= {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}
        self._to = {name: f"q{number}" for number, name in enumerate(sorted(bound))}

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = self._to.get(node.id, node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.arg = self._to.get(node.arg, node.arg)
        return node


def _is_read(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Load)


def _renamed(source: str) -> str:
    tree = ast.parse(source)
    return ast.unparse(_Renaming(tree).visit(tree))


def _with_prints(source: str) -> str:
    tree = ast.parse(_renamed(source))
    draw = random.Random(source)  # two friends print other things
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            body = []
            for number, statement in enumerate(node.body):
                body.append(statement)
                if number % 4 == 3 and not isinstance(statement, ast.Return):
                    said = "".join(draw.choices("abcdefgh", k=5))
                    body += ast.parse(f"print('{said}', {draw.random():.6f})").body
            node.body = body
    return ast.unparse(tree)


def _turned(source: str) -> str:
    tree = ast.parse(_renamed(source))
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mult):
            node.left, node.right = node.right, node.left
    return ast.unparse(tree)


DISGUISES: dict[str, Callable[[str], str]] = {
    "renamed": _renamed,
    "renamed, prints put between": _with_prints,
    "renamed, sums and products turned": _turned,
}


# ---------------------------------------------------------------- ours


def _found(rows: Sequence[ClassRow], works: dict[str, Work], tracer: Tracer) -> None:
    print(f"\nhashes of trees: at least {FEWEST}, and {SHARE:.0%} of the shorter one's own")
    print(f"  the class as it is: {[one.students for one in alike_work(rows)]}")
    print("  nearest of its pairs:", _nearest(rows))
    own = _own(rows)
    tellable = {s for s in works if own[s] >= FEWEST}
    print(f"  students with at least {FEWEST} hashes that are their own: {len(tellable)}")
    for name, disguise in DISGUISES.items():
        friends = [_friend(row, works[row.student], disguise, tracer) for row in rows
                   if row.student in works]  # fmt: skip
        groups = [set(one.students) for one in alike_work([*rows, *friends])]
        found = [s for s in works if {s, f"friend of {s}"} in groups]
        others = [group for group in groups if len({_whose(s) for s in group}) > 1]
        print(f"  {name}: {len(found)} of {len(works)} found, {len(others)} groups of others")


def _friend(row: ClassRow, work: Work, disguise: Callable[[str], str], tracer: Tracer) -> ClassRow:
    traces = []
    for exercise, source in work.items():
        taken = _taken(disguise(source), tracer)
        traces.append(Trace(exercise, False, hashes=tracer.hashes(exercise, taken)))
    student = f"friend of {row.student}"
    return replace(row, student=student, traces=tuple(traces), file=student)


def _taken(source: str, tracer: Tracer) -> Extraction:
    from grader import notebook
    from grader.extract import extract

    read = notebook.read(Submission("friend", "friend.py", source.encode()))
    return extract(read, tracer.prepared.assignment.asks)


def _whose(student: str) -> str:
    return student.removeprefix("friend of ")


def _own(rows: Sequence[ClassRow]) -> dict[str, int]:
    """Return how many hashes of each student's wrong work are in nobody's right work."""
    right = {(t.exercise, h) for row in rows for t in row.traces if t.is_right for h in _cut(t)}
    return {
        row.student: sum(
            (t.exercise, h) not in right for t in row.traces if not t.is_right for h in _cut(t)
        )
        for row in rows
    }


def _cut(trace: Trace) -> Iterator[str]:
    yield from (trace.hashes[n : n + _DIGITS] for n in range(0, len(trace.hashes), _DIGITS))


def _nearest(rows: Sequence[ClassRow]) -> str:
    """Say how much the two share that share most, of those nobody is sent to look at."""
    right = {(t.exercise, h) for row in rows for t in row.traces if t.is_right for h in _cut(t)}
    own = {
        row.student: {(t.exercise, h) for t in row.traces if not t.is_right for h in _cut(t)}
        - right
        for row in rows
    }
    pairs = ((len(own[a] & own[b]), a, b) for a, b in combinations(own, 2))
    shared, one, other = max(pairs)
    return f"{shared} hashes of {one} ({len(own[one])}) and {other} ({len(own[other])})"


# ---------------------------------------------------------------- copydetect


def _by_copydetect(works: dict[str, Work], tracer: Tracer) -> None:
    """Ask copydetect for the same pairs: of each exercise, the handout being boilerplate."""
    warnings.simplefilter("ignore")
    handout = {
        name: "\n".join(one.chunk.source for one in defining(tracer.prepared.handed_out, [name]))
        for name in tracer.prepared.assignment.exercises
    }
    for k, window in ((25, 1), (25, 10), (15, 4)):
        prints = {s: _prints(work, handout, k, window) for s, work in works.items()}
        likes = {
            (one, other): _like(prints[one], prints[other])
            for one, other in combinations(prints, 2)
        }
        print(f"\ncopydetect, k = {k}, window {window}:")
        for share in (0.6, 0.8, 0.95):
            honest = sum(like >= share for like in likes.values())
            counts = []
            for disguise in DISGUISES.values():
                friends = {
                    s: _prints({e: disguise(src) for e, src in work.items()}, handout, k, window)
                    for s, work in works.items()
                }
                counts.append(sum(_like(prints[s], friends[s]) >= share for s in works))
            print(f"  from {share:.0%} on: friends found {counts} of {len(works)},"
                  f" pairs of the class as it is {honest}")  # fmt: skip


def _prints(work: Work, handout: Work, k: int, window: int) -> dict[str, Any]:
    import numpy as np
    from copydetect import CodeFingerprint

    found = {}
    for exercise, source in work.items():
        given = CodeFingerprint("h.py", k, 1, fp=io.StringIO(handout[exercise])).hashes
        boiler = np.array(sorted(given))
        found[exercise] = CodeFingerprint(
            "s.py", k, window, fp=io.StringIO(source), boilerplate=boiler
        )
    return found


def _like(one: dict[str, Any], other: dict[str, Any]) -> float:
    from copydetect import compare_files

    both = one.keys() & other.keys()
    tokens = [sum(which[e].token_coverage for e in both) for which in (one, other)]
    shared = sum(compare_files(one[e], other[e])[0] for e in both)
    return float(shared / min(tokens)) if min(tokens) else 0.0


# ---------------------------------------------------------------- a large class


def _scale(rows: Sequence[ClassRow], size: int) -> None:
    """Compare a class of the sample's work, a few hashes of each student's being another's."""
    draw = random.Random(1)
    many = [_other(rows[number % len(rows)], number, draw) for number in range(size)]
    started = time.process_time()
    groups = list(alike_code(many))
    seconds = time.process_time() - started
    print(f"\n{size} students compared in {seconds:.2f} s of the processor: {len(groups)} groups")


def _other(row: ClassRow, number: int, draw: random.Random) -> ClassRow:
    traces = []
    for trace in row.traces:
        hashes = (
            h if draw.random() < 0.7 else f"{draw.getrandbits(BITS):010x}" for h in _cut(trace)
        )
        traces.append(replace(trace, hashes="".join(hashes)))
    student = f"s{number}"
    return replace(row, student=student, traces=tuple(traces), file=student)


if __name__ == "__main__":
    main()
