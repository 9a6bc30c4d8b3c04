"""What one slip costs: the page that the command writes."""

from pathlib import Path

from grader.load import load_module

COSTS = load_module(Path(__file__).parents[2] / "benchmarks" / "costs.py", "costs")


def test_tables_of_other_lessons_stay_where_they_are() -> None:
    page = f"What a slip costs.\n\n{COSTS.BEGIN}\n\n## a\n\nold\n\n## b\n\nkept\n"
    assert COSTS.renewed(page, {"a": "## a\n\nnew\n"}) == page.replace("old", "new")
    assert COSTS.renewed(page, {"c": "## c\n\nmore\n"}) == f"{page}\n## c\n\nmore\n"
