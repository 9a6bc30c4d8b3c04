"""The style of a page, kept to one element: for a report that stands within another page."""

import re
from functools import lru_cache

_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_MEDIA = re.compile(r"(@media[^{]+)\{((?:[^{}]*\{[^{}]*\})*[^{}]*)\}")
_WHOLE = re.compile(r"^(?::root|html|body)(?![\w-])")
"""What stands for the whole page."""


@lru_cache(maxsize=4)
def scoped(style: str, scope: str) -> str:
    """Return a style sheet whose every rule holds within elements of the class `scope` alone."""
    found, at = [], 0
    for media in _MEDIA.finditer(style):
        found += [_rules(style[at : media.start()], scope)]
        found += [f"{media[1].strip()} {{\n{_rules(media[2], scope)}}}\n"]
        at = media.end()
    return "".join([*found, _rules(style[at:], scope)])


def _rules(style: str, scope: str) -> str:
    return "".join(
        f"{_selectors(found[1], scope)} {{{found[2]}}}\n" for found in _RULE.finditer(style)
    )


def _selectors(selectors: str, scope: str) -> str:
    return ", ".join(_selector(one.strip(), scope) for one in _apart(selectors))


def _apart(selectors: str) -> list[str]:
    """Part a list of selectors, but not within brackets."""
    return re.split(r",(?![^(]*\))", selectors.strip())


def _selector(selector: str, scope: str) -> str:
    if _WHOLE.match(selector):
        return _WHOLE.sub(f".{scope}", selector)
    return f".{scope} {selector}"
