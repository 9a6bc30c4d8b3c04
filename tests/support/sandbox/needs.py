"""What only some machines have, and the tests of it: namespaces, bubblewrap."""

import os
import shutil
from collections.abc import Callable

import pytest

from grader.sandbox import namespaces, policy, wall
from grader.sandbox.bare_root import bare_root


def in_a_fork(what: Callable[[], bool]) -> bool:
    """Return what something says in a process of its own, for there is no way back from it."""
    pid = os.fork()
    if pid == 0:
        answer = False
        try:
            answer = what()
        finally:
            os._exit(0 if answer else 1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def can_be_had() -> bool:
    return in_a_fork(lambda: namespaces.enter(bare_root(policy.library_paths())))


def why_not() -> str:
    """Return why bubblewrap cannot be tested here; empty when it can."""
    if shutil.which("bwrap") is None:
        return "bubblewrap is not installed here (apt install bubblewrap)"
    return (refusal := wall.refusal(wall.command("bwrap", None))) and f"it does not work: {refusal}"


needs_namespaces = pytest.mark.skipif(
    not can_be_had(), reason="user namespaces are not to be had here"
)
_WHY_NOT = why_not()
needs_bubblewrap = pytest.mark.skipif(bool(_WHY_NOT), reason=_WHY_NOT)
