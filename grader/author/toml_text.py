"""Write the tables of an assignment as an author would: short ones on a line of their own."""

import json
import re
from collections.abc import Mapping
from typing import Any

import numpy as np

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def key_of(name: str) -> str:
    """Return a key, in quotes where it needs them."""
    return name if _BARE.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def value_of(value: Any) -> str:
    """Return a value on one line. Raises TypeError for what TOML has no word for."""
    if isinstance(value, np.ndarray | np.generic):
        return value_of(value.tolist())
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        inner = ", ".join(f"{key_of(str(k))} = {value_of(v)}" for k, v in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(value_of, value))}]"
    raise TypeError(f"TOML has no word for {type(value).__name__}")


def table_of(head: str, values: Mapping[str, Any]) -> str:
    """Return a table with a line for each key."""
    return "\n".join([head, *(f"{key_of(k)} = {value_of(v)}" for k, v in values.items())]) + "\n"
