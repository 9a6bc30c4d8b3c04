"""Send scores to a platform's gradebook: how far a submission is, and what it earned (AGS)."""

import asyncio
import json
from collections.abc import Callable, Mapping
from uuid import UUID

import requests
from sqlalchemy import Connection, Engine

from grader.frozen import frozen
from grader.service.database import transaction
from grader.service.lti.claims import SCORE
from grader.service.lti.keys import draw_key
from grader.service.lti.library import TOKEN_ERRORS, AccessTokens
from grader.service.lti.moments import written
from grader.service.lti.outgoing import session
from grader.service.store.lti_keys import Key, current_keys
from grader.service.store.lti_launches import find_link
from grader.service.store.lti_platforms import Platform, find_platform
from grader.service.store.lti_scores import (
    HandIn,
    begin_sending,
    find_hand_in,
    is_overtaken,
    last_score,
    note_answered,
)
from grader.service.store.passbacks import Passback
from grader.service.undelivered import Undelivered

_MEDIA_TYPE = "application/vnd.ims.lis.v1.score+json"
_REFUSED = (400, 410, 422)
"""What a platform answers that will never take this score."""
_OLDER = 409
"""What it answers where it has a score that is as new or newer."""


@frozen
class _Sent:
    """What is sent where."""

    platform: Platform
    key: Key
    url: str
    score: Mapping[str, object]


class LineItemSender:
    """Posts scores to the columns of platforms' gradebooks."""

    def __init__(
        self, engine: Engine, connect: Callable[[], requests.Session] = session
    ) -> None:  # fmt: skip
        self._engine = engine
        self._connect = connect
        self._tokens = AccessTokens()

    async def send(self, passback: Passback) -> None:
        """Post it once; the same again has the same timestamp. Raises Undelivered."""
        await asyncio.to_thread(self._send, passback)

    def _send(self, passback: Passback) -> None:
        with transaction(self._engine) as connection:
            sent = _sent(connection, passback)
        if sent is None:
            return
        token = self._token(sent)
        with transaction(self._engine) as connection:
            is_again = begin_sending(connection, passback.id)
        try:
            with self._connect() as asked:
                answer = asked.post(
                    sent.url,
                    data=json.dumps(sent.score),
                    headers={"authorization": f"Bearer {token}", "content-type": _MEDIA_TYPE},
                )
        except requests.RequestException as error:  # nobody knows if it arrived
            raise Undelivered(f"no answer: {type(error).__name__}") from None
        self._take(answer, passback, is_again=is_again)

    def _token(self, sent: _Sent) -> str:
        try:
            return self._tokens.get(sent.platform, sent.key, SCORE)
        except requests.RequestException as error:
            raise Undelivered(f"no answer for a token: {type(error).__name__}") from None
        except TOKEN_ERRORS as error:
            raise Undelivered(f"no access token: {type(error).__name__}") from None

    def _take(self, answer: requests.Response, passback: Passback, *, is_again: bool) -> None:
        """Make of an answer what became of the score. Raises Undelivered."""
        status = answer.status_code
        if status >= 500:  # it may have been taken all the same
            raise Undelivered(f"it answered {status}")
        if status == requests.codes.unauthorized:
            self._tokens.forget()
        with transaction(self._engine) as connection:
            note_answered(connection, passback.id)
        is_taken = 200 <= status < 300  # a redirect is no delivery
        if is_taken or (is_again and _has_it(answer)):
            return
        if status == _OLDER:
            problem = "it has a newer score, which somebody else may have given"
            raise Undelivered(problem, is_final=True)
        raise Undelivered(f"it answered {status}", is_final=status in _REFUSED)


def scores_url(line_item: str) -> str:
    """Return where the scores of a line item are posted: its query stays at the end."""
    address, mark, query = line_item.partition("?")
    return f"{address.rstrip('/')}/scores{mark}{query}"


def score_of(
    passback: Passback, hand_in: HandIn, before: tuple[float, float] | None
) -> dict[str, object]:
    """Return what is said of a submission: that it came, or what it earned.

    `before` is the score that the platform has, with its maximum: without one in it, a message
    clears what is there. Raises Undelivered for a grade without points.
    """
    said: dict[str, object] = {
        "userId": hand_in.subject,
        "timestamp": written(passback.at),
        "submission": {"submittedAt": written(hand_in.received_at)},
    }
    if passback.grade is None:
        said |= {"activityProgress": "Submitted", "gradingProgress": "Pending"}
        score = before
    else:
        said |= {"activityProgress": "Completed", "gradingProgress": "FullyGraded"}
        if passback.score is None or passback.max_score is None:
            raise Undelivered("there are no points to send", is_final=True)
        score = passback.score, passback.max_score
    if score is not None:
        said |= {"scoreGiven": score[0], "scoreMaximum": score[1]}
    return said


def _sent(connection: Connection, passback: Passback) -> _Sent | None:
    """Return what is to be sent; None where a later score has taken its place.

    Raises Undelivered where there is nothing to send to any more.
    """
    if is_overtaken(connection, passback.id):
        return None
    hand_in = find_hand_in(connection, passback.submission)
    link = find_link(connection, UUID(passback.target.id))
    platform = find_platform(connection, link.platform) if link is not None else None
    if hand_in is None or link is None or link.line_item is None or platform is None:
        raise Undelivered("the platform or its column is gone", is_final=True)
    before = last_score(connection, hand_in) if passback.grade is None else None
    key = current_keys(connection, draw_key)[0]
    score = score_of(passback, hand_in, before)
    return _Sent(platform, key, scores_url(link.line_item), score)


def _has_it(answer: requests.Response) -> bool:
    """Tell whether a platform refuses a score because it has it: Canvas says so with a 400."""
    if answer.status_code == _OLDER:
        return True
    said = answer.content[:2000].lower()
    return answer.status_code == requests.codes.bad_request and b"timestamp" in said
