"""Write what a class tells its teacher as JSON (`grader/insight/1`)."""

from dataclasses import asdict
from typing import Any

from grader.report import clean
from grader.report.insight import Insight
from grader.report.to_json import formatted

SCHEMA = "grader/insight/1"


def write_insight(insight: Insight) -> bytes:
    """Return UTF-8 JSON, indented, ending in a newline; students by their ids."""
    document: dict[str, Any] = clean.deep(asdict(insight))
    document["statuses"] = [
        {"status": status, "students": students} for status, students in document["statuses"]
    ]
    return formatted({"schema": SCHEMA, **document})
