"""What the student's process could find out: only its own inputs, no answers, paths or secrets."""

import os
import secrets
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from asking import ASSIGNMENT, LIMITS, call, example, program, questions, run
from seeing import CAP_SETPCAP, CAP_SYS_PTRACE, children, may, memory_holds, status

from grader.sandbox import policy

if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)

from grader.sandbox.jail import Jail

needs_root = pytest.mark.skipif(
    not may(CAP_SYS_PTRACE), reason="only root may read the memory of what cannot be dumped"
)

LOOK = """
import os, sys, gc
def f():
    return {
        "environment": dict(os.environ),
        "arguments": [*sys.argv, *sys.orig_argv],
        "path": sys.path,
        "modules": sorted(sys.modules),
        "folder": os.getcwd(),
        "files": [m.__file__ for m in sys.modules.values() if getattr(m, "__file__", None)],
        "open": [n for n in range(64) if exists(n)],
    }
def exists(n):
    try:
        os.fstat(n)
        return True
    except OSError:
        return False
"""


@dataclass(frozen=True)
class Secrets:
    """What only the grader knows: a variable of its environment, a path."""

    variable: str
    path: Path


@pytest.fixture(scope="module")
def known() -> Iterator[Secrets]:
    found = Secrets(secrets.token_hex(12), Path(f"/nonexistent/solutions-{secrets.token_hex(8)}"))
    os.environ["GRADER_TEST_SECRET"] = found.variable
    yield found
    del os.environ["GRADER_TEST_SECRET"]


@pytest.fixture(scope="module")
def secretive_jail(known: Secrets) -> Iterator[Jail]:
    with Jail(ASSIGNMENT, LIMITS, [known.path]) as opened:
        yield opened


def test_nothing_of_the_graders_environment_is_inherited(
    secretive_jail: Jail, known: Secrets
) -> None:
    seen = run(secretive_jail, program(LOOK), call("f"))[0].value
    assert known.variable not in repr(seen)
    assert known.path.name not in repr(seen)
    assert not set(seen["environment"]) & {"USER", "VIRTUAL_ENV", "PWD", "TMPDIR", "SSH_AUTH_SOCK"}
    assert seen["environment"]["OPENBLAS_NUM_THREADS"] == "1"
    assert seen["folder"] == "/"
    assert seen["open"] == [0, 1, 2, 3]
    assert "" not in seen["path"]


def test_inputs_of_another_submissions_cases_are_not_there(jail: Jail) -> None:
    source = """
import gc
def f(*_):
    return [o for o in gc.get_objects() if type(o) is list and any(type(x) is str for x in o)]
"""
    assert run(jail, program("def f(x):\n    return 1"), call("f", "mine"))[0].value == 1
    seen = run(jail, program(source), call("f", "yours"))[0].value
    assert "mine" not in repr(seen)


def zygote_of(jail: Jail) -> int:
    return jail.pid


@needs_root
def test_the_zygotes_memory_holds_no_secret(secretive_jail: Jail, known: Secrets) -> None:
    assert memory_holds(
        zygote_of(secretive_jail),
        known.variable.encode(),
        known.path.name.encode(),
        str(ASSIGNMENT).encode(),  # a control: this it was told
    ) == (False, False, True)
    assert memory_holds(os.getpid(), known.variable.encode()) == (True,)


@needs_root
def test_hidden_inputs_are_not_in_the_childs_memory_while_examples_run(jail: Jail) -> None:
    # split, so that the markers stand in no source text and no frame but their own
    shown, hidden = f"shown-{secrets.token_hex(8)}", f"hidden-{secrets.token_hex(8)}"
    source = "import time\ndef f(x):\n    time.sleep(3)\ndef g(x):\n    time.sleep(1)"
    asked = questions([example("f", shown), call("g", hidden)])
    zygote = zygote_of(jail)
    running = threading.Thread(target=jail.run, args=(program(source), asked))
    during_example: set[tuple[bool, ...]] = set()
    ever: set[tuple[bool, ...]] = set()
    started = time.monotonic()
    running.start()
    while running.is_alive():
        for pid in children(zygote):
            try:
                seen = memory_holds(pid, shown.encode(), hidden.encode())
            except OSError:  # it has ended meanwhile
                continue
            ever.add(seen)
            # looked through to the end before the example, which takes so long, can be over
            if time.monotonic() - started < 3:
                during_example.add(seen)
    running.join()
    assert (True, False) in during_example
    assert not [seen for seen in during_example if seen[1]]
    assert [seen for seen in ever if seen[1]], "the search would not have found it"
    assert memory_holds(zygote, shown.encode(), hidden.encode()) == (False, False)


def test_the_process_cannot_be_looked_at_by_the_same_user(jail: Jail) -> None:
    zygote = zygote_of(jail)
    fields = status(zygote)
    assert fields["NoNewPrivs"] == "1"
    assert fields["Threads"] == "1"
    for kind in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
        assert int(fields[kind], 16) == 0, kind
    if may(CAP_SETPCAP):
        assert int(fields["CapBnd"], 16) == 0
    if not may(CAP_SYS_PTRACE):
        with pytest.raises(PermissionError):
            Path(f"/proc/{zygote}/environ").read_bytes()
