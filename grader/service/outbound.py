"""Send `submission.graded` to a hook, signed as Standard Webhooks say."""

import asyncio
import json
from datetime import UTC, datetime
from functools import cache
from ssl import SSLContext
from uuid import UUID

import httpx2 as httpx
from sqlalchemy import Engine
from standardwebhooks import Webhook

from grader.service.database import transaction
from grader.service.store.hooks import Hook, find_hook
from grader.service.store.passbacks import Passback
from grader.service.undelivered import Undelivered

_SECONDS = 10.0
_GONE = 410
"""What a hook answers that wants nothing more, ever."""


class HookSender:
    """Posts a grade to a hook's URL."""

    def __init__(self, engine: Engine, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._engine = engine
        self._transport = transport

    async def send(self, passback: Passback) -> None:
        """Post it once; redirects are not followed. Raises Undelivered."""
        hook = await asyncio.to_thread(self._hook, passback.target.id)
        if hook is None:
            raise Undelivered("the hook was revoked", is_final=True)
        content = payload(passback)
        try:
            async with httpx.AsyncClient(
                timeout=_SECONDS, transport=self._transport, verify=_trusted()
            ) as client:
                answer = await client.post(
                    hook.url, content=content, headers=signed(hook, passback, content)
                )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Undelivered(f"no answer: {type(error).__name__}") from None
        if not answer.is_success:
            sentence = f"it answered {answer.status_code}"
            raise Undelivered(sentence, is_final=answer.status_code == _GONE)

    def _hook(self, hook: str) -> Hook | None:
        with transaction(self._engine) as connection:
            return find_hook(connection, UUID(hook))


@cache
def _trusted() -> SSLContext:
    """Return whose certificates are believed: read once, for that holds up all else for 20 ms."""
    return httpx.create_ssl_context()


def payload(passback: Passback) -> bytes:
    """Return the message of a grade; the same passback gives the same bytes."""
    return json.dumps(
        {
            "type": "submission.graded",
            "timestamp": passback.at.astimezone(UTC).isoformat(),
            "data": {
                "submission": str(passback.submission),
                "assignment": passback.assignment,
                "student": passback.student,
                "status": passback.status,
                "score": passback.score,
                "max_score": passback.max_score,
            },
        },
        separators=(",", ":"),
    ).encode()


def signed(hook: Hook, passback: Passback, content: bytes) -> dict[str, str]:
    """Return the headers of a message; the passback's id is the message's, at every attempt."""
    message, now = str(passback.id), datetime.now(UTC)
    signature = Webhook(hook.secret).sign(message, now, content.decode())
    return {
        "content-type": "application/json",
        "webhook-id": message,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signature,
    }
