"""A remote student of a test's own functions, or of an extraction, in this process."""

from collections.abc import Mapping
from typing import Any

from grader.model import Chunk, Extraction
from grader.remote.session import Session
from grader.remote.student import Student, Submitted
from grader.sandbox import loading
from grader.sandbox.bare import Local
from grader.sandbox.server import Server


def student_of(functions: Mapping[str, Any], loop: str = "", name: str = "treinar") -> Student:
    """Return a student who defines these, under the names that are asked for, and has a loop."""
    blocks = {name: Chunk(1, 1, loop)} if loop else {}
    names = {name: name for name in functions}
    return _student(Extraction((), names, blocks), dict(functions))


def student_from(extraction: Extraction) -> Student:
    """Return the student who handed this in; every statement of theirs must load."""
    loaded, failed = loading.load(extraction.chunks)
    assert failed == []
    return _student(extraction, loaded.namespace)


def _student(extraction: Extraction, namespace: dict[str, Any]) -> Student:
    def session() -> Session:
        return Session(Local(Server(loading.Loaded(namespace, [*extraction.blocks.values()]))))

    return Student(session(), Submitted(extraction.names, extraction.blocks, {}), session)
