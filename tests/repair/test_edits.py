"""Edits are data: every one of them parses, says something else, and is of one line."""

import ast
import time

import pytest
from course_lesson import Lesson
from each_lesson import readable
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.extract.defining import Defining
from grader.model import Chunk
from grader.repair.candidate import Candidate
from grader.repair.edits import candidates
from grader.repair.suspects import Suspicion

MANY = 100_000


def of(source: str, line: int = 1, suspects: Suspicion | None = None) -> list[Candidate]:
    """Return the edits of a statement that begins at a line of cell 3."""
    chunk = Chunk(3, line, source)
    return candidates([Defining(ast.parse(source).body[0], chunk)], suspects or {}, MANY)


def lines_of(source: str) -> set[str]:
    """Return what the edited lines of a function say."""
    return {one.becomes for one in of(source)}


def body(*lines: str, given: str = "a, b, m") -> str:
    return f"def f({given}):\n" + "".join(f"    {line}\n" for line in lines)


def assert_edits_one_line(one: Candidate) -> None:
    before, after = one.before.source.split("\n"), one.after.source.split("\n")
    ast.parse(one.after.source)
    for other in one.also:  # with these as they were, it is one line
        at = other.line - one.before.line
        assert (before[at].strip(), after[at].strip()) == (other.was, other.becomes)
        after[at] = before[at]
    at = one.line - one.before.line
    is_added = len(after) > len(before)
    assert after[at].strip() == one.becomes
    assert one.was == ("" if is_added else before[at].strip()) != one.becomes
    assert after[:at] == before[:at]
    assert after[at + 1 :] == before[at + (0 if is_added else 1) :]


@pytest.mark.parametrize("lesson", readable(), ids=str)
def test_every_edit_of_the_lessons_parses_and_changes_one_line(lesson: Lesson) -> None:
    source = (lesson.solutions / "reference.py").read_text(encoding="utf-8")
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found = of(ast.get_source_segment(source, node) or "", line=5)
            assert len({one.after.source for one in found}) == len(found)
            for one in found[:: max(1, len(found) // 60)]:
                assert_edits_one_line(one)


NAMES = st.sampled_from(["a", "b", "m", "np", "x.T", "p['W1']", "1", "0.5", "-a", "f(a)"])
EXPRESSIONS = st.recursive(
    NAMES,
    lambda inner: st.one_of(
        st.tuples(
            inner, st.sampled_from(["+", "-", "*", "/", "@", "**", "<", "==", "and", "if"]), inner
        ).map(lambda t: f"({t[0]} if {t[2]} else a)" if t[1] == "if" else f"({' '.join(t)})"),
        st.tuples(inner, st.sampled_from("+-*/@"), inner).map(" ".join),
        inner.map("np.sum({}, axis=1)".format),
        st.tuples(inner, inner).map(lambda t: f"np.dot({t[0]}, {t[1]})"),
        inner.map("(not ({}))".format),
        inner.map("lambda a: {}".format).map("({})".format),
    ),
    max_leaves=8,
)


@given(EXPRESSIONS, EXPRESSIONS)
@settings(max_examples=30, deadline=None)
def test_every_edit_of_any_expression_parses_and_changes_one_line(one: str, other: str) -> None:
    source = body(f"c = {one}", f"if {other}:", "    c += 1", "return c, a")
    for edit in of(source)[::9]:
        assert_edits_one_line(edit)


@pytest.mark.parametrize(
    ("line", "becomes"),
    [
        ("c = a * b", "c = a / b"),
        ("c = a - b + m", "c = (a - b) * m"),
        ("c = a / b", "c = b / a"),
        ("c = a * b", "c = a * b / m"),
        ("c = (a * b)", "c = (a)"),
        ("c = np.sum(a, axis=0)", "c = np.sum(a, axis=1)"),
        ("c = np.sum(a, axis=0)", "c = np.sum(a, axis=0, keepdims=True)"),
        ("c = np.dot(a, b)", "c = np.dot(a.T, b)"),
        ("c = a.T @ b", "c = a @ b"),
        ("c = a > 0", "c = a < 0"),
        ("c = a * b", "c = a * m"),
        ("c = -a", "c = a"),
        ("c = a", "c = -a"),
        ("c = a * b", "c = (1 - a) * b"),
        ("c = a['W1'] @ b['W2']", "c = a['W2'] @ b['W2']"),
        ("a = b / 2 * m", "a = b / (2 * m)"),
        ("a = b * f(a) + m + b", "a = b * (f(a) + m + b)"),
        ("a = f(b(m))", "a = b(f(m))"),
        ("a = b", "a += b"),
        ("a += b", "a = b"),
        ("a *= b", "pass"),
        ("for i in range(m): pass", "for i in range(m - 1): pass"),
        ("return {'a': a}", "return {'a': a, \"m\": m}"),
        ("if a > b: return m", "if not a > b: return m"),
        ("a + b", "return a + b"),
    ],
)
def test_a_line_can_be_read_as_another(line: str, becomes: str) -> None:
    assert becomes in lines_of(body(line))


def test_a_missing_return_is_a_line_of_its_own() -> None:
    [found] = [one for one in of(body("c = a + b"), line=7) if one.becomes == "return c"]
    assert (found.kind, found.line, found.was) == ("returned", 9, "")
    assert found.after.source == body("c = a + b", "return c")


def test_what_is_not_edited_stays_as_it_was_written() -> None:
    source = body("c = a*b   # the product", "return  c")
    found = {one.after.source for one in of(source)}
    assert body("c = a / b   # the product", "return  c") in found


def test_the_smallest_edits_come_first_and_suspect_lines_before_others() -> None:
    source = body("c = a * b", "d = c - m", "return d")
    sizes = [one.size for one in of(source)]
    assert (sizes[0], sizes[-1]) == (1, max(sizes))
    ends = len(sizes) // 4
    assert sum(sizes[:ends]) < sum(sizes[-ends:])
    assert of(source, line=10, suspects={(3, 12): 0})[0].line == 12


def test_no_more_edits_than_are_asked_for() -> None:
    source = body(*["c = a * b + m"] * 40)
    chunk = Chunk(1, 1, source)
    assert len(candidates([Defining(ast.parse(source), chunk)], {}, 25)) == 25


@pytest.mark.parametrize("source", ["def f(:", "x = " + "(" * 300 + ")" * 300, "# nothing"])
def test_what_cannot_be_parsed_has_no_edits(source: str) -> None:
    assert candidates([Defining(ast.Pass(), Chunk(1, 1, source))], {}, MANY) == []


# ---------------------------------------------------------------- at several lines, and by others


def together(source: str) -> set[tuple[str, ...]]:
    """Return what lines say that are edited in the same way, together."""
    return {(one.becomes, *(other.becomes for other in one.also)) for one in of(source) if one.also}


@pytest.mark.parametrize(
    ("lines", "becomes"),
    [
        (["dA2 = W3 @ m", "dA2 = dA2 * D2", "dA1 = W2 @ m", "dA1 = dA1 * D1"],
         ("dA2 = dA2 * D2 / m", "dA1 = dA1 * D1 / m")),
        (["c1 = a / (2 * m)", "c2 = b / (2 * m)"], ("c1 = a / (m)", "c2 = b / (m)")),
        (["D1 = f(a) < 0.5", "D2 = f(b) < 0.5"], ("D1 = f(a) < m", "D2 = f(b) < m")),
        (["d2 = a2 * g1", "d1 = a1 * g2"], ("d2 = a2 * g2", "d1 = a1 * g1")),
        (["np.random.seed(1)", "c = a", "np.random.seed(1)"], ("pass", "pass")),
        (["c = np.sum(a1) + np.sum(a2)"], ("c = np.mean(a1) + np.mean(a2)",)),
    ],
)  # fmt: skip
def test_the_same_edit_is_tried_at_every_place_that_is_alike(
    lines: list[str], becomes: tuple[str, ...]
) -> None:
    given = "a, b, m, a1, a2, g1, g2, W2, W3, D1, D2"
    if len(becomes) == 1:
        assert becomes[0] in {one.becomes for one in of(body(*lines, given=given))}
    else:
        assert becomes in together(body(*lines, given=given))


def test_what_is_missing_is_put_where_nothing_is_done() -> None:
    lines = ["d1 = a @ g", "d1 = d1 * m", "d1 = d1", "return d1 + a"]
    found = of(body(*lines, given="a, g, m, keep"))
    divided = [one.becomes for one in found if one.becomes.endswith("/ keep") and not one.also]
    assert divided[0] == "d1 = d1 / keep"


def test_of_lines_that_give_a_name_its_value_the_last_is_edited_first() -> None:
    lines = ["d1 = a * m", "d1 = d1 * g", "return d1"]
    found = of(body(*lines, given="a, g, m"))
    first = next(one for one in found if one.kind == "operator" and not one.also)
    assert first.was == "d1 = d1 * g"


@pytest.mark.parametrize(
    ("line", "goes"),
    [("np.random.seed(1)", True), ("seed(3)", True), ("super().__init__(a)", False),
     ("a.append(m)", False), ("visit(a)", False)],
)  # fmt: skip
def test_a_call_that_was_written_for_what_it_does_stays(line: str, goes: bool) -> None:
    found = of(body(line, "c = a * m", given="a, m"))
    assert any(one.was == line and one.becomes == "pass" for one in found) is goes


def test_a_term_that_only_another_layer_has_is_tried_here() -> None:
    lines = ["dW3 = a / m + b / m * W3", "dW2 = a / m", "dW1 = b / m"]
    found = together(body(*lines, given="a, b, m, W1, W2, W3"))
    assert ("dW2 = a / m + b / m * W2", "dW1 = b / m + b / m * W1") in found


def test_what_another_definition_says_of_the_same_name_is_tried_here() -> None:
    source, other = body("c = a * m"), body("c = a * (q > 0)", "return c")
    beside = [Defining(ast.parse(other).body[0], Chunk(2, 1, other))]
    own = [Defining(ast.parse(source).body[0], Chunk(1, 1, source))]
    found = candidates(own, {}, MANY, beside)
    assert "c = a * (q > 0)" not in {one.becomes for one in found}  # q is nowhere in it
    source = body("c = a * m", "return c + q")
    assert "c = a * (q > 0)" not in lines_of(source)
    own = [Defining(ast.parse(source).body[0], Chunk(1, 1, source))]
    assert "c = a * (q > 0)" in {one.becomes for one in candidates(own, {}, MANY, beside)}


@pytest.mark.parametrize(
    ("lines", "becomes"),
    [
        (["(A2, W2) = a", "return A1 + A2"], "(A1, A2, W2) = a"),
        (["update(a, b)"], "a = update(a, b)"),
        (["c = np.random.rand(a.shape[0], 1)"], "c = np.random.rand(a.shape[0], a.shape[1])"),
        (["c = b > 0.5"], "c = b > m"),
    ],
)
def test_what_is_forgotten_is_put_in(lines: list[str], becomes: str) -> None:
    assert becomes in lines_of(body(*lines))


def test_an_argument_that_nothing_uses_is_tried_first() -> None:
    source = body("c = a * b", "return c", given="a, b, d, e")
    added = [
        one.becomes for one in of(source) if one.kind == "operand" and one.becomes.startswith("c")
    ]
    places = {name: min(n for n, told in enumerate(added) if name in told) for name in ("d", "e")}
    assert places["d"] < len(added) // 2


@pytest.mark.sampled(thorough=2)
@pytest.mark.parametrize(
    "lines",
    [
        [f"dW{n} = a / m + b / m * W{n}" for n in range(600)],
        [f"dW{n} = q{n} / m + z{n} / m" for n in range(600)],
        ["x = x * 1 + 0"] * 600,
        [f"x{'9' * 40}{n} = x + 0" for n in range(300)],
        ["(" + ", ".join(f"A{n}" for n in range(2_000)) + ") = a", "return A9999 + A8888"],
        ["c = " + " + ".join(["f(a1) * b2"] * 1_000)],
    ],
    ids=["terms", "strangers", "same", "digits", "unpacked", "wide"],
)
def test_much_of_the_same_is_bounded(lines: list[str]) -> None:
    source = body(*lines, given="a, b, m, x, W1, W2")
    started = time.process_time()
    chunk = Chunk(1, 1, source)
    assert len(candidates([Defining(ast.parse(source), chunk)], {}, 2_500)) <= 2_500
    assert time.process_time() - started < 10


def added(source: str, beside: str = "") -> list[tuple[int, str]]:
    """Return the lines that are added, and where."""
    own = [Defining(ast.parse(source).body[0], Chunk(1, 1, source))]
    other = [Defining(ast.parse(beside).body[0], Chunk(2, 1, beside))] if beside else []
    found = [one for one in candidates(own, {}, MANY, other) if one.kind == "statement"]
    for one in found:
        assert_edits_one_line(one)
    return [(one.line, one.becomes) for one in found if not one.was]


def test_what_is_used_and_never_given_is_given_as_another_definition_gives_it() -> None:
    source = body("c = a / m", "return c", given="a")
    assert added(source, body("m = a.shape[1]", "return m", given="a")) == [(2, "m = a.shape[1]")]
    assert added(source) == []


def test_what_follows_for_one_layer_only_is_added_for_another() -> None:
    lines = ["D1 = f(x)", "y = 2", "D2 = f(x)", "A2 = A2 * D2 / m"]
    assert (3, "A1 = A1 * D1 / m") in added(body(*lines, given="x, m, A1, A2"))
    whole = [lines[0], "A1 = A1 * D1 / m", *lines[1:]]
    assert added(body(*whole, given="x, m, A1, A2")) == []


@pytest.mark.parametrize(
    ("line", "becomes", "kind"),
    [
        ("c = a.sum(0)", "c = a.sum(1)", "axis"),
        ("c = np.sum(a, 0)", "c = np.sum(a, 1)", "axis"),
        ("c = np.sum(a, axis=0)", "c = np.sum(a, axis=1)", "axis"),
        ("c = a.shape[0]", "c = a.shape[1]", "axis"),
        ("c = a[0]", "c = a[1]", "constant"),
        ("c = np.max(0, a)", "c = np.max(1, a)", "constant"),
        ("c = a.clip(0)", "c = a.clip(1)", "constant"),
    ],
)
def test_what_chooses_an_axis_is_called_so(line: str, becomes: str, kind: str) -> None:
    assert {one.kind for one in of(body(line)) if one.becomes == becomes} == {kind}


def test_the_number_that_an_argument_has_where_it_is_left_out_is_edited() -> None:
    found = of("def f(x, rate=1, *, shift=2):\n    return x * rate + shift\n")
    assert {"def f(x, rate=0, *, shift=2):", "def f(x, rate=1, *, shift=1):"} <= {
        one.becomes for one in found
    }


def place(found: list[Candidate], becomes: str) -> int:
    return next(n for n, one in enumerate(found) if one.becomes == becomes)


def test_the_same_edit_twice_in_one_line_comes_after_each_of_them() -> None:
    found = of(body("c = np.dot(a, b)", "return c"))
    both = place(found, "c = np.dot(-a, -b)")
    assert place(found, "c = np.dot(-a, b)") < both > place(found, "c = np.dot(a, -b)")


def test_where_nothing_looks_like_an_array_it_is_transposed_later() -> None:
    for line, is_later in (("c = f(a)", True), ("c = np.sum(a)", False)):
        found = of(body(line, "return c"))
        turned, less = (place(found, line.replace("a)", one)) for one in ("a.T)", "1 - a)"))
        assert (turned > less) == is_later
