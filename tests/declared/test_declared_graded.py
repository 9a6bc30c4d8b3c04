"""Submissions to declared exercises, graded in the sandbox: right ones, slips, no work, attacks."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.model import Submission
from grader.sandbox.choose import Requirements
from grader.session import FromReference, Session, opened
from grader.validate.reference import seeds_of

DATA = Path(__file__).parents[1] / "data" / "declared"
EXPECTED = tomllib.loads((DATA / "numerics.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    shelf = tmp_path_factory.mktemp("shelf")
    source = FromReference(
        DATA / "assignments/numerics", DATA / "solutions/numerics", seeds_of(1)[0], shelf
    )
    with opened(source, Requirements(own_code=True)) as found:
        yield found


def test_every_submission_is_expected_to_earn_something() -> None:
    assert {path.stem for path in (DATA / "submissions").glob("*.py")} == EXPECTED.keys()


@pytest.mark.parametrize("name", EXPECTED)
def test_a_submission_earns_what_its_work_is_worth(name: str, session: Session) -> None:
    path = DATA / "submissions" / f"{name}.py"
    result = session.grade(Submission(name, path.name, path.read_bytes())).result
    assert {one.name: one.score for one in result.exercises} == EXPECTED[name]
