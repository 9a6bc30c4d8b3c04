"""Who answers where an input comes of a call of the reference: "from a forward pass of ..."."""

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from grader.alone import silently
from grader.errors import BrokenAssignment
from grader.load import importable, load_module, load_provided


class Reference(Protocol):
    """The reference's functions, by name."""

    def function(self, name: str) -> Callable[..., Any]:
        """Return one of them. Raises BrokenAssignment where there is none of this name."""
        ...


class FromFile:
    """The author's own `reference.py`, executed in this process as `grader.prepare` does."""

    def __init__(self, folder: Path, solutions: Path | None) -> None:
        self._folder, self._solutions = folder, solutions

    def function(self, name: str) -> Callable[..., Any]:
        """Return a function that is asked quietly, and always of the same random stream."""
        found = self._defined.get(name)
        if not callable(found):
            raise BrokenAssignment(f"{self._path} defines no {name}, of which an input comes")

        def asked(*given: Any, **named: Any) -> Any:
            # not for a kit, whose cases are drawn already: it loads the sandbox's own side
            import numpy as np

            from grader.sandbox.bare import own_main_module

            with importable(self._provided), own_main_module(), silently():
                np.random.seed(0)
                return found(*given, **named)

        return asked

    @property
    def _path(self) -> Path:
        if self._solutions is None:
            raise BrokenAssignment(f"{self._folder}: an input comes of the reference; none is here")
        return self._solutions / "reference.py"

    @cached_property
    def _provided(self) -> Mapping[str, Any]:
        with silently():
            return load_provided(self._folder / "provided")

    @cached_property
    def _defined(self) -> Mapping[str, Any]:
        with importable(self._provided), silently():
            return vars(load_module(self._path, "reference"))


class Functions:
    """A `Reference` made of functions that are there already: a fake, for tests."""

    def __init__(self, **functions: Callable[..., Any]) -> None:
        self._functions = functions

    def function(self, name: str) -> Callable[..., Any]:
        """Return one of the functions."""
        if name not in self._functions:
            raise BrokenAssignment(f"no {name} is defined")
        return self._functions[name]
