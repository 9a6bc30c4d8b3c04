"""Chunks as syntax trees: each is parsed once, whoever asks, and kept while there is room."""

import ast
from collections import OrderedDict

from grader.alone import alone
from grader.syntax import UNPARSABLE, syntax_tree

ROOM = 400_000
"""Characters of all the sources whose trees are kept; a tree takes some hundred bytes for each."""


class Trees:
    """Trees by their sources; those that were asked for longest ago make room for new ones."""

    def __init__(self, room: int) -> None:
        self.room = room
        self._kept: OrderedDict[str, ast.Module] = OrderedDict()
        self._size = 0

    def of(self, source: str) -> ast.Module:
        """Return a source's tree, without statements where Python refuses it."""
        with alone():  # threads share the trees
            tree = self._kept.get(source)
            if tree is not None:
                self._kept.move_to_end(source)
                return tree
            tree = _read(source)
            if len(source) <= self.room:
                self._keep(source, tree)
            return tree

    def _keep(self, source: str, tree: ast.Module) -> None:
        self._kept[source] = tree
        self._size += len(source)
        while self._size > self.room:
            oldest, _tree = self._kept.popitem(last=False)
            self._size -= len(oldest)


_TREES = Trees(ROOM)


def parsed(source: str) -> ast.Module:
    """Return a chunk's tree, without statements where Python refuses it.

    Whoever asks for a source gets the same tree, so nobody may change it.
    """
    return _TREES.of(source)


def _read(source: str) -> ast.Module:
    try:
        return syntax_tree(source)
    except UNPARSABLE:  # of another Python's
        return ast.Module(body=[], type_ignores=[])
