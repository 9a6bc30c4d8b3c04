r"""A student's formula in TeX as MathML, which browsers draw by themselves.

The library that reads TeX passes ``\text{<script>}`` on as it is; so what it makes is taken as a
tree, and written anew with the elements and attributes named here and nothing else.
"""

import re
from html import escape, unescape
from typing import Any

from latex2mathml.converter import convert_to_element

LONGEST = 600
"""Characters of a formula that is drawn; a longer one is shown as written."""
_SHORT = 30
"""Of one that fits every page."""
_DEEPEST = 60
"""Likewise braces, one in the other."""

ELEMENTS = frozenset(
    {
        *("math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mstyle", "mpadded", "mphantom"),
        *("mfrac", "msup", "msub", "msubsup", "msqrt", "mroot", "mover", "munder", "munderover"),
        *("mmultiscripts", "mtable", "mtr", "mtd"),
    }
)
ATTRIBUTES = frozenset(
    {
        *("accent", "accentunder", "columnalign", "display", "displaystyle", "fence", "form"),
        *("linethickness", "lspace", "mathvariant", "rspace", "scriptlevel", "separator"),
        *("stretchy", "width"),
    }
)
_PLAIN = re.compile(r"[\w.\- ]{1,40}", re.ASCII)


def formula(tex: str, *, is_block: bool) -> str:
    """Return a formula as safe HTML; as code where it is no TeX that can be drawn."""
    if len(tex) <= LONGEST and tex.strip() and tex.count("{") <= _DEEPEST:
        try:
            made = convert_to_element(tex, display="block" if is_block else "inline")
            # a long one may be wider than the page: it scrolls, by keys too
            reached = ' tabindex="0"' if len(tex) > _SHORT else ""
            return f'<span class="formula"{reached}>{_written(made)}</span>'
        except Exception:
            return _as_code(tex)
    return _as_code(tex)


def _as_code(tex: str) -> str:
    return f"<code>{escape(tex)}</code>"


def _written(element: Any) -> str:
    inner = escape(unescape(element.text or "")) + "".join(
        _written(child) + escape(unescape(child.tail or "")) for child in element
    )
    if element.tag not in ELEMENTS:
        return inner
    attributes = "".join(
        f' {name}="{value}"'
        for name, value in element.attrib.items()
        if name in ATTRIBUTES and _PLAIN.fullmatch(value)
    )
    return f"<{element.tag}{attributes}>{inner}</{element.tag}>"
