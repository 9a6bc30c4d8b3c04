"""Stand-ins for modules a notebook imports and the sandbox does not have.

Two kinds. An *absent* module fails only when used, by name: "nnfs is not installed here". A *quiet*
one (plotting, display) accepts any use and does nothing, for pictures are not graded and a training
function that also plots its costs should still train.
"""

import builtins
import sys
from collections.abc import Iterator, Mapping, Sequence
from opcode import opmap
from types import FrameType, ModuleType
from typing import Any

import numpy as np

QUIET = frozenset(
    {"matplotlib", "pylab", "seaborn", "plotly", "graphviz", "bokeh", "altair", "IPython",
     "ipywidgets", "tqdm", "google", "pytest", "ipytest"}
)  # fmt: skip
"""Top-level packages whose effect is only seen, never graded."""


_PLOTS = (
    "axis", "bar", "clf", "close", "colorbar", "figure", "grid", "hist", "imshow", "legend",
    "plot", "savefig", "scatter", "show", "subplot", "subplots", "title", "xlabel", "xlim",
    "ylabel", "ylim",
)  # fmt: skip
"""Names of pyplot that pylab brings along."""


_UNPACK = frozenset({opmap["UNPACK_SEQUENCE"], opmap["UNPACK_EX"]})

TRIED: set[tuple[str, int]] = set()
"""Files and lines of the imports that a notebook only tries; see `grader.sandbox.fallbacks`."""

_ELSEWHERE = frozenset({"google"})
"""Quiet packages that are only there on another's machines: a notebook that asks is told so."""


class AbsentModuleError(ImportError):
    """Something of a module that is not installed here was used."""


class _StandIn(ModuleType):
    """A module that is not there, or anything reached through it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__: list[str] = []
        self.__all__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return type(self)(f"{self.__name__}.{name}")


class _Absent(_StandIn):
    """An absent module, or anything reached through it."""

    def __call__(self, *_: Any, **__: Any) -> Any:
        raise _unavailable(self)

    def __mro_entries__(self, _bases: Any) -> tuple[type, ...]:
        # `class Net(torch.nn.Module)`: the class exists, and fails when it calls its base
        return ()

    def _used(self, *_: Any, **__: Any) -> Any:
        raise _unavailable(self)

    __iter__ = __len__ = __getitem__ = __contains__ = __bool__ = __enter__ = __exit__ = _used
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __matmul__ = __rmatmul__ = _used
    __truediv__ = __rtruediv__ = __pow__ = __neg__ = __lt__ = __le__ = __gt__ = __ge__ = _used
    __int__ = __float__ = __index__ = __array__ = _used


class _Quiet(_StandIn):
    """A quiet module, or anything reached through it: every use gives another one."""

    def __call__(self, *arguments: Any, **__: Any) -> Any:
        if self.__name__.endswith(".subplots"):
            return _Quiet("figure"), _Quiet("axes")
        if self.__name__.partition(".")[0] == "tqdm" and arguments:
            wrapped = range(*arguments) if self.__name__.endswith(".trange") else arguments[0]
            return _Progress(self.__name__, wrapped)
        return self

    def __iter__(self) -> Iterator[Any]:
        # `line, = ax.plot(x, y)` wants one, `counts, bins, bars = plt.hist(x)` three; a loop none
        return iter([self] * _wanted_of(sys._getframe(1)))

    def __len__(self) -> int:
        return 0

    def __getitem__(self, _key: Any) -> Any:
        return self

    def __setitem__(self, _key: Any, _value: Any) -> None:
        return

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def _counted(self, *_: Any, **__: Any) -> Any:
        raise _unavailable(self)  # it is no number: data were to be had from here

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __matmul__ = __rmatmul__ = (
        _counted
    )
    __truediv__ = __rtruediv__ = __pow__ = __neg__ = __lt__ = __le__ = __gt__ = __ge__ = _counted
    __int__ = __float__ = __index__ = _counted


class _Progress(_Quiet):
    """A progress bar: the loop it wraps, and quiet otherwise."""

    def __init__(self, name: str, wrapped: Any = ()) -> None:
        super().__init__(name)
        self._wrapped = wrapped

    def __iter__(self) -> Iterator[Any]:
        return iter(self._wrapped)

    def __len__(self) -> int:
        return len(self._wrapped)


def _wanted_of(caller: FrameType) -> int:
    """Return to how many names the instruction that goes through a value gives one each."""
    operation, count = caller.f_code.co_code[caller.f_lasti :][:2]
    return count if operation in _UNPACK else 0


def _pylab() -> ModuleType:
    """Return what `from pylab import *` gives: numpy's names, its random ones, and quiet plots."""
    module = _Quiet("pylab")
    for source in (np.linalg, np.fft, np.random, np):
        for name in getattr(source, "__all__", ()):
            # pylab keeps Python's own of these
            if name not in vars(builtins) or name in ("sum", "any", "all"):
                setattr(module, name, getattr(source, name))
    for name in _PLOTS:
        setattr(module, name, getattr(module, name))
    module.np, module.plt = np, _Quiet("pylab.plt")  # type: ignore[attr-defined]
    module.__all__ = [name for name in vars(module) if not name.startswith("_")]
    return module


def student_builtins() -> dict[str, Any]:
    """Return the builtins for a student's module: Python's own, with an import that never stops it.

    Only import statements in the student's own code go through it; libraries keep the real one.
    """
    quiet = {name: _Quiet(name) for name in _OF_NOTEBOOKS}
    return {**vars(builtins), **quiet, "__import__": _import}


_OF_NOTEBOOKS = ("display", "get_ipython")
"""Names that every notebook has without an import."""


def _import(
    name: str,
    globals: Mapping[str, object] | None = None,  # noqa: A002  (the signature is Python's)
    locals: Mapping[str, object] | None = None,  # noqa: A002
    fromlist: Sequence[str] | None = (),
    level: int = 0,
) -> ModuleType:
    root = name.partition(".")[0]
    if root == "pylab":
        return _pylab()
    is_tried = bool(TRIED) and _caller() in TRIED
    if root in QUIET and root not in sys.modules and not (is_tried and root in _ELSEWHERE):
        return _stand_in(name, fromlist, _Quiet)
    try:
        return builtins.__import__(name, globals, locals, fromlist or (), level)
    except ModuleNotFoundError as error:
        of_another = not error.name or error.name.partition(".")[0] != root
        if level or is_tried or of_another or root in sys.modules:
            raise
        return _stand_in(name, fromlist, _Absent)


def _caller() -> tuple[str, int]:
    """Return the file and the line of the import statement that is executed."""
    frame = sys._getframe(2)
    return frame.f_code.co_filename, frame.f_lineno


def _stand_in(
    name: str, fromlist: Sequence[str] | None, kind: type[_Absent] | type[_Quiet]
) -> ModuleType:
    # as __import__ does: `import a.b` binds a, `from a.b import c` looks c up on a.b
    return kind(name if fromlist else name.partition(".")[0])


def _unavailable(used: ModuleType) -> AbsentModuleError:
    root = used.__name__.partition(".")[0]
    return AbsentModuleError(f"{root} is not installed here; {used.__name__} was used")
