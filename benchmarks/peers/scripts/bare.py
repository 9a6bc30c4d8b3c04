"""Every notebook and the twelve checks in one process: no isolation, no diagnosis, no report."""

import json
import sys
from pathlib import Path

CHECKS = compile(Path("checks.py").read_text(), "checks.py", "exec")


def names_of(notebook):
    """Run a notebook's cells; what stops one does not stop the next."""
    names = {"__name__": "__main__"}
    for cell in json.loads(Path(notebook).read_text())["cells"]:
        if cell["cell_type"] == "code":
            try:
                exec("".join(cell["source"]), names)
            except Exception:
                continue
    exec(CHECKS, names)
    return names


def score(names):
    """Count the checks that pass."""
    passed = 0
    for name, check in list(names.items()):
        if name.startswith("check_"):
            try:
                check()
                passed += 1
            except Exception:
                continue
    return passed


if __name__ == "__main__":
    for notebook in sys.argv[1:]:
        told = {"score": score(names_of(notebook))}
        Path(notebook).with_suffix(".json").write_text(json.dumps(told))
