"""Every remote course that the shared contract is asked of: one more is a line of `COURSES`."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import pytest
from extend.remote_campus import CampusCourse
from remote_class import Waits, source_of
from remote_platform import SECRET

from grader.remote_course.course import Member, RemoteCourse, RemoteFile, RemoteHandIn
from grader.remote_course.memory import MemoryCourse
from grader.remote_course.platforms import remote_course
from grader.remote_course.token import Token

Request = pytest.FixtureRequest


@contextmanager
def _on_a_port(request: Request) -> Iterator[RemoteCourse]:
    """Open the fake of a platform that the fixture of this name serves."""
    platform = request.getfixturevalue(request.param)
    with remote_course(source_of(platform), Token(SECRET), Waits().clock) as opened:
        yield opened


def _in_memory(_request: Request) -> AbstractContextManager[RemoteCourse]:
    hand_ins = tuple(
        RemoteHandIn(
            str(number), f"P {number}", (Member(str(number), f"P {number}"),),
            (RemoteFile(f"{number}", "lab.ipynb", 2, content=b"{}"),), 1, "2026-11-29T20:00:00Z",
        )
        for number in (1, 2)
    )  # fmt: skip
    return nullcontext(MemoryCourse(hand_ins, (Member("3", "P 3"),)))


def _campus(request: Request) -> AbstractContextManager[RemoteCourse]:
    folder: Path = request.getfixturevalue("tmp_path")
    for name in ("1 Ana", "2 Bia", "3 Caio"):
        (folder / "in" / name).mkdir(parents=True)
    (folder / "out").mkdir()
    for name in ("1 Ana", "2 Bia"):
        (folder / "in" / name / "lab.ipynb").write_bytes(b"{}")
    return nullcontext(CampusCourse(folder))


COURSES: Mapping[str, Callable[[Request], AbstractContextManager[RemoteCourse]]] = {
    "memory": _in_memory,
    "moodle": _on_a_port,
    "canvas": _on_a_port,
    "campus": _campus,  # an example: `tests/extend/`
}
"""What opens each: of at least two people who handed in and one who did not, without a mark."""
