"""The transcripts in the documentation are what the commands say today."""

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "transcripts"


def loaded(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module  # its records look for their module
    spec.loader.exec_module(module)
    return module


RECORD = loaded(FOLDER / "record.py")


def recorded(name: str, options: str, folder: Path, patched: pytest.MonkeyPatch) -> str:
    """Record with the checkout's code and a kit, as if both had been installed."""
    patched.setitem(os.environ, "GRADER_RELEASE", options)
    kit = loaded(ROOT / "hatch_build.py").frozen(ROOT, RECORD.SLUG)
    (folder / f"{RECORD.SLUG}.kit").write_bytes(kit.read_bytes())
    start = (
        f"import sys; from pathlib import Path; from grader import find; "
        f"find._courses = lambda: []; find.BUNDLED = Path({str(folder)!r}); "
        f"from grader.cli import main; main(prog_name='grader')"
    )
    here = folder / "empty"
    here.mkdir()
    shell = RECORD.Shell(here, (sys.executable, "-c", start), RECORD.environment(here))
    told: str = RECORD.TRANSCRIPTS[name](shell)
    return told


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("first-check.md", "--seeds 1 --no-mistakes"),
        pytest.param("by-hints.md", "--seeds 1", marks=pytest.mark.slow),
    ],
)
def test_a_transcript_is_what_the_commands_say(
    name: str, options: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert recorded(name, options, tmp_path, monkeypatch) == (FOLDER / name).read_text("utf-8")


def test_the_first_check_gives_full_marks_for_what_was_filled_in() -> None:
    told = (FOLDER / "first-check.md").read_text("utf-8")
    for title in ("Custo com regularização L2", "Costo con regularización L2", "Cost with L2"):
        assert f"✓ {title}" in told


def test_the_hints_lead_to_full_marks() -> None:
    assert "100 of 100 points" in (FOLDER / "by-hints.md").read_text("utf-8")
