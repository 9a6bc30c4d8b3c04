"""The chaos benchmark, on a smaller scale: nothing is lost, whoever is killed."""

import subprocess
import sys
from pathlib import Path

import pytest

from grader.sandbox import policy

CHAOS = Path(__file__).parents[2] / "benchmarks" / "chaos.py"


@pytest.mark.slow
@pytest.mark.skipif(not policy.supported(), reason="needs Linux on a known machine")
def test_ten_kills_cost_nobody_anything() -> None:
    command = [sys.executable, str(CHAOS), "--kills", "10", "--hand-ins", "12"]
    chaos = subprocess.run(command, capture_output=True, text=True, timeout=1800, check=False)
    assert chaos.returncode == 0, chaos.stdout + chaos.stderr
    assert "10 kills, 12 hand-ins" in chaos.stdout
