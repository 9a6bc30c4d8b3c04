"""A cell's lines, to be cut by the places that `ast` tells: lines from 1, offsets in UTF-8."""

from collections.abc import Sequence


class Lines:
    """A line with a character beyond ASCII is encoded once, however many statements stand on it."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._encoded: dict[int, bytes] = {}

    def between(self, first: int, start: int, last: int, end: int) -> str:
        """Return the text from an offset in a line to an offset in the same or a later one."""
        if first == last:
            return self._cut(first, start, end)
        inner = self._texts[first : last - 1]
        return "\n".join((self._cut(first, start, None), *inner, self._cut(last, 0, end)))

    def _cut(self, number: int, start: int, end: int | None) -> str:
        text = self._texts[number - 1]
        if text.isascii():
            return text[start:end]
        if number not in self._encoded:
            self._encoded[number] = text.encode()
        return self._encoded[number][start:end].decode()
