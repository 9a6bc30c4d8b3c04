"""The bill of materials (CycloneDX) of an environment: what comes with an installed grader."""

import subprocess
import sys
from pathlib import Path


def bill_of_materials(python: Path, path: Path, root: Path) -> Path:
    """Write and return it; the same environment gives the same bytes."""
    command = [
        sys.executable, "-m", "cyclonedx_py", "environment", str(python),
        "--pyproject", str(root / "pyproject.toml"), "--output-reproducible",
        "--gather-license-texts", "--output-format", "JSON", "--output-file", str(path),
    ]  # fmt: skip
    subprocess.run(command, check=True)
    return path
