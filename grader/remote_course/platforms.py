"""What there is to fetch from and to push to: a table of names."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager

from grader.errors import RemoteRefused
from grader.model import Text
from grader.remote_course.asking import Asking
from grader.remote_course.canvas import Canvas
from grader.remote_course.canvas_service import CanvasService
from grader.remote_course.course import RemoteCourse
from grader.remote_course.manifest import Source
from grader.remote_course.moodle import Moodle
from grader.remote_course.moodle_service import MoodleService
from grader.remote_course.pace import Clock, Pace
from grader.remote_course.site import read_site
from grader.remote_course.token import Token

Made = Callable[[Asking, Source], RemoteCourse]
PLATFORMS: Mapping[str, tuple[bool, Made]] = {
    "moodle": (
        False, lambda asking, of: Moodle(MoodleService(asking), of.course, of.assignment)
    ),
    "canvas": (
        True, lambda asking, of: Canvas(CanvasService(asking), of.course, of.assignment)
    ),
}  # fmt: skip
"""By platform, whether the token goes into a header, and what asks it."""


@contextmanager
def remote_course(
    source: Source, token: Token, clock: Clock | None = None, pace: Pace | None = None
) -> Iterator[RemoteCourse]:
    """Open an assignment of a course. Raises RemoteRefused for what is no address."""
    if source.platform not in PLATFORMS:
        raise RemoteRefused(Text("remote.no_platform", {"platform": source.platform}))
    bearer, made = PLATFORMS[source.platform]
    site = read_site(source.site)
    with closing(Asking(site, token, bearer=bearer, clock=clock, pace=pace)) as asking:
        yield made(asking, source)
