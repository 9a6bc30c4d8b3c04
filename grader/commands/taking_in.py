"""What `grader grade` is given: taken in, or refused in the language of the reports."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from grader.classrun.folder_store import FolderStore
from grader.classrun.store import RunOf, refuse_another
from grader.errors import NotTakenIn
from grader.intake import Intake, Terms, Wanted, collect
from grader.intake.due import read_due
from grader.intake.roster import read_roster
from grader.intake.terms import ATTEMPTS
from grader.language import built_in


@dataclass(frozen=True, slots=True)
class Rules:
    """What the command line says of who handed in what and when."""

    layout: str = ""
    attempt: str = ATTEMPTS[0]
    due: str = ""
    roster: Path | None = None


def taken_in(
    paths: Sequence[Path], store: FolderStore, wanted: Wanted, language: str, rules: Rules
) -> Intake:
    """Return what was handed in.

    Raises NotTakenIn, which says in this language why it cannot be graded into this store, and
    UserError for a time that is none.
    """
    due = read_due(rules.due) if rules.due else None
    with _said_in(language):
        roster = read_roster(rules.roster) if rules.roster else None
        terms = Terms(rules.layout, rules.attempt, due, roster)
        intake = collect(paths, apart_from=store.out, wanted=wanted, terms=terms)
        refuse_another(store.provenance(), RunOf(wanted.slug), str(store.out))
        return intake


@contextmanager
def _said_in(language: str) -> Iterator[None]:
    try:
        yield
    except NotTakenIn as error:
        sentence = "\n".join(map(built_in(language).say, error.texts))
        raise type(error)(sentence, error.texts) from None
