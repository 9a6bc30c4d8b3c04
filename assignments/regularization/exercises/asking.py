"""What every `run` does: copy the inputs, call, keep what is judged, see what was changed."""

import random
from collections.abc import Mapping
from typing import Any

import numpy as np

from grader.check.network import Array

GRADIENTS = ("dZ3", "dW3", "db3", "dA2", "dZ2", "dW2", "db2", "dA1", "dZ1", "dW1", "db1")


def seed(number: int) -> None:
    """Seed both global streams."""
    np.random.seed(number)
    random.seed(number)


def copied(arrays: Mapping[str, Array]) -> dict[str, Array]:
    """Copy the inputs: what one call does to them must not reach the next."""
    return {name: value.copy() for name, value in arrays.items()}


def changed(before: Mapping[str, Array], after: Mapping[str, Any]) -> list[str]:
    """Name the arrays that are no longer what they were."""
    return [name for name, value in before.items() if not np.array_equal(value, after.get(name))]


def gradients(found: Any) -> dict[str, Any]:
    """Keep the gradients that bear a name of the lesson's, or what was returned in their place."""
    if not isinstance(found, dict):
        return {"returned": found}
    return {name: found[name] for name in GRADIENTS if name in found}
