"""The three catalogues say the same things, and say everything that the code asks for."""

import ast
import re
import string
import tomllib
from pathlib import Path

import pytest

import grader
from grader.language import LANGUAGES, Catalogue, built_in, flatten, plain_sentences, points
from grader.model import Status, Text

SOURCE = Path(grader.__file__).parent
OTHERS = [language for language in LANGUAGES if language != "en"]


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_keys(language: str) -> None:
    assert set(built_in(language)) == set(built_in("en"))


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_has_the_same_fields_in_every_language(language: str) -> None:
    other = built_in(language)
    differing = {
        key: other.word(key)
        for key in built_in("en")
        if fields(other.word(key)) != fields(built_in("en").word(key))
    }
    assert differing == {}


@pytest.mark.parametrize("language", OTHERS)
def test_sentences_are_translated(language: str) -> None:
    """Only short words may be the same by chance, such as Item."""
    same = [
        key
        for key in built_in("en")
        if built_in(language).word(key) == built_in("en").word(key) and len(key) > 12
    ]
    words = {key: re.sub(r"\{\w*\}", "", built_in("en").word(key)).strip() for key in same}
    assert [key for key in same if " " in words[key]] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_clean_and_whole(language: str) -> None:
    catalogue = built_in(language)
    for key in catalogue:
        sentence = catalogue.word(key)
        assert sentence == sentence.strip() and sentence.isprintable(), key
        if key.startswith(("why.", "summary.", "headline.", "isolation.")):
            assert sentence.endswith((".", "!", "?")), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_way_a_case_can_end_has_a_label_and_a_sentence(language: str) -> None:
    catalogue = built_in(language)
    assert [s for s in Status if f"status.{s}" not in catalogue] == []
    unjudged = [s for s in Status if s not in (Status.PASSED, Status.FAILED)]
    assert [s for s in unjudged if f"why.{s}" not in catalogue] == []
    assert fields(catalogue.word("why.raised")) == {"type", "cell", "line"}
    assert fields(catalogue.word("why.raised_nowhere")) == {"type"}


def test_every_text_that_the_code_says_is_in_the_catalogue() -> None:
    asked = {
        node.args[0].value
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Text"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert asked, "the code no longer builds Text(...)"
    assert sorted(key for key in asked if key not in built_in("en")) == []


def test_every_word_of_the_pages_is_used() -> None:
    files = [*(SOURCE / "report").rglob("*.py"), *(SOURCE / "report").rglob("*.j2")]
    source = "".join(p.read_text(encoding="utf-8") for p in [*files, SOURCE / "language.py"])
    words = {
        re.sub(r"\.(one|other|none)$", "", key)
        for key in built_in("en")
        if key.startswith(("ui.", "class."))
    }
    assert sorted(word for word in words if f'"{word}"' not in source) == []


@pytest.mark.parametrize(
    ("score", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (20.0, "20"),
        (100.0, "100"),
        (12.5, "12.5"),
        (10 / 3, "3.33"),
        (0.1 + 0.2, "0.3"),
        (19.999, "20"),
        (1e-9, "0"),
    ],
)
def test_points_carry_no_noise(score: float, text: str) -> None:
    assert points(score) == text


@pytest.mark.parametrize(("language", "text"), [("pt-BR", "12,5"), ("es", "12,5"), ("en", "12.5")])
def test_points_are_written_as_the_language_writes_them(language: str, text: str) -> None:
    assert built_in(language).points(12.5) == text


@pytest.mark.parametrize("score", [None, float("nan"), float("inf")])
def test_points_not_given_are_a_dash(score: float | None) -> None:
    assert built_in("en").points(score) == "–"


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (0, "Every item that could be marked is right."),
        (1, "1 item is not right yet."),
        (3, "3 items are not right yet."),
    ],
)
def test_counts_take_the_right_form(number: int, sentence: str) -> None:
    assert built_in("en").count("headline.open", number) == sentence


def test_an_assignment_may_add_and_override_sentences() -> None:
    catalogue = Catalogue("en", {"cases.rows": "two rows", "agrees": "{what}!"})
    assert catalogue.word("cases.rows") == "two rows"
    assert catalogue.say(Text("agrees", {"what": "dW1"})) == "dW1!"


def test_hostile_values_are_not_read_as_fields() -> None:
    assert built_in("en").say(Text("agrees", {"what": "{key} {0.__class__}"})) == (
        "{key} {0.__class__} is right."
    )


def test_a_lacking_key_or_value_is_shown_not_raised() -> None:
    assert built_in("en").say(Text("no.such.key")) == "no.such.key"
    assert "{what}" in built_in("en").say(Text("agrees"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogues_are_toml_as_plain_as_they_are_read(language: str) -> None:
    path = SOURCE / "languages" / f"{language}.toml"
    source = path.read_text(encoding="utf-8")
    assert plain_sentences(source) == flatten(tomllib.loads(source))
