"""Grades neural-network assignments handed in as notebooks.

``grader.open`` grades from Python (`docs/python.md`); ``from grader import check`` gives what a
student calls in a notebook (`grader.live`).
"""

import importlib

TYPE_CHECKING = False  # as typing has it, which takes longer to load than all else here
if TYPE_CHECKING:
    from grader.api.grading import Grading as Grading
    from grader.api.opening import open as open  # noqa: A004 - as gzip and zipfile have it
    from grader.api.report import Report as Report
    from grader.live import check as check

try:
    # written into what is built (hatch_build.py), from the last tag; importlib.metadata knows it
    # too, and takes longer to import than all that is imported here
    from grader._version import version
except ModuleNotFoundError:
    version = "0.dev0+checkout"
__version__: str = version


_FROM = {
    "Grading": ("grader.api.grading", "Grading"),
    "Report": ("grader.api.report", "Report"),
    "check": ("grader.live", "check"),
    "open": ("grader.api.opening", "open"),
}
"""By name: the module that has it, and what it is called there."""


def __getattr__(name: str) -> object:
    """Import what is asked for: whoever wants something else does not pay for it."""
    if name in _FROM:
        # by its name, for the layers below import this package and must not reach those above
        module, own = _FROM[name]
        return getattr(importlib.import_module(module), own)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
