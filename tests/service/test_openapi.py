"""The whole API under schemathesis: whatever is asked, there is no 5xx."""

from pathlib import Path

import pytest
import requests
import schemathesis
from course_fixture import COURSE
from hypothesis import HealthCheck, Phase, given, settings
from running_service import Running
from schemathesis import Case
from served import folder_for_data, served_in

from grader.service.app import API

_EXAMPLES = 40
"""Requests of each kind."""


def test_the_openapi_document_names_every_route(running: Running) -> None:
    document = running.client.get(f"{API}/openapi.json").json()
    assert document["info"]["title"] == "grader"
    for path in ("/api/v1/assignments/{slug}/submissions", "/api/v1/submissions/{submission}"):
        assert path in document["paths"]
    uploads = document["paths"]["/api/v1/assignments/{slug}/submissions"]["post"]
    assert {"202", "401", "409", "413", "422", "429"} <= set(uploads["responses"])


@pytest.mark.slow
def test_nothing_that_is_asked_ends_in_a_fault(tmp_path: Path) -> None:
    asked = 0
    with (
        (tmp_path / "log").open("w+") as log,
        folder_for_data() as folder,
        served_in(folder, COURSE, errors=log) as service,
    ):
        schema = schemathesis.openapi.from_url(f"{service.address}{API}/openapi.json")
        for found in schema.get_all_operations():
            operation = found.ok()

            @given(case=operation.as_strategy())
            @settings(
                max_examples=_EXAMPLES,
                deadline=None,
                derandomize=True,
                database=None,
                phases=[Phase.explicit, Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            def ask(case: Case) -> None:
                nonlocal asked
                try:
                    answer = case.call(headers=service.headers)
                except requests.ConnectionError as error:  # it happened once, and nobody knows why
                    ended, said = service.process.poll(), (tmp_path / "log").read_text()
                    pytest.fail(f"{error}; ended with {ended}; {case.as_curl_command()}\n{said}")
                assert answer.status_code < 500, (case.as_curl_command(), answer.text)
                if answer.status_code >= 400:
                    assert answer.headers["content-type"] == ["application/problem+json"]
                asked += 1

            ask()
    assert asked > 15 * _EXAMPLES
