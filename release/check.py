"""May this commit be released? `make release-check`, which ends with 1 where it may not.

    python release/check.py [--out dist] [--quick]

What is built is the commit that is checked out, twice, in two clones that have nothing in common;
what is left in `--out` is the first: wheel, sdist and the bill of materials. `--quick` freezes kits
of one seed without mistakes: it checks the machinery, and what it makes is not for students.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from bill import bill_of_materials
from changelog import lacks_entry
from licences import not_allowed
from sample import checks_samples
from twice import built_twice

ROOT = Path(__file__).parents[1]


def main() -> int:
    """Go through all of it; the first that fails ends it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    if changed := _git("status", "--porcelain"):
        return _refused(f"not committed, so not built:\n{changed}")
    out = given.out.resolve()
    with tempfile.TemporaryDirectory() as folder:
        wheel, sdist, differing = built_twice(ROOT, out, Path(folder), quick=given.quick)
        if differing:
            return _refused(f"two builds of one commit differ: {', '.join(differing)}")
        _said(f"{wheel.name} and {sdist.name}: the same bytes when built again elsewhere")
        return _may_go_out(wheel, sdist, out, Path(folder))


def _may_go_out(wheel: Path, sdist: Path, out: Path, folder: Path) -> int:
    release = wheel.name.split("-")[1]
    if why := lacks_entry(ROOT / "CHANGELOG.md", release):
        return _refused(why)
    _run(sys.executable, "-m", "twine", "check", "--strict", str(wheel), str(sdist))
    python = _clean(folder / "clean")
    _run(str(python), "-m", "pip", "install", "--quiet", str(wheel))
    if why := checks_samples(python, ROOT, folder / "empty"):
        return _refused(why)
    _said("the wheel alone, in an environment of its own, checks a right and a wrong notebook")
    _run(str(python), "-m", "pip", "install", "--quiet", *_with_extras(wheel))
    _run(str(python), "-m", "pip", "check")
    bill = bill_of_materials(python, out / f"nngrader-{release}.cdx.json", ROOT)
    if refused := not_allowed(bill, Path(__file__).with_name("licences.toml")):
        return _refused("licences that nobody has allowed:\n  " + "\n  ".join(refused))
    _said(f"{bill.name}: every licence is one of release/licences.toml")
    return 0


def _clean(folder: Path) -> Path:
    """Return the Python of a new environment."""
    _run(sys.executable, "-m", "venv", str(folder))
    return folder / "bin" / "python"


def _with_extras(wheel: Path) -> list[str]:
    """Return what pip is told so that all that users may install is there."""
    extras = "annotate,author,dask,lms,otel,service,service-cloud,watch"
    return [f"nngrader[{extras}] @ {wheel.as_uri()}"]


def _git(*arguments: str) -> str:
    command = ["git", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def _run(*command: str) -> None:
    subprocess.run(command, cwd=ROOT, check=True)


def _said(what: str) -> None:
    print(f"ok: {what}", flush=True)


def _refused(why: str) -> int:
    print(f"no release: {why}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
