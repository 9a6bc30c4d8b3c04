"""Python text of every kind that costs a careless reader too much, by about how long it is to be.

What is asked of it is a function `f`, a function `g`, a class `V` and a loop that calls `step`.
"""

from collections.abc import Callable
from itertools import count, takewhile

from grader.model import Ask

ASKS = (
    Ask("f"),
    Ask("g", aliases=("h", "k")),
    Ask("V", "class"),
    Ask("loop", "block", calls=("step",)),
)
Source = Callable[[int], str]


def again(piece: str, before: str = "", after: str = "") -> Source:
    """Return a source that says one thing over and over."""
    return lambda size: before + piece * (size // len(piece)) + after


def counted(piece: str, before: str = "", after: str = "") -> Source:
    """Return a source that says nearly the same over and over: ``{}`` is a number."""
    return lambda size: before + "".join(_numbered(piece, size)) + after


def halves(one: Source, other: Source, between: str = "") -> Source:
    """Return a source whose halves are two others."""
    return lambda size: one(size // 2) + between + other(size // 2)


def _numbered(piece: str, size: int) -> list[str]:
    width = len(piece) + 2
    return list(takewhile(bool, (piece.format(n) for _, n in zip(range(size // width), count()))))


F = "def f(X, Y):\n    "
ONE_LINE: dict[str, Source] = {
    "statements on one line": again("x = 1; ", after="\ndef f(X): return x"),
    "lambdas on one line": again("f = lambda X: X; "),
    "4-byte text before statements": halves(again("𝟙", "s = '", "'; "), again("x = 1; ")),
    "4-byte text among statements": again("x = '𝟙'; ", after="f = lambda: x"),
    "calls on one line": again("g(f); ", "def f(): return 1\n"),
    "aliases on one line": again("f = g(f); ", "f = lambda: 1; "),
    "one statement": again("1, ", "x = [", "]\ndef f(): return x"),
    "one line of a function": again("X += 1; ", F),
    "attributes": again(".b", F + "x = X"),
    "sums": again("+ X ", F + "x = X "),
    "comparisons": again("< X ", F + "x = X "),
    "empty brackets": again("[]", F + "x = X"),
}
MANY: dict[str, Source] = {
    "lines": again("x = 1\n", after="def f(): return x"),
    "names": counted("x{} = 1\n", after="def f(): return x1"),
    "names of one statement": counted("x{}, ", "(", ") = (1)\n"),
    "names that a function reads": halves(
        counted("x{}, ", "(", ") = (1)\n"), counted("x{}; ", "def f(X):\n    "), ""
    ),
    "names that a function binds": counted("x{} = ", F, "0"),
    "one name many times": again("a = ", after="(1)\ndef f(): return a"),
    "aliases": counted("f = g{}(f)\n", "def f(): return 1\n"),
    "blanks": again("def f(): pass\ndef f(): return 1\n"),
    "imports of a name": again("from m import f\n", "def f(): return 1\n"),
    "imports": counted("import m{} as f\n", "def f(): return 1\n"),
    "definitions": again("def f(): return f\n"),
    "near names": counted("def ff{}(): return 1\n"),
    "chain": counted("a{0} = a{0} + b{0}\n", after="def f(): return a3"),
    "methods": counted("    def m{}(self, X): X += 1; return y\n", "y = [2]\nclass V:\n"),
    "amendments": again("a[0] = len(a)\n", "a = []\n", "def f(): return a"),
    "calls": again("X.sort(Y)\n    ", F),
    "loops": again("for i in step: step\n"),
    "loops of a function": counted("for i{0} in range(len(X)): x{0} = X[i{0}]\n    ", F),
    "comprehensions": counted("x{0} = [a{0} + 1 for a{0} in b{0}]\n    ", F),
    "loops over an argument": counted("c{0} + 1; [0 for i{0} in a]\n    ", "def f(a):\n    "),
    "broken names": counted("x{} = 1\n", after="def f(:"),
    "slips": counted("def f(x{}): return 1 2\n"),
    "open brackets": counted("x{} = (1\n"),
    "open brackets in a list": again("[1,\n", after="def f("),
    "open texts": again("x = 1\ny = \"\"\"\nz = '''\n", after="def f("),
    "heads without bodies": again("def f():\nx = 1\n"),
    "unseen characters": again("x\u200b = 1\n", after="def f(:"),
    "main guards": again("if __name__ == '__main__':\n  f(1)\n", "def f(): return 1\n"),
    "guards in guards": lambda size: (
        "".join(" " * n + "if __name__ == '__main__':\n" for n in range(min(90, size // 80)))
        + (" " * min(90, size // 80) + "def f(): return 1\n") * (size // 200)
    ),
    "definitions in one with": again("  def f(): return 1\n", "with X:\n"),
    "tries that do more": again("try:\n  import f\n  f(1)\nexcept ImportError:\n  f = 1\n"),
    "a try that does more": again("  f(1)\n  import f\n", "try:\n", "except OSError:\n  f = 1\n"),
    "meanings": again("x = 1\nx()\ndef f(): return x\nf()\n"),
    "meanings in a chain": counted("def f{0}(): return f{0}, x\nx = {0}\nf{0}()\n"),
    "meanings that add up": again("x += 1\nf(x)\n", "x = 0\ndef f(): return x\n"),
    "star imports": counted("def f{0}(): return f\nfrom m{0} import *\n"),
    "uses of one name": again("f()\n", "x = 1\ndef f(): return x\n", "x = 2\n"),
    "returns": again("return\n"),
    "decorators": again("@f\n", after="def f(): pass"),
    "elifs": again("elif X: f = 1\n", "if X: f = 1\n"),
    "arguments": counted("x{} = 1, ", "def f(", "): x1 += 1; return y\ny = [2]"),
    "keywords": counted("x{} = 1, ", F + "X += g(", ")"),
}
SCOPES: dict[str, Source] = {
    "lambdas beside names": halves(again("lambda: 0, ", "x = [0, "), counted("a{}, ", after="]\n")),
    "lambdas below names": halves(
        counted("a{} = ", F, "0\n    return [0, "), again("lambda: 0, ", after="]")
    ),
    "functions beside names": halves(
        counted("a{} = ", "class V:\n    ", "0\n"), counted("    def m{}(self): a1\n")
    ),
    "functions below names": halves(
        counted("a{} = ", F, "0\n"), counted("    def m{}(): return a{}\n".replace("{}", "{0}"))
    ),
    "globals": counted("a{}, ", "def f():\n    global ", "b"),
    "brackets": again("((((((((((((((((((((X))))))))))))))))))))\n    ", F),
    "blocks": again(
        "if X:\n      if X:\n        for x in X:\n          while x:\n            x += 1\n    ", F
    ),
    "indices": again("X[0][0][0][0][0][0][0][0][0][0] += 1\n    ", F),
}
TEXT: dict[str, Source] = {
    "one long name": again("f", "def ", "(X): X += 1"),
    "one long name in a function": again("f", F + "X.", ".fill(0)"),
    "a long name beside a write": again("f", F + "X.fill(0); f", " = X"),
    "long names": again("abcdefgh" * 100 + " = X\n    ", F),
    "brackets in a text": again(";Y[", F + 'Y += 1; x = """', '"""'),
    "pairs of brackets in a text": again(";Y[]", F + 'Y += 1; x = """', '"""'),
    "brackets in a text's lines": again(";Y[] +\n", F + 'Y[0] = 1; x = """', '"""'),
    "colons in a text": again(":Y  ", F + 'Y += 1; x = """', '"""'),
    "def in a text": again("def f(", F + 'Y += 1; x = """', '"""'),
    "for in a text": again("for x in Y in ", F + 'Y += 1; x = """', '"""'),
    "commas in a text": again(
        "a, ",
        "",
        "b\n",
    ),
    "quotes": again('\'\\"""\n', "?\n"),
    "quotes in quotes": again("'''\"", "?\n"),
    "strings": again("'a' ", F + "x = (", ")"),
    "f-strings": again("f'{X}{Y!r}' ", F + "x = (", ")"),
    "escapes": again("\\\\", F + "x = '", "'"),
    "comments": again("# your code [;Y[ 'x' = lambda\n", F, "    return 1"),
    "one comment": again("#", F, "\n    return 1"),
    "docstrings": counted("def f{}():\n    '''a\n    b'''\n    return 1\n"),
    "4-byte names": again("𝐱 = 1\n", after="def f(): return x"),
    "4-byte characters": again("𝟙", F + "x = '", "'"),
    "marks": again("x\u0301\u0316 = 1\n"),
    "spaces": again(" ", F, "x = 1"),
    "spaces before brackets": again(" ", F + "X", "[0] += 1"),
    "spaces in lines": again("\n    \t  ", F, "\n    return X"),
    "newlines": again("\n", after="def f(): return 1"),
    "carriage returns": again("\r", after="def f(): return 1"),
    "backslashes": again("\\\n", F + "x = ", "1"),
}
IPYTHON: dict[str, Source] = {
    "magics": again("x = 1\n  !ls\n"),
    "magics at the margin": again("%a \\\n", "x = 1\n"),
    "question marks": again("?"),
    "question marks in lines": again("x = ???\n"),
    "prompts": again(">>> x = 1\n", after=">>> ("),
    "help": again("x.", after="???"),
    "a space and help": again(" ", "?", "x ?"),
    "markers": again("# %%\nx = 1\n"),
    "markers of spaces": again("# \t", after="%"),
    "merge marks": again("<<<<<<< a\n=======\n"),
    "lambda": again("lambda ", "x = ", "= 1"),
    "open brackets": again("(" * 80 + "\n"),
    "open braces": again("{a: " * 40 + "\n"),
    "open calls": again("f(" * 40 + "a b\n"),
}
FAMILIES = {**ONE_LINE, **MANY, **SCOPES, **TEXT, **IPYTHON}
