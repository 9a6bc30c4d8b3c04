"""What each layer of the sandbox costs a submission, in processor time and as ratios.

``python benchmarks/sandbox.py [ROUNDS [ASSIGNMENT]]`` runs the solution of an assignment, with the
cases of its first exercise, ROUNDS times (200 unless said otherwise) in each of these ways, which
take turns in an order that is drawn anew each time:

* off: a zygote and a fork for each submission, nothing locked;
* rlimits, Landlock, seccomp: one layer alone;
* all: the three together, the lock-down that every child goes through;
* namespaces: all, in a zygote with a root folder and a network of its own;
* bwrap: all, in a zygote inside bubblewrap;
* fresh: a new interpreter for each submission, nothing locked.

Counted is the processor time of the grader, the zygote and the child. What the lock-down takes of
it would be lost in the noise, so it is measured apart: in forks that lock themselves down, load
three lines of Python and end, beside forks that do the same without locking themselves down ("off"
there is what it takes to leave only four descriptors open). Then how long a sandbox takes to start
and end (the quickest of ten), and what a set of namespaces costs.
"""

import os
import random
import resource
import shutil
import socket
import statistics
import struct
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from grader.assignment import load_assignment
from grader.extract import extract
from grader.find import find_assignment
from grader.model import Chunk, Extraction, Limits, Submission
from grader.notebook import read
from grader.prepare import prepare
from grader.sandbox import loading, lockdown, namespaces, policy
from grader.sandbox.bare_root import bare_root
from grader.sandbox.executor import Executor, Question
from grader.sandbox.jail import Jail
from grader.sandbox.own_code import OwnCode
from grader.seed import practice_seed

OFF = {"rlimits": False, "landlock": False, "seccomp": False, "namespaces": False}
WAYS: dict[str, dict[str, Any]] = {
    "off": OFF,
    "rlimits": {**OFF, "rlimits": True},
    "Landlock": {**OFF, "landlock": True},
    "seccomp": {**OFF, "seccomp": True},
    "all": {"namespaces": False},
    "namespaces": {},
    "bwrap": {"wall": "bwrap"},
}
STARTED = ("off", "all", "namespaces", "bwrap")
STARTS = 10
SETS = 20
LOCK_DOWNS = 300
LINES = Chunk(1, 1, "import numpy as np\ndef f(x):\n    return np.exp(x)")


def main(rounds: int, slug: str) -> None:
    """Measure and print."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    ways = {name: WAYS[name] for name in WAYS if name != "bwrap" or shutil.which("bwrap")}
    folder, solutions = find_assignment(slug)
    assert solutions is not None
    assignment = load_assignment(folder, solutions)
    cases = prepare(assignment, practice_seed()).cases
    first = assignment.rubrics[0].name
    questions = tuple(case.question for case in cases if case.question.exercise == first)
    solution = Submission("a", "a.ipynb", (solutions / "solution.ipynb").read_bytes())
    extraction = extract(read(solution), assignment.asks)
    start = partial(Jail, folder, assignment.limits)
    with ExitStack() as stack:
        executors: dict[str, Executor] = {
            name: stack.enter_context(start(**layers)) for name, layers in ways.items()
        }
        executors["fresh"] = stack.enter_context(OwnCode(folder, assignment.limits))
        spent = _measured(executors, extraction, questions, rounds)
    alone = {
        name: _lock_down(assignment.limits, policy.Layers(**layers))
        for name, layers in ways.items()
        if name != "bwrap"
    }
    print(f"{slug}, {first}: {len(questions)} cases, {rounds} rounds, one core\n")
    _print(spent, alone)
    print(f"\n{'start of':12}{'ms on the clock':>16}")
    starts = {name: partial(start, **ways[name]) for name in STARTED if name in ways}
    for name, seconds in _starting(starts).items():
        print(f"{name:12}{seconds * 1e3:16.0f}")
    print(f"\na set of namespaces for a process: {_set_of_namespaces() * 1e3:.1f} ms of CPU")


def _measured(
    executors: dict[str, Executor],
    extraction: Extraction,
    questions: tuple[Question, ...],
    rounds: int,
) -> dict[str, list[float]]:
    spent: dict[str, list[float]] = {name: [] for name in executors}
    statuses = {
        tuple(outcome.status for outcome in executor.run(extraction, questions).outcomes)
        for executor in executors.values()
    }
    assert len(statuses) == 1, statuses
    before = {name: _zygote(executor) for name, executor in executors.items()}
    order = list(executors.items())
    for _ in range(rounds):
        random.shuffle(order)
        for name, executor in order:
            started = _own()
            execution = executor.run(extraction, questions)
            spent[name].append(_own() - started + execution.cpu_seconds)
    for name, executor in executors.items():
        share = (_zygote(executor) - before[name]) / rounds
        spent[name] = [each + share for each in spent[name]]
    return spent


def _own() -> float:
    """Return processor seconds of this process and of those it has waited for."""
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _zygote(executor: Executor) -> float:
    """Return processor seconds of a zygote without its children; they are counted one by one."""
    if not isinstance(executor, Jail):
        return 0.0
    pid = executor.pid
    while below := Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        pid = int(below[0])  # through the wall's own processes
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _starting(starts: dict[str, Callable[[], Jail]]) -> dict[str, float]:
    """Return the seconds that each takes from its start, self-test included, to its end."""
    clock: dict[str, list[float]] = {name: [] for name in starts}
    for _ in range(STARTS):
        for name, start in starts.items():
            began = time.perf_counter()
            start().close()
            clock[name].append(time.perf_counter() - began)
    return {name: min(seconds) for name, seconds in clock.items()}


def _set_of_namespaces() -> float:
    """Return processor seconds of entering namespaces, less those of the forks it takes."""
    shown = bare_root(policy.library_paths())
    with_them, without = [], []
    for _ in range(SETS):
        with _counted(with_them):
            _in_a_fork(lambda: namespaces.enter(shown))  # which tries it once, then does it
        with _counted(without):
            _in_a_fork(lambda: _in_a_fork(lambda: None))
    return (statistics.median(with_them) - statistics.median(without)) / 2


@contextmanager
def _counted(into: list[float]) -> Iterator[None]:
    before = _own()
    yield
    into.append(_own() - before)


def _in_a_fork(what: Callable[[], object]) -> None:
    pid = os.fork()
    if pid == 0:
        what()
        os._exit(0)
    os.waitpid(pid, 0)


def _lock_down(limits: Limits, layers: policy.Layers) -> float:
    """Return the processor seconds that a child takes to lock itself down."""
    reading, writing = os.pipe()

    def be_a_zygote() -> None:
        locks = lockdown.prepare(limits, layers)
        locked, bare = [], []
        for _ in range(LOCK_DOWNS):
            locked.append(_of_a_child(locks))
            bare.append(_of_a_child(None))
        taken = statistics.median(locked) - statistics.median(bare)
        os.write(writing, struct.pack("<d", taken))

    _in_a_fork(be_a_zygote)
    taken = struct.unpack("<d", os.read(reading, 8))[0]
    os.close(reading)
    os.close(writing)
    return float(taken)


def _of_a_child(locks: lockdown.Locks | None) -> float:
    ours, theirs = socket.socketpair()
    output, their_output = os.pipe()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        if locks is not None:
            lockdown.enter(locks, theirs.fileno(), their_output, parent)
        loading.load([LINES])
        os._exit(0)
    _pid, status, usage = os.wait4(pid, 0)
    assert status == 0
    ours.close()
    theirs.close()
    os.close(output)
    os.close(their_output)
    return usage.ru_utime + usage.ru_stime


def _print(spent: dict[str, list[float]], alone: dict[str, float]) -> None:
    print(f"{'ms of CPU':12}{'submission':>12}{'x off':>8}{'lock-down alone':>18}")
    off = statistics.median(spent["off"])
    for name, seconds in spent.items():
        middle = statistics.median(seconds)
        apart = f"{alone[name] * 1e3:.2f}" if name in alone else ""
        print(f"{name:12}{middle * 1e3:12.2f}{middle / off:8.2f}{apart:>18}")


if __name__ == "__main__":
    began = time.perf_counter()
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 200,
        sys.argv[2] if len(sys.argv) > 2 else "regularization",
    )
    print(f"(measured in {time.perf_counter() - began:.0f} s)")
