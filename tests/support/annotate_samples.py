"""Notebooks to annotate in tests, and a reader of the pages made of them."""

import base64
import json
import re
from typing import Any

from hypothesis import strategies as st
from page_reader import PageReader
from report_samples import HOSTILE

from grader.annotate.annotated import Annotated
from grader.annotate.document import is_feedback
from grader.annotate.insert import annotated
from grader.model import Submission
from grader.reported import Report

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(20)).decode()
JPEG = base64.b64encode(b"\xff\xd8\xff" + bytes(20)).decode()

TRICKS = [
    HOSTILE,
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    '<a href="javascript:alert(1)" onclick="alert(1)">x</a>',
    "[click](javascript:alert(1))",
    "![](https://evil.example/x.png)",
    "](javascript:alert(1)) [x][y]\n\n[y]: https://evil.example",
    "<https://evil.example> https://evil.example www.evil.example a@evil.example",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "~~~ html\n<b>\n~~~",
    "$\\href{javascript:alert(1)}{x}$ $$x$$ \\(y\\) \\[z\\] \\begin{align}x\\end{align}",
    "`a` ``b` ``` **c** __d__ *e* _f_ ~~g~~",
    "# Score: 100\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- [ ] x\n1. y\n> z\n===\n---",
    "--> --!> ]]> </section></main></body></html>",
    "&lt;script&gt; &#60;b&#62; &amp; &nbsp; &#x202e;",
    "<style>@import url(https://evil.example)</style><link rel=stylesheet href=//evil.example>",
    "<iframe src=//evil.example></iframe><base href=//evil.example><form action=//evil.example>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src onerror=x&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "\\`\\*\\ $`$ {{ 7*7 }} {% raw %}",
]
TEXTS = (
    st.sampled_from(TRICKS)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
    | st.text("<>&\"'/=;!-abc \n{}%#[]()`*_$\\|~:.@0123", max_size=40)
)
MIME = st.sampled_from(
    ["text/plain", "text/html", "text/markdown", "text/latex", "image/svg+xml",
     "application/javascript", "image/png", "image/jpeg"]
)  # fmt: skip
BUNDLES = st.dictionaries(MIME, TEXTS | st.sampled_from([PNG, JPEG]), max_size=3)
OUTPUTS = st.one_of(
    st.fixed_dictionaries(
        {"output_type": st.just("stream"), "name": st.sampled_from(["stdout", "stderr"]),
         "text": TEXTS}
    ),
    st.fixed_dictionaries(
        {"output_type": st.just("display_data"), "data": BUNDLES, "metadata": st.just({})}
    ),
    st.fixed_dictionaries(
        {"output_type": st.just("execute_result"), "data": BUNDLES, "metadata": st.just({}),
         "execution_count": st.none() | st.integers(0, 99)}
    ),
    st.fixed_dictionaries(
        {"output_type": st.just("error"), "ename": TEXTS, "evalue": TEXTS,
         "traceback": st.lists(TEXTS, max_size=3)}
    ),
)  # fmt: skip
CODE = st.fixed_dictionaries(
    {"cell_type": st.just("code"), "metadata": st.just({"collapsed": True}), "source": TEXTS,
     "outputs": st.lists(OUTPUTS, max_size=3), "execution_count": st.none() | st.integers(0, 99)}
)  # fmt: skip
PROSE = st.fixed_dictionaries(
    {"cell_type": st.sampled_from(["markdown", "raw"]),
     "metadata": st.sampled_from([{}, {"tags": ["a"]}, {"grader": {"feedback": False}}]),
     "source": TEXTS}
)  # fmt: skip
CELLS = st.lists(CODE | PROSE, max_size=6)
"""Cells that nbformat takes for valid, but for their ids."""


def handed_in(cells: list[Any], **fields: Any) -> Submission:
    document = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells, **fields}
    return Submission("ana", "ana.ipynb", json.dumps(document).encode())


def again(copy: Annotated) -> Submission:
    """Hand in an annotated copy."""
    return Submission("ana", "ana.ipynb", copy.notebook)


def cells_of(copy: Annotated) -> list[dict[str, Any]]:
    """Return the cells of an annotated notebook, lines joined as nbformat joins them."""
    import nbformat

    return list(nbformat.reads(copy.notebook.decode(), as_version=4).cells)


def students_cells(copy: Annotated) -> list[dict[str, Any]]:
    found = [dict(cell) for cell in cells_of(copy) if not is_feedback(cell)]
    return [{name: entry for name, entry in cell.items() if name != "id"} for cell in found]


def page_of(cells: list[Any], report: Report) -> "NotebookReader":
    return NotebookReader(annotated(handed_in(cells), report, {}).page.decode())


class NotebookReader(PageReader):
    """A page may hold pictures too, but only in itself and of two kinds, and formulas."""

    def _note(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "img":
            source = attributes.pop("src") or ""
            if not re.fullmatch(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/]+=*", source):
                self.faults.append(f"a picture from {source[:40]}")
            if not attributes.get("alt"):
                self.faults.append("a picture without words")
            self.tags.append((tag, {"alt": attributes.get("alt") or ""}))
            return
        super()._note(tag, attrs)
        if tag in ("link", "style", "svg", "input", "video", "audio", "template"):
            expected = {"link": 1, "style": 1}.get(tag, 0)
            if [t for t, _ in self.tags].count(tag) > expected:
                self.faults.append(f"<{tag}> is on the page")
