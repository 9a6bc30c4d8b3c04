"""The published schema of a report."""

import json
from importlib import resources
from typing import Any

SCHEMA_FILE = resources.files("grader.report") / "report-1.schema.json"


def schema() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return read
