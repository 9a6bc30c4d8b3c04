"""Is an answer another one to the last bit? Then whatever is found in it was found in the other."""

from typing import Any

import numpy as np

_NUMBERS = "biufc"
_DEEPEST = 32


def identical(got: Any, want: Any, depth: int = 0) -> bool:
    """Tell whether two plain values are one: types, keys in their order, shapes, every bit.

    The work is bounded by `want`, whatever the other one is. What cannot be told is not identical.
    """
    kind = type(got)
    if kind is not type(want) or depth > _DEEPEST:
        return False
    if kind is float:
        return bool(got.hex() == want.hex())  # -0.0 is not 0.0, and nan is nan
    if kind is np.ndarray or isinstance(got, np.generic):
        return _are_numbers_alike(got, want)
    if kind is dict:
        return len(got) == len(want) and all(
            identical(one, other, depth + 1)
            for one, other in zip(got.items(), want.items(), strict=True)
        )
    if kind is list or kind is tuple:
        return len(got) == len(want) and all(
            identical(one, other, depth + 1) for one, other in zip(got, want, strict=True)
        )
    return kind in (str, bytes, bool, int, type(None)) and bool(got == want)


def _are_numbers_alike(got: Any, want: Any) -> bool:
    if got.dtype != want.dtype or got.shape != want.shape or got.dtype.kind not in _NUMBERS:
        return False
    return bool(got.tobytes() == want.tobytes())
