"""Change alternatives, one small change at a time, and put those that it reaches to every case.

They are the author's own functions, asked in this process: what they lose is known, and nothing is
named. A change is seen where one of the alternatives that it reaches loses something, in whichever
exercise: one class, or one function that others call, may be asked by several.
"""

import gc
import signal
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from grader.prepare import Prepared, PreparedCase
from grader.trial import Bench
from grader.validate.mutants.change import Mutant, mutants
from grader.validate.mutants.suite import Came

_FILE = "alternatives"


def changes_of_alternatives(solutions: Path) -> list[Mutant]:
    """Return the changes of what the file of alternatives defines; none where there is no file."""
    path = solutions / f"{_FILE}.py"
    if not path.exists():
        return []
    found = mutants(path.read_text(encoding="utf-8"))
    return [Mutant(f"{_FILE}: {one.id}", one.name, one.source) for one in found]


def tried_alternatives(
    bench: Bench, prepared: Prepared, found: Iterable[Mutant], right: Mapping[str, str]
) -> Iterator[Came]:
    """Try changes of definitions that alternatives are made of; of others nothing is said."""
    found = list(found)
    if not found:  # nor is there a file, perhaps
        return
    reached = _reached(bench.load(_FILE))
    trying = _Trying(bench, prepared)
    for mutant in found:
        if not (ids := reached.get(mutant.name)):
            continue
        if not trying.keeps_all(mutant, ids):
            yield Came(mutant, "seen")
        else:
            yield Came(mutant, "equivalent" if mutant.id in right else "survivor")


class _Trying:
    """Asks changed alternatives. What told most changes before is asked first: one loss tells."""

    def __init__(self, bench: Bench, prepared: Prepared) -> None:
        self._bench, self._prepared = bench, prepared
        self._seconds = prepared.assignment.limits.case_wall_seconds
        self._told: Counter[tuple[str, int]] = Counter()
        """How many changes an alternative and a case of it told."""

    def keeps_all(self, mutant: Mutant, ids: set[str]) -> bool:
        """Tell whether all of these alternatives have full marks all the same."""
        try:
            with _hurried(self._seconds):
                module = self._bench.execute(_FILE, mutant.source)
                changed = [one for one in module.ALTERNATIVES if one.id in ids]
                functions = {one.id: module.functions(one) for one in changed}
        except Exception:  # it is not even made
            return False
        for name, case in self._in_order(changed):
            if self._loses(functions[name], case):
                self._told[name, case.question.index] += 1
                return False
        return True

    def _in_order(self, changed: Sequence[Any]) -> list[tuple[str, PreparedCase]]:
        """Return what to ask: every case of each alternative, those of its own exercise first."""
        asked = [
            (one.id, case)
            for one in changed
            for case in sorted(
                self._prepared.cases, key=lambda c: c.question.exercise != one.exercise
            )
        ]
        return sorted(asked, key=lambda pair: -self._told[pair[0], pair[1].question.index])

    def _loses(self, functions: Any, case: PreparedCase) -> bool:
        # scalars make cycles: looking for them would take twice as long as all the rest
        gc.disable()
        try:
            with _hurried(self._seconds):
                return bool(self._bench.try_out(functions, self._prepared, [case])[0].lost)
        except _TooLong:
            return True
        finally:
            gc.enable()


class _TooLong(Exception):
    """A case of a mutant took too long: some never end."""


@contextmanager
def _hurried(seconds: float) -> Iterator[None]:
    """Interrupt what does not end, and raise _TooLong: it may catch what interrupts it.

    So does what asks for one graph after another: once time is up, none of the others has much.
    Processor time is counted: a machine that is busy otherwise makes nothing endless.
    """
    late = False

    def stop(*_: Any) -> None:
        nonlocal late
        late = True
        raise _TooLong

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds, seconds / 100)
    try:
        yield
    finally:
        signal.signal(signal.SIGPROF, signal.SIG_IGN)
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    if late:
        raise _TooLong


# ---------------------------------------------------------------- what an alternative is made of


def _reached(module: ModuleType) -> dict[str, set[str]]:
    """Return the top-level definitions that alternatives are made of, with those alternatives."""
    found: dict[str, set[str]] = {}
    for alternative in module.ALTERNATIVES:
        for name in _names(alternative.function, module):
            found.setdefault(name, set()).add(alternative.id)
    return found


def _names(function: Callable[..., Any], module: ModuleType) -> set[str]:
    """Follow names, closures and methods from a function or class."""
    names: set[str] = set()
    waiting: list[Any] = [function]
    gone: set[int] = set()
    while waiting:
        one = waiting.pop()
        if id(one) in gone:
            continue
        gone.add(id(one))
        if isinstance(one, type):
            waiting += [*vars(one).values(), *one.__bases__]
        one = getattr(one, "fget", one)
        name = getattr(one, "__qualname__", None)
        if isinstance(name, str) and getattr(one, "__module__", None) == module.__name__:
            names.add(name.split(".")[0])
        code = getattr(one, "__code__", None)
        if isinstance(code, CodeType):
            waiting += [vars(module)[n] for n in _globals(code) if n in vars(module)]
            waiting += [cell.cell_contents for cell in one.__closure__ or ()]
    return names


def _globals(code: CodeType) -> set[str]:
    inner = [one for one in code.co_consts if isinstance(one, CodeType)]
    return {*code.co_names}.union(*(_globals(one) for one in inner))
