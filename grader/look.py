"""What a known mistake looks like in source, as `mistakes.toml` declares it beside what is said.

    [backward.no_scale]
    looks_like = ["_dA = np.multiply(_dA, _D)", "_dA *= _D"]
    lacks = ["... / _keep", "_dA /= _k"]
    within = ["backward_propagation_with_dropout"]

A pattern is an expression of Python, or statements that stand one after the other. A name of one
underscore and a letter or more (`_D`) stands for any expression, the same wherever it is written
again; as an attribute's name, for any name. `...` stands for anything: an expression, the rest of a
call's arguments, any statements. A sum and a product are found in either order, and a comparison
from either side. `within` names functions, methods or classes that are looked into, helpers of what
is asked for too; without it, all that the exercise asks for is.
"""

from collections.abc import Mapping
from typing import Any

from grader.frozen import frozen
from grader.syntax import syntax_tree

_KEYS = ("looks_like", "lacks", "within")
_OBSERVED = "observed"
"""Of the whole file: the mistakes whose sentence is true of whoever answers so."""


@frozen
class Look:
    """A mistake is seen where one of the first is found, and none of the second."""

    looks_like: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    within: tuple[str, ...] = ()


def looks_in(table: Mapping[str, Any], prefix: str = "") -> dict[str, Look]:
    """Return what each mistake of a table looks like, those that say so.

    Raises ValueError, with the mistake's name, for what is no list of patterns.
    """
    found: dict[str, Look] = {}
    given = {key: table[key] for key in _KEYS if key in table}
    if given:
        name = prefix.removesuffix(".")
        look = Look(**{key: _listed(value, f"{name}.{key}") for key, value in given.items()})
        if not look.looks_like and not look.lacks:
            raise ValueError(f"{name}: within says where to look, and nothing says for what")
        for pattern in (*look.looks_like, *look.lacks):
            _refuse_unreadable(pattern, name)
        found[name] = look
    for key, value in table.items():
        if isinstance(value, Mapping):
            found |= looks_in(value, f"{prefix}{key}.")
    return found


def observed_in(table: Mapping[str, Any]) -> frozenset[str]:
    """Return the mistakes whose sentence is true of whoever answers so, however it is written.

    Raises ValueError for what is no list of names.
    """
    return frozenset(_listed(table.get(_OBSERVED, []), _OBSERVED))


def texts_in(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table without what mistakes look like: what is said of them."""
    return {
        key: texts_in(value) if isinstance(value, Mapping) else value
        for key, value in table.items()
        if key not in _KEYS and not isinstance(value, list)
    }


def _listed(value: Any, name: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise ValueError(f"{name} must be a list of texts")
    return tuple(value)


def _refuse_unreadable(pattern: str, name: str) -> None:
    try:
        if not syntax_tree(pattern).body:
            raise ValueError
    except (SyntaxError, ValueError):
        raise ValueError(f"{name}: {pattern!r} is no Python") from None
