"""The running kernel as `check` finds it: IPython's, or a plain Python session."""

import json
import os
import sys
from pathlib import Path
from typing import Any

_HIDDEN = frozenset({"In", "Out", "get_ipython", "exit", "quit", "open"})
_MOST_NAMES = 20_000


def shell() -> Any:
    """Return IPython's shell; None where there is none."""
    ipython = sys.modules.get("IPython")
    try:
        return ipython.get_ipython() if ipython is not None else None
    except AttributeError:  # being imported, or a student's own module of that name
        return None


def namespace() -> dict[str, Any]:
    """Return the names that cells give values to: the kernel's own dictionary, not a copy."""
    running = shell()
    found: dict[str, Any] = vars(sys.modules["__main__"]) if running is None else running.user_ns
    return found


def own_names(names: dict[str, Any]) -> dict[str, Any]:
    """Return what cells may have defined: no underscores, nothing of IPython's."""
    running = shell()
    hidden = getattr(running, "user_ns_hidden", {})
    return {
        name: value
        for name, value in [*names.items()][:_MOST_NAMES]
        if isinstance(name, str)
        and not name.startswith("_")
        and name not in _HIDDEN
        and (name not in hidden or hidden[name] is not value)
    }


def history() -> list[str]:
    """Return the cells that were run, as they were written; the first is of ``In [1]``."""
    manager = getattr(shell(), "history_manager", None)
    kept = getattr(manager, "input_hist_raw", [""])
    return [cell for cell in list(kept)[1:] if isinstance(cell, str)]


def colab_notebook() -> tuple[str, bytes] | None:
    """Return the notebook that Colab shows, as it is now; None anywhere else.

    Colab keeps it on its own servers: there is no file, and it is always saved.
    """
    message = getattr(sys.modules.get("google.colab"), "_message", None)
    try:
        told = message.blocking_request("get_ipynb", timeout_sec=20)["ipynb"]  # type: ignore[union-attr]
        return "notebook.ipynb", json.dumps(told).encode()
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def saved_notebook() -> Path | None:
    """Return the file of the notebook that is running; None where nothing tells it.

    Jupyter says it in the environment, VS Code among the names; a single notebook in the working
    folder is taken too.
    """
    told = [namespace().get("__vsc_ipynb_file__"), os.environ.get("JPY_SESSION_NAME")]
    for name in told:
        if isinstance(name, str) and name.endswith(".ipynb") and Path(name).is_file():
            return Path(name)
    found = sorted(Path.cwd().glob("*.ipynb"))
    return found[0] if len(found) == 1 else None
