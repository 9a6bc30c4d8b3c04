"""Formulas are drawn as MathML, and nothing else comes of them whatever they hold."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.annotate.formula import LONGEST, formula
from grader.annotate.render import students

TAG = re.compile(r"</?([a-z]+)((?: [a-z]+=\"[\w.\- ]*\")*)>")
PIECES = [
    *(r"\frac", r"\text", r"\sum", r"\left", r"\begin{pmatrix}", r"\end{pmatrix}", r"\href", r"\\"),
    *("{", "}", "^", "_", "<script>", "&", "&amp;", "x", "1", "(", '"', "\ue000"),
]


def elements(html: str) -> set[str]:
    """Return the names of all elements; nothing else may be markup."""
    assert "<" not in TAG.sub("", html)
    return {found[1] for found in TAG.finditer(html)}


@pytest.mark.parametrize(
    ("tex", "names"),
    [
        (r"A^{[1]} = \frac{1}{1-p} D^{[1]}", {"math", "msup", "mfrac"}),
        (r"\mathcal{L} = -\sum_{i=1}^{m} y^{(i)}\log a", {"msubsup", "mo"}),
        (r"\begin{pmatrix} 1 & 2\\3&4\end{pmatrix}", {"mtable", "mtr", "mtd"}),
    ],
)
def test_formulas_of_lessons_are_drawn(tex: str, names: set[str]) -> None:
    assert names <= elements(formula(tex, is_block=False))


@pytest.mark.parametrize("tex", ["", "  ", "{" * 100, "x" * (LONGEST + 1), "{" * 40])
def test_what_cannot_be_drawn_is_shown_as_written(tex: str) -> None:
    assert formula(tex, is_block=True) == f"<code>{tex}</code>"


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text(max_size=60))
@settings(deadline=None)
def test_nothing_but_formulas_comes_of_any_text(tex: str) -> None:
    assert not elements(formula(tex, is_block=False)) & {"script", "a", "style", "img", "mglyph"}


def test_text_that_looks_like_a_mark_of_ours_is_text() -> None:
    shown = students("a \ue0000\ue001 b $x$ \ue0005\ue001")
    assert shown.count("<math") == 1 and "\ue000" not in shown
