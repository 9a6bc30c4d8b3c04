"""Change alternatives, one small change at a time, and put those that it reaches to every case.

They are the author's own functions, asked in this process: what they lose is known, and nothing is
named. A change is seen where one of the alternatives that it reaches loses something, in whichever
exercise: one class, or one function that others call, may be asked by several.
"""

import signal
from collections.abc import Callable, Iterable, Iterator, Mapping
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
    reached = _reached(bench.load(_FILE))
    for mutant in found:
        if not (ids := reached.get(mutant.name)):
            continue
        if not _keeps_all(bench, prepared, mutant, ids):
            yield Came(mutant, "seen")
        else:
            yield Came(mutant, "equivalent" if mutant.id in right else "survivor")


def _keeps_all(bench: Bench, prepared: Prepared, mutant: Mutant, ids: set[str]) -> bool:
    """Tell whether all of these alternatives have full marks all the same."""
    seconds = prepared.assignment.limits.case_wall_seconds
    try:
        with _hurried(seconds):
            module = bench.execute(_FILE, mutant.source)
            changed = [one for one in module.ALTERNATIVES if one.id in ids]
    except Exception:  # it is not even made
        return False
    return all(_is_full(bench, prepared, module, one, seconds) for one in changed)


def _is_full(
    bench: Bench, prepared: Prepared, module: ModuleType, alternative: Any, seconds: float
) -> bool:
    """Tell whether no case of any exercise costs anything; `seconds` is what each may take."""
    own = alternative.exercise
    cases = sorted(prepared.cases, key=lambda case: case.question.exercise != own)
    try:
        functions = module.functions(alternative)
    except Exception:
        return False
    # the first that loses something tells: the rest need not be asked
    return all(_loses_nothing(bench, prepared, functions, case, seconds) for case in cases)


def _loses_nothing(
    bench: Bench, prepared: Prepared, functions: Any, case: PreparedCase, seconds: float
) -> bool:
    try:
        with _hurried(seconds):
            return not bench.try_out(functions, prepared, [case])[0].lost
    except _TooLong:
        return False


class _TooLong(Exception):
    """A case of a mutant took too long: some never end."""


@contextmanager
def _hurried(seconds: float) -> Iterator[None]:
    """Interrupt what does not end, again and again: it may catch what interrupts it.

    Processor time is counted: a machine that is busy otherwise makes nothing endless.
    """

    def stop(*_: Any) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


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
