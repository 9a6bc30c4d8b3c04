"""The folders of Gradescope's container, below a folder of a test, and its `results.json`."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
from click.testing import Result
from command_line import run

BIN = Path(sys.executable).parent
SCHEMA = json.loads(
    (Path(__file__).parents[1] / "data" / "gradescope" / "results.schema.json").read_text("utf-8")
)


@dataclass(frozen=True)
class Container:
    """An unpacked autograder, and where it looks for a submission."""

    root: Path

    @property
    def submission(self) -> Path:
        return self.root / "submission"

    @property
    def source(self) -> Path:
        return self.root / "source"

    def run(self, before: Sequence[str] = (), path: Path = BIN) -> subprocess.CompletedProcess[str]:
        """Run the autograder as Gradescope does, in its folder."""
        environment = {
            **os.environ,
            "AUTOGRADER_ROOT": str(self.root),
            "PATH": f"{path}{os.pathsep}{os.environ['PATH']}",
        }
        return subprocess.run(
            [*before, "bash", str(self.root / "run_autograder")],
            cwd=self.root, env=environment, capture_output=True, text=True, timeout=120,
        )  # fmt: skip

    def results(self) -> dict[str, Any]:
        """Return what was written, once it is what Gradescope reads."""
        made: dict[str, Any] = json.loads(
            (self.root / "results" / "results.json").read_bytes(), parse_constant=_no_number
        )
        jsonschema.validate(made, SCHEMA)
        return made

    def graded(self) -> Result:
        """Grade in this process, which is quicker; how it ends is the script's to pass over."""
        return run("autograde", "gradescope", "--root", self.root)

    def marked(self) -> dict[str, Any]:
        """Grade in this process, which must end well, and return the results."""
        done = self.graded()
        assert done.exit_code == 0, done.output
        return self.results()

    def ran(self) -> dict[str, Any]:
        """Run it, which must end well, and return the results."""
        done = self.run()
        assert done.returncode == 0, done.stderr
        return self.results()


def unpacked(archive: Path, root: Path) -> Container:
    """Unpack an autograder where Gradescope would: its modes are lost, the script is copied."""
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(root / "source")
    (root / "submission").mkdir()
    (root / "run_autograder").write_bytes((root / "source" / "run_autograder").read_bytes())
    return Container(root)


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON")
