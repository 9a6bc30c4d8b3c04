"""The record of what is taken out of a notebook, filled in step by step."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from grader.author.marks import Marked
from grader.author.offered import Offered
from grader.author.solved import SolvedCell
from grader.author.trying import Tried
from grader.author.worth import Course, Worth
from grader.declared.exercise import Declared
from grader.declared.expression import read_expression
from grader.declared.tables import Declaration
from grader.model import Ask, Text


@dataclass
class Taken:
    """What came out of a notebook."""

    cells: tuple[SolvedCell, ...]
    code: dict[int, Marked]
    course: Course
    reference: str = ""
    exercises: dict[str, Declaration] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    """Of each exercise, the function or class that it asks about."""
    called: dict[str, str] = field(default_factory=dict)
    """What people call each exercise: `Dense.forward`."""
    classes: frozenset[str] = frozenset()
    """Which of the notebook's definitions are classes."""
    tried: dict[str, tuple[Declared, Tried]] = field(default_factory=dict)
    worth: dict[str, Worth] = field(default_factory=dict)
    offered: list[Offered] = field(default_factory=list)
    provided: list[Path] = field(default_factory=list)
    """Modules beside the notebook that it imports."""
    lent: dict[str, bytes] = field(default_factory=dict)
    """Data files beside it that it read, by the names it opened them by."""
    left: list[Text] = field(default_factory=list)
    """What the author has to see to, each a sentence that names its cell."""

    def asks(self, names: Iterable[str]) -> tuple[Ask, ...]:
        """Return what is asked of a file to have these names, each once."""
        return tuple(
            Ask(name, "class" if name in self.classes else "function")
            for name in dict.fromkeys(names)
        )

    @property
    def needed(self) -> list[str]:
        """The functions and classes that the assignment needs of its reference."""
        tables = [table for told in self.exercises.values() for table in told.inputs.values()]
        called = [name for one in tables if one.call for name in read_expression(one.call).names]
        inputs = {name for told in self.exercises.values() for name in told.inputs}
        asked = [name for exercise, _ in self.tried.values() for name in exercise.asks]
        named = (*asked, *called)
        return list(dict.fromkeys(name for name in named if name not in inputs))
