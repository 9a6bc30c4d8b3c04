"""What every request is asked first: by whom, for which service, in which language."""

from typing import Annotated, cast

from fastapi import Depends, Path, Query, Request
from fastapi.security import HTTPBearer

from grader.errors import Refused
from grader.model import Text
from grader.service.auth.caller import Caller, no_assignment
from grader.service.auth.secret import digest
from grader.service.course import Declared
from grader.service.database import read_again
from grader.service.service import Service
from grader.service.spoken import spoken
from grader.service.store.tokens import find_token

LINE = r"^[^\x00-\x1f\x7f\u2028\u2029]+$"
"""One line of text; the database takes no character 0."""
Student = Annotated[str, Query(min_length=1, max_length=200, pattern=LINE)]
Slug = Annotated[str, Path(min_length=1, max_length=100, pattern=LINE)]
_BEARER = HTTPBearer(auto_error=False, description="A token of `grader token create`.")


def service_in(request: Request) -> Service:
    """Return the service that the app was made for."""
    return cast(Service, request.app.state.service)


Asked = Annotated[Service, Depends(service_in)]


def caller_of(
    request: Request, service: Asked, _shown: Annotated[object, Depends(_BEARER)]
) -> Caller:
    """Return who sent a good token; too many wrong ones from an address are not looked at.

    Raises Refused.
    """
    address = request.client.host if request.client else ""
    if wait := service.failures.is_empty(address):
        raise _too_many(wait)
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    token = None
    if kind.lower() == "bearer" and secret.strip():
        known = digest(secret.strip())
        token = read_again(service.engine, lambda connection: find_token(connection, known))
    if token is None:
        service.failures.take(address)
        raise Refused("unauthenticated", Text("service.unauthenticated"))
    if wait := service.requests.take(str(token.id)):
        raise _too_many(wait)
    return Caller(token)


By = Annotated[Caller, Depends(caller_of)]


def language_of(request: Request) -> str:
    """Return the language that the caller reads; empty where they name none of ours."""
    return spoken(request.headers.get("accept-language"))


Language = Annotated[str, Depends(language_of)]


def assignment_for(service: Service, caller: Caller, scope: str, slug: str) -> Declared:
    """Return an assignment that the caller may do this with. Raises Refused."""
    caller.require(scope, slug)
    return assignment_of(service, slug)


def assignment_of(service: Service, slug: str) -> Declared:
    """Return an assignment. Raises Refused where there is none of this slug."""
    declared = service.course.declared(slug)
    if declared is None:
        raise no_assignment(slug)
    return declared


def limit_uploads(service: Service, assignment: str, student: str) -> None:
    """Raise Refused where a student hands in too often."""
    if wait := service.uploads.take(f"{assignment}\0{student}"):
        raise _too_many(wait)


def _too_many(wait: int) -> Refused:
    return Refused("too_many", Text("service.too_many", {"n": wait}), retry_after=wait)
