"""What every platform's table must keep: marks and comments are put in, no other byte changes."""

from pathlib import Path
from typing import cast

import pytest
from class_exported import TABLES, SampleTable, edit_people, export, exported, refused
from extend.lms_campus import TABLE, CampusFiller

from grader.export.export import Filler
from grader.export.exports import FILLERS

TOLD = (
    ("Mark: 10.00 / 10", "Double an array: 9 / 9", "A counter: 1 / 1"),
    (
        "Mark: 1.00 / 10",
        "Double an array: 0 / 9. To be fixed: Every entry is doubled; First and last row",
        "A counter: 1 / 1",
    ),
)
"""What the two people's comments say, in the reports' language."""
EVERY = (*TABLES, TABLE)
each_table = pytest.mark.parametrize("table", EVERY, ids=lambda table: table.id)


def written(table: SampleTable, out: Path, folder: Path) -> Path:
    """Write a table as it is downloaded, and let the class know what a roster would."""
    path = folder / table.name
    path.write_bytes(table.empty())
    ids = table.ids
    edit_people(out, lambda people: [people[who].update(ids=told) for who, told in ids.items()])
    return path


def result(path: Path, out: Path) -> bytes:
    return (out / "export" / f"{path.stem}-filled{path.suffix}").read_bytes()


@pytest.fixture(autouse=True)
def examples(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command know the example as well."""
    monkeypatch.setitem(cast("dict[str, Filler]", FILLERS), "campus", CampusFiller())


def test_every_filler_has_tables() -> None:
    assert {table.platform for table in EVERY} == {*FILLERS}


@each_table
def test_marks_are_put_in_and_nothing_else_changes(
    table: SampleTable, out: Path, tmp_path: Path
) -> None:
    path = written(table, out, tmp_path)
    said = exported(out, f"--{table.platform}", path, *table.options, "--lang", "en")
    assert result(path, out) == table.filled(tuple(table.between.join(told) for told in TOLD))
    assert path.read_bytes() == table.empty()
    assert f"{table.platform}: {len(table.marks)} marks\n" in said
    assert (out / "export" / "summary.txt").read_text(encoding="utf-8").startswith(table.platform)


@each_table
def test_filled_twice_is_filled_once(table: SampleTable, out: Path, tmp_path: Path) -> None:
    path = written(table, out, tmp_path)
    exported(out, f"--{table.platform}", path, *table.options)
    once = result(path, out)
    path.write_bytes(once)
    said = exported(out, f"--{table.platform}", path, *table.options, "--lang", "en")
    assert result(path, out) == once
    number = len(table.marks)
    assert f"{number} marks, {number} of them as they were before" in said


@each_table
def test_a_table_of_another_class_is_refused(table: SampleTable, out: Path, tmp_path: Path) -> None:
    path = written(table, out, tmp_path)
    text = table.empty().decode(table.encoding)
    for ours, theirs in table.others.items():
        text = text.replace(ours, theirs)
    path.write_bytes(text.encode(table.encoding))
    said = refused(out, f"--{table.platform}", path, *table.options, "--lang", "en")
    assert "table of another assignment" in said and path.name in said


@each_table
def test_without_the_column_of_ids_it_is_refused(
    table: SampleTable, out: Path, tmp_path: Path
) -> None:
    path = written(table, out, tmp_path)
    text = table.empty().decode(table.encoding)
    first, rest = text.split("\n", 1)
    for name in table.keys:
        first = first.replace(name, f"Col{name}")
    path.write_bytes(f"{first}\n{rest}".encode(table.encoding))
    said = refused(out, f"--{table.platform}", path, *table.options, "--lang", "en")
    assert "has no column" in said and "It has: " in said


@each_table
def test_marks_that_are_there_are_kept_unless_they_may_be_replaced(
    table: SampleTable, out: Path, tmp_path: Path
) -> None:
    path = written(table, out, tmp_path)
    path.write_bytes(table.empty().replace(*_seven(table)))
    option = f"--{table.platform}"
    said = exported(out, option, path, *table.options, "--lang", "en")
    number = len(table.marks)
    assert "7 is there already; kept" in said and f"{table.platform}: {number - 1} mark" in said
    assert _seven(table)[1] in result(path, out)
    said = exported(out, option, path, *table.options, "--overwrite", "--lang", "en")
    assert "7 is there" not in said and f"{table.platform}: {number} marks\n" in said
    assert _seven(table)[1] not in result(path, out)


def _seven(table: SampleTable) -> tuple[bytes, bytes]:
    """Return the line of the first person, without a mark and with a 7."""
    line = next(line for line in table.text.splitlines(True) if "<1>" in line)
    encoding = {"utf-16": "utf-16-le", "utf-8-sig": "utf-8"}.get(table.encoding, table.encoding)
    before, after = (line.replace("<1>", m).replace("<c1>", "") for m in ("", "7"))
    return before.encode(encoding), after.encode(encoding)


@each_table
def test_a_dry_run_says_the_same_and_writes_nothing(
    table: SampleTable, out: Path, tmp_path: Path
) -> None:
    path = written(table, out, tmp_path)
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    dry = export(out, f"--{table.platform}", path, *table.options, "--dry-run", "--lang", "en")
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before
    assert dry.output.endswith("A dry run: nothing was written.\n")
    said = exported(out, f"--{table.platform}", path, *table.options, "--lang", "en")
    assert said.startswith(dry.output.rsplit("A dry run", 1)[0])
