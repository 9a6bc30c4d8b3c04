"""What is refused to whoever runs a service: in English for logs, and ready for translation."""

from typing import TypeVar

from grader.errors import NotServed
from grader.language import built_in
from grader.model import Text

Kind = TypeVar("Kind", bound=NotServed)


def not_served(text: Text, kind: type[Kind] = NotServed) -> Kind:  # type: ignore[assignment]
    """Return a refusal to be raised, with a sentence for logs."""
    return kind(text, built_in("en").say(text))
