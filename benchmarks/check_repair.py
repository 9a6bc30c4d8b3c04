"""How much processor time `grader check` takes of notebooks that are wrong, from a cold start.

``python benchmarks/check_repair.py [--seconds S ...] [SLUG]`` checks every notebook of
`examples/SLUG` that loses points, each in a new process, and counts its processor time with that of
all that it started. Known mistakes were learnt before; what an earlier check found of the same
notebook is forgotten. One that does not end is left out. With `--seconds`, so long is searched for
a repair instead of what is usual; 0 is no search. It prints the mean and the most, and which
notebook that was.
"""

import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import click
from checkout import ROOT, environment

_WRONG = 1
"""How `grader check` ends where points were lost."""
_ENDLESS = 5.0
"""Seconds that only code takes that does not end: it is left out."""


@click.command()
@click.option("--seconds", type=float, multiple=True, help="Instead of what is usual.")
@click.argument("slug", default="regularization")
def main(seconds: tuple[float, ...], slug: str) -> None:
    """Print a row for each number of seconds."""
    notebooks = sorted((ROOT / "examples" / slug).glob("*.ipynb"))
    print("| searched | notebooks | processor, s | most | of |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        learnt = Path(name) / "learnt"
        wrong = [one for one in notebooks if _is_wrong(*_checked(slug, one, learnt, ("0",)))]
        for given in map(str, seconds) if seconds else [""]:
            used = [(_fresh(slug, one, learnt, given), one.name) for one in wrong]
            mean = sum(number for number, _name in used) / len(used)
            most, of = max(used)
            cells = [f"{given} s" if given else "as usual", len(used), f"{mean:.2f}", f"{most:.2f}"]
            print(f"| {' | '.join(map(str, cells))} | {of} |", flush=True)


def _is_wrong(ended: int, used: float) -> bool:
    return ended == _WRONG and used < _ENDLESS


def _fresh(slug: str, notebook: Path, learnt: Path, seconds: str) -> float:
    """Return the processor time of a check that knows known mistakes, and no earlier check."""
    with tempfile.TemporaryDirectory() as name:
        cache = Path(name) / "cache"
        shutil.copytree(learnt, cache)
        return _checked(slug, notebook, cache, (seconds,) if seconds else ())[1]


def _checked(slug: str, notebook: Path, cache: Path, seconds: Sequence[str]) -> tuple[int, float]:
    """Check a notebook; return how that ended, and the processor time of all of it."""
    command = [sys.executable, "-m", "grader", "check", slug, str(notebook)]
    command += [word for one in seconds for word in ("--repair-seconds", one)]
    there = {**environment(), "GRADER_CACHE": str(cache)}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=ROOT, env=there, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done.returncode, used


if __name__ == "__main__":
    main()
