"""A report's seal: as it is documented, and of everything but the times."""

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from report_samples import SAMPLES, mixed
from report_schema import schema

from grader.report.seal import is_sealed, sealed
from grader.report.to_json import formatted, read_json, write_json

SEED = bytes(range(32))
BESIDE = {"report.html": b"<p>page", "feedback.ipynb": b"{}"}


def is_valid(document: Any) -> bool:
    return Draft202012Validator(schema()).is_valid(document)


def test_the_schema_knows_the_seal() -> None:
    document = json.loads(sealed(write_json(mixed("en")), SEED, BESIDE))
    assert is_valid(document)
    assert not is_valid({**document, "seal": "no digest"})


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sealed_report_is_the_report_with_one_field_more(name: str) -> None:
    report = SAMPLES[name]("en")
    content = sealed(write_json(report), SEED, BESIDE)
    assert is_sealed(content, SEED, BESIDE)
    document = json.loads(content)
    assert is_valid(document) == is_valid(json.loads(write_json(report)))
    assert list(document) == list(schema()["properties"])
    assert read_json(content) == read_json(write_json(report))
    assert not is_sealed(write_json(report), SEED, BESIDE)


def test_the_seal_is_the_documented_one() -> None:
    document = json.loads(sealed(write_json(mixed("pt-BR")), SEED, BESIDE))
    claimed = document.pop("seal")
    del document["timing"]
    beside = {name: hashlib.sha256(file).hexdigest() for name, file in BESIDE.items()}
    covered = json.dumps(
        {"report": document, "beside": beside},
        sort_keys=True, separators=(",", ":"), ensure_ascii=False,
    )  # fmt: skip
    content = b"grader report\0" + covered.encode()
    assert claimed == hmac.new(SEED, content, hashlib.sha256).hexdigest()


def test_times_are_not_covered_and_everything_else_is() -> None:
    content = sealed(write_json(mixed("en")), SEED, BESIDE)
    document = json.loads(content)
    later = {**document, "timing": {"graded_at": "later"}}
    assert is_sealed(formatted(later), SEED, BESIDE)
    for field in [*document, "a new one"]:
        if field not in ("timing", "seal"):
            changed = {**document, field: "another"}
            assert not is_sealed(formatted(changed), SEED, BESIDE), field
    assert len(document) == len(schema()["properties"])


SPOILT: dict[str, Callable[[bytes], tuple[bytes, bytes, dict[str, bytes]]]] = {
    "another seed": lambda content: (content, bytes(32), BESIDE),
    "another page": lambda content: (content, SEED, {**BESIDE, "report.html": b"other"}),
    "a file more": lambda content: (content, SEED, {**BESIDE, "feedback.html": b""}),
    "a file less": lambda content: (content, SEED, {"report.html": b"<p>page"}),
    "files in each other's place": lambda content: (
        content, SEED, dict(zip(BESIDE, reversed(BESIDE.values()), strict=True)),
    ),
    "a space more": lambda content: (content + b" ", SEED, BESIDE),
    "cut off": lambda content: (content[:-30], SEED, BESIDE),
    "a list": lambda content: (b"[" + content + b"]", SEED, BESIDE),
    "nothing": lambda _content: (b"", SEED, BESIDE),
    "no text": lambda _content: (b"\xff\xfe", SEED, BESIDE),
    "endlessly deep": lambda _content: (b"[" * 200_000, SEED, BESIDE),
    "deep in a field": lambda _content: (b'{"seal": ' + b"[" * 200_000, SEED, BESIDE),
    "a number beyond all": lambda _content: (b'{"seal": "", "a": 1e999999}', SEED, BESIDE),
}  # fmt: skip


@pytest.mark.parametrize("spoilt", SPOILT)
def test_whatever_else_there_is_is_not_sealed(spoilt: str) -> None:
    content = sealed(write_json(mixed("en")), SEED, BESIDE)
    assert not is_sealed(*SPOILT[spoilt](content))


def test_a_report_with_odd_texts_is_sealed_as_it_is_written() -> None:
    report = replace(mixed("en"), student="jos\u00e9 \U0001f600 \x00 \ud800 \u202e\"'</script>")
    content = sealed(write_json(report), SEED, {})
    assert is_sealed(content, SEED, {})
    document: dict[str, Any] = json.loads(content)
    assert content == formatted(document)
