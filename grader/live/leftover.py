"""What works in a kernel only because of what was run in it before: told by the two sources.

An exercise that earns more in the kernel than the saved notebook earns from a fresh start is looked
at: which of its names the saved notebook lacks, or has written otherwise.
"""

import ast
import builtins
from collections.abc import Iterator, Sequence

from grader.extract.trees import parsed
from grader.live.taking import Kernel, bound, chunk_of
from grader.model import Extraction, Notebook, Problem, Text

_MOST = 200
"""Names that are followed from one exercise."""
_WHERE = Text("live.left")


def leftovers(
    kernel: Kernel,
    live: Extraction,
    saved: Extraction,
    cells: Notebook,
    better: Sequence[tuple[str, Sequence[str]]],
) -> list[Problem]:
    """Say, of exercises that do better in the kernel, what the saved notebook lacks.

    Each is given by its title and the names that it asks for.
    """
    written = {name for cell in cells.cells for name in bound(cell.source)}
    found: list[Text] = []
    for title, asks in better:
        said = list(_reasons(kernel, live, saved, written, asks))
        found += said or [Text("live.left_order", {"title": title})]
    once = {(text.key, *sorted(text.values.items(), key=str)): text for text in found}
    return [Problem(_WHERE, text) for text in once.values()]


def _reasons(
    kernel: Kernel,
    live: Extraction,
    saved: Extraction,
    written: set[str],
    asks: Sequence[str],
) -> Iterator[Text]:
    """Yield what differs, from the asked names on to those that they use."""
    waiting = [live.names[asked] for asked in asks if asked in live.names]
    seen: set[str] = set()
    while waiting and len(seen) < _MOST:
        name = waiting.pop(0)
        if name in seen:
            continue
        seen.add(name)
        here, there = chunk_of(live, name), chunk_of(saved, name)
        if name not in written:
            yield Text("live.left_name", {"name": name})
        elif here and there and not _are_alike(here.source, there.source):
            yield Text("live.left_changed", {"name": name, "cell": there.cell, "run": here.cell})
        if here:
            waiting += [n for n in sorted(_read(here.source)) if n in kernel.names]


def _are_alike(one: str, other: str) -> bool:
    return ast.dump(parsed(one)) == ast.dump(parsed(other))


def _read(source: str) -> set[str]:
    """Return the names that a statement reads and does not give a meaning itself."""
    nodes = [*ast.walk(parsed(source))]
    read = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    own = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    own |= {n.arg for n in nodes if isinstance(n, ast.arg)}
    return {name for name in read - own if not hasattr(builtins, name)}
