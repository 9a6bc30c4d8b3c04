"""What is taken from a notebook: every case of `data/notebooks/extraction.toml`."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from grader.extract import extract
from grader.model import Ask, Cell, Notebook, Problem

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "data/notebooks/extraction.toml").read_text(encoding="utf-8")
)["case"]


def ask(entry: str | dict[str, Any]) -> Ask:
    if isinstance(entry, str):
        return Ask(entry)
    lists = {
        key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()
    }
    return Ask(**lists)


def brief(problem: Problem) -> str:
    place = problem.where.values
    line = f":{place['line']}" if "line" in place else ""
    return f"{place.get('cell', 'file')}{line} {problem.message.key}"


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_extraction_takes_what_the_case_says(case: dict[str, Any]) -> None:
    ran = case.get("ran", [None] * len(case["cells"]))
    cells = zip(case["cells"], ran, strict=True)
    notebook = Notebook(
        tuple(Cell(n, source, count or None) for n, (source, count) in enumerate(cells, 1))
    )
    asks = [ask(entry) for entry in case["asks"]]

    extraction = extract(notebook, asks)

    missing = case.get("missing", {})
    blocks = {name: f"{chunk.cell}:{chunk.line}" for name, chunk in extraction.blocks.items()}
    names = {a.name: a.name for a in asks if a.kind != "block" and a.name not in missing}
    assert [chunk.source.split("\n")[0] for chunk in extraction.chunks] == case.get("kept", [])
    apart = [chunk.source.split("\n")[0] for chunk in extraction.chunks if chunk.apart]
    assert apart == case.get("apart", [])
    assert extraction.names == names | case.get("names", {})
    assert blocks == case.get("blocks", {})
    assert {name: text.key for name, text in extraction.missing.items()} == missing
    assert sorted(extraction.not_attempted) == case.get("blank", [])
    assert [brief(problem) for problem in extraction.problems] == case.get("problems", [])
