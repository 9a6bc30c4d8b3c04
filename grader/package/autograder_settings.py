"""What is graded in an autograder's container, and how: written when it is packed, read there."""

from pathlib import Path

import msgspec

from grader.errors import BrokenAssignment
from grader.language import LANGUAGES
from grader.report.gradescope_results import FORMS, LATER, Form, Later
from grader.sandbox.tiers import TIERS

SETTINGS = "autograder.json"
_MOST = 1 << 16


class Settings(msgspec.Struct, frozen=True):
    """What whoever packed it has chosen."""

    assignment: str
    """Where in the zip it is: a folder or a kit."""
    language: str = LANGUAGES[-1]
    hint: int = 1
    """How far students are told at once: 1 where a mistake is, 2 what it is, 3 how to go on."""
    form: Form = FORMS[0]
    later: Later = LATER[0]
    allow_tier: str = TIERS[0]


def as_bytes(settings: Settings) -> bytes:
    """Return settings as a file."""
    return msgspec.json.format(msgspec.json.encode(settings), indent=1) + b"\n"


def read_settings(source: Path) -> Settings:
    """Read the settings in the folder of an unpacked autograder. Raises BrokenAssignment."""
    path = source / SETTINGS
    try:
        with path.open("rb") as file:
            settings = msgspec.json.decode(file.read(_MOST), type=Settings)
    except (OSError, msgspec.MsgspecError) as error:
        raise BrokenAssignment(f"{path} is not what was packed: {error}") from None
    wrong = settings.language not in LANGUAGES or settings.allow_tier not in TIERS
    if wrong or settings.hint not in (1, 2, 3):
        raise BrokenAssignment(f"{path} is not what was packed: a word that is not known here")
    return settings
