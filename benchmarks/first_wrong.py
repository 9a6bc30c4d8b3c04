"""What the first notebook costs that anybody checks: processor seconds of `grader check`.

``python benchmarks/first_wrong.py [--rounds N] [--only TEXT] [FOLDER...]`` checks every notebook of
the examples and of tests/data/judgement, or of these folders, each from a checkout with a cache of
its own that is empty (cold) and that holds what was kept in it the time before (warm), and from a
kit, as students check, with an empty cache. What is printed is the processor time of the command
and of every process it starts, the least of so many rounds, and what the lesson's own right
notebook takes from the kit. The dearest come last; then how many keep within 1.5 s and 0.7 s.

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
from statistics import median

from grader.find import known_assignments

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
    with tempfile.TemporaryDirectory(prefix="grader-benchmark-") as folder:
        kits = {slug: _kit(slug, Path(folder)) for slug in sorted({slug for slug, _path in wanted})}
        right = {
            slug: _costs(slug, kit, ROOT / "solutions" / slug / "solution.ipynb", given.rounds)[2]
            for slug, kit in kits.items()
        }
        rows = [
            (*_costs(slug, kits[slug], path, given.rounds), slug, path.name)
            for slug, path in wanted
        ]
    print(f"{'cold':>6}{'warm':>6}{'kit':>6}{'right':>7}  notebook")
    for cold, warm, kit, slug, name in sorted(rows):
        print(f"{cold:6.2f}{warm:6.2f}{kit:6.2f}{right[slug]:7.2f}  {slug}: {name}")
    for way, used in zip(
        ("cold", "warm", "kit"), zip(*(row[:3] for row in rows), strict=True), strict=True
    ):
        within = " and ".join(f"{sum(s <= most for s in used)} {most} s" for most in (1.5, 0.7))
        print(f"{way}: {len(used)} notebooks, within {within}; median {median(used):.2f} s")


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


def _kit(slug: str, folder: Path) -> str:
    """Release an assignment's kit with one practice seed, and return where it stands."""
    kit = str(folder / f"{slug}.kit")
    command = [sys.executable, "-m", "grader", "release", slug, "--out", kit, "--seeds", "1"]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return kit


def _costs(slug: str, kit: str, path: Path, rounds: int) -> tuple[float, float, float]:
    """Return processor seconds: no cache, with what the run before left in it, and from a kit."""
    spent = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(prefix="grader-benchmark-") as cache:
            cold, warm = (_checked(slug, path, cache) for _ in range(2))
        with tempfile.TemporaryDirectory(prefix="grader-benchmark-") as cache:
            spent.append((cold, warm, _checked(kit, path, cache)))
    return tuple(min(way) for way in zip(*spent, strict=True))


def _checked(which: str, path: Path, cache: str) -> float:
    before = _spent()
    subprocess.run(
        [sys.executable, "-m", "grader", "check", which, str(path)],
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
