"""A release has its entry in the changelog; a development version is not one yet."""

import re
from pathlib import Path


def lacks_entry(changelog: Path, release: str) -> str:
    """Return why a version may not go out; empty if it may, or is between two releases."""
    if not re.fullmatch(r"[\d.]+((a|b|rc)\d+)?", release):
        return ""
    headings = re.findall(r"^## \[?([^\s\]]+)", changelog.read_text(encoding="utf-8"), re.MULTILINE)
    return "" if release in headings else f"{changelog.name} has no entry for {release}"
