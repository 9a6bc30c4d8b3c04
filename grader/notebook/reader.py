"""Read a submission into its code cells, whatever its bytes are; nothing is run."""

from dataclasses import replace
from pathlib import PurePath

from grader.errors import UnreadableNotebook
from grader.model import Notebook, Submission, Text
from grader.notebook.beside import beside
from grader.notebook.document import read_document
from grader.notebook.encoding import to_utf8, without_piles
from grader.notebook.foreign import refuse_foreign
from grader.notebook.limits import CODE_CELLS, FILE_BYTES, SOURCE_CHARACTERS
from grader.notebook.other_language import refuse_other_language
from grader.notebook.script import read_script
from grader.notebook.written import with_written

_MEGABYTE = 1_000_000
_OPENING_BYTES = 4096


def read(submission: Submission) -> Notebook:
    """Return the code cells of a notebook (nbformat 4 or 3), a marimo app or Python text.

    Raises UnreadableNotebook, with a sentence on what the file is and what to do, and nothing
    else. The limits are in `grader.notebook.limits`.
    """
    content = submission.content
    if len(content) > FILE_BYTES:
        sizes = {"megabytes": len(content) // _MEGABYTE, "limit": FILE_BYTES // _MEGABYTE}
        raise UnreadableNotebook(Text("file_too_large", sizes))
    refuse_foreign(content)
    content = to_utf8(content)
    refuse_foreign(content)
    named_python = PurePath(submission.name).suffix.lower() == ".py"
    if _is_json(content, named_python=named_python):
        found = read_document(content)
    else:
        found = read_script(content, named_python=named_python)
    last = max((cell.number for cell in found.cells), default=0)
    modules = beside(submission.beside, last)
    found = replace(found, cells=[*modules.cells, *found.cells])
    count = len(found.cells)
    if count > CODE_CELLS:
        raise UnreadableNotebook(Text("too_many_cells", {"cells": count, "limit": CODE_CELLS}))
    if sum(len(cell.source) for cell in found.cells) > SOURCE_CHARACTERS:
        raise UnreadableNotebook(Text("source_too_large"))
    cells = [replace(c, source=without_piles(c.source)) for c in found.cells]
    refuse_other_language(cells, found.languages)
    named = dict(zip((cell.number for cell in modules.cells), modules.modules, strict=True))
    cells = with_written(cells, named)
    left = {*named} - {cell.number for cell in cells}
    beside_it = (one for one in modules.problems if one.message.values.get("cell") not in left)
    return Notebook(tuple(cells), (*found.problems, *beside_it), found.aside)


def _is_json(content: bytes, *, named_python: bool) -> bool:
    """Tell JSON by its first character; a Python file may open so too, and has to show more."""
    start = content[:_OPENING_BYTES].lstrip()[:1]
    if named_python:
        return start == b"{" and (b'"cells"' in content or b'"worksheets"' in content)
    return start in (b"{", b"[")
