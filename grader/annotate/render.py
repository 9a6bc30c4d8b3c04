"""A student's Markdown as HTML that can do nothing: no script, no address, no style, no picture.

Links and pictures are rendered as their words, formulas as MathML (`formula.py`). All else that
comes of it, raw HTML included, is sanitised down to tags without attributes; the page's content
security policy stands behind that.
"""

import re
from functools import cache
from html import escape
from typing import Any, ClassVar

from markupsafe import Markup
from nbconvert.filters.markdown_mistune import (
    IPythonRenderer,
    MarkdownWithMath,
    MathBlockParser,
    MathInlineParser,
)
from nbconvert.preprocessors.sanitize import SanitizeHTML

from grader.annotate.formula import formula
from grader.report import clean

LONGEST = 10_000
"""Characters of a student's text that are read as Markdown; a longer one is shown as written, for
some texts take a time that grows with the square of their length."""
MOST_TAGS = 300
"""Likewise of raw HTML: tags that are never closed take the longest."""

_TAGS = [
    *("h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "blockquote", "ul", "ol", "li"),
    *("pre", "code", "em", "strong", "b", "i", "u", "s", "del", "sub", "sup"),
    *("table", "thead", "tbody", "tr", "th", "td"),
]
_UNREAD = re.compile(r"<(script|style|title|textarea|template)\b.*?(?:</\1\s*>|\Z)", re.I | re.S)
"""Elements of raw HTML whose text is not meant to be read."""


_OPEN, _CLOSE = "\ue000", "\ue001"
"""Stand around the number of a formula until all else has been sanitised; no text holds them."""
_MARKED = re.compile(f"[{_OPEN}{_CLOSE}]")
_NUMBERED = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")


class _Blocks(MathBlockParser):
    DEFAULT_RULES = tuple(r for r in MathBlockParser.DEFAULT_RULES if r != "multiline_math")


class _Inlines(MathInlineParser):
    r"""Formulas between dollars only, found in linear time; those between ``\\[`` are not."""

    SPECIFICATION: ClassVar[dict[str, str]] = {
        **MathInlineParser.SPECIFICATION,
        "block_math_tex": r"\$\$(?P<math_block_tex>[^$]+)\$\$",
        "inline_math_tex": r"\$(?P<math_inline_tex>[^$]+)\$",
    }
    DEFAULT_RULES = tuple(r for r in MathInlineParser.DEFAULT_RULES if "latex" not in r)


class _Words(IPythonRenderer):
    """Renders what can be read; `demoted` is by how many levels headings are lowered."""

    def __init__(self, demoted: int) -> None:
        super().__init__(escape=False, allow_harmful_protocols=False, exclude_anchor_links=True)
        self._demoted = demoted
        self.formulas: list[str] = []
        """Those of the text that is being rendered, as safe HTML; a mark stands for each."""

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        return super().heading(text, min(level + self._demoted, 6))

    def block_code(self, code: str, info: str | None = None) -> str:
        return f"<pre><code>{escape(code)}</code></pre>\n"

    def link(self, text: str, url: str, title: str | None = None) -> str:
        return text if escape(url) == text else f"{text} (<code>{escape(url)}</code>)"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return f"<em>[{text}]</em>"

    def inline_math(self, body: str) -> str:
        return self._mark(formula(body, is_block=False))

    def block_math(self, body: str) -> str:
        return self._mark(formula(body, is_block=True))

    def _mark(self, made: str) -> str:
        self.formulas.append(made)
        return f"{_OPEN}{len(self.formulas) - 1}{_CLOSE}"


class _Markdown(MarkdownWithMath):
    DEFAULT_PLUGINS = ("strikethrough", "table")  # type: ignore[assignment]


def students(source: str) -> Markup:
    """Return a student's Markdown as HTML; its headings begin at the third level."""
    source = clean.block(source)
    if len(source) > LONGEST or source.count("<") > MOST_TAGS:
        return Markup("<pre>{}</pre>").format(source)
    return _html(source, _reader(2))


def ours(source: str) -> Markup:
    """Return Markdown of ours, which may quote a student's words, as HTML."""
    return _html(source, _reader(0))


def _html(source: str, reader: _Markdown) -> Markup:
    words: _Words = reader.renderer  # type: ignore[assignment]
    words.formulas = []
    made = _UNREAD.sub("", reader.render(_MARKED.sub("", source)))
    safe = _sanitiser().sanitize_html_tags(made)  # type: ignore[no-untyped-call]
    whole = _NUMBERED.sub(lambda mark: words.formulas[int(mark[1])], safe)
    return Markup(whole)  # noqa: S704  (sanitised, but for formulas, which are made safe)


@cache
def _reader(demoted: int) -> _Markdown:
    return _Markdown(_Words(demoted), _Blocks(), _Inlines(hard_wrap=False))


@cache
def _sanitiser() -> SanitizeHTML:
    return SanitizeHTML(  # type: ignore[no-untyped-call]
        tags=_TAGS, attributes={}, strip=True
    )
