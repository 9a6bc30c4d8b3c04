"""The regularization lesson written as a student's cells: right, but for a few changes."""

import ast

from regularization_lesson import BACKWARD, FORWARD, SOLUTIONS

from grader.reported import ItemReport, Report

Change = tuple[str, str, str]
"""A function, and what is written over what in it."""

SOURCE = (SOLUTIONS / "reference.py").read_text(encoding="utf-8")
FUNCTIONS = {
    node.name: ast.get_source_segment(SOURCE, node) or ""
    for node in ast.parse(SOURCE).body
    if isinstance(node, ast.FunctionDef)
}

UNSCALED_THERE = (FORWARD, " / keep_prob", "")
UNSCALED_BACK = (BACKWARD, " / keep_prob", "")
RAISES = (BACKWARD, "m = X.shape[1]", "m = X.shape[7]")


def written(*changes: Change) -> list[str]:
    """Return the cells of somebody who writes as the reference does, but for these changes."""
    functions = dict(FUNCTIONS)
    for name, old, new in changes:
        assert old in functions[name], old
        functions[name] = functions[name].replace(old, new)
    return [SOURCE.partition("def ")[0], *functions.values()]


def body(name: str, *lines: str) -> Change:
    """Write these lines over a function's own."""
    _, _, old = FUNCTIONS[name].partition(":\n    ")
    return (name, old, "\n    ".join(lines))


def items(report: Report, exercise: str) -> dict[str, ItemReport]:
    """Return one exercise's items by their ids."""
    [found] = [e for e in report.exercises if e.name == exercise]
    return {item.id: item for item in found.items}
