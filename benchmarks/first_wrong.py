"""What the first notebook costs that anybody checks: processor seconds of `grader check`.

``python benchmarks/first_wrong.py [--rounds N] [--only TEXT] [FOLDER...]`` checks every notebook of
the examples and of tests/data/judgement, or of these folders, each with a cache of its own that is
empty (cold) and that holds what was kept in it the time before (warm). What is printed
is the processor time of the command and of every process it starts, the least of so many rounds,
and what the lesson's own right notebook takes. The dearest come last.

A notebook belongs to the assignment that its folder is named after, or its own name begins with:
`SLUG--name.ipynb`, or a short form of `SHORT`.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.find import find_assignment, known_assignments

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = (ROOT / "examples", ROOT / "tests" / "data" / "judgement")
KINDS = {".ipynb", ".py"}
SHORT = {
    "reg": "regularization",
    "mlp": "autograd_mlp",
    "drop": "autograd_dropout",
    "layer": "dropout_layer",
    "dense": "dense_layers",
}


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--only", default="", help="notebooks whose path holds this")
    parser.add_argument("folders", nargs="*", metavar="FOLDER", type=Path)
    given = parser.parse_args(arguments)
    wanted = [(s, path) for s, path in _found(given.folders) if given.only in str(path)]
    right = {
        slug: min(_costs(slug, find_assignment(slug)[1] / "solution.ipynb", given.rounds))
        for slug in sorted({slug for slug, _path in wanted})
    }
    rows = [(*_costs(slug, path, given.rounds), slug, path.name) for slug, path in wanted]
    print(f"{'cold':>6}{'warm':>6}{'right':>7}  notebook")
    for cold, warm, slug, name in sorted(rows):
        print(f"{cold:6.2f}{warm:6.2f}{right[slug]:7.2f}  {slug}: {name}")


def _found(folders: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    """Yield every notebook and the slug of its assignment."""
    for folder in folders or FOLDERS:
        for path in sorted(folder.rglob("*")):
            slug = _slug(path)
            if path.suffix in KINDS and path.is_file() and slug:
                yield slug, path


def _slug(path: Path) -> str:
    begin = path.name.partition("--")[0]
    short = SHORT.get(path.name.partition("-")[0], "")
    names = (begin, *(parent.name for parent in path.parents), short)
    return next((name for name in names if name in known_assignments()), "")


def _costs(slug: str, path: Path, rounds: int) -> tuple[float, float]:
    """Return processor seconds without a cache, and with what the run before left in it."""
    cold, warm = [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(prefix="grader-benchmark-") as cache:
            cold.append(_checked(slug, path, cache))
            warm.append(_checked(slug, path, cache))
    return min(cold), min(warm)


def _checked(slug: str, path: Path, cache: str) -> float:
    before = _spent()
    subprocess.run(
        [sys.executable, "-m", "grader", "check", slug, str(path)],
        env={**os.environ, "GRADER_CACHE": cache},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return _spent() - before


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main(sys.argv[1:])
