"""How soon `check` answers in a notebook: seconds in a real kernel, from a lesson's kit.

``python benchmarks/live.py [--slug SLUG] [--rounds N]`` freezes the lesson's kit (practice seed 0,
which takes a minute), starts a kernel, runs the reference's cells in it and checks each name that
is asked for, `check()` included. Printed are the first answer after the import, and then the least
and the median of so many rounds.
"""

import argparse
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import nbformat
from nbclient import NotebookClient

from grader.find import find_assignment
from grader.kit.freeze import freeze

_CELL = (
    "import time; began = time.perf_counter(); check({call}); print(time.perf_counter() - began)"
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--slug", default="regularization")
    parser.add_argument("--rounds", type=int, default=9)
    given = parser.parse_args(arguments)
    folder, solutions = find_assignment(given.slug)
    if solutions is None:
        raise SystemExit(f"{given.slug} has no solutions here")
    with tempfile.TemporaryDirectory() as name:
        # a name of its own, for the checkout's lesson of the same slug comes first
        kit = Path(name) / "measured.kit"
        kit.write_bytes(freeze(folder, solutions, 1))
        source = (solutions / "reference.py").read_text(encoding="utf-8")
        _measure(Path(name), folder / "provided", source, given.rounds)


def _measure(folder: Path, provided: Path, source: str, rounds: int) -> None:
    notebook = nbformat.v4.new_notebook()
    client = NotebookClient(
        notebook, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    with client.setup_kernel():

        def run(cell: str) -> str:
            notebook.cells.append(nbformat.v4.new_code_cell(cell))
            client.execute_cell(notebook.cells[-1], len(notebook.cells) - 1)
            return "".join(o.text for o in notebook.cells[-1].outputs if o.output_type == "stream")

        run(f"import sys; sys.path.append({str(provided)!r})\nfrom grader import check")
        run(source)
        names = re.findall(r"^(?:def|class) (\w+)", source, re.MULTILINE)
        for place, name in enumerate(["", *names]):
            quoted = f"{name!r}, " if name else ""
            cell = _CELL.format(call=f"{quoted}lesson='measured'")
            if not place:
                print(f"first answer after the import: {float(run(cell)):.2f} s")
            taken = [float(run(cell)) for _ in range(rounds)]
            score = run("print(check.last.score, check.last.max_score)").strip()
            print(f"{min(taken):6.3f} {median(taken):6.3f}  check({name!r})  {score}")


if __name__ == "__main__":
    main()
