"""Hooks: signed messages that hand in, and grades that are sent, signed, until they arrive."""

import asyncio
import base64
import heapq
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx2 as httpx
import pytest
from running_service import GOOD, HALF, Running
from standardwebhooks import Webhook

from grader.service.database import transaction
from grader.service.deliver import MAX_ATTEMPTS, Delivery, pause
from grader.service.outbound import HookSender
from grader.service.store.passbacks import Passback, list_passbacks

HOOKS = "/api/v1/hooks"


def hook(running: Running, **given: str) -> dict[str, Any]:
    answer = running.client.post(HOOKS, json=given, headers=running.headers)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def message(**changed: object) -> bytes:
    data = {"assignment": "double", "student": "ana", "file_name": "a.ipynb"}
    data["notebook"] = base64.b64encode(GOOD).decode()
    return json.dumps({"type": "submission.created", "data": {**data, **changed}}).encode()


def signed(made: dict[str, Any], body: bytes, at: datetime, name: str = "msg_1") -> dict[str, str]:
    return {
        "webhook-id": name,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(made["secret"]).sign(name, at, body.decode()),
    }


def post(running: Running, made: dict[str, Any], body: bytes, headers: dict[str, str]) -> Any:
    return running.client.post(f"{HOOKS}/{made['id']}/submissions", content=body, headers=headers)


def test_a_signed_message_hands_in_and_a_replay_is_answered_as_the_first_time(
    running: Running,
) -> None:
    made, body = hook(running, direction="in"), message()
    headers = signed(made, body, datetime.now(UTC))
    first, again = (post(running, made, body, headers) for _time in range(2))
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json()["id"] == again.json()["id"]
    assert running.work() == 1


def test_what_is_not_signed_or_not_lately_hands_in_nothing(running: Running) -> None:
    made, other = hook(running, direction="in"), hook(running, direction="in")
    body, now = message(), datetime.now(UTC)
    good = signed(made, body, now)
    wrong = [
        {},
        {**good, "webhook-id": "msg_2"},
        {**good, "webhook-timestamp": "x"},
        {**good, "webhook-timestamp": "9" * 400},
        {**good, "webhook-signature": "v1,AAAA"},
        signed(other, body, now),
        signed(made, body, now - timedelta(minutes=10)),
        signed(made, body, now + timedelta(minutes=10)),
    ]
    codes = [post(running, made, body, headers).status_code for headers in wrong]
    assert codes == [403] * len(wrong)
    assert post(running, made, message(student="bia"), good).status_code == 403
    assert running.waiting() == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", 422),
        (b"{", 422),
        (b"[" * 50_000, 422),
        (b'{"type": "other", "data": {}}', 422),
        (message(notebook="not base64!"), 422),
        (message(notebook=""), 422),
        (message(student="\x00"), 422),
        (message(student="a\ud800"), 422),
        (message(assignment="../double"), 404),
        (message(notebook=base64.b64encode(b"%PDF-1.7").decode()), 422),
    ],
)
def test_a_signed_message_that_makes_no_sense_is_refused(
    running: Running, body: bytes, code: int
) -> None:
    made = hook(running, direction="in")
    answer = post(running, made, body, signed(made, body, datetime.now(UTC)))
    assert answer.status_code == code
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "given",
    [
        {"direction": "out"},
        {"direction": "in", "url": "https://lms.example"},
        {"direction": "out", "url": "file:///etc/passwd"},
        {"direction": "out", "url": "https://lms.example/\n"},
        {"direction": "up", "url": "https://lms.example"},
    ],
)
def test_a_hook_that_cannot_be_is_refused(running: Running, given: dict[str, str]) -> None:
    answer = running.client.post(HOOKS, json=given, headers=running.headers)
    assert answer.status_code == 422


def test_a_secret_is_shown_once_and_a_revoked_hook_takes_nothing(running: Running) -> None:
    made, body = hook(running, direction="in"), message()
    [listed] = running.get(HOOKS).json()
    assert listed["secret"] is None
    path = f"{HOOKS}/{made['id']}"
    assert running.client.delete(path, headers=running.headers).status_code == 204
    assert running.client.delete(path, headers=running.headers).status_code == 404
    assert post(running, made, body, signed(made, body, datetime.now(UTC))).status_code == 404


class Lms:
    """Somebody who is posted to, and answers as it is told."""

    def __init__(self, *codes: int) -> None:
        self.codes = list(codes)
        self.got: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.got.append(request)
        code = self.codes.pop(0) if self.codes else 200
        if not code:
            raise httpx.ConnectError("no route")
        return httpx.Response(code, headers={"location": "http://elsewhere.example/"})


def delivering(running: Running, lms: Lms) -> Delivery:
    sender = HookSender(running.service.engine, httpx.MockTransport(lms))
    return Delivery(running.service.engine, {"hook": sender})


def outbox(running: Running) -> list[Passback]:
    with transaction(running.service.engine) as connection:
        return list(list_passbacks(connection, None, 100))


def deliver(delivery: Delivery, passback: Passback) -> float | None:
    return asyncio.run(delivery.deliver(str(passback.id)))


def test_a_grade_is_sent_once_signed_and_the_same_at_every_attempt(running: Running) -> None:
    made = hook(running, direction="out", url="https://lms.example/hook")
    submission = running.upload(HALF).json()
    running.work()
    [passback] = outbox(running)
    lms = Lms(0, 503, 302, 200)
    delivery = delivering(running, lms)
    waits = [deliver(delivery, passback) for _attempt in range(5)]
    assert [wait is not None for wait in waits] == [True, True, True, False, False]
    assert len(lms.got) == 4  # a redirect is not followed, and what is delivered not sent again
    assert len({request.content for request in lms.got}) == 1
    assert {str(request.url) for request in lms.got} == {"https://lms.example/hook"}
    told = Webhook(made["secret"]).verify(lms.got[-1].content, dict(lms.got[-1].headers))
    assert told["type"] == "submission.graded"
    assert told["data"]["submission"] == submission["id"]
    seen = running.get(submission["links"]["self"]).json()
    assert told["data"]["score"] == seen["grade"]["score"]
    assert outbox(running)[0].state == "delivered"


def test_a_regrade_that_changes_nothing_sends_nothing_and_a_decision_does(
    running: Running,
) -> None:
    hook(running, direction="out", url="https://lms.example/hook")
    here = running.upload(HALF).json()["links"]["self"]
    running.work()
    running.client.post(f"{here}/regrade", headers=running.headers)
    running.work()
    assert len(outbox(running)) == 1
    given = {"exercise": "Counter", "item": "counts", "points": 1, "why": "so"}
    running.client.post(f"{here}/overrides", json=given, headers=running.headers)
    running.work()
    newest, first = outbox(running)
    assert newest.score is not None and first.score is not None
    assert newest.score == first.score + 1
    assert newest.at - first.at > timedelta(seconds=1)  # as an LMS wants it


def test_what_never_arrives_is_dead_and_a_person_revives_it(running: Running) -> None:
    hook(running, direction="out", url="https://lms.example/hook")
    running.upload()
    running.work()
    [passback] = outbox(running)
    delivery = delivering(running, Lms(*[500] * MAX_ATTEMPTS))
    waits = [deliver(delivery, passback) for _attempt in range(MAX_ATTEMPTS)]
    assert None not in waits[:-1] and waits[-1] is None
    [dead] = running.get("/api/v1/passbacks", params={"state": "dead"}).json()
    assert (dead["attempts"], dead["problem"]) == (MAX_ATTEMPTS, "it answered 500")
    path = f"/api/v1/passbacks/{dead['id']}/retry"
    assert running.client.post(path, headers=running.headers).status_code == 202
    assert running.client.post(path, headers=running.headers).status_code == 404
    assert deliver(delivery, passback) is None
    assert outbox(running)[0].state == "delivered"


def test_a_hook_that_is_gone_is_not_asked_again(running: Running) -> None:
    made = hook(running, direction="out", url="https://lms.example/hook")
    for student in ("ana", "bia"):
        running.upload(params={"student": student})
    running.work()
    second, first = outbox(running)
    assert deliver(delivering(running, Lms(410)), first) is None
    running.client.delete(f"{HOOKS}/{made['id']}", headers=running.headers)
    assert deliver(delivering(running, Lms()), second) is None
    assert [one.state for one in outbox(running)] == ["dead", "dead"]
    assert asyncio.run(delivering(running, Lms()).deliver(str(uuid4()))) is None


def test_attempts_grow_apart_up_to_an_hour() -> None:
    waits = [pause(attempt) for attempt in range(1, MAX_ATTEMPTS)]
    assert 4 <= waits[0] <= 5
    assert all(wait <= 3600 for wait in waits)
    assert sum(waits) > 6 * 3600  # an LMS that is down for a night loses nothing


class AwayForAnHour(Lms):
    """An LMS that answers nobody for the first hour of a clock."""

    now = 0.0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.now < 3600:
            raise httpx.ConnectError("no route")
        return super().__call__(request)


def test_an_lms_that_is_down_for_an_hour_gets_every_grade_once_and_the_newest_last(
    running: Running,
) -> None:
    """The clock is the test's: each attempt is made when the one before it said."""
    hook(running, direction="out", url="https://lms.example/hook")
    for notebook in (HALF, GOOD):  # everybody hands in twice
        for student in ("ana", "bia", "caio"):
            running.upload(notebook, params={"student": student})
            running.work()
    lms = AwayForAnHour()
    delivery = delivering(running, lms)
    queue = [(float(n), n, passback) for n, passback in enumerate(reversed(outbox(running)))]
    while queue:
        lms.now, number, passback = heapq.heappop(queue)
        wait = deliver(delivery, passback)
        if wait is not None:
            heapq.heappush(queue, (lms.now + wait, number, passback))
    assert lms.now < 3 * 3600  # nobody waits much longer than it lasted
    assert [one.state for one in outbox(running)] == ["delivered"] * 6
    told = [json.loads(request.content) for request in lms.got]
    assert len({request.headers["webhook-id"] for request in lms.got}) == len(told) == 6
    for student in ("ana", "bia", "caio"):
        theirs = [one for one in told if one["data"]["student"] == student]
        newest = max(theirs, key=lambda one: datetime.fromisoformat(one["timestamp"]))
        assert newest["data"]["score"] == newest["data"]["max_score"]  # what was handed in last
