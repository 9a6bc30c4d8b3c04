"""A slip costs the statement that it stands in; what is not seen costs nothing."""

import ast

import pytest

from grader.notebook import parse

F = "def f(x):\n    return x\n"
H = "def h(x):\n    return x\n"
SLIPS = {
    "two operators": "def g(x):\n    return x / / 2\n",
    "an open bracket": "def g(x):\n    return (x\n",
    "an open text": "def g(x):\n    return 'x\n",
    "an open docstring": "def g(x):\n    '''Half.\n    return x\n",
    "no colon": "def g(x)\n    return x\n",
    "a body at the margin": "def g(x):\ny = x\nreturn y\n",
    "tabs and spaces": "def g(x):\n    y = x\n\treturn y\n",
    "a wrong indent": "def g(x):\n    y = x\n   return y\n",
    "a try alone": "try:\n    g = 1\n",
    "an else alone": "g = 1\nelse:\n    g = 2\n",
    "a decorator": "@\ndef g(x):\n    return x\n",
    "a word of Python's": "def g(lambda):\n    return lambda\n",
    "a null byte": "g = '\0'\n",
}


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS)
def test_what_stands_before_and_behind_a_slip_is_read(slip: str) -> None:
    parsed = parse(f"{F}\n{slip}\n{H}")
    assert [ast.unparse(node) for node in parsed.body] == [F.strip(), H.strip()]
    assert [node.lineno for node in parsed.body] == [1, slip.count("\n") + 5]
    [broken] = parsed.broken
    assert 4 <= broken.line < slip.count("\n") + 5
    assert broken.lost.strip() == slip.strip()


def test_each_slip_has_its_own_line() -> None:
    parsed = parse("a = 1 2\nb = 1\nc = (1\nd = 1\n")
    assert [broken.line for broken in parsed.broken] == [1, 3]
    assert [ast.unparse(node) for node in parsed.body] == ["b = 1", "d = 1"]


@pytest.mark.parametrize(
    "whole",
    [
        "def f():\n    '''\nAt the margin.\n\nx = 1\n    '''\n    return 1\n",
        "x = [\n1,\n2,\n]\n",
        "x = f(\na,\n    b,\n)\n",
        "@one\n@two\nclass V:\n    pass\n",
        "if x:\n    y = 1\n# note\nelse:\n    y = 2\n",
    ],
)
def test_a_statement_with_lines_at_the_margin_stays_whole(whole: str) -> None:
    parsed = parse(f"a = 1 2\n{whole}b = 1\n")
    assert [ast.unparse(node) for node in parsed.body] == [
        *[ast.unparse(node) for node in ast.parse(whole).body],
        "b = 1",
    ]


def test_magics_and_blanks_behind_a_slip_are_taken_out() -> None:
    parsed = parse("a = 1 2\n\n%matplotlib inline\nx = !ls\ny = ???\n")
    assert [ast.unparse(node) for node in parsed.body] == ["pass", "x = None", "y = None"]
    assert parsed.blanks == {5}
    assert {3, 4} <= parsed.magics


@pytest.mark.parametrize("unseen", ["\ufeff", "\u200b", "\u2060", "\u00ad", "\u200e", "\u202a"])
def test_what_is_not_seen_goes(unseen: str) -> None:
    parsed = parse(f"{unseen}def f(x):\n    return{unseen} x + 1{unseen}\n")
    assert parsed.broken == ()
    assert ast.unparse(parsed.body[0]) == "def f(x):\n    return x + 1"


@pytest.mark.parametrize("space", ["\u00a0", "\u2003", "\u202f", "\u3000"])
def test_spaces_that_no_keyboard_has_are_spaces(space: str) -> None:
    parsed = parse(f"def f(x):\n{space}{space}return{space}x\n")
    assert parsed.broken == ()
    assert ast.unparse(parsed.body[0]) == "def f(x):\n    return x"


def test_texts_keep_what_is_not_seen_in_them() -> None:
    parsed = parse("x = 'a\u200b\u00a0b'  # \u200b\u200b\ny =\u00a01\n")
    assert [ast.literal_eval(node.value) for node in parsed.body] == ["a\u200b\u00a0b", 1]  # type: ignore[attr-defined]
