"""A session is a secret in an address: whoever has none, or another's, does nothing here."""

from uuid import UUID

import pytest
from lti_course import Lti
from running_service import GOOD
from sqlalchemy import text

from grader.service.database import transaction

PAGES = ("/lti/work", "/lti/state", "/lti/choose", f"/lti/submissions/{UUID(int=7)}/report.html")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("secret", ["", "x", "\u00e9", "a" * 90])
def test_without_the_secret_nothing_is_shown(shared: Lti, page: str, secret: str) -> None:
    answer = shared.browser.client.get(f"{shared.tool}{page}", params={"t": secret})
    assert answer.status_code == 401 and "who you are" in answer.text


def test_without_the_secret_nothing_is_taken(shared: Lti) -> None:
    answer = shared.browser.client.post(
        f"{shared.tool}/lti/work", files={"notebook": ("a.ipynb", GOOD)}
    )
    assert answer.status_code == 401


def test_a_page_that_is_asked_for_by_another_site_is_not_shown(shared: Lti) -> None:
    page = shared.browser.enter("ana")
    for site in ("cross-site", "same-site"):
        answer = shared.browser.client.get(str(page.url), headers={"sec-fetch-site": site})
        assert answer.status_code == 403


def test_a_session_ends(shared: Lti) -> None:
    page = shared.browser.enter("ana")
    with transaction(shared.service.engine) as connection:
        connection.execute(text("UPDATE lti_launch SET expires_at = now()"))
    assert shared.browser.get(shared.tool, str(page.url)).status_code == 401


def test_nobody_sees_another_s_report(lti: Lti) -> None:
    lti.browser.hand_in(lti.browser.enter("ana"))
    lti.work()
    with transaction(lti.service.engine) as connection:
        (submission,) = connection.scalars(text("SELECT id FROM submission"))
    for user, status in (("ana", 200), ("bea", 404), ("tom", 404)):
        secret = lti.browser.enter(user).url.params["t"]
        for name in ("report.html", "feedback.ipynb"):
            address = f"/lti/submissions/{submission}/{name}?t={secret}"
            assert lti.browser.get(lti.tool, address).status_code == status
        shown = lti.browser.get(lti.tool, f"/lti/work?t={secret}&s={submission}")
        assert shown.status_code == 200 and ("report.html" in shown.text) == (user == "ana")


def test_a_student_cannot_choose_what_a_link_leads_to(shared: Lti) -> None:
    secret = shared.browser.enter("ana").url.params["t"]
    assert shared.browser.get(shared.tool, f"/lti/choose?t={secret}").status_code == 403
    assert shared.browser.launch(shared.browser.token("ana", "deep")).status_code == 403


@pytest.mark.parametrize(
    ("content", "status", "sentence"),
    [
        (b"", 422, "the file is empty"),
        (b"no notebook", 422, 'role="alert"'),
        (b"x" * (2 << 20), 413, "larger than 1 MB"),
    ],
    ids=["empty", "no notebook", "too large"],
)
def test_what_cannot_be_taken_is_told_above_the_form(
    shared: Lti, content: bytes, status: int, sentence: str
) -> None:
    answer = shared.browser.hand_in(shared.browser.enter("ana"), content)
    assert answer.status_code == status
    assert sentence in answer.text and "<form" in answer.text


def test_a_form_that_is_none_is_told(shared: Lti) -> None:
    page = shared.browser.enter("ana")
    for content, kind in (
        (b"notebook=x", "application/x-www-form-urlencoded"),
        (b"--b\r\nnonsense", "multipart/form-data; boundary=b"),
        (b"--b--", "multipart/form-data"),
    ):
        answer = shared.browser.client.post(
            str(page.url), content=content, headers={"content-type": kind}
        )
        assert answer.status_code in (400, 422) and "<form" in answer.text
