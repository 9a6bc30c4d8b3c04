"""Names that numpy has had and has no more: old lessons use them, and they work as they did."""

import numpy as np

REMOVED: dict[str, str] = {
    "int": "int", "float": "float", "bool": "bool", "object": "object", "str": "str",
    "complex": "complex", "long": "int", "unicode": "str",
    "int0": "np.intp", "uint0": "np.uintp", "bool8": "np.bool_", "object0": "np.object_",
    "float_": "np.float64", "complex_": "np.complex128", "singlecomplex": "np.complex64",
    "cfloat": "np.complex128", "longfloat": "np.longdouble",
    "string_": "np.bytes_", "unicode_": "np.str_",
    "Inf": "np.inf", "Infinity": "np.inf", "infty": "np.inf", "PINF": "np.inf", "NINF": "-np.inf",
    "NaN": "np.nan", "PZERO": "0.0", "NZERO": "-0.0",
    "alltrue": "np.all", "sometrue": "np.any", "product": "np.prod", "cumproduct": "np.cumprod",
    "round_": "np.round", "row_stack": "np.vstack", "in1d": "np.isin", "trapz": "np.trapezoid",
    "mat": "np.asmatrix", "asscalar": "np.ndarray.item",
}  # fmt: skip
"""Each name with what does the same today."""

_OTHERS: dict[str, object] = {
    "int": int, "float": float, "bool": bool, "object": object, "str": str, "complex": complex,
    "-np.inf": -np.inf, "0.0": 0.0, "-0.0": -0.0,
}  # fmt: skip


def restore() -> None:
    """Give numpy its former names back, where it has none of that name itself."""
    names = vars(np)
    for name, instead in REMOVED.items():
        if name not in names:  # `hasattr` would warn, or tell what numpy says of it
            names[name] = _meaning(instead)


def _meaning(instead: str) -> object:
    if instead in _OTHERS:
        return _OTHERS[instead]
    found: object = np
    for part in instead.split(".")[1:]:
        found = getattr(found, part)
    return found
