"""What there is to fetch from and to push to: a table of names.

The names are known without what a platform is asked with, which need not be installed.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from grader.errors import RemoteRefused
from grader.model import Text
from grader.remote_course.course import RemoteCourse
from grader.remote_course.manifest import Source
from grader.remote_course.pace import Clock, Pace
from grader.remote_course.site import read_site
from grader.remote_course.token import Token

if TYPE_CHECKING:
    from grader.remote_course.asking import Asking


def _moodle(asking: "Asking", of: Source) -> RemoteCourse:
    from grader.remote_course.moodle import Moodle
    from grader.remote_course.moodle_service import MoodleService

    return Moodle(MoodleService(asking), of.course, of.assignment)


def _canvas(asking: "Asking", of: Source) -> RemoteCourse:
    from grader.remote_course.canvas import Canvas
    from grader.remote_course.canvas_service import CanvasService

    return Canvas(CanvasService(asking), of.course, of.assignment)


Made = Callable[["Asking", Source], RemoteCourse]
PLATFORMS: Mapping[str, tuple[bool, Made]] = {
    "moodle": (False, _moodle),
    "canvas": (True, _canvas),
}
"""By platform, whether the token goes into a header, and what asks it. What is fetched is read by
the layout of the same name (`grader.intake.layouts`)."""


@contextmanager
def remote_course(
    source: Source, token: Token, clock: Clock | None = None, pace: Pace | None = None
) -> Iterator[RemoteCourse]:
    """Open an assignment of a course. Raises RemoteRefused for what is no address."""
    from grader.remote_course.asking import Asking

    if source.platform not in PLATFORMS:
        raise RemoteRefused(Text("remote.no_platform", {"platform": source.platform}))
    bearer, made = PLATFORMS[source.platform]
    site = read_site(source.site)
    with closing(Asking(site, token, bearer=bearer, clock=clock, pace=pace)) as asking:
        yield made(asking, source)
