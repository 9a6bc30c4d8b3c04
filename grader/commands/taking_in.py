"""What `grader grade` is given: taken in, or refused in the language of the reports."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from grader.classrun.folder_store import FolderStore
from grader.classrun.store import RunOf, refuse_another
from grader.errors import NotTakenIn
from grader.intake import Intake, Wanted, collect
from grader.language import built_in


def taken_in(paths: Sequence[Path], store: FolderStore, wanted: Wanted, language: str) -> Intake:
    """Return what was handed in.

    Raises NotTakenIn, which says in this language why it cannot be graded into this store.
    """
    with _said_in(language):
        intake = collect(paths, apart_from=store.out, wanted=wanted)
        refuse_another(store.provenance(), RunOf(wanted.slug), str(store.out))
        return intake


@contextmanager
def _said_in(language: str) -> Iterator[None]:
    try:
        yield
    except NotTakenIn as error:
        sentence = "\n".join(map(built_in(language).say, error.texts))
        raise type(error)(sentence, error.texts) from None
