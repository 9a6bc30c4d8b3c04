"""What was taken in, kept with its results: who handed in what, and where its bytes are.

A run that goes on later (a hand-in that came late, a regrade, a decision) finds the class in it.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from grader.classrun.store import Store
from grader.files import folder_names
from grader.intake import Collision, HandIn, Intake, Member, Place
from grader.intake.likeness import key, visible
from grader.model import Text

_NOTE = "intake.json"
_ROOM = 1 << 26
"""Bytes of hand-ins that lie nowhere on the disk by themselves."""


def keep_intake(store: Store, intake: Intake) -> None:
    """Keep it. Raises CannotWrite.

    Of a class that lies in a tar or in zips within a zip the hand-ins themselves are kept, as far
    as there is room; those of the rest cannot be read again, and their results stay as they are.
    """
    intake = replace(intake, handed_in=tuple(_bounded(intake.handed_in)))
    # wherever the next run begins: in whole paths
    document = msgspec.to_builtins(intake, enc_hook=lambda path: str(Path.absolute(path)))
    # names of files may be no Unicode: JSON that escapes everything brings them back as they were
    store.note(_NOTE, json.dumps(document).encode("ascii"))


def _bounded(handed_in: Iterable[HandIn]) -> Iterator[HandIn]:
    room = _ROOM
    for one in handed_in:
        room -= len(one.place.kept or b"")
        if room >= 0 or one.place.kept is None:
            yield one
        else:  # a path that nothing can be at: what lies there would be another file
            gone = one.place.path / "not kept" / one.name
            yield replace(one, place=Place(gone), others=())


def kept_intake(store: Store) -> Intake | None:
    """Return what the store's last run took in; None where nothing tells."""
    content = store.noted(_NOTE)
    if content is None:
        return None
    try:
        return msgspec.convert(json.loads(content), Intake, dec_hook=_path)
    except (msgspec.ValidationError, ValueError, RecursionError):  # not what a run wrote
        return None


def with_earlier(intake: Intake, store: Store) -> Intake:
    """Return the class as a whole: whoever handed in before and is not among these stays in it.

    Only whose result is kept stays. They are named, for a person to see that they are meant to.
    """
    earlier = kept_intake(store)
    if earlier is None:
        return intake
    now = {key(one.person.id) for one in intake.handed_in}
    keys = folder_names(one.person.id for one in earlier.handed_in)
    stay = [
        one
        for one in earlier.handed_in
        if key(one.person.id) not in now and store.finished(keys[one.person.id]) is not None
    ]
    if not stay:
        return intake
    handed = sorted((*intake.handed_in, *stay), key=lambda one: one.person.id)
    return replace(intake, handed_in=tuple(handed), collisions=(*intake.collisions, _stayed(stay)))


def _stayed(stay: list[HandIn]) -> Collision:
    members = tuple(Member(visible(one.person.id), visible(one.name)) for one in stay)
    return Collision(Text("collision.stayed", {"n": len(stay)}), members)


def _path(kind: type, value: Any) -> Any:
    if kind is Path and isinstance(value, str):
        return Path(value)
    raise NotImplementedError(kind)
