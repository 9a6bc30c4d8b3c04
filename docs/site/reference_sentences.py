"""What students and teachers are told when something cannot be graded, in every language."""

import tomllib
from importlib import resources
from typing import Any

from source_fields import cell

from grader.language import LANGUAGES

GROUPS = {
    "why": "Why an exercise could not be judged, and what to do",
    "ended": "How a run of the notebook ended",
    "aside": "Why a file is not graded",
    "intake": "What was found out about who handed in what",
    "summary": "One sentence for an exercise",
    "export": "Why marks cannot be put into a platform's table, and what was put there",
    "fetch": "Fetching a class from a platform",
    "push": "Pushing marks to a platform",
    "remote": "What a platform answers instead",
    "author": "What a solved notebook did not give",
    "service": "What the service refuses, and what to do",
    "serve": "Why a service does not start",
    "backup": "Backing a service up",
    "restore": "Restoring it",
}


def sentences() -> str:
    """Return the page."""
    told = {language: _catalogue(language) for language in LANGUAGES}
    head = (
        "# Sentences\n\nEach says what happened, and what to do next. Words in braces are "
        "filled in.\n"
    )
    parts = [head]
    for group, title in GROUPS.items():
        keys = [key for key in told["en"] if key.startswith(f"{group}.")]
        if not keys:
            raise ValueError(f"no sentence begins with {group}.")
        parts.append(
            f"## {title}\n\n| key | {' | '.join(LANGUAGES)} |\n|---{'|---' * len(LANGUAGES)}|"
        )
        parts += [
            f"| `{key}` | {' | '.join(cell(told[language][key]) for language in LANGUAGES)} |"
            for key in keys
        ]
        parts.append("")
    return "\n".join(parts)


def _catalogue(language: str) -> dict[str, str]:
    path = resources.files("grader.languages") / f"{language}.toml"
    return dict(_flat(tomllib.loads(path.read_text(encoding="utf-8")), ""))


def _flat(table: dict[str, Any], before: str) -> list[tuple[str, str]]:
    found = []
    for key, value in table.items():
        if isinstance(value, dict):
            found += _flat(value, f"{before}{key}.")
        else:
            found.append((f"{before}{key}", value))
    return found
