"""The tables of docs/comparison.md, out of what was found of each peer."""

from statistics import fmean
from typing import Any

FAULTS = {
    "infinite_loop": "infinite loop", "exception": "exception", "syntax_error": "syntax error",
    "missing_function": "missing function", "keyboard_interrupt": "KeyboardInterrupt",
    "stderr": "prints to stderr", "wrapped": "wraps its own earlier function",
}  # fmt: skip
OURS, BARE = "grader, twelve checks", "bare loop"
ATTACKS = {
    "allclose": "patched `np.allclose`", "frames": "reads frames",
    "lying_eq": "lying `__eq__`", "solution_file": "looks for a solution file",
}  # fmt: skip


def tables(found: list[Any], number: int, few: int, in_class: int) -> str:
    """Return four tables: what it costs, by itself and as handed in, what a fault costs, attacks.

    `number` notebooks were graded at once, and `few` of them; `in_class` as they were handed in.
    """
    there = [one for one in found if not one.why_not]
    made = [
        _costs(found, number, few),
        _as_handed_in([one for one in there if one.handed_in.cpu], in_class),
        _marks(there, FAULTS, "faults"),
        _marks(there, ATTACKS, "attacks"),
    ]
    return "\n\n".join(made)


def _costs(found: list[Any], number: int, few: int) -> str:
    heads = [
        "", "version", "CPU, s each", "times ours", "each further one", "times the bare loop",
        "wall, s each", "peak MB", "mean mark", "date",
    ]  # fmt: skip
    each = {one.name: one.whole.cpu / number for one in found if not one.why_not}
    further = {
        one.name: (one.whole.cpu - one.few.cpu) / max(1, number - few)
        for one in found
        if not one.why_not
    }
    rows = []
    for one in found:
        if one.why_not:
            rows.append([one.name, one.why_not, *["–"] * (len(heads) - 2)])
            continue
        marks = [points or 0.0 for points in one.points.values()]
        rows.append([
            one.name, one.version, f"{each[one.name]:.3f}", _ratio(each, one.name, OURS),
            f"{further[one.name]:.3f}", _ratio(further, one.name, BARE),
            f"{one.whole.wall / number:.2f}", f"{one.whole.megabytes:.0f}",
            f"{fmean(marks):.1f} of {one.most:.0f}", one.date,
        ])  # fmt: skip
    return _table(heads, rows)


def _as_handed_in(found: list[Any], number: int) -> str:
    each = {one.name: one.handed_in.cpu / number for one in found}
    rows = [
        [
            one.name, f"{each[one.name]:.3f}", _ratio(each, one.name, OURS),
            f"{one.handed_in.wall / number:.2f}", f"{one.handed_in.megabytes:.0f}",
        ]
        for one in found
    ]  # fmt: skip
    return _table(["as handed in", "CPU, s each", "times ours", "wall, s each", "peak MB"], rows)


def _ratio(seconds: dict[str, float], name: str, beside: str) -> str:
    return f"{seconds[name] / seconds[beside]:.1f}" if beside in seconds else "–"


def _marks(found: list[Any], names: dict[str, str], which: str) -> str:
    rows = [
        [one.name, _points(one.right, one), *(_points(getattr(one, which)[n], one) for n in names)]
        for one in found
    ]
    return _table(["", "right work", *names.values()], rows)


def _points(points: float | None, one: Any) -> str:
    return "no mark" if points is None else f"{points:g} of {one.most:g}"


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
