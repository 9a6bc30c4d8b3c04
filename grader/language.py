"""Say a `Text` in a language: catalogues are TOML, one per language, plus an assignment's own."""

import json
import math
import os
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from grader.model import Text

LANGUAGES = ("pt-BR", "es", "en")
"""Each has its sentences in `languages/`. The last is said where nothing tells another."""
if TYPE_CHECKING:
    Language = str
else:  # one of these, in what is read
    Language = Literal[LANGUAGES]
REMEDY = " | "
"""Stands in a sentence between what is so and what to do about it."""
_BY_CODE = {language[:2]: language for language in LANGUAGES}


class Catalogue:
    """All sentences of one language."""

    def __init__(self, language: str, extra: Mapping[str, str] | None = None) -> None:
        self.language = language
        self._sentences = {**_built_in(language), **(extra or {})}

    def say(self, text: Text, *, remedy: bool = True) -> str:
        """Return the sentence, without what to do about it where there is to be no `remedy`.

        A missing key is shown as itself, never raised.
        """
        said, _, to_do = self._sentences.get(text.key, text.key).partition(REMEDY)
        sentence = f"{said} {to_do}" if remedy and to_do else said
        values = {name: _written(self, value) for name, value in text.values.items()}
        try:
            return sentence.format_map(values)
        except (KeyError, ValueError, IndexError):
            return sentence

    def word(self, key: str, default: str | None = None) -> str:
        """Return a fixed sentence or word by its key."""
        return self._sentences.get(key, key if default is None else default)

    def count(self, key: str, number: int) -> str:
        """Return `key.one` or `key.other` with the number filled in as {n}.

        The three languages agree on where the plural begins, but for 0, where they take
        `key.none` if there is one.
        """
        form = "one" if number == 1 else "other"
        if number == 0 and f"{key}.none" in self:
            form = "none"
        return self.say(Text(f"{key}.{form}", {"n": number}))

    def points(self, score: float | None) -> str:
        """Return points as people write them here; a dash for points not given."""
        if score is None or not math.isfinite(score):
            return "–"
        return points(score).replace(".", self.word("ui.decimal"))

    def __contains__(self, key: str) -> bool:
        return key in self._sentences

    def __iter__(self) -> Iterator[str]:
        return iter(self._sentences)


@cache
def built_in(language: str) -> Catalogue:
    """Return the catalogue of a language without any assignment's sentences."""
    return Catalogue(language)


def spoken_here() -> str:
    """Return the language of this machine's user, as far as the environment tells it."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if said := os.environ.get(variable):
            return _BY_CODE.get(said[:2].lower(), LANGUAGES[-1])
    return LANGUAGES[-1]


def points(score: float) -> str:
    """Write points with at most two decimals and no idle zeros: 12.5, 20, 3.33."""
    text = f"{score:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def flatten(table: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Turn nested TOML tables into dotted keys."""
    flat: dict[str, str] = {}
    for name, value in table.items():
        if isinstance(value, Mapping):
            flat.update(flatten(value, f"{prefix}{name}."))
        else:
            flat[prefix + name] = str(value)
    return flat


@cache
def _built_in(language: str) -> dict[str, str]:
    path = Path(__file__).parent / "languages" / f"{language}.toml"
    return plain_sentences(path.read_text(encoding="utf-8"))


def plain_sentences(source: str) -> dict[str, str]:
    """Read tables of sentences, each on a line of its own: TOML, in a tenth of its reader's time.

    Raises ValueError for what is not as plain as that.
    """
    flat: dict[str, str] = {}
    prefix = ""
    for line in filter(None, source.split("\n")):
        if line.startswith("["):
            prefix = f"{line[1:-1]}."
        elif not line.startswith("#"):
            key, _equals, said = line.partition(" = ")
            flat[prefix + key] = json.loads(said)
    return flat


def _written(catalogue: Catalogue, value: str | int | float | Text) -> str:
    if isinstance(value, Text):
        return catalogue.say(value)
    if isinstance(value, float):
        return f"{value:.8g}".replace(".", catalogue.word("ui.decimal"))
    return str(value)
