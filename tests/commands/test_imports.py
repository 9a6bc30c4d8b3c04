"""What a command imports: no more than it needs, for that is most of what a cold start takes."""

import os
import subprocess
import sys

import pytest

HEAVY = (
    "jinja2", "matplotlib", "multiprocessing", "nbconvert", "nbformat", "numpy", "rich",
    "grader.annotate.page", "grader.classrun", "grader.diagnose", "grader.live",
    "grader.report.html", "grader.validate",
)  # fmt: skip
NEEDED = {
    "grader": set[str](),
    "grader.cli": set[str](),
    "grader.commands.list": {"numpy", "rich", "grader.diagnose"},
    "grader.commands.check": {"numpy", "rich", "grader.diagnose"},
    "grader.commands.new": {"numpy", "rich", "grader.validate"},
}
"""Module -> what of the heavy ones it may load."""


@pytest.mark.parametrize("module", NEEDED)
def test_a_command_loads_no_more_than_it_needs(module: str) -> None:
    asked = f"import sys, {module}; print([n for n in {HEAVY!r} if n in sys.modules])"
    # what measures the tests' coverage loads modules of its own
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    told = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True, env=plain
    )
    loaded = {name for name in HEAVY if f"'{name}'" in told.stdout}
    assert loaded == NEEDED[module]
