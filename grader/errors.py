"""Everything that can stop a command, as one tree; each class knows its exit code.

::

    GraderError
    ├── UserError                 exit 2   the person can mend it
    │   ├── UnknownAssignment              no such slug or folder
    │   ├── BrokenAssignment               the assignment's own files are faulty
    │   ├── BrokenKit                      a kit is damaged, of a newer format, of something else
    │   ├── NotServed                      a command about a service is refused
    │   │   └── BrokenBackup               a backup is damaged, of a newer version, no backup
    │   ├── NotTakenIn                     what was given cannot be graded as it lies
    │   │   └── NothingToGrade             no notebook where one was expected
    │   ├── NotExported                    marks cannot be put where they were to go
    │   ├── RemoteRefused                  a course on a platform does not give, or take, something
    │   │   └── RemoteClosed               nothing more can come of asking it
    │   ├── UnreadableNotebook             the handed-in file cannot be read
    │   │   └── NothingTaken               no assignment comes out of a solved notebook
    │   ├── NotIsolated                    this machine has no sandbox for strangers' code
    │   ├── CannotWrite                    the folder of results takes nothing more
    │   ├── Refused                        a request to the service is not granted
    │   └── NotOurs                        a folder or file that others may have put there
    └── Fault                     exit 3   ours; never a student's loss or gain
        ├── SandboxFault                   the sandbox itself failed
        └── ReferenceFault                 the reference does not pass its own checks

A student's mistake is never an exception here: it is an `Outcome` and a `Finding`.
"""

import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from grader.model import Text


class GraderError(Exception):
    """Anything that stops a command; `str(error)` is a sentence for a person."""

    exit_code: ClassVar[int] = 3


class UserError(GraderError):
    """Wrong use or unreadable input; the sentence says what to do."""

    exit_code = 2


class UnknownAssignment(UserError):
    """No assignment has this slug, and no folder this path.

    To do: compare with `grader list`; name the folder, or the course by `GRADER_COURSE`.
    """


class BrokenAssignment(UserError):
    """An assignment's own files are missing or faulty.

    To do: mend the file that is named; `grader validate` finds the rest.
    """


class BrokenKit(UserError):
    """A kit cannot be read, or holds something else than its manifest says.

    To do: get the kit again, or a newer `grader` where the kit is newer.
    """


class NotServed(UserError):
    """A command about a service is refused; `text` says why, ready for translation.

    To do: what the sentence says; `docs/service.md` has settings and commands.
    """

    def __init__(self, text: Text, sentence: str) -> None:
        super().__init__(sentence)
        self.text = text


class BrokenBackup(NotServed):
    """A service's backup cannot be read, or holds something else than its manifest says.

    To do: restore another backup, with the version that made it or a later one.
    """


class NotTakenIn(UserError):
    """What was given as hand-ins is not graded; `texts` say why, ready for translation.

    To do: name what was downloaded as it is, and `--layout` where its platform is not seen.
    """

    def __init__(self, sentence: str, texts: Sequence[Text] = ()) -> None:
        super().__init__(sentence)
        self.texts = tuple(texts)


class NothingToGrade(NotTakenIn):
    """The given paths hold no notebook.

    To do: name the folder or zip that holds notebooks; what was set aside is listed.
    """


class NotExported(UserError):
    """Marks cannot be put into what was given; `text` says why, ready for translation.

    To do: download the platform's table again, or name the column that is meant.
    """

    def __init__(self, text: Text) -> None:
        super().__init__(text.key)
        self.text = text


class RemoteRefused(UserError):
    """A course on a platform does not give, or take, one thing; `text` says why.

    To do: look at this one on the platform; the same command takes up what is left.

    The rest of the class goes on.
    """

    def __init__(self, text: Text) -> None:
        super().__init__(text.key)
        self.text = text


class RemoteClosed(RemoteRefused):
    """Nothing more can come of asking: the token is refused, the site is away.

    To do: make a new token, or wait until the site is back; then the same command again.
    """


class UnreadableNotebook(UserError):
    """A handed-in file cannot be read; `text` is the sentence, ready for translation.

    To do: open it in Jupyter, save it and hand in what was saved.
    """

    def __init__(self, text: Text) -> None:
        super().__init__(text.key)
        self.text = text


class NothingTaken(UnreadableNotebook):
    """No assignment comes out of a notebook; `why` has a sentence for each thing in it.

    To do: mark the solutions in the notebook (`docs/write-an-assignment.md`).
    """

    def __init__(self, text: Text, why: Sequence[Text]) -> None:
        super().__init__(text)
        self.why = tuple(why)


class NotIsolated(UserError):
    """This machine offers no sandbox, and the code to run is not the caller's own.

    To do: `grader doctor` says what is lacking; `--allow-tier` accepts less, knowingly.
    """


class CannotWrite(UserError):
    """The folder of results takes nothing more: the disk is full, or it may only be read.

    To do: make room or choose another `--out`; the same command goes on where it stopped.
    """


class Refused(UserError):
    """A request to the service is not granted.

    To do: what the answer's `detail` says; a service names no more than it must.

    `kind` is what its problem details are called by (`grader/service/problems.py`); `text` says
    why and what to do, ready for translation.
    """

    def __init__(self, kind: str, text: Text, *, retry_after: int | None = None) -> None:
        super().__init__(kind)
        self.kind = kind
        self.text = text
        self.retry_after = retry_after
        """Seconds after which asking again makes sense; None where it does not."""


class NotOurs(UserError):
    """A folder or a file is a link, another user's, or others may write to it; it is not used.

    To do: name a folder of your own that nobody else may write to.
    """


class Fault(GraderError):
    """A fault of the grader's: no points are given and none are taken."""

    exit_code = 3


class SandboxFault(Fault):
    """The sandbox failed, not the program inside it.

    To do: the same again; if it stays, `grader doctor`, and report it with what it prints.
    """


class ReferenceFault(Fault):
    """The reference solution does not earn full marks on its own cases.

    To do: `grader validate` names the case and the check; mend the reference or the check.
    """


def where(error: BaseException) -> str:
    """Name an exception and the lines it came through, innermost first.

    Not what it says, nor the lines themselves: either may hold a hidden input or an answer.
    """
    frames = reversed(traceback.extract_tb(error.__traceback__))
    lines = [f"{Path(f.filename).name}:{f.lineno} in {f.name}" for f in frames]
    return ", ".join([type(error).__name__, *lines])
