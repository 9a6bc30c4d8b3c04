"""Every error is a problem, in the caller's language; every kind has its title and status."""

import pytest
from running_service import Running

from grader.language import LANGUAGES, built_in
from grader.service.problems import STATUS
from grader.service.spoken import spoken


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_a_title(language: str) -> None:
    catalogue = built_in(language)
    titled = {key.rpartition(".")[2] for key in catalogue if key.startswith("service.kind.")}
    assert titled == set(STATUS)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, ""),
        ("", ""),
        ("de", ""),
        ("pt", "pt-BR"),
        ("pt-PT,en;q=0.5", "pt-BR"),
        ("de;q=1.0, es-MX;q=0.8, en;q=0.9", "en"),
        ("en;q=0, es;q=0.1", "es"),
        ("en;q=nan, es;q=7", ""),
        (",;q=;=,\x00" * 1000, ""),
    ],
)
def test_the_language_is_the_one_that_is_wanted_most(header: str | None, language: str) -> None:
    assert spoken(header) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_problem_is_told_in_the_callers_language(running: Running, language: str) -> None:
    answer = running.upload(b"", headers={"Accept-Language": language})
    assert answer.headers["content-language"] == language
    assert answer.json()["title"] == built_in(language).word("service.kind.empty")


def test_an_address_that_is_none_and_a_method_that_is_not_taken_are_problems(
    running: Running,
) -> None:
    absent, wrong = running.get("/nothing"), running.client.patch("/api/v1/submissions")
    assert (absent.status_code, absent.json()["type"]) == (404, "/problems/not_found")
    assert (wrong.status_code, wrong.json()["type"]) == (405, "/problems/method")
    assert "GET" in wrong.headers["allow"]


def test_a_fault_of_ours_is_said_as_that_and_tells_nothing(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr("grader.service.api.submissions.list_submissions", broken)
    answer = running.get("/api/v1/submissions")
    assert (answer.status_code, answer.json()["type"]) == (500, "/problems/fault")
    assert "secret" not in answer.text
