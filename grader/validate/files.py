"""Are the files there, and is `assignment.toml` of the right shape? Every fault, not the first."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from grader.assignment import (
    AssignmentTable,
    Item,
    LimitsTable,
    NameTable,
    Rubric,
    read_table,
)
from grader.errors import BrokenAssignment
from grader.language import LANGUAGES
from grader.validate.flaw import Flaw, Row

_PUBLIC = ("assignment.toml", "texts.toml", "handout.ipynb", "expected.json")
_PRIVATE = (
    "reference.py", "solution.ipynb", "mistakes.py", "mistakes.toml", "alternatives.py",
    "dishonest.py",
)  # fmt: skip


def examine_files(folder: Path, solutions: Path) -> Row:
    """Look for every file that an assignment has."""
    missing = [folder / name for name in _PUBLIC if not (folder / name).is_file()]
    missing += [solutions / name for name in _PRIVATE if not (solutions / name).is_file()]
    code = (folder / "exercises.py", folder / "exercises" / "__init__.py")
    if not any(path.is_file() for path in code) and not _all_declared(folder):
        missing.append(code[0])
    faults = tuple(Flaw(str(path), "", "is missing") for path in missing)
    there = len(_PUBLIC) + len(_PRIVATE) + 1 - len(missing)
    return Row("files", f"{there} of {len(_PUBLIC) + len(_PRIVATE) + 1}", faults)


def _all_declared(folder: Path) -> bool:
    """Tell whether no exercise is left for a class to be written."""
    try:
        rubrics = read_table(folder).exercises
    except BrokenAssignment:  # said elsewhere: by the row of the table
        return False
    return all(rubric.declaration is not None for rubric in rubrics)


def examine_table(folder: Path) -> Row:
    """Read `assignment.toml` piece by piece, so that every misspelt key is found."""
    path = folder / "assignment.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Row("assignment.toml", "missing")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return Row("assignment.toml", "unreadable", (Flaw(str(path), "", str(error)),))
    faults = [Flaw(str(path), key, sentence) for key, sentence in _misshapen(table)]
    if not faults:
        faults = [Flaw(str(path), key, sentence) for key, sentence in _untrue(table)]
    return Row("assignment.toml", f"{len(table.get('exercises', []))} exercises", tuple(faults))


def _misshapen(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    exercises = table.get("exercises", [])
    names = table.get("names", {})
    pieces: list[tuple[str, Any, type]] = [("limits", table.get("limits", {}), LimitsTable)]
    if isinstance(names, dict):
        pieces += [(f"names.{name}", piece, NameTable) for name, piece in names.items()]
    for number, exercise in enumerate(exercises if isinstance(exercises, list) else []):
        if not isinstance(exercise, dict):
            continue
        where = f"exercises[{number}]"
        items = exercise.get("items", [])
        for place, item in enumerate(items if isinstance(items, list) else []):
            pieces.append((f"{where}.items[{place}]", item, Item))
        pieces.append((where, {**exercise, "items": []}, Rubric))
    pieces.append(("", {**table, "exercises": [], "names": {}, "limits": {}}, AssignmentTable))
    for where, piece, shape in pieces:
        yield from _unlike(piece, shape, where)


def _unlike(piece: Any, shape: type, where: str) -> Iterator[tuple[str, str]]:
    known = {field.encode_name for field in msgspec.structs.fields(shape)}
    for key in set(piece) - known if isinstance(piece, dict) else ():
        near = f"; known are {', '.join(sorted(known))}"
        yield f"{where}.{key}".lstrip("."), f"is not a known key{near}"
    rest = {k: v for k, v in piece.items() if k in known} if isinstance(piece, dict) else piece
    try:
        msgspec.convert(rest, shape)
    except msgspec.ValidationError as error:
        yield where, str(error)


def _untrue(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for language in table["languages"]:
        if language not in LANGUAGES:
            yield "languages", f"{language!r} is not one of {', '.join(LANGUAGES)}"
    total = 0.0
    for number, exercise in enumerate(table["exercises"]):
        ids = [item["id"] for item in exercise["items"]]
        for name in {name for name in ids if ids.count(name) > 1}:
            yield f"exercises[{number}].items", f"two items have the id {name!r}"
        total += sum(item["points"] for item in exercise["items"])
        for place, item in enumerate(exercise["items"]):
            for key, sentence in _untrue_item(item):
                yield f"exercises[{number}].items[{place}].{key}", sentence
    if "points" in table and abs(total - table["points"]) > 1e-9:
        yield "points", f"is {table['points']:g}, but the items sum to {total:g}"


def _untrue_item(item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if item["points"] <= 0:
        yield "points", "must be more than 0"
    for name, left in item.get("partial", {}).items():
        if not 0 <= left <= item["points"]:
            yield f"partial.{name}", f"must be from 0 to the item's points, {item['points']:g}"
