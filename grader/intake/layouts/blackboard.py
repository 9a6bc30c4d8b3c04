"""Blackboard: `{Assignment}_{username}_attempt_{time}[_{file}]`, and the same with `.txt` about it.

Names of assignments and of users may hold underscores: where the `.txt` is, its first line says
which name is the user's; else it is what follows the last underscore.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.intake.found import Found
from grader.intake.hand_in import Person
from grader.intake.layouts.layout import Claim
from grader.intake.reading import Reading
from grader.intake.times import moment, order_of
from grader.model import Text
from grader.report import clean

_TIME = r"\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d"
_FILE = re.compile(rf"((.+?)_attempt_({_TIME}))(?:_(.+)|\.([A-Za-z0-9.]+))", re.DOTALL)
_NAME = re.compile(
    r"^(?:Name|Nome|Nombre):[ \t]*(.{0,300}?)[ \t]*\(([^()\n]{1,100})\)[ \t]*$", re.M
)
_HEAD = 4096
"""Bytes of a file about an attempt that are looked at."""
_TYPED = re.compile(
    r"^(?:Submission Field|Campo de envio|Campo de envío):[ \t]*\r?\n[ \t]*"
    r"(?!There is no student|Não há|No hay)\S", re.M,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Named:
    """A name that Blackboard makes, and which part of a path it is."""

    depth: int
    attempt: str
    """All but the file's own name: the same for all files of an attempt."""
    before: str
    """The assignment and the user."""
    time: str
    about: bool
    """Whether it is the file about the attempt."""


class Blackboard:
    """Blackboard Learn's download of an assignment's files."""

    name = "blackboard"
    counts = False

    def claims(self, found: Sequence[Found], reading: Reading) -> Mapping[int, Claim]:
        """Claim what is called as the files of an attempt are."""
        named = {index: given for index, one in enumerate(found) if (given := _named(one))}
        about = {
            (found[index].above(given.depth), given.attempt): _about(found[index], reading)
            for index, given in named.items()
            if given.about
        }
        handed = {
            (found[index].above(given.depth), given.attempt)
            for index, given in named.items()
            if not given.about
        }
        claims = {}
        for index, given in named.items():
            attempt = (found[index].above(given.depth), given.attempt)
            words = about.get(attempt, "")
            why = _why(given, words, handed=attempt in handed)
            claims[index] = self._claim(given, words, why)
        return claims

    def _claim(self, given: _Named, words: str, why: Text | None) -> Claim:
        said = _NAME.search(words)
        user = said[2].strip() if said else ""
        if said is None or not given.before.endswith(f"_{user}"):
            user = given.before.rpartition("_")[2] or given.before
        person = Person(user, clean.line(said[1]) if said else "", ids=((self.name, user),))
        year, month, day, hour, minute, second = given.time.split("-")
        time = f"{year}-{month}-{day} {hour}:{minute}:{second}"
        order = order_of(moment(time))
        return Claim(person, given.depth, time, order=order, why=why, certain=bool(said))


def _named(one: Found) -> _Named | None:
    for depth in one.files:
        if named := _FILE.fullmatch(one.within[depth]):
            is_last = depth == len(one.within) - 1
            return _Named(depth, named[1], named[2], named[3], is_last and named[5] == "txt")
    return None


def _about(one: Found, reading: Reading) -> str:
    words = reading.opening(one)[:_HEAD].decode("utf-8-sig", "replace")
    return words.replace("\r\n", "\n")


def _why(given: _Named, words: str, *, handed: bool) -> Text | None:
    if not given.about:
        return None
    is_typed = not handed and _TYPED.search(words) is not None
    return Text("aside.online_text" if is_typed else "aside.of_platform")
