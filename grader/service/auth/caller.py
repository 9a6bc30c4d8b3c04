"""The caller of a request: what their token lets them do, and whose work they may see."""

from grader.errors import Refused
from grader.frozen import frozen
from grader.model import Text
from grader.service.store.tokens import Token


@frozen
class Caller:
    """Whoever sent a good token."""

    token: Token

    @property
    def actor(self) -> str:
        """What the audit log calls them."""
        return f"token {self.token.id}"

    def require(self, scope: str, assignment: str | None = None) -> None:
        """Raise Refused unless the token has a scope, and is good for the assignment.

        What a token is not good for is not there for it: nobody learns what there is.
        """
        own = self.token.student is not None
        if scope not in self.token.scopes or (own and scope == "manage"):
            raise Refused("forbidden", Text("service.forbidden", {"scope": scope}))
        if assignment is not None and not self.is_for(assignment):
            raise no_assignment(assignment)

    def require_whole(self, scope: str) -> None:
        """Raise Refused unless the token has a scope, for everybody and every assignment."""
        self.require(scope)
        if self.token.assignments is not None:
            raise Refused("forbidden", Text("service.not_whole"))

    def refuse_student(self) -> None:
        """Raise Refused for a student's own token: this is about others too."""
        if self.token.student is not None:
            raise Refused("forbidden", Text("service.not_whole"))

    def student(self, named: str | None) -> str:
        """Return whose work is handed in: the token's own student, or the one who is named.

        Raises Refused where it is nobody, or somebody else than the token's own.
        """
        own = self.token.student
        if own is not None and named not in (None, own):
            raise Refused("forbidden", Text("service.other_student"))
        if own is None and named is None:
            raise Refused("invalid", Text("service.whose"))
        return own or named or ""

    def may_see(self, assignment: str, student: str) -> bool:
        """Tell whether a submission is there for this caller."""
        return self.is_for(assignment) and self.token.student in (None, student)

    def is_for(self, assignment: str) -> bool:
        """Tell whether an assignment is there for this caller."""
        return self.token.assignments is None or assignment in self.token.assignments


def no_assignment(slug: str) -> Refused:
    """Return what is said of an assignment that is not there, or not there for the caller."""
    return Refused("not_found", Text("service.no_assignment", {"slug": slug}))


def no_submission() -> Refused:
    """Return what is said of a submission that is not there, or not there for the caller."""
    return Refused("not_found", Text("service.no_submission"))
