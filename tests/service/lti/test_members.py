"""Who learns in a course: asked of its platform, page after page, and held to who handed in."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from lti_course import Lti
from lti_platform import ROLES
from running_service import HALF, token_for
from sqlalchemy import text

from grader.service.database import transaction
from grader.service.lti.members import Members
from grader.service.service import Service
from grader.service.store.forget import forget_launches
from grader.service.store.lti_members import members_for


def learner(user: str, **more: Any) -> dict[str, Any]:
    return {"user_id": user, "roles": [f"{ROLES}Learner"], "name": user.title(), **more}


def told(lti: Lti) -> list[tuple[str, bool]]:
    """Return whom the teacher's page names, and whether each has handed in something."""
    page = lti.browser.enter("tom").text
    rows = re.findall(r'<tr><th scope="row">([^<]*)</th>(.*?)</tr>', page, re.DOTALL)
    return [(name, "Nothing yet" not in row) for name, row in rows]


def forget_when(service: Service) -> None:
    """Have it be time to ask again."""
    with transaction(service.engine) as connection:
        connection.execute(text("UPDATE lti_link SET members_asked_at = now() - interval '1 hour'"))


def test_a_teacher_sees_who_has_not_handed_in_before_they_ever_came(lti: Lti) -> None:
    lti.browser.hand_in(lti.browser.enter("ana"), HALF)
    assert told(lti) == [("Ana &lt;b&gt;Souza&lt;/b&gt;", True), ("Bea", False)]
    page = lti.browser.enter("tom").text
    assert "1 has handed in nothing." in page and "did not name its members" not in page


def test_a_class_is_asked_for_page_after_page_and_not_at_every_look(lti: Lti) -> None:
    lti.lms.members = [learner(f"s{number:02}") for number in range(7)]
    assert len(told(lti)) == 7
    assert lti.lms.asked_for_members == 4  # two on a page
    told(lti)
    assert lti.lms.asked_for_members == 4
    forget_when(lti.service)
    lti.lms.members = lti.lms.members[:3]  # the others have left
    assert len(told(lti)) == 3


@pytest.mark.sampled(thorough=3)
@pytest.mark.parametrize(
    ("member", "is_one"),
    [
        (learner("x"), True),
        (learner("x", roles=["Learner"]), True),
        (learner("x", status="Inactive"), False),
        (learner("x", status="Deleted"), False),
        (learner("x", roles=[f"{ROLES}Learner", f"{ROLES}Instructor"]), False),
        (learner("x", roles=["http://purl.imsglobal.org/vocab/lis/v2/institution/person#Learner"]),
         False),
        (learner("x", roles="Learner"), False),
        (learner("x", name=None), True),
        (learner("x\n"), False),
        (learner(""), False),
        (learner("x" * 300), False),
        ({"user_id": 7, "roles": ["Learner"]}, False),
    ],
)  # fmt: skip
def test_learners_are_those_who_learn_here_and_now(
    member: dict[str, Any], is_one: bool, lti: Lti
) -> None:
    lti.lms.members = [member, learner("zoe")]
    assert (len(told(lti)) == 2) is is_one


@pytest.mark.sampled(thorough=3)
@pytest.mark.parametrize(
    "wrong", [500, 401, 403, 404, 302, "elsewhere", "loop", "endless", "words"]
)
def test_a_platform_that_does_not_tell_is_said_and_what_was_known_stays(
    wrong: int | str, lti: Lti, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(told(lti)) == 2
    forget_when(lti.service)
    if isinstance(wrong, int):
        lti.lms.answers = [wrong]
    elif wrong == "elsewhere":  # the token would go there
        lti.lms.next_page = "http://127.0.0.1:9/members"
    elif wrong == "loop":
        lti.lms.next_page = f"{lti.lms.address}/members?course=1"
    elif wrong == "endless":
        monkeypatch.setattr("grader.service.lti.members._PEOPLE", 1)
    else:
        lti.lms.members = [{"roles": ["Learner"]}]  # the platform's own library fails on it
    page = lti.browser.enter("tom").text
    assert "The course did not name its members" in page
    assert "Bea" in page


def test_asking_ends_when_the_platform_takes_too_long(lti: Lti) -> None:
    clock = iter(range(0, 1000, 15))
    object.__setattr__(lti.service, "members", Members(now=lambda: float(next(clock))))
    lti.lms.members = [learner(f"s{number:02}") for number in range(9)]
    assert told(lti) == []
    assert lti.lms.asked_for_members == 1  # of five pages


def test_a_platform_that_names_nobody_is_not_asked(lti: Lti) -> None:
    lti.lms.names_members = False
    lti.browser.enter("ana")
    assert [name for name, _ in told(lti)] == ["Ana &lt;b&gt;Souza&lt;/b&gt;"]
    assert lti.lms.asked_for_members == 0
    lti.lms.names_members = True
    assert len(told(lti)) == 2


def test_a_student_has_nobody_asked_and_sees_nobody(lti: Lti) -> None:
    page = lti.browser.enter("ana").text
    assert "Bea" not in page and lti.lms.asked_for_members == 0


def test_members_are_in_the_roster_with_their_addresses_where_it_does_not_say_otherwise(
    lti: Lti,
) -> None:
    told(lti)
    headers = token_for(lti.service)
    address = f"{lti.tool}/api/v1/assignments/double/roster"
    own = [{"student": "campus:bea", "name": "Beatriz", "email": "b@x"}, {"student": "cai"}]
    put = lti.browser.client.put(address, json=own, headers=headers)
    assert put.status_code == 200, put.text
    people = lti.browser.client.get(address, headers=headers).json()["people"]
    assert {one["student"]: (one["name"], one["email"]) for one in people} == {
        "cai": ("", ""),
        "campus:ana": ("Ana <b>Souza</b>", "ana@uni.edu"),
        "campus:bea": ("Beatriz", "b@x"),
    }


def test_members_that_were_named_long_ago_are_forgotten_with_the_launches(lti: Lti) -> None:
    told(lti)
    forget_when(lti.service)
    with transaction(lti.service.engine) as connection:
        forget_launches(connection, datetime.now(UTC) - timedelta(hours=2))
        assert len(members_for(connection, "double")) == 2
        forget_launches(connection, datetime.now(UTC) - timedelta(minutes=30))
        assert members_for(connection, "double") == []
