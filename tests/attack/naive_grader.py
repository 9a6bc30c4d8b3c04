"""A grader that runs a submission in its own process, compares, keeps the answer, grades the next.

What was "found" is an answer, "believed" a value that is wrong, "left" whatever changes the next
submission's.
"""

import atexit
import builtins
import gc
import math
import os
import pickle
from contextlib import suppress
from typing import Any

import numpy as np

_ANSWERS = np.array([0.5, 1.5, 2.5])
_SECRET = f"SECRET-{os.urandom(8).hex()}"
_NEXT = """
import builtins, math
import numpy as np
def f(x):
    return float(np.mean(x)), math.pi
"""


def grade(source: str, world: dict[str, Any]) -> list[str]:
    """Return what was seen: while it was graded, by the next submission, at the end."""
    answer_key, seen = _SECRET, []
    try:
        seen += _graded(source, world, _ANSWERS.copy())
    except MemoryError:
        seen += ["breaks", "hoards"]
    except Exception:
        seen.append("breaks")
    gc.collect()
    if _next_one() != [2.0, False, False, math.pi]:
        seen.append("left")
    atexit._run_exitfuncs()
    assert answer_key
    return seen


def _graded(source: str, world: dict[str, Any], expected: Any) -> list[str]:
    names: dict[str, Any] = {}
    exec(source, names)
    value = names["attack"](world)
    if type(value) is dict and "allowed" in value.values():
        return ["found"]
    with suppress(TypeError, AttributeError, pickle.PicklingError):
        pickle.loads(pickle.dumps(value))
    return ["believed"] if _agree(value, expected) else []


def _agree(value: Any, expected: Any) -> bool:
    same = value == expected
    if hasattr(same, "all"):
        same = same.all()
    return bool(same) or bool(np.allclose(value, expected))


def _next_one() -> Any:
    """Grade an honest submission."""
    names: dict[str, Any] = {}
    try:
        exec(compile(_NEXT, "<next>", "exec"), names)
        mean, pi = names["f"]([1.0, 2.0, 3.0])
    except Exception as error:
        return repr(error)
    mark = "left_by_a_submission"
    return [mean, hasattr(np, mark), hasattr(builtins, mark), pi]
