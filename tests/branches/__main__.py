"""``python tests/branches``: do the tests that ran measured take enough of the package's branches?

`make test COVERAGE=1` runs them measured and then this. Says how many of the lines and branches of
`grader/` were taken, and of the modules that lack most where; ends with 1 where fewer branches were
taken than `LEAST`.
"""

import json
import sys
from pathlib import Path
from typing import Any

from coverage import Coverage

ROOT = Path(__file__).resolve().parents[2]
LEAST = 90.0
"""Branches of the package that the default tests take, in 100."""
_TOLD = 15
"""Modules that are told, at most."""


def main() -> int:
    """Say what was taken."""
    found = measured()
    totals = found["totals"]
    taken = 100 * totals["covered_branches"] / totals["num_branches"]
    modules = sorted(found["files"].items(), key=lambda module: -_untaken(module[1]))
    said = [
        f"{_of(totals, 'lines', 'statements')} lines and {_of(totals, 'branches', 'branches')} "
        f"branches of {len(modules)} modules; not taken are most in:"
    ]
    said += [f"  {name}: {_untaken(module)}" for name, module in modules[:_TOLD]]
    if taken < LEAST:
        said.append(f"{taken:.1f} % of the branches are taken; it must be {LEAST:.0f} %.")
    sys.stdout.write("\n".join([*said, ""]))
    return int(taken < LEAST)


def measured() -> dict[str, Any]:
    """Return what coverage tells of the run, as its JSON has it."""
    coverage = Coverage(config_file=str(ROOT / "pyproject.toml"))
    coverage.load()
    path = ROOT / "build" / "coverage" / "taken.json"
    # not what is installed elsewhere by tests of that
    coverage.json_report(outfile=str(path), include=[f"{ROOT}/grader/*"])
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _untaken(module: dict[str, Any]) -> int:
    return int(module["summary"]["missing_branches"])


def _of(totals: dict[str, Any], taken: str, all_of_them: str) -> str:
    return f"{totals[f'covered_{taken}']:,} of {totals[f'num_{all_of_them}']:,}"


if __name__ == "__main__":
    sys.exit(main())
