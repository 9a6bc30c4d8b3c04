"""What is no launch: replayed, tampered with, of another, too old, for somebody else."""

import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from lti_course import Lti, fields
from lti_platform import CLIENT, key_pair
from sqlalchemy import text

from grader.service.database import transaction
from grader.service.store.lti_platforms import remove_platform

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
Message = dict[str, Any]
TAMPERED: dict[str, Callable[[Message], Message]] = {
    "another audience": lambda said: said | {"aud": "somebody-else"},
    "among others, for another": lambda said: said | {"aud": [CLIENT, "x"], "azp": "x"},
    "another issuer": lambda said: said | {"iss": "https://evil.example"},
    "an unknown deployment": lambda said: said | {f"{LTI}deployment_id": "deployment-2"},
    "another version": lambda said: said | {f"{LTI}version": "1.1"},
    "nobody": lambda said: {key: said[key] for key in said if key != "sub"},
    "a person who is no text": lambda said: said | {"sub": ["ana"]},
    "a person with a line's end": lambda said: said | {"sub": "ana\nbea"},
    "a person as long as a page": lambda said: said | {"sub": "a" * 300},
    "roles that are no list": lambda said: said | {f"{LTI}roles": 1},
    "another message": lambda said: said | {f"{LTI}message_type": "LtiStartProctoring"},
    "a link that is none": lambda said: said | {f"{LTI}resource_link": "week-1"},
}


@pytest.mark.parametrize("tamper", TAMPERED.values(), ids=TAMPERED)
def test_a_token_that_says_something_else_lets_nobody_in(
    shared: Lti, tamper: Callable[[Message], Message]
) -> None:
    before = launches(shared)
    shared.lms.tamper = tamper
    answer = shared.browser.launch(shared.browser.token("ana"))
    assert answer.status_code == 401
    assert "Open it again from the course" in answer.text
    assert launches(shared) == before


def test_a_token_is_good_once(shared: Lti) -> None:
    before = launches(shared)
    form = shared.browser.token("ana")
    assert shared.browser.launch(form).status_code == 200
    again = shared.browser.launch(form)
    assert again.status_code == 401 and "was used already" in again.text
    other = shared.browser.token("ana")  # a good state for an old token: another nonce
    assert shared.browser.launch({**form, "state": other["state"]}).status_code == 401
    assert launches(shared) == before + 1


def test_a_state_that_failed_is_used_up(shared: Lti) -> None:
    form = shared.browser.token("ana")
    assert shared.browser.launch({**form, "id_token": form["id_token"] + "x"}).status_code == 401
    assert shared.browser.launch(form).status_code == 401


def test_a_form_from_another_site_lets_nobody_in_without_the_cookie(shared: Lti) -> None:
    for origin in ("https://evil.example", "null", ""):
        refused = shared.browser.launch(shared.browser.token("ana"), origin=origin)
        assert refused.status_code == 401 and "in a new window" in refused.text


def test_a_browser_with_the_login_s_cookie_may_come_from_wherever_it_was_sent(shared: Lti) -> None:
    login = shared.browser.client.get(shared.lms.preflight("ana", "week-1"))
    said = login.headers["set-cookie"]
    assert all(word in said for word in ("Partitioned", "Secure", "SameSite=None", "HttpOnly"))
    form = shared.browser.client.get(login.headers["location"]).text
    cookie = said.partition(";")[0]
    sent = fields(form)
    answer = shared.browser.launch(sent, origin="null", cookie=cookie)
    assert answer.status_code == 200
    other = shared.browser.token("bea")
    assert shared.browser.launch(other, origin="null", cookie=cookie).status_code == 401


def signed(shared: Lti, **changed: Any) -> dict[str, str]:
    """Return a good form, signed anew by the platform's own key with other claims."""
    form = shared.browser.token("ana")
    said = jwt.decode(form["id_token"], options={"verify_signature": False})
    header = jwt.get_unverified_header(form["id_token"])
    key = changed.pop("key", shared.lms.private)
    algorithm = changed.pop("algorithm", "RS256")
    header = {"kid": header["kid"]}
    return {**form, "id_token": jwt.encode(said | changed, key, algorithm, headers=header)}


def test_clocks_may_differ_a_little(shared: Lti) -> None:
    now = int(time.time())
    assert shared.browser.launch(signed(shared, iat=now + 40, exp=now + 300)).status_code == 200
    assert shared.browser.launch(signed(shared, iat=now - 330, exp=now - 30)).status_code == 200


def test_a_token_that_is_too_old_or_of_later_lets_nobody_in(shared: Lti) -> None:
    now = int(time.time())
    for iat, exp in ((now - 400, now - 100), (now + 200, now + 500), (now - 8000, now + 300)):
        assert shared.browser.launch(signed(shared, iat=iat, exp=exp)).status_code == 401


def test_a_token_of_another_key_lets_nobody_in(shared: Lti) -> None:
    other, _ = key_pair()
    assert shared.browser.launch(signed(shared, key=other)).status_code == 401
    public = shared.lms.public.replace("-----BEGIN PUBLIC KEY-----", "").replace("\n", "")[:64]
    assert shared.browser.launch(signed(shared, key=public, algorithm="HS256")).status_code == 401
    assert shared.browser.launch(signed(shared, key="", algorithm="none")).status_code == 401


@pytest.mark.parametrize(
    "form", [{}, {"state": "x"}, {"id_token": "x"}, {"state": "\x00", "id_token": "a.b.c"}]
)
def test_a_form_that_lacks_half_lets_nobody_in(shared: Lti, form: dict[str, str]) -> None:
    assert shared.browser.launch(form).status_code == 401


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "e30.e30.e30", "é" * 50, "." * 10_000])
def test_what_is_no_token_lets_nobody_in(shared: Lti, token: str) -> None:
    form = shared.browser.token("ana")
    assert shared.browser.launch({**form, "id_token": token}).status_code == 401


def test_what_is_too_large_to_be_a_form_is_not_read(shared: Lti) -> None:
    assert shared.browser.launch({"state": "x" * 300_000}).status_code == 413


def test_a_platform_that_nobody_registered_is_told_in_the_reader_s_language(shared: Lti) -> None:
    answer = shared.browser.client.get(
        f"{shared.tool}/lti/login",
        params={"iss": "https://<b>.example", "login_hint": "x"},
        headers={"accept-language": "es"},
    )
    assert answer.status_code == 401
    assert "no hay registrada ninguna plataforma https://&lt;b&gt;.example" in answer.text


def test_a_platform_that_was_removed_lets_nobody_in(lti: Lti) -> None:
    form = lti.browser.token("ana")
    page = lti.browser.enter("bea")
    with transaction(lti.service.engine) as connection:
        assert remove_platform(connection, "campus")
    assert lti.browser.launch(form).status_code == 401
    assert lti.browser.get(lti.tool, str(page.url)).status_code == 401


def test_a_link_to_what_there_is_not_says_so(shared: Lti) -> None:
    shared.lms.links |= {"gone": {"assignment": "../../etc"}, "none": {}}
    gone = shared.browser.launch(shared.browser.token("ana", "gone"))
    assert gone.status_code == 404 and "an assignment ../../etc" in gone.text
    none = shared.browser.launch(shared.browser.token("ana", "none"))
    assert none.status_code == 404 and "which assignment it leads to" in none.text


def launches(shared: Lti) -> int:
    with transaction(shared.service.engine) as connection:
        return int(connection.execute(text("SELECT count(*) FROM lti_launch")).scalar_one())
