"""`check`: what a student calls in a cell."""

import inspect
from contextlib import suppress
from pathlib import Path
from typing import Any

from grader.language import LANGUAGES, built_in, spoken_here
from grader.live import kernel
from grader.live.asking import is_asking
from grader.live.cells import Cells, defined, replaced
from grader.live.conversation import EXAMINER
from grader.live.line import HungUp
from grader.live.shown import Shown
from grader.model import Text

_LARGEST = 100 << 20
"""Bytes of a saved notebook."""


class CheckInside(RuntimeError):
    """`check` was called by the function that is being checked."""


class Check:
    """Checks what the running kernel has defined, and shows the report below the cell.

    >>> check("compute_cost_with_regularization")   # one function, class or exercise
    >>> check()                                     # all that is defined so far
    >>> check.hint()                                # one level more on the last result
    >>> check.all()                                 # the saved notebook, as it would be handed in

    Whatever goes wrong is a sentence below the cell; nothing is raised, but for Ctrl-C.
    """

    def __init__(self) -> None:
        self.language = ""
        """The language of reports: pt-BR, es or en; the lesson's own where it is left empty."""
        self.last: Shown | None = None
        """What was shown last."""

    def __call__(self, name: Any = None, *, lesson: str = "", language: str = "") -> None:
        """Check a function or class by its name, an exercise by its own, or all that is there.

        `lesson` is needed only where two lessons ask for the same name.
        """
        wanted = name if isinstance(name, str | None) else getattr(name, "__name__", repr(name))
        path = kernel.saved_notebook()
        asked = {"ask": "live", "wanted": wanted, "lesson": lesson, "notebook": str(path or "")}
        self._ask(asked, language)

    def hint(self, *, language: str = "") -> None:
        """Say a little more of the last result: where, then what, then how to go on."""
        self._ask({"ask": "hint"}, language)

    def all(self, notebook: str | Path = "", *, lesson: str = "", language: str = "") -> None:
        """Check the saved notebook from a fresh start, as it would be handed in.

        Says what is right in this kernel only because of what was run in it before. `notebook` is
        its file, where the kernel cannot tell.
        """
        language = self._language(language)
        if not notebook and (shown := kernel.colab_notebook()):
            asked = {"ask": "all", "lesson": lesson, "file": shown[0]}
            self._ask(asked, language, shown[1])
            return
        path = Path(notebook) if notebook else kernel.saved_notebook()
        if path is None:
            self._say(Text("live.no_notebook"), language)
            return
        try:
            with path.open("rb") as file:
                content = file.read(_LARGEST)
        except OSError:
            self._say(Text("live.unreadable", {"name": str(path)}), language)
            return
        self._ask({"ask": "all", "lesson": lesson, "file": path.name}, language, content)

    def _ask(self, message: dict[str, Any], language: str, content: bytes = b"") -> None:
        language = self._language(language)
        if is_asking():
            raise CheckInside(built_in(language or spoken_here()).word("live.inside"))
        cells = Cells()
        names = defined(kernel.own_names(kernel.namespace()), cells)
        known = {
            "names": names, "cells": cells.sources({n for _kind, n, _own in names.values() if n}),
            "language": language, "replaced": replaced(),
        }  # fmt: skip
        try:
            told = EXAMINER.ask({**message, **known}, cells, content)
        except (HungUp, OSError):
            self._say(Text("live.gone"), language)
            return
        self._show(Shown(told["text"], told["html"], told["score"], told["max_score"]))

    def _language(self, language: str) -> str:
        wanted = language or self.language
        return wanted if wanted in LANGUAGES else ""

    def _say(self, text: Text, language: str) -> None:
        self._show(Shown(built_in(language or spoken_here()).say(text)))

    def _show(self, shown: Shown) -> None:
        self.last = shown
        shown.show()

    def __repr__(self) -> str:
        return inspect.cleandoc(self.__doc__ or "")


check = Check()
if kernel.shell() is not None:
    with suppress(OSError):
        EXAMINER.start()  # it is ready by the time that something is to be checked
