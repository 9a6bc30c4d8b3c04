"""The notebook reader: any file that a student hands in gives cells or one sentence."""

from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from grader.errors import UnreadableNotebook
from grader.language import LANGUAGES, built_in
from grader.model import Submission
from grader.notebook import read
from grader.notebook.limits import CODE_CELLS, SOURCE_CHARACTERS

_NAMES = ("ana.ipynb", "ana.py", "ana.ipynb.txt", "")
_LESSONS = Path(__file__).resolve().parent.parent / "tests" / "data"


def check(data: bytes) -> None:
    """Read a file; its first byte chooses its name."""
    name = _NAMES[data[0] % len(_NAMES)] if data else ""
    try:
        found = read(Submission("ana", name, data[1:]))
    except UnreadableNotebook as error:
        sentences = [error.text]
    else:
        numbers = [cell.number for cell in found.cells]
        assert numbers == sorted(set(numbers))
        assert len(numbers) <= CODE_CELLS
        assert sum(len(cell.source) for cell in found.cells) <= SOURCE_CHARACTERS
        sentences = [text for p in found.problems for text in (p.where, p.message)]
    for text in sentences:
        for language in LANGUAGES:
            assert text.key in built_in(language)
            sentence = built_in(language).word(text.key)
            fields = {name for _text, name, *_how in Formatter().parse(sentence)}
            assert fields - {None} <= text.values.keys()


def seeds() -> Iterator[bytes]:
    """Give the sample notebooks, whole and damaged, under the names they have."""
    for path in sorted(_LESSONS.glob("notebooks/*--*")):
        yield bytes([1 if ".py" in path.suffixes else 0]) + path.read_bytes()
    for path in sorted(_LESSONS.glob("lessons/*/*.ipynb")):
        yield b"\0" + path.read_bytes()
    yield b"\1# %%\nx = 1\n# %% [markdown]\n# text\n# In[3]:\ny = 2\n"
    yield b'\0{"worksheets": [{"cells": [{"cell_type": "code", "input": ["x = 1"]}]}]}'
    yield '\0{"cells": [{"cell_type": "code", "source": "x = \'á\'"}]}'.encode("utf-16")
