"""Two trees that share a run of words share a hash, whatever their names, comments and layout."""

import ast
import keyword
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.extract.winnow import BITS, MOST_WORDS, WINDOW, K, every_hash, winnowed

CODE = '''
def cost(A3, Y, parameters, lambd):
    """Return the cost."""
    m = Y.shape[1]
    total = 0
    for key in ("W1", "W2"):
        total = total + np.sum(np.square(parameters[key]))
    entropy = -np.sum(Y * np.log(A3)) / m
    return entropy + lambd * total / (2 * m)
'''
LOCAL = ("A3", "Y", "parameters", "lambd", "m", "total", "key", "entropy", "cost")
NOT_ITS_OWN = {"np", "shape", "sum", "square", "log"}
"""Whoever calls something of their own so makes another code of it."""
names = st.from_regex(r"[a-z_]{1,8}", fullmatch=True).filter(
    lambda name: not keyword.iskeyword(name) and name not in NOT_ITS_OWN
)


class Renamed(ast.NodeTransformer):
    def __init__(self, to: dict[str, str]) -> None:
        self.to = to

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = self.to.get(node.id, node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.arg = self.to.get(node.arg, node.arg)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        node.name = self.to.get(node.name, node.name)
        self.generic_visit(node)
        return node


@given(st.lists(names, min_size=len(LOCAL), max_size=len(LOCAL), unique=True))
@settings(max_examples=50, deadline=None)
def test_names_comments_texts_and_layout_do_not_count(chosen: list[str]) -> None:
    renamed = ast.unparse(Renamed(dict(zip(LOCAL, chosen, strict=True))).visit(ast.parse(CODE)))
    commented = "\n\n".join(f"{line}  # {n}" for n, line in enumerate(renamed.splitlines()))
    without_text = commented.replace('"""Return the cost."""', '"""Devolve o custo."""')
    assert winnowed(without_text) == winnowed(CODE) != frozenset()


def test_the_sides_of_a_sum_and_a_product_may_change_places() -> None:
    turned = CODE.replace("Y * np.log(A3)", "np.log(A3) * Y").replace(
        "entropy + lambd * total / (2 * m)", "lambd * total / (m * 2) + entropy"
    )
    assert winnowed(turned) == winnowed(CODE)


CHANGES = [
    ("np.log", "np.exp"), ("np.square", "np.abs"), ('"W2"', '"W3"'), ("2 * m", "3 * m"),
    ("-np.sum", "np.sum"), ("entropy + lambd", "entropy - lambd"), ("total = 0", "total = 1"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), CHANGES)
def test_what_is_computed_does_count(one: str, other: str) -> None:
    assert one in CODE
    assert every_hash(CODE.replace(one, other)) != every_hash(CODE)


statements = st.sampled_from(
    ["a = np.dot(a, b) + 1", "b = a.T / 3", "c = np.sum(a * b, axis=1)", "a[0] = b[2]",
     "for i in range(7):\n    b = b - a", "if a > 2:\n    c = np.log(b)", "d = {'k': a}"]
)  # fmt: skip


@given(st.lists(statements, min_size=4, max_size=8), st.lists(statements), st.lists(statements))
@settings(max_examples=60, deadline=None)
def test_a_run_that_is_long_enough_always_leaves_a_hash_in_both(
    shared: list[str], before: list[str], after: list[str]
) -> None:
    """Every name is given a meaning in both, so the words of the shared lines are the same."""
    bound = "a = b = c = d = i = 0\n"
    run = "\n".join(shared)
    one, other = bound + "\n".join([*before, run]), bound + "\n".join([run, *after])
    if len(every_hash(run)) >= WINDOW:
        assert winnowed(one) & winnowed(other)


def test_what_is_kept_is_some_of_all_and_fits_its_digits() -> None:
    assert winnowed(CODE) < every_hash(CODE)
    assert all(0 <= one < 1 << BITS for one in every_hash(CODE))


HOSTILE = {
    "no Python": "def f(:",
    "nothing": "",
    "a NUL": "x = '\0'",
    "too short": "x = 1",
    "nested deeply": "(" * 5_000 + ")" * 5_000,
    "a lone surrogate": "x = '\ud800'",
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_what_says_nothing_has_no_hashes(source: str) -> None:
    assert winnowed(source) == frozenset()


def test_a_long_source_is_looked_at_as_far_as_is_said_and_a_long_number_is_not_written_out() -> (
    None
):
    line = "x = y + 0x" + "f" * 10_000 + "\n"
    assert winnowed(line * 3)
    some = "".join(f"v{n} = v{n} + {n}\n" for n in range(MOST_WORDS // 3))
    assert 0 < len(every_hash(some)) <= MOST_WORDS - K + 1


def test_hashes_are_the_same_in_every_process() -> None:
    import subprocess

    code = f"from grader.extract.winnow import winnowed; print(sorted(winnowed({CODE!r})))"
    said = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(filter(None, sys.path))},
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert said[0] == said[1] == f"{sorted(winnowed(CODE))}\n"
