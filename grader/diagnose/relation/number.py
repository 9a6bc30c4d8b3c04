"""Name the number by which a quantity is too large: m, 1/m, 2·m, m², 2, 1/2, -1."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

RTOL = 2e-6

Naming = tuple[str, str, Callable[[float], float]]

_LEVELS: tuple[tuple[Naming, ...], ...] = (
    (("times", "{}", lambda f: f), ("divided", "{}", lambda f: 1 / f)),
    (
        ("times", "2·{}", lambda f: 2 * f),
        ("times", "{}/2", lambda f: f / 2),
        ("times", "2/{}", lambda f: 2 / f),
        ("divided", "2·{}", lambda f: 1 / (2 * f)),
        ("times", "−{}", lambda f: -f),
        ("divided", "−{}", lambda f: -1 / f),
    ),
    (("times", "{}²", lambda f: f * f), ("divided", "{}²", lambda f: 1 / (f * f))),
)
"""What is made of a factor, from the simplest on."""
_SMALLEST = 1e-100
"""A factor must not be 0, nor its square."""
_WORDS = {-1.0: "opposite", 2.0: "double", 0.5: "half"}


class Relation(NamedTuple):
    """How a wrong quantity relates to the right one; `by` is a factor's name, where it has one."""

    form: str
    by: str = ""


def name_ratios(
    ratios: Sequence[float], factors: Sequence[Mapping[str, float]], numbers: Sequence[int]
) -> Relation | None:
    """Name the ratios of one quantity, one for each case that tells of it.

    `numbers` says how many different numbers each ratio was seen on, where 3 stands for more. A
    ratio that is the same in all cases is a word, the only plain factor that fits, or a constant.
    One that differs is the simplest factor that fits every case, when no other is as simple; or
    it is any number at all, when each case has numbers enough.
    """
    if sum(numbers) < 2:
        return None
    same = all(_equal(ratio, ratios[0]) for ratio in ratios)
    if same:
        for value, word in _WORDS.items():
            if _equal(ratios[0], value):
                return Relation(word)
    named = _simplest(ratios, factors, _LEVELS[:1] if same else _LEVELS)
    if named is not None:
        return named
    if same:
        return Relation("constant") if len(ratios) > 1 or numbers[0] > 2 else None
    wrong = not any(_equal(ratio, 1.0) for ratio in ratios)
    return Relation("proportional") if wrong and min(numbers) > 2 else None


def name_summands(added: Sequence[float], numbers: Sequence[int]) -> Relation | None:
    """Tell whether one number was added: in each case, or where few numbers show it, in all."""
    alike = len(added) > 1 and all(_equal(one, added[0]) for one in added)
    return Relation("summand") if alike or min(numbers) > 2 else None


def _simplest(
    ratios: Sequence[float],
    factors: Sequence[Mapping[str, float]],
    levels: Sequence[Sequence[Naming]],
) -> Relation | None:
    for level in levels:
        fitting = list(_fitting(ratios, factors, level))
        if fitting:
            return fitting[0] if len(fitting) == 1 else None
    return None


def _fitting(
    ratios: Sequence[float], factors: Sequence[Mapping[str, float]], level: Sequence[Naming]
) -> Iterator[Relation]:
    for name in factors[0]:
        values = [known.get(name, 0.0) for known in factors]
        if not all(_SMALLEST < abs(value) < 1 / _SMALLEST for value in values):
            continue
        for form, pattern, made in level:
            if all(_equal(r, made(value)) for r, value in zip(ratios, values, strict=True)):
                alone = form == "times" and pattern == "{}"
                yield Relation(form, name if alone else pattern.format(_grouped(name)))


def _grouped(name: str) -> str:
    return f"({name})" if any(sign in name for sign in "+-−*/·") else name


def _equal(one: float, other: float) -> bool:
    return abs(one - other) <= RTOL * abs(other)
