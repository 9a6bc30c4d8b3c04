"""Code of a newer Python is told as that, and a slip is not."""

import sys

import pytest

from grader.extract import extract
from grader.model import Ask, Cell, Notebook
from grader.notebook.newer import version_needed

NEWER = [
    ('print(f"{x["a"]}")', (3, 12)),
    ("print(f'{'\\n'.join(x)}')", (3, 12)),
    ('print(f"{\n    x  # c "\n}")', (3, 12)),
    ('print(f"a {x["b"]:>{n["w"]}} {y!r} {z=} {{}}" "z")', (3, 12)),
    ("type Row = list[float]", (3, 12)),
    ("def first[T](x: list[T]) -> T:\n    return x[0]", (3, 12)),
    ("class Stack[T = int]:\n    pass", (3, 13)),
    ("try:\n    pass\nexcept ValueError, TypeError:\n    pass", (3, 14)),
    ('x = t"{a}"', (3, 14)),
]
SLIPS = [
    "def f(x)\n    return f'{x}'", 'x = f"{a"', 'x = f"{}"', 'x = f"}"', 'x = f"{a!z}"', "x = (1",
    'print "a"', "try:\n    pass\nexcept ValueError, e:\n    pass", "def f[T](x:", 'f"{x["a"}"',
    "x = 'it's'", "lambda = 1", 'f"{lambda x: 1}"', 'x = f"{a b}"',
]  # fmt: skip


@pytest.mark.parametrize(("text", "version"), NEWER)
def test_a_newer_version_is_named(text: str, version: tuple[int, int]) -> None:
    needed = version > sys.version_info[:2]
    assert version_needed(text) == (f"{version[0]}.{version[1]}" if needed else "")


@pytest.mark.parametrize("text", SLIPS)
def test_a_slip_is_of_no_version(text: str) -> None:
    assert version_needed(text) == ""


def test_what_such_a_cell_defines_is_told_with_both_versions() -> None:
    source = 'def cost(x):\n    return t"{x}"\n\ndef other(x):\n    return x'
    found = extract(Notebook((Cell(3, source),)), [Ask("cost"), Ask("other")])
    assert found.missing["cost"].key == "missing_newer"
    assert found.missing["cost"].values["version"] == "3.14"
    assert found.names == {"other": "other"}
    assert [p.message.key for p in found.problems] == ["broken_newer", "newer_costs"]
