"""Loading a submission: the innermost step, here in the test's own process."""

import sys
import types
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from grader.model import Chunk, Raised
from grader.sandbox import loading


@pytest.fixture(autouse=True)
def modules_as_they_were() -> Iterator[None]:
    main, before = sys.modules["__main__"], set(sys.modules)
    yield
    sys.modules["__main__"] = main
    for name in set(sys.modules) - before:
        del sys.modules[name]


def load(
    *sources: str,
    blocks: Sequence[Chunk] = (),
    modules: Mapping[str, types.ModuleType] | None = None,
) -> tuple[Any, list[tuple[int, Raised]]]:
    """Return the names as they were left, as attributes, and what failed."""
    chunks = [Chunk(cell, 1, source) for cell, source in enumerate(sources, start=1)]
    loaded, failed = loading.load(chunks, blocks, modules)
    return types.SimpleNamespace(loaded=loaded, **loaded.namespace), failed


def test_the_last_definition_counts() -> None:
    someone, _failed = load("def f():\n    return 1", "def f():\n    return 2")
    assert someone.f() == 2


@pytest.mark.parametrize(
    ("broken", "raised"),
    [
        ("1 / 0", Raised("ZeroDivisionError", "division by zero", 2, 1)),
        ("x = [\n1,\nundefined]", Raised("NameError", "name 'undefined' is not defined", 2, 3)),
        ("raise SystemExit(3)", Raised("SystemExit", "3", 2, 1)),
        ("raise KeyboardInterrupt", Raised("KeyboardInterrupt", "", 2, 1)),
        ("import sys; sys.exit()", Raised("SystemExit", "", 2, 1)),
        ("class E(BaseException): ...\nraise E('mine')", Raised("E", "mine", 2, 2)),
    ],
)
def test_a_statement_that_raises_costs_only_what_it_defines(broken: str, raised: Raised) -> None:
    someone, failed = load("def f():\n    return 1", broken, "def g():\n    return 2")
    assert failed == [(1, raised)]
    assert (someone.f(), someone.g()) == (1, 2)


@pytest.mark.parametrize(
    "source", ["(" * 500, "x = " + "-" * 100_000 + "1", "a\0b", "def f(:", "'\ud800'", "\tx\n  y"]
)
def test_a_statement_that_does_not_compile_costs_only_itself(source: str) -> None:
    someone, failed = load(source, "def g():\n    return 2")
    assert [index for index, _raised in failed] == [0]
    assert someone.g() == 2


def test_an_exception_is_placed_where_the_notebook_shows_it() -> None:
    chunk = Chunk(7, 5, "def f(x):\n    y = x + 1\n    return np.ones(y) @ np.ones(2)")
    loaded, _failed = loading.load([Chunk(1, 1, "import numpy as np"), chunk])
    with pytest.raises(ValueError, match="matmul") as caught:
        loaded.namespace["f"](3)
    assert loading.raised(caught.value) == Raised("ValueError", str(caught.value), 7, 7)


def test_an_exception_from_nowhere_in_the_notebook_has_no_place() -> None:
    assert loading.raised(KeyError("x")) == Raised("KeyError", "'x'", None, None)


def test_a_future_import_counts_for_the_statements_after_it() -> None:
    someone, failed = load(
        "from __future__ import annotations", "def f(x: Undefined) -> Nowhere:\n    return x"
    )
    assert failed == []
    assert someone.f(3) == 3


def test_long_and_lying_exceptions_are_cut() -> None:
    class Liar(Exception):
        def __str__(self) -> str:
            raise SystemExit

    assert loading.raised(ValueError("x" * 9999)).message == "x" * 398 + "…"
    assert loading.raised(Liar()) == Raised("Liar", "", None, None)
    assert len(loading.raised(type("E" * 999, (Exception,), {})()).type) == 80


class _Nameless(type):
    __name__ = property(lambda self: 1 / 0)  # type: ignore[assignment]


def test_exceptions_that_lie_about_themselves_are_described_as_what_they_are() -> None:
    class Text(str):
        def __getitem__(self, key: object) -> str:
            raise SystemExit

        __len__ = __iter__ = encode = __getitem__  # type: ignore[assignment]

    class Liar(Exception, metaclass=_Nameless):
        __traceback__ = property(lambda self: 1 / 0)  # type: ignore[assignment]

        def __str__(self) -> str:
            return Text("words")

    found = loading.raised(Liar())
    assert found == Raised("Liar", "words", None, None)
    assert type(found.message) is str


@pytest.mark.parametrize(
    "name", ["<cell 0x1>", "<cell >", "<cell -1>", "<cell 9999999>", "cell 1", "<cell 1", ""]
)
def test_only_our_own_file_names_give_a_place(name: str) -> None:
    code = compile("1 / 0", name, "exec")
    with pytest.raises(ZeroDivisionError) as caught:
        exec(code)
    found = loading.raised(caught.value).cell
    assert found is None or name == f"<cell {found}"


def test_the_notebook_is_the_main_module_and_sees_no_other() -> None:
    someone, failed = load(
        "import __main__\nclass C: ...\ndef f():\n    return __name__, C.__module__, sorted("
        "n for n in vars(__main__) if not n.startswith('__'))"
    )
    assert failed == []
    assert someone.f() == ("__main__", "__main__", ["C", "f"])


def test_globals_and_mutation_work_as_in_a_notebook() -> None:
    someone, failed = load("n = 0", "def f():\n    global n\n    n += 1\n    return n")
    assert failed == []
    assert [someone.f(), someone.f()] == [1, 2]


def test_provided_modules_answer_imports_at_once_and_later() -> None:
    module = types.ModuleType("reg_tools")
    module.__dict__["two"] = lambda: 2
    someone, failed = load(
        "from reg_tools import *",
        "def f():\n    import reg_tools\n    return reg_tools.two(), two()",
        modules={"reg_tools": module},
    )
    assert failed == []
    assert someone.f() == (2, 2)


def test_a_block_runs_with_its_names_bound_and_leaves_nothing_behind() -> None:
    block = Chunk(3, 1, "for i in range(n):\n    losses.append(step(i))\nn = 99")
    someone, _failed = load(
        "def step(i):\n    return i * n", "n = 5", "def f():\n    return n", blocks=[block]
    )
    left = someone.loaded.block(0, None, {"n": 3, "losses": []})
    assert (left["losses"], left["n"], left["i"]) == ([0, 3, 6], 99, 2)
    assert someone.f() == 5


def test_a_block_that_raises_leaves_nothing_behind_either() -> None:
    someone, _failed = load("n = 5", "def f():\n    return n", blocks=[Chunk(3, 2, "1 / n")])
    with pytest.raises(ZeroDivisionError) as caught:
        someone.loaded.block(0, None, {"n": 0})
    assert loading.raised(caught.value).line == 2
    assert someone.f() == 5
