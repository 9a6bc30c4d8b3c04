"""Look at other processes from outside, as far as these tests may."""

import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from grader.sandbox import policy

CAP_SETPCAP, CAP_SYS_PTRACE = 8, 19


def status(pid: int | str = "self") -> dict[str, str]:
    """Return what the kernel says of a process; empty where there is no /proc."""
    path = Path(f"/proc/{pid}/status")
    lines = path.read_text().splitlines() if path.exists() else []
    return dict(line.split(":\t", 1) for line in lines if ":\t" in line)


def may(capability: int) -> bool:
    """Whether this process has a capability; root in a container has not all of them."""
    return bool(int(status().get("CapEff", "0"), 16) >> capability & 1)


def has_landlock() -> bool:
    """Whether this kernel has Landlock; without it no file can be opened in the sandbox."""
    if not policy.supported():
        return False
    from grader.sandbox import linux

    return linux.landlock_abi() > 0


def children(pid: int | str) -> list[int]:
    """Return the processes that a process's threads have started; none where there is no /proc."""
    found: list[int] = []
    gone = FileNotFoundError, ProcessLookupError  # it has ended meanwhile, or there is no /proc
    with suppress(*gone):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            with suppress(*gone):
                found += map(int, (thread / "children").read_text(encoding="ascii").split())
    return found


def descendants(pid: int) -> list[int]:
    """Return the processes that a process has started, and theirs, which have not ended."""
    running = filter(alive, children(pid))
    return [found for child in running for found in (child, *descendants(child))]


def processes_of_a_killed_grader(expected: int, *, seconds: float, wall: str = "") -> list[int]:
    """Kill a grader while a submission loops; return what its jail consisted of.

    At least as many processes as are expected, within so many seconds.
    """
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from asking import *\nfrom grader.sandbox.jail import Jail\n"
        "jail = Jail(ASSIGNMENT, LIMITS, wall=sys.argv[2])\nprint(jail.pid, flush=True)\n"
        "jail.run(program('def f():\\n    while True: pass'), questions([call('f')]))\n"
    )
    command = [sys.executable, "-c", script, str(Path(__file__).parent), wall]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as grader:
        assert grader.stdout is not None
        first = int(grader.stdout.readline())
        until = time.monotonic() + seconds
        while len(running := [first, *descendants(first)]) < expected and time.monotonic() < until:
            time.sleep(0.01)
        grader.kill()
    assert len(running) >= expected
    return running


def memory_holds(pid: int, *markers: bytes) -> tuple[bool, ...]:
    """Whether each marker stands anywhere in the readable memory of a process."""
    found = dict.fromkeys(markers, False)
    with open(f"/proc/{pid}/mem", "rb") as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights, *_rest = line.split()
            if not rights.startswith("r") or "[v" in line:  # the kernel's own pages
                continue
            start, end = (int(number, 16) for number in span.split("-"))
            try:
                memory.seek(start)
                data = memory.read(end - start)
            except (OSError, OverflowError):
                continue
            for marker in markers:
                found[marker] = found[marker] or marker in data
    return tuple(found[marker] for marker in markers)


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits for its parent does not."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def gone_within(pids: list[int], seconds: float) -> bool:
    """Wait for processes to end."""
    until = time.monotonic() + seconds
    while any(map(alive, pids)) and time.monotonic() < until:
        time.sleep(0.02)
    return not any(map(alive, pids))
