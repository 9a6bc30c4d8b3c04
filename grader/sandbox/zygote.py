"""The zygote: started fresh by the grader, loads libraries and `provided/` modules, forks children.

``python -I -m grader.sandbox.zygote DESCRIPTOR`` where DESCRIPTOR is its end of the control socket
(`grader.sandbox.control`). It parses no untrusted byte and knows no answer.
"""

import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader.frozen import make_ready
from grader.load import load_provided
from grader.model import Chunk, Limits, Raised
from grader.remote.reference import Reference
from grader.sandbox import beside, child, control, linux, lockdown, policy, randomness

# what notebooks use beyond what is loaded here anyway; loaded once, and not by every child
PRELOADED = (
    "numpy.fft", "numpy.ma", "numpy.polynomial", "numpy.testing", "pprint", "statistics", "string",
    "traceback", "unicodedata", "unittest.mock",
)  # fmt: skip
_EXIT_LOCKDOWN_FAILED = 6


def main(descriptor: int) -> None:
    """Prepare, report, serve until the grader hangs up."""
    talk = socket.socket(fileno=descriptor)
    told = talk.recv(control.LARGEST)
    if not told:  # it was launched ahead, and nobody needs it
        return
    try:
        config = json.loads(told)
        modules = _load(config)
        _refuse_threads()
        locks = lockdown.prepare(Limits(**config["limits"]), policy.Layers(**config["layers"]))
    except Exception as error:
        talk.send(json.dumps({"error": f"{type(error).__name__}: {error}"}).encode())
        return
    if locks.ruleset is not None:
        linux.landlock_restrict(locks.ruleset)  # the zygote too; a child nests a domain of its own
    facts = {
        "landlock": linux.landlock_abi() if locks.ruleset is not None else 0,
        "seccomp": locks.filter is not None,
        "wall": config["layers"]["wall"],
    }
    talk.send(json.dumps({"facts": facts}).encode())
    child.hide_ourselves()
    if not config["sparing"]:
        gc.collect()
    gc.freeze()
    gc.disable()
    _serve(talk, locks, modules)


def _load(config: Mapping[str, Any]) -> dict[str, types.ModuleType]:
    beside.read_all()
    if not config["sparing"]:
        beside.compile_all()
        make_ready(Chunk, Raised, Reference)
        for name in PRELOADED:
            importlib.import_module(name)
    randomness.make_repeatable()
    # a print of anything is text that can be written
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    if config["assignment"] is None:  # the self-test alone
        return {}
    return load_provided(Path(config["assignment"]) / "provided")


def _refuse_threads() -> None:
    threads = len(os.listdir("/proc/self/task"))
    if threads != 1:
        # a thread does not survive fork: the child would wait for it for ever
        raise RuntimeError(f"{threads} threads are running; a library started some at import")


def _serve(
    talk: socket.socket,
    locks: lockdown.Locks,
    modules: Mapping[str, types.ModuleType],
) -> None:
    here = os.getpid()
    living: dict[int, int] = {}
    poller = select.poll()
    poller.register(talk, select.POLLIN | select.POLLRDHUP)
    while True:
        for descriptor, _event in poller.poll():
            if descriptor != talk.fileno():
                poller.unregister(descriptor)
                _bury(talk, descriptor, living.pop(descriptor))
                continue
            message, passed, _flags, _address = socket.recv_fds(talk, 64, 2)
            if not message:  # the grader is gone
                for pidfd in living:
                    signal.pidfd_send_signal(pidfd, signal.SIGKILL)
                return
            results, output = passed
            pid = os.fork()
            if pid == 0:
                _become_child(locks, results, output, here, modules)
            os.close(results)
            os.close(output)
            pidfd = os.pidfd_open(pid)
            socket.send_fds(talk, [control.FORKED.pack(b"P", pid)], [pidfd])
            living[pidfd] = pid
            poller.register(pidfd, select.POLLIN)


def _become_child(
    locks: lockdown.Locks,
    results: int,
    output: int,
    zygote: int,
    modules: Mapping[str, types.ModuleType],
) -> None:
    try:
        lockdown.enter(locks, results, output, zygote)
        child.converse(modules)
    finally:
        # reached when lock-down failed, or by a BaseException out of our own code
        os._exit(_EXIT_LOCKDOWN_FAILED)


def _bury(talk: socket.socket, pidfd: int, pid: int) -> None:
    os.close(pidfd)
    _pid, status, usage = os.wait4(pid, 0)
    try:
        talk.send(control.ENDED.pack(b"X", pid, status, usage.ru_utime, usage.ru_stime))
    except OSError:  # the grader is gone; the next poll says so
        return


if __name__ == "__main__":
    main(int(sys.argv[1]))
    os._exit(0)  # there is nothing to tidy, and Python would take longer over it than over a child
