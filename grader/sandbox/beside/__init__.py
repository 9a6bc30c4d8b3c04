"""Small programs that stand beside a student's code, for loops of calls and for it to call itself.

They know what a network of scalars looks like, and no exercise, no case and no answer. The zygote
compiles them once; a question starts them with `Student.beside`.
"""

from functools import cache
from pathlib import Path
from types import CodeType

NAMES = (
    "blocks",
    "graph",
    "listen",
    "mend",
    "neurons",
    "nodes",
    "one_output",
    "overhear",
    "phases",
    "unseeded",
    "weighted_sum",
)


@cache
def _source(name: str) -> str:
    return Path(__file__).with_name(f"{name}.py").read_text(encoding="utf-8")


@cache
def program(name: str) -> CodeType:
    """Return one of these programs, compiled. Raises KeyError for a name that is none."""
    if name not in NAMES:
        raise KeyError(name)
    return compile(_source(name), "<beside>", "exec")


def read_all() -> None:
    """Read every program, before there are children: they may open no file of ours."""
    for name in NAMES:
        _source(name)


def compile_all() -> None:
    """Compile every program, before there are many children that would."""
    for name in NAMES:
        program(name)
