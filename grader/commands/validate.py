"""`grader validate`: examine whether an assignment is ready for students."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table

from grader.assignment import load_assignment
from grader.errors import BrokenAssignment, UserError
from grader.find import find_assignment
from grader.prepare import prepare
from grader.validate.dishonest.examine import validate_dishonest
from grader.validate.flaw import Row, Validation
from grader.validate.mutants.change import Mutant
from grader.validate.mutants.examine import validate_mutants
from grader.validate.reference import seeds_of, write_examples
from grader.validate.remedy import to_do
from grader.validate.validate import validate

_FEW = 5
"""Notes of a row that are printed; more are counted."""


def run_validate(
    name: str, form: str, seeds: int, *, kernel: bool, freeze: bool, dishonest: bool = True
) -> int:
    """Examine an assignment, print what was found; return 1 when there is a fault."""
    folder, solutions = _folders(name)
    if freeze:
        path = write_examples(prepare(load_assignment(folder, solutions), seeds_of(1)[0]))
        Console(stderr=True).print(f"wrote {path}", markup=False)
    found = validate(folder, solutions, seeds=seeds, kernel=kernel, dishonest=dishonest)
    return _told(found, form)


def run_dishonest(name: str, form: str, seeds: int, exercises: Sequence[str]) -> int:
    """Try the dishonest answers of an assignment only; return 1 when one earns too much."""
    folder, solutions = _folders(name)
    unknown = set(exercises) - {r.name for r in load_assignment(folder, solutions).rubrics}
    if unknown:
        raise UserError(f"{folder}: no exercise named {min(unknown)!r}")
    return _told(validate_dishonest(folder, solutions, seeds, exercises), form, _print_answers)


def run_mutants(name: str, form: str) -> int:
    """Try small changes of the reference only; return 1 when one is not seen, or named falsely."""
    folder, solutions = _folders(name)

    def progress(found: Sequence[Mutant]) -> Iterable[Mutant]:
        return track(found, "changing the reference", console=Console(stderr=True), transient=True)

    found = validate_mutants(folder, solutions, seeds_of(1)[0], progress)
    return _told(found, form, _print_mutants)


def _folders(name: str) -> tuple[Path, Path]:
    folder, solutions = find_assignment(name)
    if solutions is None:
        raise BrokenAssignment(f"{folder}: no solutions/{folder.name}/reference.py beside it")
    return folder, solutions


def _told(found: Validation, form: str, show: Callable[[Validation], None] | None = None) -> int:
    if form == "json":
        rows = [_row(row) for row in found.rows]
        content = {"assignment": found.slug, "faults": len(found.faults), "rows": rows}
        print(json.dumps(content, indent=1, ensure_ascii=False))  # noqa: T201
    else:
        (show or _print)(found)
    return 1 if found.faults else 0


def _row(row: Row) -> dict[str, Any]:
    """Return a row as JSON has it, with what to do beside each fault."""
    faults = [{**asdict(fault), "to_do": to_do(row.what, fault)} for fault in row.faults]
    return {**asdict(row), "faults": faults}


def _print(found: Validation) -> None:
    console = Console()
    table = Table("examined", "result", "faults", title=found.slug, box=None, title_justify="left")
    for row in found.rows:
        faults = f"✗ {len(row.faults)}" if row.faults else "✓ none"
        table.add_row(row.what, row.result, faults)
    console.print(table)
    for row in found.rows:
        if len(row.notes) > _FEW:
            console.print(f"\n{row.what}: {len(row.notes)} notes (--format json lists them)")
            continue
        for note in row.notes:
            console.print(f"\n{row.what}: {note}", markup=False, highlight=False)
    for row in found.rows:
        for fault in row.faults:
            where = f"{fault.file}, {fault.key}" if fault.key else fault.file
            told = f"\n✗ {where}\n  {fault.sentence}\n  → {to_do(row.what, fault)}"
            console.print(told, markup=False, highlight=False)


def _print_answers(found: Validation) -> None:
    """Print one line for each item that an answer earns too much in."""
    _print_faults(found, "answer", "what it earns")


def _print_mutants(found: Validation) -> None:
    """Print one line for each change that is not seen, or named falsely."""
    _print_faults(found, "change", "what is wrong")


def _print_faults(found: Validation, *heads: str) -> None:
    console = Console()
    for row in found.rows:
        console.print(f"{row.what}: {row.result}", markup=False, highlight=False)
    table = Table(*heads, box=None)
    for fault in found.faults:
        table.add_row(escape(fault.key or fault.file), escape(fault.sentence))
    if found.faults:
        console.print(table)
    remedies = dict.fromkeys(to_do(row.what, fault) for row in found.rows for fault in row.faults)
    for remedy in remedies:
        console.print(f"→ {remedy}", markup=False, highlight=False)
