"""What the licences of a bill of materials allow, held against a list that a person wrote."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def not_allowed(bill: Path, allowed: Path) -> list[str]:
    """Return a line for each component whose licence is not allowed, or not known."""
    known = tomllib.loads(allowed.read_text(encoding="utf-8"))
    told = json.loads(bill.read_text(encoding="utf-8"))
    return [*_refused(told, known), *_idle(told, known)]


def _refused(bill: dict[str, Any], known: dict[str, Any]) -> Iterator[str]:
    for component in bill["components"]:
        name, said = component["name"], _licences(component)
        read = known["read"].get(name)
        if read is not None:
            said = {read["licence"]}
        if not said:
            yield f"{name} {component.get('version', '')}: says no licence"
        # what a package says in several ways is one licence: all of them have to be allowed
        elif wrong := sorted(one for one in said if not _is_allowed(one, known["allowed"])):
            yield f"{name} {component.get('version', '')}: {', '.join(wrong)}"


def _idle(bill: dict[str, Any], known: dict[str, Any]) -> Iterator[str]:
    """Yield exceptions for what is not there any more: nobody would look at them again."""
    there = {component["name"] for component in bill["components"]}
    yield from (
        f"{name}: is in licences.toml and not installed" for name in known["read"].keys() - there
    )


def _licences(component: dict[str, Any]) -> set[str]:
    """Return what a component says of itself: an expression, identifiers or names."""
    found = set()
    for entry in component.get("licenses", []):
        licence = entry.get("license", {})
        said = entry.get("expression") or licence.get("id") or licence.get("name", "")
        # a text that came along, not what is said of it
        if said and not said.startswith("declared license"):
            found.add(said)
    return found


def _is_allowed(said: str, allowed: list[str]) -> bool:
    """Of `A OR B` one is enough, of `A AND B` both are needed."""
    if said in allowed:
        return True
    choices = [choice.strip(" ()") for choice in said.split(" OR ")]
    if len(choices) > 1:
        return any(_is_allowed(choice, allowed) for choice in choices)
    parts = [part.strip(" ()") for part in said.split(" AND ")]
    return len(parts) > 1 and all(_is_allowed(part, allowed) for part in parts)
