"""A teacher picks what a link leads to; a platform registers itself."""

import asyncio
import re

import httpx2 as httpx
import pytest
from lti_course import Lti, fields
from lti_platform import CLIENT, DEPLOYMENT
from running_service import HALF

from grader.service.database import transaction
from grader.service.lti.register import invite
from grader.service.store.lti_platforms import list_platforms, remove_platform


def chosen(lti: Lti, page: httpx.Response, **form: str) -> httpx.Response:
    return lti.browser.client.post(
        str(page.url), data=form, headers={"sec-fetch-site": "same-origin"}
    )


def test_a_teacher_picks_a_lesson_and_its_points_and_the_link_leads_there(lti: Lti) -> None:
    page = lti.browser.enter("tom", "deep")
    assert page.status_code == 200
    answer = chosen(lti, page, assignment="double", points="7,5")
    back = re.search(r'<form id="send" method="post" action="([^"]+)"', answer.text)
    assert back is not None and back[1] == f"{lti.lms.address}/deep-links"
    assert f"form-action 'self' {lti.lms.address};" in answer.headers["content-security-policy"]
    linked = lti.browser.client.post(back[1], data=fields(answer.text))
    assert linked.status_code == 200
    (item,) = lti.lms.content_items
    assert item["type"] == "ltiResourceLink" and item["url"] == f"{lti.tool}/lti/launch"
    assert item["lineItem"]["scoreMaximum"] == 7.5
    lti.lms.links["new"] = item["custom"]
    lti.browser.hand_in(lti.browser.enter("ana", "new"), HALF)
    lti.work()
    asyncio.run(lti.deliver())
    assert lti.lms.scores[-1][0] == "new"


def test_left_empty_the_points_are_the_assignment_s_own(shared: Lti) -> None:
    page = shared.browser.enter("tom", "deep")
    before = len(shared.lms.content_items)
    answer = chosen(shared, page, assignment="double", points="")
    shared.browser.client.post(f"{shared.lms.address}/deep-links", data=fields(answer.text))
    (item,) = shared.lms.content_items[before:]
    declared = shared.service.course.declared("double")
    assert declared is not None and item["lineItem"]["scoreMaximum"] == declared.points


@pytest.mark.parametrize(
    "form",
    [
        {}, {"assignment": "../x"}, {"assignment": "double", "points": "-1"},
        {"assignment": "double", "points": "nan"}, {"assignment": "double", "points": "1e9"},
        {"assignment": "double", "points": "seven"},
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_chosen_is_told_above_the_form(shared: Lti, form: dict[str, str]) -> None:
    answer = chosen(shared, shared.browser.enter("tom", "deep"), **form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text and "<form" in answer.text


def registered(lti: Lti, secret: str, **changed: str) -> httpx.Response:
    given = {
        "invitation": secret,
        "openid_configuration": f"{lti.lms.address}/.well-known/openid-configuration",
        "registration_token": "registration",
    }
    return lti.browser.client.get(f"{lti.tool}/lti/register", params=given | changed)


def test_a_platform_registers_itself_by_an_invitation_that_is_good_once(lti: Lti) -> None:
    with transaction(lti.service.engine) as connection:
        remove_platform(connection, "campus")
        secret = invite(connection, "second")
    assert registered(lti, secret).status_code == 200
    told = lti.lms.registered
    assert told["redirect_uris"] == [f"{lti.tool}/lti/launch"]
    assert told["jwks_uri"] == f"{lti.tool}/lti/jwks"
    with transaction(lti.service.engine) as connection:
        (platform,) = list_platforms(connection)
    assert (platform.name, platform.client_id) == ("second", CLIENT)
    assert platform.deployments == (DEPLOYMENT,)
    assert lti.browser.enter("ana").status_code == 200
    assert registered(lti, secret).status_code == 403


@pytest.mark.parametrize(
    "changed",
    [
        {"registration_token": "wrong"},
        {"openid_configuration": "file:///etc/passwd"},
        {"openid_configuration": "http://127.0.0.1:9/x"},
    ],
    ids=str,
)
def test_a_registration_that_fails_leaves_its_invitation(lti: Lti, changed: dict[str, str]) -> None:
    with transaction(lti.service.engine) as connection:
        remove_platform(connection, "campus")
        secret = invite(connection, "second")
    assert registered(lti, secret, **changed).status_code == 422
    with transaction(lti.service.engine) as connection:
        assert list_platforms(connection) == []
    assert registered(lti, secret).status_code == 200


def test_without_an_invitation_nobody_registers(shared: Lti) -> None:
    assert registered(shared, "").status_code == 403
    assert registered(shared, "x").status_code == 403


def test_a_name_stays_with_the_learners_who_came_by_it(lti: Lti) -> None:
    """A name goes before learners' ids: another platform of it would have their work."""
    with transaction(lti.service.engine) as connection:
        remove_platform(connection, "campus")
        secret = invite(connection, "campus")
    answer = registered(lti, secret)
    assert answer.status_code == 422 and "another platform" in answer.text
