"""Cells as IPython takes them become cells as Python does, line for line."""

import ast
import warnings

import pytest

from grader.notebook import parse

PLAIN = """\
x = (a
% b)
text = '''
%matplotlib inline
!ls
???
'''  # what? ???
"""


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("%matplotlib inline\nx = 1", "pass\nx = 1"),
        ("% matplotlib inline\nx = 1", "pass\nx = 1"),
        ("%%time\nx = 1", "\nx = 1"),
        ("\n%%capture out\n%%time\nx = 1", "\n\n\nx = 1"),
        ("%time x = f(1)", "x = f(1)"),
        ("%timeit x = f(1)", "pass"),
        ("%%timeit -n 10\nx = 1", "\nx = 1"),
        ("!pip install numpy\n!ls\nx = 1", "pass\npass\nx = 1"),
        ("!pip install \\\n  numpy \\\n  scipy\nx = 1", "pass\n\n\nx = 1"),
        ("try:\n    import nnfs\nexcept ImportError:\n    !pip install nnfs", None),
        ("?help\nx = 1\nnp.dot?\nnp.dot??  # look\n%time?", "pass\nx = 1\npass\npass\npass"),
        ("x = %pwd\ny = !ls -l\na, b = !echo 1 2", "x = None\ny = None\na, b = None"),
        ("pip install nnfs\ncd ..\nx = 1", "pass\npass\nx = 1"),
        ("x = ???\ny = f(???, 1)  # ???", "x = None\ny = f(None, 1)  # ???"),
        ("def f():\n    ???", "def f():\n    None"),
        ("x = ?", "x = None"),
        ('"""\n???\n"""\nx = ???', '"""\n???\n"""\nx = None'),
        ("In [3]: x = 1\nOut[3]: 5", "x = 1\n"),
        ("In [12]: def f():\n    ...:     return 1", "def f():\n    return 1"),
        (">>> def f():\n...     return 1\n>>> f()\n1", "def f():\n    return 1\nf()\n"),
        ("    x = 1\n    y = 2", "x = 1\ny = 2"),
        ("  # note\n  x = 1\nif x:\n    y = 2", None),
        (PLAIN, PLAIN),
    ],
)
def test_what_ipython_adds_is_taken_out(source: str, expected: str | None) -> None:
    parsed = parse(source)

    assert parsed.broken == ()
    assert len(parsed.lines) == len(source.split("\n"))
    if expected is not None:
        assert "\n".join(parsed.lines) == expected
        assert ast.dump(ast.Module(parsed.body, [])) == ast.dump(ast.parse(expected))


@pytest.mark.parametrize("magic", ["bash", "html", "writefile a.py", "latex", "javascript", "R"])
def test_a_cell_in_another_language_is_passed_over_in_silence(magic: str) -> None:
    parsed = parse(f"%%{magic}\ndef f() {{ echo 'it")

    assert parsed.body == []
    assert parsed.broken == ()


def test_places_are_remembered() -> None:
    parsed = parse("x = 1\n%pwd\ny = ???\n'''\n?\n'''\nz = !ls\nw = [???,\n???]")

    assert parsed.blanks == {3, 8, 9}
    assert parsed.magics == {2, 7}


@pytest.mark.parametrize(
    ("source", "line", "said"),
    [
        ("%pwd\nx = (1", 2, "'(' was never closed"),
        ("x = 1\ny = 1 2", 2, "invalid syntax"),
        ("x = a ? b : c", 1, "invalid syntax"),
        ("x = '\0'", 1, "null bytes"),
        ("x = '\ud800'", 1, "surrogates not allowed"),
        ("x = " + "-" * 20_000 + "1", 1, "too deeply nested"),
        ("x = a" + ".b" * 20_000, 1, "too deeply nested"),
        ("x = " + "(" * 300, 1, "too many nested parentheses"),
        ("x = " + "9" * 5_000, 1, "Exceeds the limit"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(source: str, line: int, said: str) -> None:
    [broken] = parse(source).broken

    assert broken.line == line
    assert said in broken.python


def test_many_magics_in_one_cell_are_all_taken_out() -> None:
    parsed = parse("\n".join(["!pip install a", "%load_ext b", "c = 1", "  "] * 100))

    assert parsed.broken == ()
    assert len(parsed.magics) == 200


def test_the_number_of_attempts_is_bounded() -> None:
    parsed = parse("\n".join(f"x{n} = 1\n  !ls" for n in range(100)))

    assert parsed.broken


def test_python_s_own_warnings_are_silenced() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert parse(r"x = '\l'").broken == ()
    assert caught == []
