"""`grader lti`: who is let in, as whoever runs the service says."""

import pytest
from click.testing import CliRunner, Result

from grader.cli import main
from grader.service.auth.secret import digest
from grader.service.database import engine_of, transaction
from grader.service.settings import ADDRESS, DATABASE
from grader.service.store.lti_platforms import list_platforms, pop_invitation

GIVEN = (
    "--issuer", "https://lms.example", "--client-id", "c", "--deployment", "1",
    "--deployment", "2", "--auth-url", "https://lms.example/auth",
    "--token-url", "https://lms.example/token", "--jwks-url", "https://lms.example/jwks",
)  # fmt: skip


@pytest.fixture
def there(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Have commands work on a database of this test's own."""
    monkeypatch.setenv(DATABASE, database_url)
    monkeypatch.setenv(ADDRESS, "https://grader.example/")
    return database_url


def lti(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["lti", *arguments])


def test_a_platform_is_added_changed_listed_and_removed(there: str) -> None:
    added = lti("add", "campus", *GIVEN)
    assert added.exit_code == 0, added.output
    for name in ("login", "launch", "jwks"):
        assert f"https://grader.example/lti/{name}" in added.output
    assert lti("add", "campus", *GIVEN, "--deployment", "3").exit_code == 0
    listed = lti("list").output
    assert "campus" in listed and "1, 2, 3" in listed
    assert lti("remove", "campus").exit_code == 0
    assert "campus" not in lti("list").output
    again = lti("remove", "campus")
    assert again.exit_code == 2 and "no platform 'campus'" in again.output


def test_a_name_that_was_another_s_is_refused(there: str) -> None:
    lti("add", "campus", *GIVEN)
    other = lti("add", "campus", *GIVEN, "--issuer", "https://other.example")
    assert other.exit_code == 2 and "another platform" in other.output
    twice = lti("add", "second", *GIVEN)
    assert twice.exit_code == 2 and "has another name" in twice.output
    lti("remove", "campus")
    assert lti("add", "campus", *GIVEN).exit_code == 2
    assert lti("add", "second", *GIVEN).exit_code == 0


@pytest.mark.parametrize("name", ["Campus", "a:b", "", "a" * 41, "a b", "ç"])
def test_a_name_is_short_and_plain(there: str, name: str) -> None:
    for refused in (lti("add", name, *GIVEN), lti("invite", name)):
        assert refused.exit_code == 2 and "cannot be a platform's name" in refused.output


@pytest.mark.parametrize("url", ["lms.example/auth", "file:///x", "https://", "https://a b"])
def test_what_is_no_address_is_refused(there: str, url: str) -> None:
    refused = lti("add", "campus", *GIVEN, "--auth-url", url)
    assert refused.exit_code == 2 and "is no address" in refused.output


def test_an_invitation_is_printed_alone_and_is_good_once(there: str) -> None:
    printed = lti("invite", "campus").output.strip()
    address, _, secret = printed.partition("?invitation=")
    assert address == "https://grader.example/lti/register"
    engine = engine_of(there, connections=1)
    with transaction(engine) as connection:
        assert pop_invitation(connection, digest(secret)) == "campus"
        assert pop_invitation(connection, digest(secret)) is None
        assert list_platforms(connection) == []
    engine.dispose()
