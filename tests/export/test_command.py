"""`grader export` itself: what it refuses, and that nothing is half-written."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from class_exported import HAND_INS, RIGHT, TABLES, edit_people, export, exported, refused

from grader.intake import collect
from grader.intake.earlier import holds_hand_ins
from grader.language import LANGUAGES

MOODLE = next(table for table in TABLES if table.id == "moodle-en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_asked_for_must_be_said(out: Path, language: str) -> None:
    assert "--moodle" in refused(out, "--lang", language)


def test_a_folder_without_a_finished_run_is_refused(out: Path, tmp_path: Path) -> None:
    (out / "run.json").unlink()
    said = refused(out, "--csv", "--lang", "en")
    assert "does not hold a class that `grader grade` has finished" in said
    assert "finished" in refused(tmp_path / "nowhere", "--csv", "--lang", "en")
    odd = b'{"assignment": {"slug": "s"}, "language": "en", "people": [{"student": "a", "ids": 5}]}'
    for content in (b"", b"[]", b'{"assignment": 1}', b"\xff", b"[" * 100_000, odd):
        (out / "run.json").write_bytes(content)
        assert "finished" in refused(out, "--csv", "--lang", "en")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--late", "ten a day"), "10%/day"),
        (("--due", "yesterday"), "2026-11-29T23:59"),
        (("--scale", "nan"), "not a number above 0"),
    ],
)
def test_an_option_that_is_not_understood_says_how_it_is_written(
    out: Path, options: tuple[str, ...], words: str
) -> None:
    assert words in refused(out, "--csv", "--lang", "en", *options)


def test_a_result_that_is_gone_is_listed_and_the_others_are_exported(out: Path) -> None:
    (out / "results" / "carla.json").unlink()
    (out / "results" / "hacker.json").write_bytes(b"{}")
    (out / "students" / "007" / "report.json").write_bytes(b"{")
    said = exported(out, "--csv", "--lang", "en")
    for who in ("carla", "hacker", "007"):
        assert f"{who}: the result cannot be read" in said
    assert "carla" not in (out / "export" / "marks.csv").read_text(encoding="utf-8")


def test_a_fault_of_ours_gives_no_mark_and_no_zero(out: Path, tmp_path: Path) -> None:
    path = out / "results" / "Ana Souza_4711.json"
    result = json.loads(path.read_bytes())
    path.write_bytes(json.dumps({**result, "score": None, "status": "grader_fault"}).encode())
    table = tmp_path / "w.csv"
    table.write_bytes(MOODLE.empty())
    said = exported(out, "--moodle", table, "--csv", "--overwrite", "--lang", "en")
    assert "Ana Souza (Participant 4711): no mark: a fault of ours" in said
    filled = (out / "export" / "w-filled.csv").read_bytes()
    assert filled.splitlines()[1] == MOODLE.empty().splitlines()[1]


def test_a_long_list_is_cut_on_the_terminal_only(out: Path, tmp_path: Path) -> None:
    rows = "".join(f'"Participant {n}",N,,,,,10.00,Yes,-,\n' for n in range(20_000, 20_030))
    table = tmp_path / "w.csv"
    table.write_bytes(MOODLE.empty() + b"\n" + rows.encode())
    said = exported(out, "--moodle", table, "--lang", "en")
    whole = (out / "export" / "summary.txt").read_text(encoding="utf-8")
    assert "... +21: export/summary.txt" in said and "(Participant 20029)" not in said
    assert "(Participant 20029)" in whole


def test_what_was_exported_is_nobodys_hand_in(out: Path, tmp_path: Path) -> None:
    """Results with exports among the hand-ins are passed over whole, and may be graded into."""
    table = tmp_path / "w.csv"
    table.write_bytes(MOODLE.empty())
    exported(out, "--moodle", table, "--nbgrader", "--csv", "--xlsx", "--junit", "--markdown")
    assert not holds_hand_ins(out)
    (tmp_path / "ana.ipynb").write_bytes(RIGHT)
    intake = collect([tmp_path])
    assert [hand_in.name for hand_in in intake.handed_in] == ["ana.ipynb"]
    assert ("out", "aside.results") in [(one.name, one.why.key) for one in intake.set_aside]


def test_a_table_that_lies_where_exports_go_is_filled_beside_itself(out: Path) -> None:
    folder = out / "export"
    folder.mkdir()
    table = folder / "w-filled.csv"
    table.write_bytes(MOODLE.empty())
    exported(out, "--moodle", table)
    assert table.read_bytes() == MOODLE.empty()
    assert (folder / "w-filled-filled.csv").is_file()


@pytest.fixture
def full(results: Path, tmp_path: Path) -> Iterator[Path]:
    """Return the results on a disk of their own, with room for 80 KB: the next export is larger."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk to fill")
    shutil.copytree(results, disk / "out")
    exported(disk / "out", "--csv")
    edit_people(disk / "out", lambda people: people["carla"].update(name="C" * 200_000))
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    (disk / "ballast").write_bytes(bytes(free - 80_000))
    yield disk / "out"
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_leaves_nothing_half_written(full: Path) -> None:
    before = {p.name: p.read_bytes() for p in (full / "export").iterdir()}
    found = export(full, "--csv", "--lang", "en")
    assert found.exit_code == 2 and "cannot be written: No space left on device" in found.output
    assert {p.name: p.read_bytes() for p in (full / "export").iterdir()} == before


def test_a_link_in_the_place_of_the_folder_is_not_followed(out: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (out / "export").symlink_to(elsewhere)
    assert export(out, "--csv").exit_code == 2
    assert not [*elsewhere.iterdir()]


def test_sentences_are_in_the_reports_language_or_the_one_asked_for(out: Path) -> None:
    number = sum(name.endswith(".ipynb") for name in HAND_INS)
    assert f"csv: {number} marks" in exported(out, "--csv")
    assert f"csv: {number} notas" in exported(out, "--csv", "--lang", "pt-BR")
