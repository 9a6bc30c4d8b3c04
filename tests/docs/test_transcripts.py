"""The transcripts in the documentation are what the commands say today."""

import sys
from pathlib import Path

import pytest
from built_kits import ONE_SEED, QUICK, built_kit, loaded
from course_lesson import ROOT

FOLDER = ROOT / "docs" / "transcripts"


RECORD = loaded(FOLDER / "record.py")


def recorded(name: str, options: str, folder: Path) -> str:
    """Record with the checkout's code and a kit, as if both had been installed."""
    kit = built_kit(RECORD.SLUG, options)
    (folder / f"{RECORD.SLUG}.kit").write_bytes(kit.read_bytes())
    start = (
        f"import sys; from pathlib import Path; from grader import find; "
        f"find._courses = lambda: []; find.BUNDLED = Path({str(folder)!r}); "
        f"from grader.cli import main; main(prog_name='grader')"
    )
    here = folder / "empty"
    here.mkdir()
    grader, python = (sys.executable, "-c", start), (sys.executable,)
    found = RECORD.environment(here)
    shell = RECORD.Shell(here, grader, python, found)
    told: str = RECORD.TRANSCRIPTS[name](shell)
    return told


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("first-check.md", QUICK),
        pytest.param("in-a-kernel.md", QUICK, marks=pytest.mark.thorough),
        pytest.param("by-hints.md", ONE_SEED, marks=pytest.mark.slow),
    ],
)
def test_a_transcript_is_what_the_commands_say(name: str, options: str, tmp_path: Path) -> None:
    assert recorded(name, options, tmp_path) == (FOLDER / name).read_text("utf-8")


def test_the_first_check_gives_full_marks_for_what_was_filled_in() -> None:
    told = (FOLDER / "first-check.md").read_text("utf-8")
    for title in ("Custo com regularização L2", "Costo con regularización L2", "Cost with L2"):
        assert f"✓ {title}" in told


def test_the_hints_lead_to_full_marks() -> None:
    assert "100 of 100 points" in (FOLDER / "by-hints.md").read_text("utf-8")
