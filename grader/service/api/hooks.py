"""Hooks: where grades are sent, and signed messages that hand in."""

import asyncio
import base64
import binascii
import json
import secrets
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from standardwebhooks import Webhook, WebhookVerificationError

from grader.errors import Refused
from grader.model import Text
from grader.service.api.asking import LINE, Asked, By, assignment_of, limit_uploads
from grader.service.api.shapes import SubmissionOut, shown
from grader.service.api.uploads import keep
from grader.service.database import transaction
from grader.service.queue import WAITING
from grader.service.receive import body_within, file_name, refuse_empty
from grader.service.service import Service
from grader.service.store import audit
from grader.service.store.hooks import Hook, find_hook, keep_hook, list_hooks, revoke_hook
from grader.service.store.submissions import HandedIn, Kept

router = APIRouter(tags=["hooks"])
_SECRET = "whsec_"  # noqa: S105 - how Standard Webhooks' secrets begin
_BYTES = 24
_BESIDE = 64 << 10
"""Bytes of a message beside the notebook."""
_SIGNED = ("webhook-id", "webhook-timestamp", "webhook-signature")


class HookIn(BaseModel):
    """A hook to be."""

    model_config = ConfigDict(extra="forbid")

    direction: Literal["out", "in"]
    url: Annotated[str, Field(max_length=2000, pattern=r"^https?://[!-~]+$")] | None = None
    """Where `submission.graded` is posted; of hooks `out` only."""


class HookOut(BaseModel):
    """A hook; its secret is shown when it is made."""

    id: UUID
    direction: str
    url: str
    secret: str | None = None


class _Notebook(msgspec.Struct):
    """What a `submission.created` brings."""

    assignment: Annotated[str, msgspec.Meta(max_length=100, pattern=LINE)]
    student: Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=LINE)]
    notebook: str
    """Base64."""
    file_name: str = ""


class _Message(msgspec.Struct):
    type: Literal["submission.created"]
    data: _Notebook


@router.post("/hooks", status_code=201)
def create(given: HookIn, service: Asked, caller: By) -> HookOut:
    """Make a hook; its secret signs messages in the way of Standard Webhooks."""
    caller.require_whole("manage")
    if (given.url is None) == (given.direction == "out"):
        raise Refused("invalid", Text("service.invalid", {"where": "url"}))
    secret = _SECRET + base64.b64encode(secrets.token_bytes(_BYTES)).decode()
    with transaction(service.engine) as connection:
        hook = keep_hook(connection, given.direction, given.url or "", secret)
        audit.note(connection, caller.actor, "hook.created", str(hook), url=given.url)
    return HookOut(id=hook, direction=given.direction, url=given.url or "", secret=secret)


@router.get("/hooks")
def every(service: Asked, caller: By) -> list[HookOut]:
    """List the hooks that are in force."""
    caller.require_whole("manage")
    with transaction(service.engine) as connection:
        hooks = list_hooks(connection)
    return [HookOut(id=hook.id, direction=hook.direction, url=hook.url) for hook in hooks]


@router.delete("/hooks/{hook}", status_code=204)
def revoke(hook: UUID, service: Asked, caller: By) -> None:
    """Send nothing there, and take nothing from there, any more."""
    caller.require_whole("manage")
    with transaction(service.engine) as connection:
        if not revoke_hook(connection, hook):
            raise Refused("not_found", Text("service.no_hook"))
        audit.note(connection, caller.actor, "hook.revoked", str(hook))


@router.post("/hooks/{hook}/submissions", status_code=202)
async def take_in(hook: UUID, request: Request, service: Asked) -> SubmissionOut:
    """Hand in by a signed message (`webhook-id`, `webhook-timestamp`, `webhook-signature`).

    Its body is `{"type": "submission.created", "data": {"assignment", "student", "file_name",
    "notebook"}}`, the notebook in base64. A message that comes again is answered as the first time.
    """
    known = await asyncio.to_thread(_inbound, service, hook)
    limit = service.settings.max_bytes
    body = await body_within(request.stream(), limit * 4 // 3 + _BESIDE)
    headers = {name: request.headers.get(name, "") for name in _SIGNED}
    kept = await asyncio.to_thread(_hand_in, service, known, headers, body)
    return shown(kept, str(request.url_for("list_all")))


def _inbound(service: Service, hook: UUID) -> Hook:
    with transaction(service.engine) as connection:
        found = find_hook(connection, hook)
    if found is None or found.direction != "in":
        raise Refused("not_found", Text("service.no_hook"))
    return found


def _hand_in(service: Service, hook: Hook, headers: dict[str, str], body: bytes) -> Kept:
    _verify(hook, headers, body)
    message, content = _read(body)
    about = message.data
    assignment_of(service, about.assignment)
    limit_uploads(service, about.assignment, about.student)
    incoming = service.blobs.incoming()
    try:
        incoming.write(content)
        refuse_empty(len(content))
    except BaseException:
        incoming.drop()
        raise
    key = f"hook:{hook.id}:{headers['webhook-id'][:200]}"
    name = file_name(about.file_name)
    given = HandedIn(about.assignment, about.student, key, "", len(content), name, "")
    accepted = keep(service, f"hook {hook.id}", incoming, given, WAITING)
    if accepted.is_new:
        service.metrics.accepted.inc()
    return accepted.submission


def _verify(hook: Hook, headers: dict[str, str], body: bytes) -> None:
    """Raise Refused for a message that the secret has not signed, or not lately."""
    try:
        Webhook(hook.secret).verify(body, headers)
    except (json.JSONDecodeError, RecursionError):
        return  # signed well, and no JSON: whoever reads it says so
    except (WebhookVerificationError, ValueError, OverflowError):
        raise Refused("forbidden", Text("service.signature")) from None


def _read(body: bytes) -> tuple[_Message, bytes]:
    try:
        message = msgspec.json.decode(body, type=_Message)
        return message, base64.b64decode(message.data.notebook, validate=True)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, binascii.Error) as error:
        where = str(error) if isinstance(error, msgspec.ValidationError) else "body"
        raise Refused("invalid", Text("service.invalid", {"where": where[:300]})) from None
