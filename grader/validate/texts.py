"""Everything is said in every language that the assignment declares, or it is a fault."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.language import flatten
from grader.validate.flaw import Flaw, Row

_FIELD = re.compile(r"\{(\w+)\}")


def examine_texts(folder: Path, solutions: Path) -> Row:
    """Compare the languages of `assignment.toml`, `texts.toml` and `mistakes.toml`."""
    table = _read(folder / "assignment.toml")
    languages = [language for language in table.get("languages", []) if isinstance(language, str)]
    faults = [
        Flaw(str(folder / "assignment.toml"), key, sentence)
        for key, sentence in _titles(table, languages)
    ]
    path = folder / "texts.toml"
    texts = {name: flatten(said) for name, said in _read(path).items() if isinstance(said, Mapping)}
    if path.is_file():
        faults += [Flaw(str(path), key, said) for key, said in _differences(texts, languages)]
    known = {key for said in texts.values() for key in said}
    for key in dict.fromkeys(key for key in _named_in(table) if key not in known):
        faults += [Flaw(str(path), f"{language}.{key}", "is missing") for language in languages]
    path = solutions / "mistakes.toml"
    said = [
        Flaw(str(path), f"{name}.{kind}", sentence)
        for name, kinds in _leaves(_read(path))
        for kind in ("sentence", "hint")
        for sentence in _lacking(kinds.get(kind, {}), languages)
    ]
    return Row("texts", f"{', '.join(languages) or 'no language'}", tuple(faults + said))


def _titles(table: Mapping[str, Any], languages: Sequence[str]) -> Iterator[tuple[str, str]]:
    titled = [("title", table.get("title", {}))]
    for number, exercise in enumerate(table.get("exercises", [])):
        titled.append((f"exercises[{number}].title", exercise.get("title", {})))
        for place, item in enumerate(exercise.get("items", [])):
            titled.append((f"exercises[{number}].items[{place}].title", item.get("title", {})))
    for key, title in titled:
        for sentence in _lacking(title, languages):
            yield key, sentence


def _named_in(table: Mapping[str, Any]) -> Iterator[str]:
    """Yield the keys of the sentences and titles that tables of declared exercises name."""
    for exercise in table.get("exercises", []):
        groups = exercise.get("groups", [])
        for group in groups:
            cases = group.get("cases", 1)
            numbers = [f"_{n}" for n in range(1, cases + 1)] if cases > 1 else [""]
            yield from (f"cases.{group.get('name', '')}{number}" for number in numbers)
        for told in (exercise, *groups):
            for output in told.get("outputs", {}).values():
                says = str(output.get("says", ""))
                every = [says.replace("{each}", str(one)) for one in output.get("each", [""])]
                yield from (f"{key}.{end}" for key in every if key for end in ("holds", "fails"))


def _lacking(said: Any, languages: Sequence[str]) -> Iterator[str]:
    for language in languages:
        if not isinstance(said, Mapping) or not str(said.get(language, "")).strip():
            yield f"nothing is said in {language}"


def _differences(
    texts: Mapping[str, Mapping[str, str]], languages: Sequence[str]
) -> Iterator[tuple[str, str]]:
    everything: dict[str, str] = {}
    for language in languages:
        everything.update(texts.get(language, {}))
    for key, said in everything.items():
        for language in languages:
            here = texts.get(language, {}).get(key, "")
            if not here.strip():
                yield f"{language}.{key}", "is missing"
            elif set(_FIELD.findall(here)) != set(_FIELD.findall(said)):
                yield f"{language}.{key}", "has other {fields} than in another language"


def _leaves(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the tables that hold a sentence or a hint, by their dotted names."""
    if "sentence" in table or "hint" in table:
        yield prefix.rstrip("."), table
        return
    for name, inner in table.items():
        if isinstance(inner, Mapping):
            yield from _leaves(inner, f"{prefix}{name}.")


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return {}  # said elsewhere: by the row of the files, or of the table
