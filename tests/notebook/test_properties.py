"""Reading: any bytes give cells or one sentence, never another exception."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from json_values import json_values
from notebook_samples import document, submission

from grader.errors import UnreadableNotebook
from grader.language import LANGUAGES, Catalogue
from grader.model import Cell, Notebook
from grader.notebook import read

OPENINGS = [b"", b"{", b'{"cells": [', b'{"cells": [{"source": ', b"# %%\n", b"\xff\xfe", b"PK"]


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(OPENINGS),
    st.binary(max_size=200)
    | st.text(max_size=100).map(lambda text: text.encode("utf-8", "replace")),
    st.sampled_from(["a.ipynb", "a.py", "a", ""]),
)
def test_any_bytes_are_read_or_refused(opening: bytes, rest: bytes, name: str) -> None:
    try:
        found = read(submission(opening + rest, name))
    except UnreadableNotebook as error:
        for language in LANGUAGES:
            assert "{" not in Catalogue(language).say(error.text)
    else:
        assert isinstance(found, Notebook)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(["cell_type", "source", "metadata"]), json_values)))
def test_any_json_under_the_right_keys_is_read_or_refused(cells: list[Any]) -> None:
    found = read(submission(json.dumps({"cells": cells})))
    assert all(isinstance(cell.source, str) for cell in found.cells)


@settings(max_examples=100, deadline=None)
@given(json_values)
def test_any_json_is_read_or_refused(value: Any) -> None:
    try:
        found = read(submission(json.dumps(value)))
    except UnreadableNotebook as error:
        assert error.text.key in Catalogue("en")
    else:
        assert isinstance(found, Notebook)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=40)))
def test_sources_survive_writing_and_reading(sources: list[str]) -> None:
    content = json.dumps(document(*[s.splitlines(keepends=True) for s in sources]))
    written = [Cell(n, s) for n, s in enumerate(sources, 1) if s.strip()]
    assert list(read(submission(content)).cells) == written
