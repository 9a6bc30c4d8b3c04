"""Change alternatives, one small change at a time, and put those that it reaches to their cases.

They are the author's own functions, asked in this process: what they lose is known, and nothing is
named. A change is seen where one of the alternatives that it reaches loses something.
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

_SECONDS = 2.0
"""What a case of a mutant may take of the processor, which nobody else's work makes slower: some
never end."""
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
    try:
        with _hurried():
            module = bench.execute(_FILE, mutant.source)
        changed = [one for one in module.ALTERNATIVES if one.id in ids]
    except Exception:  # it is not even made
        return False
    return all(_is_full(bench, prepared, module, one) for one in changed)


def _is_full(bench: Bench, prepared: Prepared, module: ModuleType, alternative: Any) -> bool:
    cases = [c for c in prepared.cases if c.question.exercise == alternative.exercise]
    try:
        functions = module.functions(alternative)
    except Exception:
        return False
    # the first that loses something tells: the rest need not be asked
    return all(_keeps(bench, prepared, functions, case) for case in cases)


def _keeps(
    bench: Bench, prepared: Prepared, functions: Mapping[str, Any], case: PreparedCase
) -> bool:
    try:
        with _hurried():
            return not bench.try_out(functions, prepared, [case])[0].lost
    except _TooLong:
        return False


class _TooLong(Exception):
    """A case of a mutant took too long."""


@contextmanager
def _hurried() -> Iterator[None]:
    """Interrupt what does not end, again and again: it may catch what interrupts it."""

    def stop(*_: Any) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, _SECONDS, _SECONDS)
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
