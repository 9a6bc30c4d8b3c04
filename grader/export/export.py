"""The seam behind which platforms are: a graded class to the files that one of them takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from grader.export.graded_class import GradedClass
from grader.export.mark import Marking
from grader.export.table import Table
from grader.language import Catalogue
from grader.model import Text
from grader.spreadsheet import PLAIN, Locale


@dataclass(frozen=True, slots=True)
class Job:
    """What is exported, and how it is asked for."""

    of: GradedClass
    marking: Marking
    catalogue: Catalogue
    locale: Locale = PLAIN
    column: str = ""
    """The column of the download that is filled, where there are several."""
    overwrite: bool = False
    """Whether marks that are there already are replaced."""
    by_name: bool = False
    """Whether people whom no id tells may be told by a name that nobody shares."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody to be named in the summary, and why."""

    who: str
    why: Text


@dataclass(frozen=True, slots=True)
class Exported:
    """The files of one export by name, and its summary; nothing is written yet."""

    files: Mapping[str, bytes]
    filled: int
    """For how many people there is a mark."""
    unchanged: int = 0
    """How many of them had it already."""
    skipped: tuple[Listed, ...] = ()
    """Who gets no mark by this, and why."""
    look: tuple[Listed, ...] = ()
    """Who gets one, and should be looked at all the same."""
    notes: tuple[Text, ...] = ()


class Filler(Protocol):
    """Fills the table that a teacher downloaded from a platform.

    It writes nothing, and asks nobody.
    """

    @property
    def name(self) -> str:
        """Return the platform's name: that of the option, and of the key of its ids."""
        ...

    @property
    def words(self) -> str:
        """Return what the table is called where it is downloaded, for the option's help."""
        ...

    def fill(self, table: Table, job: Job) -> Exported:
        """Return the filled table, what goes with it, and the summary.

        Raises NotExported when the table cannot be filled: nothing is guessed.
        """
        ...


class Form(Protocol):
    """Makes files of a form of its own, from the class alone. It writes nothing."""

    @property
    def name(self) -> str:
        """Return the name of the option that asks for it."""
        ...

    @property
    def words(self) -> str:
        """Return the option's help."""
        ...

    def make(self, job: Job) -> Exported:
        """Return the files and the summary. Raises NotExported when they cannot be made."""
        ...
