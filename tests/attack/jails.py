"""The jails that hostile programs are let loose in, opened when first wanted."""

from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from asking import (
    ASSIGNMENT,
    IMPATIENT,
    LIMITS,
    as_bytes,
    call,
    example,
    program,
    questions,
)

from grader.sandbox.jail import Jail

_OFF = {"landlock": False, "seccomp": False, "namespaces": False}
_KINDS: dict[str, tuple[Any, dict[str, bool]]] = {
    "": (LIMITS, {}),
    "impatient": (IMPATIENT, {}),
    "frugal": (replace(LIMITS, cpu_seconds=1), {}),
    "without Landlock": (LIMITS, {"landlock": False}),
    "unlocked": (LIMITS, _OFF),
}
"""Name: limits, and the layers that are switched off."""

HONEST = program(
    """
import builtins, math
import numpy as np
def f(x):
    print("mean", np.mean(x))
    return [float(np.mean(x)), hasattr(np, "left_by_a_submission"),
            hasattr(builtins, "left_by_a_submission"), math.pi]
def g(n):
    return np.random.default_rng().random(n) @ np.ones(n)
"""
)
_HONEST_QUESTIONS = questions([example("f", [1.0, 2.0, 3.0]), call("g", 100)])


KINDS = tuple(_KINDS)


class Jails:
    """Jails by kind; each is closed at the end."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._open: dict[str, Jail] = {}

    def of(self, kind: str) -> Jail:
        """Return the jail of this kind."""
        if kind not in self._open:
            limits, layers = _KINDS[kind]
            self._open[kind] = self._stack.enter_context(Jail(ASSIGNMENT, limits, **layers))
        return self._open[kind]

    def close(self) -> None:
        """End every jail."""
        self._stack.close()


def honest_answers(jail: Jail) -> bytes:
    """Return all that an honest submission comes to, as bytes that can be compared."""
    return as_bytes(jail.run(HONEST, _HONEST_QUESTIONS))
