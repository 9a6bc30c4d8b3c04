"""Documents that can go stale: what they name must be there, and what is there must be named."""

import re
import tomllib
from pathlib import Path

import pytest

from grader.cli import main

ROOT = Path(__file__).parents[2]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def _modules() -> list[str]:
    package = ROOT / "grader"
    found = [p.relative_to(ROOT).as_posix() for p in package.glob("*.py") if p.stem[0] != "_"]
    found += [f"{p.parent.relative_to(ROOT).as_posix()}/" for p in package.glob("*/__init__.py")]
    return found


@pytest.mark.parametrize("module", _modules())
def test_contributing_names_every_module(module: str) -> None:
    assert f"`{module}`" in CONTRIBUTING


@pytest.mark.parametrize("path", sorted((ROOT / "grader" / "sandbox").glob("[a-z]*.py")))
def test_contributing_names_every_module_of_the_sandbox(path: Path) -> None:
    assert f"`{path.name}`" in CONTRIBUTING


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_that_a_document_names_is_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    named = re.findall(
        r"`((?:grader|docs|tests|benchmarks|examples|assignments|solutions)/[^`<> ]*)`", text
    )
    for path in set(named) - {"grader/report/1", "grader/insight/1"}:  # names of schemas, no paths
        if "/batch_norm/" in path:  # the tutorial's own, which its test builds
            continue
        assert list(ROOT.glob(path.rstrip("/"))), path


def test_the_readme_names_every_command() -> None:
    for name in main.commands:
        assert f"grader {name}" in README, name


def test_the_readme_counts_the_mistakes_of_the_sample_class() -> None:
    expected = tomllib.loads((ROOT / "examples" / "expected.toml").read_text(encoding="utf-8"))
    known = sum(len(mistakes.split()) for mistakes in expected["named"].values())
    assert f"all {known} mistakes that the catalogue" in README
