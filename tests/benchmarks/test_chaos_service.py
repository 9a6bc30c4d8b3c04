"""The service's chaos benchmark, on a smaller scale: every 202 ends in exactly one grade."""

import subprocess
import sys
from pathlib import Path

import pytest

from grader.sandbox import policy

CHAOS = Path(__file__).parents[2] / "benchmarks" / "chaos_service.py"


@pytest.mark.slow
@pytest.mark.skipif(not policy.supported(), reason="needs Linux on a known machine")
def test_half_a_minute_of_kills_loses_nothing() -> None:
    command = [sys.executable, str(CHAOS), "--seconds", "30", "--outage", "10", "--seed", "3"]
    chaos = subprocess.run(command, capture_output=True, text=True, timeout=1800, check=False)
    assert chaos.returncode == 0, chaos.stdout + chaos.stderr
    assert "nothing was lost and nothing done twice" in chaos.stdout
