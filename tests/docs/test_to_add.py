"""How to add something: what CONTRIBUTING names is there, and every example is told of."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
SECTION = PAGE.partition("## To add something\n")[2].partition("\n## ")[0]
WORDS = " ".join(SECTION.split())
NAMED = re.findall(r"`(\w+)` in `([\w/.-]+\.py)`", WORDS)
RUN = [
    path
    for line in re.findall(r"^\$ python -m pytest (.+)$", SECTION, re.M)
    for path in line.split()
]


EXAMPLES = [
    path.name
    for path in sorted((ROOT / "tests" / "extend").glob("*.py"))
    if not path.name.startswith("test_")
]


def test_it_tells_of_six_things() -> None:
    assert len(re.findall(r"^\*\*.+?\.\*\*", SECTION, re.M)) == 6


@pytest.mark.parametrize(("name", "path"), NAMED)
def test_each_name_is_defined_where_it_is_said_to_be(name: str, path: str) -> None:
    source = (ROOT / path).read_text(encoding="utf-8")
    assert re.search(rf"^(?:class |def )?{name}\b[(:\[ ]", source, re.M), f"{name} in {path}"


@pytest.mark.parametrize("path", [path for path in RUN if path.startswith("tests")])
def test_each_contract_is_there(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_is_told_of(example: str) -> None:
    assert f"`tests/extend/{example}`" in WORDS


def test_there_is_a_seam_a_line_and_a_contract_to_tell_of() -> None:
    assert len(NAMED) > 15 and len(RUN) > 8
