"""How small changes of right code are seen, and what is said of them: the tables of the README.

``python benchmarks/mutants.py [--lines] [--write] [ASSIGNMENT...]`` makes every small change of
the reference and of the alternatives of each lesson (`grader validate --mutants`) and prints two
rows: how many were seen, how many are right as well (`equivalents.toml`), how many nobody saw; and
of those of the reference that were seen, what was said. With `--write` these rows take the place of
the README's; the rows of other lessons stay. The exit code is 1 when a change survives, or is named
falsely.

With `--lines` it is another table, of changes of the reference alone: how many were seen; for how
many a search of a second found a small edit that makes everything right, and for how many of those
in which an expression is another and no statement is missing; whether the changed line
is the first that the report leads to, or among three; and how often another is accused for sure.
The last column is how long this machine took to add up ten million squares, before and after: the
faster it is, the more is found in the time.
"""

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from grader.find import find_assignment, known_assignments
from grader.validate.mutants.change import Mutant
from grader.validate.mutants.examine import find_lines, try_mutants
from grader.validate.mutants.suite import SAID, Came, counted
from grader.validate.reference import seeds_of

README = Path(__file__).resolve().parent.parent / "README.md"
BEGIN = "<!-- made by benchmarks/mutants.py --write -->"
END = "<!-- made until here -->"
BEGIN_LINES = "<!-- made by benchmarks/mutants.py --lines --write -->"
LINES = (
    "", "killed", "repaired", "of changed expressions", "line first", "among three",
    "another line accused", "ten million squares",
)  # fmt: skip
SECONDS = 1.0
"""Of processor time: what `grader check` searches."""
HEADS = (
    "", "changes", "killed", "right as well", "survivors", *SAID.values(), "named falsely",
)  # fmt: skip


@click.command()
@click.option("--write", is_flag=True, help="Put the rows of these lessons into the README.")
@click.option("--lines", is_flag=True, help="Count how often the line is found instead.")
@click.option("--shown", is_flag=True, help="Print each change whose line is not found.")
@click.argument("slugs", nargs=-1)
def main(write: bool, lines: bool, shown: bool, slugs: tuple[str, ...]) -> None:
    """Change right code in one small place at a time, and count what came of it."""
    made: list[str] = []
    begin, heads = (BEGIN_LINES, LINES) if lines else (BEGIN, HEADS)
    for slug in slugs or sorted(known_assignments()):
        found = line_rows(slug, shown) if lines else rows(slug)
        print("\n".join(found), flush=True)
        made += found
        if write:  # lesson by lesson: each takes minutes
            text = README.read_text(encoding="utf-8")
            README.write_text(written(text, found, begin, heads), encoding="utf-8")
    sys.exit(not lines and any(int(cell) for row in made for cell in _wrong(row)))


def line_rows(slug: str, shown: bool = False) -> list[str]:
    """Return the row of a lesson: how often the line of a change is found."""
    folder, solutions = _place(slug)
    before = _squares()
    came = find_lines(folder, solutions, seeds_of(1)[0], SECONDS, _Progress(slug))
    speed = f"{before:.2f} s, {_squares():.2f} s"
    counts = counted(came)
    for one in came if shown else ():
        if one.seen not in ("equivalent", "survivor") and (
            not one.found.is_first or one.found.is_elsewhere
        ):
            print(one.mutant.id, one.found, flush=True)
    cells = [_part(counts.repaired, counts.killed)]
    cells += [f"{_part(counts.expressions_repaired, counts.expressions)} of {counts.expressions}"]
    cells += [_part(number, counts.killed) for number in (counts.first, counts.among_three)]
    return [_line([f"`{slug}`", counts.killed, *cells, counts.elsewhere, speed])]


def _squares() -> float:
    begun, total = time.process_time(), 0
    for number in range(10_000_000):
        total += number * number
    return time.process_time() - begun


def _part(number: int, of: int) -> str:
    return f"{number} ({_percent(number, of)} %)"


def _percent(number: int, of: int) -> int:
    return int(100 * number / of) if of else 100


def rows(slug: str) -> list[str]:
    """Return the two rows of a lesson: of its reference, and of its alternatives."""
    folder, solutions = _place(slug)
    found = try_mutants(folder, solutions, seeds_of(1)[0], _Progress(slug))
    return [
        _row(f"`{slug}`", found.reference),
        _row(f"`{slug}`, other right ways", found.alternatives),
    ]


def _place(slug: str) -> tuple[Path, Path]:
    folder, solutions = find_assignment(slug)
    if solutions is None:
        raise SystemExit(f"{slug}: no solutions")
    return folder, solutions


class _Progress:
    """Says how far it is."""

    def __init__(self, slug: str) -> None:
        self._slug = slug

    def __call__(self, mutants: Sequence[Mutant]) -> Iterator[Mutant]:
        for number, mutant in enumerate(mutants, start=1):
            print(f"\r{self._slug}: {number} of {len(mutants)} ", end="", file=sys.stderr)
            yield mutant
        print("\r", end="", file=sys.stderr)


def _row(name: str, came: Sequence[Came]) -> str:
    counts = counted(came)
    cells: list[object] = [name, len(came), counts.killed, counts.equivalent, counts.survivors]
    if counts.said["seen"]:  # of alternatives nothing is said
        cells += ["–"] * (len(SAID) + 1)
    else:
        cells += [*(counts.said[seen] for seen in SAID), counts.false]
    return _line(cells)


def _line(cells: Iterable[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _wrong(row: str) -> Iterator[str]:
    """Yield the counts of a row that should be 0."""
    cells = dict(zip(HEADS, _cells(row), strict=True))
    yield from (cells[head] for head in ("survivors", "named falsely") if cells[head] != "–")


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def written(
    text: str, made: Iterable[str], begin: str = BEGIN, heads: Sequence[str] = HEADS
) -> str:
    """Return a page with these rows in the place of those of the same names; new ones come last.

    Raises ValueError where the page has no place for them.
    """
    before, rest = text.split(begin)
    table, _, after = rest.partition(END)
    found = {_cells(row)[0]: row for row in table.splitlines() if row.startswith("| `")}
    found |= {_cells(row)[0]: row for row in made}
    head = [_line(heads).replace("|  |", "| |"), "|" + "---|" * len(heads)]
    return f"{before}{begin}\n\n" + "\n".join([*head, *found.values()]) + f"\n\n{END}{after}"


if __name__ == "__main__":
    main()
