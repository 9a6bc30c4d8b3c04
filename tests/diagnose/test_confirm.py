"""What a mistake looks like is found in a student's source, whatever its names, or not at all."""

import pytest

from grader.diagnose.confirm import is_seen, sight
from grader.diagnosis import Excerpt
from grader.look import Look, looks_in, texts_in
from grader.model import Chunk, Extraction


def seen(
    source: str, *patterns: str, lacks: tuple[str, ...] = (), within: tuple[str, ...] = ()
) -> bool:
    extraction = Extraction((Chunk(1, 1, source),), {"f": "f", "g": "g"})
    return is_seen(Look(patterns, lacks, within), extraction, ["f"])


FOUND = {
    "an expression": ("def f(x):\n    return np.sum(x * x)", "np.sum(_x * _x)"),
    "the same twice": ("def f(W):\n    return W[0].T @ W[0].T", "_a @ _a"),
    "a sum in the other order": ("def f(a, b):\n    return b * 2 + a", "a + 2 * b"),
    "a comparison turned": ("def f(u, p):\n    return u < p", "_p > _u"),
    "an attribute of any name": ("def f(a, out):\n    a.grad += out.grad", "_a._g += _o._g"),
    "the rest of a call": ("def f(x):\n    return np.sum(x, axis=1)", "np.sum(_x, ...)"),
    "a statement": ("def f(p):\n    for q in p:\n        q = q - 1", "_q = _q - 1"),
    "statements in a row": ("def f(a):\n    a.x = 1\n    a.y = 1", "_a.x = _c\n_a.y = _c"),
    "statements with others between": (
        "def f(a):\n    b = a\n    c = 3\n    return b", "_b = _a\n...\nreturn _b",
    ),
    "a loop and what is in it": (
        "def f(n):\n    for i in range(1, n):\n        n = i\n        print(n)",
        "for _i in range(1, _n):\n    ...",
    ),
    "a number of the other kind": ("def f(x):\n    return 1.0 / x", "1 / ..."),
    "a lambda": ("f = lambda x: x.sum()", "_x.sum()"),
}  # fmt: skip
NOT_FOUND = {
    "another expression where it must be the same": ("def f(a, b):\n    return a * b", "_x * _x"),
    "another order where order counts": ("def f(a, b):\n    return a - b", "b - a"),
    "more than the body says": (
        "def f(n):\n    for i in n:\n        a = i\n        b = i", "for _i in _n:\n    _a = _i",
    ),
    "a comparison the other way": ("def f(u, p):\n    return u > p", "u < p"),
    "truth for one": ("def f(x):\n    return x + True", "x + 1"),
    "another function's": ("def g(x):\n    return x * x", "_x * _x"),
}  # fmt: skip


@pytest.mark.parametrize(("source", "pattern"), FOUND.values(), ids=FOUND)
def test_it_is_found(source: str, pattern: str) -> None:
    assert seen(source, pattern)


@pytest.mark.parametrize(("source", "pattern"), NOT_FOUND.values(), ids=NOT_FOUND)
def test_it_is_not_found(source: str, pattern: str) -> None:
    assert not seen(source, pattern)


def test_one_of_several_is_enough_and_what_must_not_be_there_is_not() -> None:
    source = "def f(x, k):\n    return x * k"
    assert seen(source, "_x / _k", "_x * _k")
    assert not seen(source, "_x / _k")
    assert seen(source, lacks=("_x / _k",))
    assert not seen(source, "_x * _k", lacks=("return ...",))


def test_only_a_part_is_looked_into_where_it_is_named() -> None:
    source = "class f:\n    def a(self):\n        return 1\n    def b(self):\n        return 2"
    assert seen(source, "return 2", within=("b",))
    assert not seen(source, "return 2", within=("a",))
    assert not seen(source, lacks=("return 2",), within=("c",))  # what is not there lacks nothing


def test_a_helper_is_looked_into_where_it_is_named() -> None:
    source = "def h(x):\n    return x * x\ndef f(x):\n    return h(x)"
    assert seen(source, "_x * _x", within=("h",))
    assert not seen(source, "_x * _x")


def test_the_last_definition_counts() -> None:
    chunks = (Chunk(1, 1, "def f(x):\n    return x"), Chunk(2, 1, "def f(x):\n    return 2 * x"))
    extraction = Extraction(chunks, {"f": "f"})
    assert is_seen(Look(("2 * x",)), extraction, ["f"])
    assert not is_seen(Look(("return x",)), extraction, ["f"])


def test_a_loop_without_a_name_is_looked_into() -> None:
    extraction = Extraction((), {}, {"f": Chunk(1, 1, "for p in q:\n    p.grad = 0")})
    assert is_seen(Look(("_p.grad = 0",)), extraction, ["f"])


@pytest.mark.parametrize(
    "source",
    ["def f(x):\n    return " + "+".join(["x"] * 3000), "def f(x):\n" + "    x = x * x\n" * 20_000,
     "def f(x):\n    return " + "(" * 150 + "x" + ")" * 150],
    ids=["a long sum", "many lines", "brackets"],
)  # fmt: skip
def test_what_is_too_much_shows_nothing(source: str) -> None:
    assert not seen(source, "_a * (_b * (_c * (_d + _e + _f)))", "...\n_x = _x / _x\n...\n_y = _x")


def test_looks_stand_beside_what_is_said() -> None:
    table = {"cost": {"half": {"sentence": {"en": "Half."}, "looks_like": ["_x / 2"]}}}
    assert looks_in(table) == {"cost.half": Look(("_x / 2",))}
    assert texts_in(table) == {"cost": {"half": {"sentence": {"en": "Half."}}}}


@pytest.mark.parametrize(
    "given",
    [{"looks_like": "x"}, {"looks_like": ["x +"]}, {"looks_like": [""]}, {"within": ["f"]}],
    ids=["no list", "no Python", "nothing", "nowhere to look for"],
)  # fmt: skip
def test_what_is_no_look_is_refused_with_the_name(given: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"cost\.half"):
        looks_in({"cost": {"half": given}})


def place(source: str, *patterns: str, lacks: tuple[str, ...] = ()) -> Excerpt | None:
    extraction = Extraction((Chunk(4, 12, source),), {"f": "f"})
    found = sight(Look(patterns, lacks), extraction, ["f"])
    assert found is not None
    return found.code


def test_where_it_is_found_is_told_by_cell_and_line_as_the_student_wrote_it() -> None:
    source = "def f(x, m):\n    y = x * 2\n    return np.sum( y )  # no mean\n"
    assert place(source, "np.sum(_y)") == Excerpt.at(4, 14, 14)


def test_of_statements_in_a_row_the_first_is_shown() -> None:
    source = "def f(a):\n    b = a\n    for i in b:\n        c = i\n    return b"
    assert place(source, "for _i in _b:\n    ...") == Excerpt.at(4, 14, 15)


def test_what_is_absent_has_no_place() -> None:
    assert place("def f(x):\n    return x", lacks=("_x / _m",)) is None
