"""Is a text that this Python cannot read right in a newer one? Then no slip is to be fixed.

What is known of newer versions is rewritten as older ones read it: a field of an f-string with
quotes, backslashes or comments of its own (3.12), ``type X = ...`` and ``def f[T](x)`` (3.12),
``except A, B:`` and t-strings (3.14). If this Python reads the text then, the text is of the
newest of them.
"""

import re
import sys

from grader.syntax import UNPARSABLE, syntax_tree

_MOST = 40_000
"""Characters of a text that is looked at."""
_DEEPEST = 8
"""F-strings within fields of f-strings."""

_KINDS = ("r", "s", "a")
"""Conversions: ``!r`` and the like."""
_TYPE = re.compile(r"^([ \t]*)type[ \t]+([^\W\d]\w*)[ \t]*(?:\[[^\[\]\n]*\])?[ \t]*=(?!=)", re.M)
_GENERIC = re.compile(
    r"^([ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+[^\W\d]\w*)[ \t]*"
    r"\[((?:[^\[\]]|\[[^\[\]]{0,99}\]){0,200})\]",
    re.M,
)
_EXCEPT = re.compile(
    r"^([ \t]*except\*?[ \t]+)([A-Z][\w.]*(?:[ \t]*,[ \t]*[A-Z][\w.]*)+)[ \t]*:", re.M
)
_OPENING = re.compile(r"([A-Za-z]{0,2})(\"\"\"|'''|\"|')")


def version_needed(text: str) -> str:
    """Return the version that reads a text which this one does not, as "3.12"; "" if none known."""
    if len(text) > _MOST:
        return ""
    lowering = _Lowering()
    try:
        lowered = lowering.statements(lowering.strings(text))
    except _Unreadable:
        return ""
    if lowering.newest <= sys.version_info[:2]:
        return ""
    if not all(map(_is_read, (lowered, *(f"({field}\n)" for field in lowering.fields)))):
        return ""
    return f"{lowering.newest[0]}.{lowering.newest[1]}"


def this_version() -> str:
    """Return the version that grades here, as "3.11"."""
    return f"{sys.version_info[0]}.{sys.version_info[1]}"


def _is_read(text: str) -> bool:
    try:
        syntax_tree(text)
    except UNPARSABLE:
        return False
    return True


class _Unreadable(Exception):
    """A string or a field that never ends, or that no version reads for another reason."""


class _Lowering:
    """One text being rewritten, and what was met in it."""

    def __init__(self) -> None:
        self.newest = (0, 0)
        self.fields: list[str] = []
        """The expressions in f-strings, which are empty strings in what was rewritten."""

    def statements(self, text: str) -> str:
        """Write statements of newer versions as older ones know them."""
        text = _TYPE.sub(self._plain, text)
        text = _GENERIC.sub(self._without_parameters, text)
        return _EXCEPT.sub(self._in_brackets, text)

    def strings(self, text: str) -> str:
        """Write f-strings and t-strings as empty ones. Raises _Unreadable."""
        out: list[str] = []
        at = 0
        while at < len(text):
            at, found = self._next(text, at, 0)
            out.append(found)
        return "".join(out)

    def _meet(self, minor: int) -> None:
        self.newest = max(self.newest, (3, minor))

    def _plain(self, match: re.Match[str]) -> str:
        self._meet(12)
        return f"{match[1]}{match[2]} ="

    def _without_parameters(self, match: re.Match[str]) -> str:
        self._meet(13 if "=" in match[2] else 12)
        return match[1]

    def _in_brackets(self, match: re.Match[str]) -> str:
        self._meet(14)
        return f"{match[1]}({match[2]}):"

    def _next(self, text: str, at: int, depth: int) -> tuple[int, str]:
        """Return where the next comment, string or character ends, and what is written for it."""
        if text[at] == "#":
            end = text.find("\n", at)
            return (len(text) if end < 0 else end), ""
        opening = _OPENING.match(text, at)
        if opening is None or (opening[1] and at and _is_of_name(text[at - 1])):
            return at + 1, text[at]
        end, has_fields = self._string(text, opening, depth)
        return end, '""' if has_fields else text[at:end]

    def _string(self, text: str, opening: re.Match[str], depth: int) -> tuple[int, bool]:
        """Return where a string ends, and whether it is of those that have fields."""
        prefix, quote = opening[1].lower(), opening[2]
        if depth > _DEEPEST or prefix.strip("rbuft"):
            raise _Unreadable
        has_fields = "f" in prefix or "t" in prefix
        if has_fields:
            self._meet(14 if "t" in prefix else 12)
        at = opening.end()
        while not text.startswith(quote, at):
            if at >= len(text) or (len(quote) == 1 and text[at] == "\n"):
                raise _Unreadable
            if text[at] == "\\" or (has_fields and text.startswith(("{{", "}}"), at)):
                at += 2
            elif has_fields and text[at] == "}":
                raise _Unreadable
            elif has_fields and text[at] == "{":
                at = self._field(text, at + 1, quote, depth)
            else:
                at += 1
        return at + len(quote), has_fields

    def _field(self, text: str, at: int, quote: str, depth: int) -> int:
        """Keep a field's expression, and those in its format; return where the field ends."""
        out: list[str] = []
        brackets = 0
        while at < len(text) and (brackets or not _ends_expression(text, at)):
            brackets += (text[at] in "([{") - (text[at] in ")]}")
            at, found = self._next(text, at, depth + 1)
            out.append(found)
        self.fields.append("".join(out).strip().removesuffix("="))
        if not self.fields[-1] or (
            text.startswith("!", at) and text[at + 1 : at + 2] not in _KINDS
        ):
            raise _Unreadable
        while at < len(text) and text[at] != "}":  # a conversion, a format
            if text.startswith(quote, at):
                raise _Unreadable
            at = self._field(text, at + 1, quote, depth + 1) if text[at] == "{" else at + 1
        if at >= len(text):
            raise _Unreadable
        return at + 1


def _is_of_name(character: str) -> bool:
    return character.isalnum() or character == "_"


def _ends_expression(text: str, at: int) -> bool:
    return text[at] in "}:" or (text[at] == "!" and not text.startswith("!=", at))
