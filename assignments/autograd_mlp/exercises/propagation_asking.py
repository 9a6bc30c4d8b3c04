"""What is asked of `propagar_tudo`: whole ways back, and the parts that they are to add up to."""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from grader.adapt.graph_law import graph_law
from grader.adapt.scalar import Graph, Scalars, told
from grader.exercise import Case
from grader.measure.rows import same
from grader.remote.value import plain

POWER = 3
"""m is a ** POWER: an operation of its own between m and the leaf a."""

PARTS = {
    "a + a": ("a + b",),
    "(a + c) + (d + a)": ("a + c", "d + a"),
    "(d + a) + (a + c)": ("d + a", "a + c"),
    "a * a": ("a * b",),
    "a * c + d * a": ("a * c", "d * a"),
    "d * a + a * c": ("d * a", "a * c"),
    "a ** 2 + a ** 3": ("a ** 2", "a ** 3"),
    "exp(a) + a ** 2": ("exp(a)", "a ** 2"),
    "a ** 2 + exp(a)": ("a ** 2", "exp(a)"),
}
"""The parts of each sum; of the one part that is alone, both operands are a."""

MADE = {
    "(a - c) + (a - d)": ("a", "a - c", "a - d"),
    "(c - a) + (d - a)": ("a", "c - a", "d - a"),
    "-a + (-a)": ("a", "-a", "-a"),
    "a / c + a / d": ("a", "a / c", "a / d"),
    "c / a + d / a": ("a", "c / a", "d / a"),
    "sig(a) + exp(a)": ("a", "sig(a)", "exp(a)"),
    "(a + c) + d * a": ("c", "a + c"),
    "d * a + (a + c)": ("c", "a + c"),
    "(a - c) + d * a": ("c", "a - c"),
    "d * a + (a - c)": ("c", "a - c"),
    "a / c + d * a": ("c", "a / c"),
    "d * a + a / c": ("c", "a / c"),
}
"""Whose gradient is asked for, and the parts in which it stands: some write operations of their own
that the lesson makes of others, and each hands on to either operand by itself."""

PATHS = {
    "m * (m + c)": "m * (m + new(c))",
    "(m + c) * m": "(m + new(c)) * m",
    "m * c * c * c + m": "m * new(c) * new(c) * new(c) + m",
    "m + m * c * c * c": "m + m * new(c) * new(c) * new(c)",
    # another node of the same number as m, which comes first
    "(m + w) * c * c": f"(new(v) ** {POWER} + m) * new(c) * new(c)",
    "m * c; m + c": "m + new(c)",
}

ZERO = {"m * c * 0 + m": "m * new(c) * new(0.0) + m", "m + m * c * 0": "m + m * new(c) * new(0.0)"}
"""What arrives by one of the paths is zero."""

DEEP = {"a long chain": "m" + " + new(c)" * 60}
"""A chain that is longer than any of the lesson's: its loss is some thirty operations deep."""

UNEQUAL = {"(m + w) * c * c, of other numbers": f"(new(u) ** {POWER} + m) * new(c) * new(c)"}
"""As above, but that m and w have different numbers: what goes wrong here too is not for theirs."""

BEFORE = {"m * c; m + c": "first = m * new(c); "}
"""What the way back goes through once before."""

STEP = 2.0
"""What arrives where the own step of an operation is asked alone."""
ONTO = (STEP, 3.0)
"""The same, and the gradient that its operands have already."""

_Asked = tuple[dict[str, Graph], str]
"""Graphs by name, and what is sent of them."""


def ask(s: Scalars, case: Case) -> dict[str, Any]:
    """Ask for whole ways back; where one is not right, for the parts that it is to add up to."""
    found = _answers(s, _whole(case))
    if are_law(case, found):
        return found | _made(found)
    return _told(found, _answers(s.elsewhere(), _pieces(case), lending="operations"))


def _made(found: Mapping[str, Any]) -> dict[str, Any]:
    """Gather what operations that are made of others hand on, in a sum and each by itself."""
    made = {
        name: [_first(found[f"made {name}"]), *(_first(found[f"{p} by {by}"]) for p in parts)]
        for name, (by, *parts) in MADE.items()
    }
    return {"made": made}


def _answers(s: Scalars, asked: _Asked, lending: str = "") -> dict[str, Any]:
    graphs, text = asked
    found = plain(s.graphs(text, lending=lending))
    return dict(zip(graphs, map(_gradients, found), strict=True))


def are_law(case: Case, found: Mapping[str, Any]) -> bool:
    """Tell whether every gradient of the whole graphs is the slope that mathematics has."""
    return all(is_law(case, found, name) for name in law(case))


def is_law(case: Case, found: Mapping[str, Any], name: str) -> bool:
    """Tell whether the gradients of one graph are the slopes that mathematics has."""
    return same(found.get(name), law(case)[name])


@lru_cache(maxsize=64)
def law(case: Case) -> dict[str, Any]:
    """Return the gradients of the graphs that the law is held to, by mathematics."""
    return {name: graph_law(graph)[1:] for name, graph in _lawful(case).items()}


@lru_cache(maxsize=64)
def unequal_law(case: Case) -> Any:
    """Return the gradients of the graph in `UNEQUAL`, by mathematics."""
    [(name, text)] = UNEQUAL.items()
    return graph_law(_through_m(case, name, text))[1:]


@lru_cache(maxsize=64)
def _whole(case: Case) -> _Asked:
    """Return the graphs that tell everything where they are right."""
    found = _lawful(case)
    for name, (by, *parts) in MADE.items():
        found[f"made {name}"] = _graph(case, name, by)
        found |= {f"{part} by {by}": _graph(case, part, by) for part in parts}
    return found, told([*found.values()])


def _lawful(case: Case) -> dict[str, Graph]:
    return _ordered(case) | {name: _graph(case, name) for name in PARTS}


def _ordered(case: Case) -> dict[str, Graph]:
    """Return the graphs that tell where the way back starts, and in which order it goes."""
    found = {"start": _begun(case, "itself"), "left": _begun(case, "left")}
    for name, text in {**PATHS, **ZERO, **DEEP}.items():
        found[name] = _through_m(case, name, text)
    return found


def _through_m(case: Case, name: str, text: str) -> Graph:
    source = f"m = a ** {POWER}; {BEFORE.get(name, '')}out = {text}"
    return Graph(
        (source,), {"a": case.a}, ("a", "m"),
        constants={"c": case.c, "v": case.a, "u": case.a + 0.4},
        before="first" if name in BEFORE else "",
    )  # fmt: skip


@lru_cache(maxsize=64)
def _pieces(case: Case) -> _Asked:
    """Return the graphs that those are held to: what the student's own operations hand on.

    The order is asked for with right operations too, and sums with right ones for what stops.
    """
    found = {"power": _graph(case, f"a ** {POWER}"), "one": _begun(case, "one")}
    for name, text in _BASES.items():
        found |= {f"base {name}": _graph(case, text, *_NAMES.findall(text))}
        found |= {f"step {name}": replace(found[f"base {name}"], begin=STEP)}
        found |= {f"onto {name}": replace(found[f"base {name}"], begin=ONTO)}
    for name, parts in PARTS.items():
        both = [(part, "a") for part in parts] if len(parts) > 1 else [(*parts, "a"), (*parts, "b")]
        asked = {f"{name}: part {n}": _graph(case, *part) for n, part in enumerate(both)}
        asked[f"{name}: sum"] = _graph(case, name)
        found |= {key: replace(one, by="mended") for key, one in asked.items()}
    far = {
        name: Graph((text,), {"a": case.a}, ("a",), constants={"c": case.c})
        for name, text in _FAR.items()
    }
    found |= far
    found["below"] = Graph((_BELOW,), {"a": case.a}, ("a",), "itself", {"c": case.c}, before="x")
    unequal = {name: _through_m(case, name, text) for name, text in UNEQUAL.items()}
    apart = {**_ordered(case), **unequal, **far}
    found |= {f"{name}: right": replace(one, by="right") for name, one in apart.items()}
    return found, told([*found.values()])


def _graph(case: Case, text: str, *by: str) -> Graph:
    leaves = {"a": case.a, "b": case.a, "c": case.c, "d": 2.37}
    used = {name: leaves[name] for name in leaves if name in _NAMES.findall(text)}
    return Graph((f"out = {text}",), used, by or ("a",))


def _begun(case: Case, begin: str) -> Graph:
    return Graph(("out = a * c + a",), {"a": case.a, "c": case.c}, ("a", "c", "out"), begin)


_BASES = {"a + b": "a + c", "a * b": "a * c", "a ** n": f"a ** {POWER}", "exp(a)": "exp(a)"}
"""The operations that the others are made of."""
_FAR = {
    f"far {length} {side}": f"out = {text}"
    for length in (3, 4)
    for side, text in (
        ("left", "a" + " * new(c)" * length),
        ("right", "new(c) * (" * length + "a" + ")" * length),
    )
}
"""One path, longer than any way back gets that goes no farther than the next few nodes; and one
product longer. It leads through first operands, or through second ones."""
_BELOW = "x = a * new(c); out = x + new(c)"
"""A way back from x leaves its gradient there, and another goes through it: x is not its root."""

_NAMES = re.compile(r"\b[abcd]\b")


def _told(whole: Mapping[str, Any], pieces: Mapping[str, Any]) -> dict[str, Any]:
    """Gather answers by what they are about."""
    begun = [whole["start"], pieces["one"]]
    stopped = [one for one in begun if isinstance(one, str)]
    answers: dict[str, Any] = {name: whole[name] for name in PATHS}
    answers["power"], answers["left"] = pieces["power"], whole["left"]
    answers["start"] = stopped[0] if stopped else [*begun[0], *begun[1]]
    answers["sums"] = {
        name: [
            _first(pieces[f"{name}: sum"]),
            *(_first(pieces[f"{name}: part {n}"]) for n in (0, 1)),
        ]
        for name in PARTS
    }
    answers["bases"] = {
        name: [pieces[f"base {name}"], _per_unit(pieces[f"step {name}"])] for name in _BASES
    }
    answers["onto"] = {name: pieces[f"onto {name}"] for name in _BASES}
    answers["below"] = _first(pieces["below"])
    answers["far"] = [
        [_first(pieces[f"far {length} {side}{by}"]) for length in (3, 4)]
        for side in ("left", "right")
        for by in ("", ": right")
    ]
    apart = ("start", "left", *PATHS, *ZERO, *DEEP, *UNEQUAL)
    answers["right"] = {name: pieces[f"{name}: right"] for name in apart}
    return answers


def _first(gradients: Any) -> Any:
    return gradients[0] if isinstance(gradients, list) else gradients


def _per_unit(gradients: Any) -> Any:
    """Return what the own step of an operation hands on for each unit that arrives."""
    return gradients if isinstance(gradients, str) else [one / STEP for one in gradients]


def _gradients(found: Any) -> Any:
    """Return a graph's gradients, or the name of the exception that there was."""
    return found[1] if isinstance(found, list) and len(found) >= 2 else found
