"""nbgrader, Otter and two ways of a script of one's own beside `grader grade`: docs/comparison.md.

    python benchmarks/peers.py [--submissions N] [--only PEER]... [--environments DIR] [--write]

Each peer is installed in an environment of its own (from the package index, kept in DIR), is given
the same twelve checks in the form that it asks for, and grades the same notebooks: the sample
class, one with each fault, one for each way to points without the work. Who grades whole notebooks
grades the class once more as it was handed in, with training and pictures. With `--write` what is
printed takes the place of the tables in docs/comparison.md. What is found of each peer is kept in
DIR, so that `--only` makes one row anew; each row says its date.
"""

import json
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click
import peer_nbgrader
import peer_notebooks
import peer_otter
import peer_ours
import peer_scripts
from peer_notebooks import ROOT, Students
from peer_run import Used
from peers_table import tables

PAGE = ROOT / "docs" / "comparison.md"
BEGIN = "<!-- made by benchmarks/peers.py --write -->"
END = "<!-- made until here -->"
FEW = 5
"""A class so small is graded as well: what the others add is the cost of each further one."""

Points = dict[str, float | None]
Grade = Callable[[Path, Path, Students], tuple[Points, Used]]


@dataclass
class Peer:
    """A way to grade: what it is installed from, and how it grades students in a folder."""

    name: str
    packages: tuple[str, ...]
    grade: Grade
    most: float = 12.0
    takes_whole: bool = False
    """Whether it grades a notebook as it was handed in."""


@dataclass
class Found:
    """What came of a peer."""

    name: str
    version: str
    why_not: str = ""
    few: Used = field(default_factory=Used)
    whole: Used = field(default_factory=Used)
    handed_in: Used = field(default_factory=Used)
    points: Points = field(default_factory=dict)
    faults: Points = field(default_factory=dict)
    attacks: Points = field(default_factory=dict)
    right: float | None = None
    most: float = 12.0
    date: str = field(default_factory=lambda: datetime.now(UTC).date().isoformat())
    number: int = 0


PEERS = [
    Peer(peer_nbgrader.NAME, peer_nbgrader.PACKAGES, peer_nbgrader.graded, takes_whole=True),
    Peer(peer_otter.NAME, peer_otter.PACKAGES, peer_otter.graded, takes_whole=True),
    *(
        Peer(name, peer_scripts.PACKAGES[name], partial(peer_scripts.one_by_one, script))
        for name, script in peer_scripts.SCRIPTS.items()
    ),
    Peer(peer_scripts.BARE, peer_scripts.PACKAGES[peer_scripts.BARE], peer_scripts.together),
    Peer("grader, twelve checks", (), peer_ours.twelve, takes_whole=True),
    Peer("grader, whole rubric", (), peer_ours.rubric, 100.0, takes_whole=True),
]


@click.command()
@click.option("--submissions", default=40, help="So many of the class.")
@click.option("--only", multiple=True, help="This peer, and no other.")
@click.option("--environments", type=Path, default=ROOT / "build" / "peers")
@click.option("--write", is_flag=True, help="Put the tables into docs/comparison.md.")
def main(submissions: int, only: tuple[str, ...], environments: Path, write: bool) -> None:
    """Grade by each peer, and print the tables."""
    students = peer_notebooks.the_class(submissions)
    environments = environments.resolve()
    for peer in PEERS:
        if not only or peer.name in only:
            print(peer.name, file=sys.stderr, flush=True)
            _keep(_found(peer, students, environments), environments)
    found = [one for peer in PEERS if (one := _kept(peer, environments, len(students)))]
    in_class = len(peer_notebooks.as_handed_in())
    made = f"{_about(len(students))}\n\n{tables(found, len(students), FEW, in_class)}"
    print(made)
    if write:
        text = PAGE.read_text(encoding="utf-8")
        before, after = text.split(BEGIN)[0], text.split(END)[1]
        PAGE.write_text(f"{before}{BEGIN}\n\n{made}\n\n{END}{after}", encoding="utf-8")


def _found(peer: Peer, students: Students, environments: Path) -> Found:
    try:
        python, version = _installed(peer, environments)
    except subprocess.CalledProcessError as error:
        last = error.stderr.strip().splitlines()[-1:]
        why = f"cannot be installed here: {' '.join(last)}"
        return Found(peer.name, "", why, number=len(students))
    found = Found(peer.name, version, most=peer.most, number=len(students))
    found.right = _graded(peer, python, peer_notebooks.right_everywhere())[0]["right"]
    if found.right != peer.most:
        raise RuntimeError(f"{peer.name} is not set up: right work earns {found.right}")
    few = dict(list(students.items())[:FEW])
    _, found.few = _graded(peer, python, few)
    found.points, found.whole = _graded(peer, python, students)
    if peer.takes_whole:
        _, found.handed_in = _graded(peer, python, peer_notebooks.as_handed_in())
    # one after the other: what becomes of a whole run at a fault is told by its own row
    for name, cells in peer_notebooks.faults().items():
        found.faults |= _graded(peer, python, {name: cells})[0]
    for name, cells in peer_notebooks.attacks().items():
        found.attacks |= _graded(peer, python, {name: cells})[0]
    return found


def _keep(found: Found, environments: Path) -> None:
    folder = environments / "found"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{found.name}.json").write_text(json.dumps(asdict(found)), encoding="utf-8")


def _kept(peer: Peer, environments: Path, number: int) -> Found | None:
    """Return what was found of a peer last, with a class of this size."""
    path = environments / "found" / f"{peer.name}.json"
    if not path.exists():
        return None
    told = json.loads(path.read_text(encoding="utf-8"))
    found = Found(**told | {size: Used(**told[size]) for size in ("few", "whole", "handed_in")})
    return found if found.number == number else None


def _graded(peer: Peer, python: Path, students: Students) -> tuple[Points, Used]:
    folder = Path(tempfile.mkdtemp(prefix="peers-"))
    try:
        return peer.grade(python, folder, students)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _installed(peer: Peer, environments: Path) -> tuple[Path, str]:
    """Return the Python of a peer's environment, and its version; ours is the one that runs."""
    if not peer.packages:
        # of what grades, and not of a page that came later
        commit = ["git", "log", "-1", "--format=%h", "--", "grader", "assignments"]
        told = subprocess.run(commit, cwd=ROOT, check=True, capture_output=True, text=True)
        return Path(sys.executable), told.stdout.strip()
    package = peer.packages[0]
    python = environments / package / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(python.parents[1])], check=True)
    install = [str(python), "-m", "pip", "install", "--quiet", *peer.packages]
    subprocess.run(install, check=True, capture_output=True, text=True)
    ask = f"from importlib.metadata import version; print(version({package!r}))"
    told = subprocess.run([str(python), "-c", ask], check=True, capture_output=True, text=True)
    return python, f"{package} {told.stdout.strip()}"


def _about(number: int) -> str:
    return (
        f"`python benchmarks/peers.py --write`, Python {platform.python_version()}, "
        f"{peer_notebooks.about_the_class(number)}."
    )


if __name__ == "__main__":
    main()
