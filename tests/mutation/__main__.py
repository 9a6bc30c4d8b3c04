"""``python tests/mutation [MODULE]...``: does any test see each small change of a module of ours?

cosmic-ray changes one thing at a time in a clone of the commit that is checked out, and the tests
named in MODULE.toml are run. What survives has to stand there with the reason why it is no change;
what stands there and does not survive any more has to go. Ends with 1 otherwise.
"""

import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
_CONFIG = """[cosmic-ray]
module-path = {module}
timeout = 60.0
excluded-modules = []
test-command = {command}

[cosmic-ray.distributor]
name = "local"
"""

Change = tuple[str, str]


def main(names: list[str]) -> int:
    """Mutate each module that is told, or every one that has a file here."""
    faults = 0
    for path in [HERE / f"{name}.toml" for name in names] or sorted(HERE.glob("*.toml")):
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        survivors, total = survived(told["module"], told["tests"])
        known = {(one["was"], one["is"]) for one in told.get("equivalent", [])}
        lines = [f"{told['module']}: {total} changes, {total - len(survivors)} seen by a test"]
        for head, changes in (
            ("nobody saw", set(survivors) - known),
            ("explained, and seen by a test", known - set(survivors)),
        ):
            lines += [f"  {head}\n    - {was}\n    + {now}" for was, now in sorted(changes)]
        sys.stdout.write("\n".join([*lines, ""]))
        faults += len(set(survivors) ^ known)
    return int(bool(faults))


def survived(module: str, tests: list[str]) -> tuple[list[Change], int]:
    """Return the changes that no test saw, and how many were made."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        # the clone's own package is found first: `-m` puts the folder before all that is installed
        command = [sys.executable, "-m", "pytest", "-n", "0", "-q", "-x", "-p", "no:cacheprovider"]
        run = " ".join([*command, *tests])
        text = _CONFIG.format(module=json.dumps(module), command=json.dumps(run))
        (clone / "mutation.toml").write_text(text, encoding="utf-8")
        tool = [sys.executable, "-m", "cosmic_ray.cli"]
        for step in (["init"], ["--verbosity", "ERROR", "baseline"], ["exec"]):
            given = ["mutation.toml"] if "baseline" in step else ["mutation.toml", "all.sqlite"]
            subprocess.run([*tool, *step, *given], cwd=clone, check=True)
        dumped = subprocess.run(
            [*tool, "dump", "all.sqlite"], cwd=clone, check=True, capture_output=True, text=True
        )
    results = [json.loads(line) for line in dumped.stdout.splitlines()]
    return [change(result) for _, result in results if _is_alive(result)], len(results)


def _is_alive(result: dict[str, Any] | None) -> bool:
    """Whether it went unseen; what was not run was not seen either."""
    return result is None or result["test_outcome"] == "survived"


def change(result: dict[str, Any] | None) -> Change:
    """Return the line that was changed and what became of it."""
    if result is None:
        return ("", "not run")
    lines = [line for line in result["diff"].splitlines() if not line.startswith(("---", "+++"))]
    was = " ".join(line[1:].strip() for line in lines if line.startswith("-"))
    now = " ".join(line[1:].strip() for line in lines if line.startswith("+"))
    return was.strip(), now.strip()  # a decorator goes with the empty lines above it


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
