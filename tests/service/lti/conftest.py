"""A service and a platform, launched from each other."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from course_fixture import COURSE
from kept_databases import KeptDatabases
from lti_course import Lti, browsing, running_lti
from lti_platform import LmsForTests

from grader.service.service import Service, service_of
from grader.service.sessions import Sessions
from grader.service.settings import Settings
from grader.service.work import Grading


@pytest.fixture
def lti(service: Service, sessions: Sessions) -> Iterator[Lti]:
    """Give a service and a platform that know each other."""
    grading = Grading(service.engine, service.queue, service.blobs, sessions)
    with running_lti(service, grading) as made:
        yield made


@pytest.fixture(scope="module")
def many(
    databases: KeptDatabases, tmp_path_factory: pytest.TempPathFactory, sessions: Sessions
) -> Iterator[Lti]:
    """Give the same, to all tests of a module: for those that leave nothing behind."""
    data = tmp_path_factory.mktemp("data")
    with databases.one() as url:
        service = service_of(Settings(COURSE, data, data / "seed", url, max_bytes=1 << 20))
        grading = Grading(service.engine, service.queue, service.blobs, sessions)
        with running_lti(service, grading) as made:
            made.browser.enter("ana")  # connections are open now, and no test's own
            yield made
        service.engine.dispose()


@pytest.fixture
def shared(many: Lti) -> Iterator[Lti]:
    """Give the module's, with a platform as it was and a browser of its own."""
    fresh = LmsForTests()
    for name in (
        "people", "links", "locale", "has_columns", "answers", "tamper", "names_members", "members",
    ):  # fmt: skip
        setattr(many.lms, name, getattr(fresh, name))
    with browsing(many.lms, *many.servers) as browser:
        yield replace(many, browser=browser)
