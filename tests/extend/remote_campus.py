"""To add a remote course: the made-up platform of `lms_campus.py`, as a folder that two share."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from grader.errors import RemoteRefused
from grader.model import Text
from grader.remote_course.course import (
    Assigned,
    Grade,
    Held,
    Member,
    RemoteFile,
    RemoteHandIn,
    Roll,
)
from grader.remote_course.names import each_once, safe


class CampusCourse:
    """A `RemoteCourse`: `in/NUMBER NAME/` holds what was handed in, `out/NUMBER.json` a mark."""

    name = "campus"
    html = False

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def assigned(self) -> Assigned:
        return Assigned(self._folder.name, Decimal(10))

    def roll(self) -> Roll:
        hand_ins = []
        nobody = []
        for member, folder in self._people():
            files = tuple(
                RemoteFile(f"{member.number}/{path.name}", path.name, address=str(path))
                for path in sorted(folder.iterdir())
            )
            if files:
                hand_ins.append(RemoteHandIn(member.number, member.name, (member,), files))
            else:
                nobody.append(member)
        return Roll(tuple(hand_ins), tuple(nobody))

    def places(self, hand_in: RemoteHandIn) -> Sequence[tuple[str, ...]]:
        top = f"campus-{hand_in.number}-{safe(hand_in.name)}"
        return each_once((top, safe(file.path)) for file in hand_in.files)

    def page_name(self, digest: str) -> str:
        return "feedback.html"

    def download(self, file: RemoteFile) -> bytes:
        try:
            return Path(file.address).read_bytes()
        except OSError:
            raise RemoteRefused(Text("remote.not_found")) from None

    def held(self, members: Sequence[Member]) -> Mapping[str, Held]:
        there = {member.number for member, _folder in self._people()}
        gone = Held(locked=Text("push.left_course"))
        return {m.number: self._held(m) if m.number in there else gone for m in members}

    def push(self, grade: Grade) -> None:
        told = {"mark": str(grade.mark), "comment": grade.comment, "page": grade.page_name}
        self._mark(grade.member).write_text(json.dumps(told), encoding="utf-8")

    def _held(self, member: Member) -> Held:
        if not (path := self._mark(member)).exists():
            return Held()
        told = json.loads(path.read_bytes())
        return Held(Decimal(told["mark"]), pages=frozenset({told["page"]}))

    def _mark(self, member: Member) -> Path:
        return self._folder / "out" / f"{member.number}.json"

    def _people(self) -> list[tuple[Member, Path]]:
        folders = sorted((self._folder / "in").iterdir())
        return [(Member(*path.name.split(" ", 1)), path) for path in folders]
