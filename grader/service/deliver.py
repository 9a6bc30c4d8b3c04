"""Deliver passbacks: one attempt after the other, further and further apart, until a person looks.

A kind of target more is a `Sender` and a line in `senders`.
"""

import asyncio
import logging
import random
from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Engine

from grader.service.database import transaction
from grader.service.lti.scores import LineItemSender
from grader.service.lti.targets import LINE_ITEM
from grader.service.outbound import HookSender
from grader.service.store.passbacks import Passback, find_passback, note_attempt
from grader.service.undelivered import Undelivered

_LOG = logging.getLogger(__name__)
Got = TypeVar("Got")
MAX_ATTEMPTS = 20
"""Attempts after which a passback is dead: some twelve hours."""
_FIRST, _LONGEST = 5.0, 3600.0
"""Seconds between attempts: the first two, and any two."""


class Sender(Protocol):
    """Sends grades to one kind of target."""

    async def send(self, passback: Passback) -> None:
        """Send it; the same again must do no harm. Raises Undelivered."""
        ...


def senders(engine: Engine) -> Mapping[str, Sender]:
    """Return what sends to each kind of target."""
    return {"hook": HookSender(engine), LINE_ITEM: LineItemSender(engine)}


class Delivery:
    """Delivers passbacks by their ids."""

    def __init__(self, engine: Engine, senders: Mapping[str, Sender]) -> None:
        self._engine = engine
        self._senders = senders

    async def deliver(self, subject: str) -> float | None:
        """Make one attempt; return when to make the next, in seconds, or None for none."""
        passback = await self._within(lambda c: find_passback(c, UUID(subject)))
        if passback is None or passback.state != "pending":
            return None
        try:
            await self._senders[passback.target.kind].send(passback)
        except Undelivered as error:
            problem, attempts = str(error), passback.attempts + 1
            is_dead = error.is_final or attempts >= MAX_ATTEMPTS
            state = "dead" if is_dead else "pending"
            await self._within(lambda c: note_attempt(c, passback.id, state, problem))
            _LOG.warning("passback %s, attempt %d: %s", passback.id, attempts, problem)
            return None if is_dead else pause(attempts)
        await self._within(lambda c: note_attempt(c, passback.id, "delivered"))
        return None

    async def _within(self, do: Callable[[Connection], Got]) -> Got:
        def done() -> Got:
            with transaction(self._engine) as connection:
                return do(connection)

        return await asyncio.to_thread(done)


def pause(attempts: int) -> float:
    """Return the seconds after so many failed attempts: they double, and are not all the same."""
    longest = min(_FIRST * 2.0 ** (attempts - 1), _LONGEST)
    return longest * random.uniform(0.8, 1.0)  # noqa: S311 - no secret: it spreads the load
