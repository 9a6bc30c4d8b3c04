"""Runs before a solved notebook, in the sandbox: files that are lent to it are read from memory.

It is sent as text, as `recorder.py` is. Nothing is written: a file opened to be written is the
sandbox's affair, which refuses it.
"""

import builtins
import importlib
import io
import os
from contextlib import suppress
from typing import Any

import numpy as np

_plain_open = builtins.open
_plain_exists, _plain_is_file = os.path.exists, os.path.isfile
_plain_data = np.lib._datasource.open  # np.loadtxt opens by it
_files: dict[str, bytes] = {}
with suppress(ImportError):  # none were lent
    _files = vars(importlib.import_module("_grader_lent_files"))["FILES"]


def _lent(file: Any) -> bytes | None:
    try:
        return _files.get(os.path.normpath(os.fspath(file)))
    except TypeError:
        return None


def _open(file: Any, mode: Any = "r", *given: Any, **named: Any) -> Any:
    content = _lent(file)
    if content is None or set(mode) & set("wax+"):
        return _plain_open(file, mode, *given, **named)
    if "b" in mode:
        return io.BytesIO(content)
    told = {
        **dict(zip(("buffering", "encoding", "errors", "newline"), given, strict=False)),
        **named,
    }
    encoding = told.get("encoding") or "utf-8"
    return io.TextIOWrapper(io.BytesIO(content), encoding, told.get("errors"), told.get("newline"))


def _open_data(path: Any, mode: Any = "r", *given: Any, **named: Any) -> Any:
    if _lent(path) is None:
        return _plain_data(path, mode, *given, **named)
    return _open(path, mode, encoding=named.get("encoding"))


def _exists(path: Any) -> bool:
    return _lent(path) is not None or _plain_exists(path)


def _is_file(path: Any) -> bool:
    return _lent(path) is not None or _plain_is_file(path)


builtins.open = io.open = _open
os.path.exists, os.path.isfile = _exists, _is_file
np.lib._datasource.open = _open_data
# a notebook has builtins of its own
(__builtins__ if isinstance(__builtins__, dict) else vars(__builtins__))["open"] = _open
