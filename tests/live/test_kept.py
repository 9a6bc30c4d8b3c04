"""The kernel after a check is the kernel before it, whatever the function did."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from running_kernel import Kernel, kernel
from standardise_cells import RIGHT, standardise

STATE = """
import os, random, sys, warnings
import numpy as np
import matplotlib.pyplot as plt

def state():
    return (
        random.getstate(), np.random.get_state()[1].tolist(), np.geterr(), np.get_printoptions(),
        [*warnings.filters], warnings.showwarning, sys.stdout, sys.stderr, os.getcwd(),
        np.mean, np.random.rand, plt.get_fignums(), sys.getrecursionlimit(),
    )

kept = {"seen": [1, 2], "array": np.arange(3.0), "table": {"a": 1}, "number": 5}
globals().update(kept)
random.seed(1)
np.random.seed(2)
np.seterr(over="raise")
plt.figure()
"""
CHANGES = {
    "seeds": ("random.seed(9)", "np.random.seed(9)", "np.random.rand()"),
    "numpy's error state": ("np.seterr(all='raise')",),
    "print options": ("np.set_printoptions(precision=1)",),
    "warnings": ("warnings.simplefilter('ignore')", "warnings.warn('look')"),
    "streams": ("sys.stdout = sys.stderr = None",),
    "plots": ("plt.figure()", "plt.plot([1, 2])", "plt.show()"),
    "the working folder": ("os.chdir('/')",),
    "the recursion limit": ("sys.setrecursionlimit(5000)",),
    "a global": ("global number, another", "number = another = 6"),
    "what containers hold": ("seen.append(3)", "table['b'] = 2", "array[:] = 7"),
    "numpy itself": ("np.random.rand = lambda *_: 4",),
}


@pytest.fixture(scope="module", params=["copy", "here"])
def running(folder: Path, request: pytest.FixtureRequest) -> Iterator[Kernel]:
    with kernel(folder, GRADER_LIVE=request.param) as found:
        found.run(STATE)
        yield found


@pytest.mark.parametrize("what", CHANGES)
def test_the_kernel_is_as_it_was(running: Kernel, what: str) -> None:
    running.run(standardise(*CHANGES[what]))
    running.run("before = state()")
    shown = running.run("check('standardise')")
    assert "12 of 12" in shown.text
    assert (shown.printed, shown.errors) == ("", ())
    assert running.value("before == state()") == "True"
    assert running.value("seen, array.tolist(), table, number, 'another' in globals()") == (
        "([1, 2], [0.0, 1.0, 2.0], {'a': 1}, 5, False)"
    )


def test_the_changes_are_changes_where_nothing_puts_them_back(running: Kernel) -> None:
    """Else the tests above would hold of a function that does nothing."""
    unseen = []
    for what, lines in CHANGES.items():
        if what == "streams":
            continue
        running.run(standardise(*lines))
        running.run("before = state()")
        given = running.run("standardise(np.ones((2, 2)))")
        found = running.value(
            "before == state() and (seen, array.tolist(), table, number)"
            " == ([1, 2], [0.0, 1.0, 2.0], {'a': 1}, 5)"
        )
        is_drawn = any("image/png" in one for one in given.displayed)
        unseen += [what] if found == "True" and not is_drawn else []
        running.run("plt.close('all'); np.random.rand = before[10]\n" + STATE)
    assert unseen == []


def test_it_can_be_checked_again_and_again(running: Kernel) -> None:
    running.run(RIGHT)
    running.run("import threading; before = threading.active_count()")
    assert {running.run("check()").text for _ in range(3)} == {running.run("check()").text}
    assert running.value("threading.active_count() - before") == "0"
