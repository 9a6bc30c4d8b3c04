"""The record of what is taken out of a notebook, filled in step by step."""

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
from grader.model import Text


@dataclass
class Taken:
    """What came out of a notebook."""

    cells: tuple[SolvedCell, ...]
    code: dict[int, Marked]
    course: Course
    reference: str = ""
    exercises: dict[str, Declaration] = field(default_factory=dict)
    tried: dict[str, tuple[Declared, Tried]] = field(default_factory=dict)
    worth: dict[str, Worth] = field(default_factory=dict)
    offered: list[Offered] = field(default_factory=list)
    provided: list[Path] = field(default_factory=list)
    """Modules beside the notebook that it imports."""
    left: list[Text] = field(default_factory=list)
    """What the author has to see to, each a sentence that names its cell."""

    @property
    def needed(self) -> list[str]:
        """The functions that the assignment needs of its reference."""
        tables = [table for told in self.exercises.values() for table in told.inputs.values()]
        called = [name for one in tables if one.call for name in read_expression(one.call).names]
        inputs = {name for told in self.exercises.values() for name in told.inputs}
        return list(dict.fromkeys([*self.exercises, *(n for n in called if n not in inputs)]))
