"""What `grader fetch` leaves beside the hand-ins: when each was handed in, and who was late.

It is believed where it lies beside what a platform named, as Gradescope's metadata is: nobody who
hands in can put a file there.
"""

from collections.abc import Mapping, Sequence

import msgspec

from grader.frozen import frozen
from grader.intake.found import Found
from grader.intake.layouts.layout import Claim
from grader.intake.reading import Reading
from grader.model import Text

FETCHED = "fetched.json"


@frozen
class Facts:
    """What is known of one hand-in."""

    time: str = ""
    late: bool | None = None


NOTHING = Facts()


class _HandIn(msgspec.Struct):
    number: str
    time: str = ""
    late: bool | None = None


class _Source(msgspec.Struct):
    platform: str


class _Fetched(msgspec.Struct):
    source: _Source
    hand_ins: list[_HandIn]


Known = Mapping[tuple[str, ...], Mapping[str, Facts]]
"""By the folder that a manifest lies in, and by the platform's number of who handed in."""


def fetched(found: Sequence[Found], reading: Reading, platform: str) -> tuple[Known, list[int]]:
    """Return what manifests of a platform tell, and which of the files they are."""
    known: dict[tuple[str, ...], Mapping[str, Facts]] = {}
    files = []
    for index, one in enumerate(found):
        if one.within[-1] != FETCHED:
            continue
        try:
            told = msgspec.json.decode(reading.whole(one), type=_Fetched)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            continue
        if told.source.platform == platform:
            known[one.place] = {h.number: Facts(h.time, h.late) for h in told.hand_ins}
            files.append(index)
    return known, files


def of_ours(one: Found) -> Claim:
    """Return what a manifest is itself: nobody's hand-in."""
    return Claim(None, len(one.within) - 1, why=Text("aside.of_platform"), certain=True)
