"""Have a submission look around in a jail, question by question; what must not be seen."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import numpy as np

from grader.exercise import Case
from grader.model import Chunk, Extraction, Status
from grader.remote.errors import UNFIT, MissingName, StudentError
from grader.remote.handle import plain
from grader.remote.student import Student
from grader.sandbox.executor import Executor, Question

LOOK = (Path(__file__).parents[2] / "sandbox" / "prowl" / "look.py").read_text(encoding="utf-8")
PACKAGE = Path(__file__).parents[3] / "grader"
_ROOM = 60 << 20

SIDE = {
    "grader", "grader.alone", "grader.frozen", "grader.load", "grader.model", "grader.remote",
    "grader.remote.reference", "grader.shortened",
    *(f"grader.sandbox{name}" for name in (
        "", ".anatomy", ".bare_root", ".beside", ".bpf", ".calling", ".child", ".control",
        ".fallbacks", ".linux", ".loading", ".lockdown", ".namespaces", ".policy", ".randomness",
        ".removed_names", ".rounds", ".server", ".standins",
        ".wire", ".zygote", ".wire.decode", ".wire.encode", ".wire.frame", ".wire.room",
        ".wire.round_trip",
    )),
}  # fmt: skip
"""All of the grader that a student's process may hold: the call server and what locked it in."""


def seen_by(
    executor: Executor, source: str, names: Iterable[str], asked: Sequence[Question]
) -> list[dict[str, Any]]:
    """Return what was seen: while it was loaded, then during each question.

    What a question sees where it has the submission loaded apart is seen during that question.
    """
    chunks = tuple(Chunk(n, 1, text) for n, text in enumerate((LOOK, source), start=1))
    extraction = Extraction(chunks, {name: name for name in (*names, "taken")})
    takes = [Question(2 * n, f"taking {n}", Case("t"), "hidden", 1, lambda s, _: s.taken(), _ROOM)
             for n in range(len(asked) + 1)]  # fmt: skip
    put = [takes[0]]
    for n, (q, take) in enumerate(zip(asked, takes[1:], strict=True)):
        put += [Question(2 * n + 1, q.exercise, q.case, q.kind, q.seed, _watched(q), _ROOM), take]
    execution = executor.run(extraction, put)
    assert execution.load_failures == ()
    assert {one.status for one in execution.outcomes} == {Status.PASSED}, execution.outcomes
    here, there = ([one.value for one in execution.outcomes[n::2]] for n in (0, 1))
    return [_all_of([*one, *more]) for one, more in zip(here, [[], *there], strict=True)]


class _Watched:
    """A student whose copies that are loaded apart are remembered."""

    def __init__(self, student: Student, copies: list[Student]) -> None:
        self._student, self._copies = student, copies

    def __getattr__(self, name: str) -> Any:
        return getattr(self._student, name)

    def apart(self) -> "_Watched":
        self._copies.append(self._student.apart())
        return _Watched(self._copies[-1], self._copies)


def _watched(q: Question) -> Callable[[Student, Case], list[Any]]:
    """Ask it; return what was seen where the submission was loaded apart."""

    def ask(student: Student, case: Case) -> list[Any]:
        copies: list[Student] = []
        with suppress(MissingName, StudentError, *UNFIT):
            plain(q.ask(cast(Student, _Watched(student, copies)), case))
        return [seen for copy in copies for seen in plain(copy.taken())]

    return ask


def _all_of(looks: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what one or another of the looks saw."""
    assert looks
    return {key: list({one for look in looks for one in list(look[key])}) for key in looks[0]}


def telling(value: Any) -> set[Any]:
    """Return what would betray a value: digests of arrays, floats that are nobody else's."""
    return {one for leaf in _leaves(value) for one in _telling(leaf)}


def _telling(leaf: Any) -> Iterator[Any]:
    if isinstance(leaf, float) and np.isfinite(leaf) and round(leaf, 3) != leaf:
        yield float(leaf)
    elif isinstance(leaf, np.ndarray) and leaf.dtype.kind in "fiu" and leaf.size > 1:
        whole = np.ascontiguousarray(leaf, "f8")
        if (np.round(whole, 3) != whole).any():
            data = hashlib.blake2b(whole.tobytes(), digest_size=8).digest()
            yield int.from_bytes(data, "big")
            yield from (float(n) for n in whole.ravel()[:4] if round(n, 3) != n)


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        if value and all(type(one) is float for one in value):
            yield np.array(value)
        for one in value:
            yield from _leaves(one)
    else:
        yield value


def betrayed(seen: dict[str, Any]) -> set[Any]:
    """Return the digests and floats that were seen."""
    return {*seen["arrays"], *seen["floats"]}


def strangers(seen: dict[str, Any]) -> list[str]:
    """Return what was seen of the grader that is not of the student's side."""
    modules = [m for m in seen["modules"] if m.partition(".")[0] == "grader" and m not in SIDE]
    files = {str(PACKAGE / f"{name.removeprefix('grader').strip('.').replace('.', '/')}")
             for name in SIDE}  # fmt: skip
    codes = []
    for code in seen["codes"]:
        path = code.partition(":")[0].removesuffix(".py").removesuffix("/__init__")
        if not path.startswith("<") and path not in files and "/provided/" not in path:
            codes.append(code)
    classes = [c for c in seen["classes"] if c.rpartition(".")[0] not in SIDE]
    return [*modules, *codes, *classes]
