"""What `grader grade` is given: taken in, or refused in the language of the reports."""

from collections.abc import Sequence
from pathlib import Path

from grader.classrun.folder_store import FolderStore
from grader.classrun.store import RunOf
from grader.errors import NotTakenIn
from grader.intake import Intake, Wanted, collect
from grader.language import built_in
from grader.model import Text


def taken_in(paths: Sequence[Path], out: Path, wanted: Wanted, language: str) -> Intake:
    """Return what was handed in. Raises NotTakenIn, which says why not in this language."""
    try:
        return collect(paths, apart_from=out, wanted=wanted)
    except NotTakenIn as error:
        raise type(error)(_said(error.texts, language), error.texts) from None


def refuse_another(store: FolderStore, wanted: Wanted, language: str) -> None:
    """Refuse a folder in which the results of another assignment are. Raises NotTakenIn."""
    found = store.provenance()
    if found not in (None, RunOf(wanted.slug)):
        values = {"out": str(store.out), "other": found.slug, "slug": wanted.slug}
        what = Text("intake.another_assignment", values)
        raise NotTakenIn(_said([what], language), [what])


def _said(texts: Sequence[Text], language: str) -> str:
    return "\n".join(map(built_in(language).say, texts))
