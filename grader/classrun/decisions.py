"""What a person decided about a class's marks: kept beside the results, in the order of time."""

from collections.abc import Sequence

import msgspec

from grader.classrun.store import Store
from grader.decision import Decision
from grader.errors import NotOurs

_NOTE = "decisions.json"


def decisions_in(store: Store) -> tuple[Decision, ...]:
    """Return every decision. Raises NotOurs when they cannot be read: none is passed over."""
    content = store.noted(_NOTE)
    if content is None:
        return ()
    try:
        return msgspec.json.decode(content, type=tuple[Decision, ...])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise NotOurs(
            f"the decisions that are kept with the results ({_NOTE}) cannot be read: {error}"
        ) from None


def decide(store: Store, decision: Decision) -> None:
    """Keep one more decision. Raises CannotWrite, NotOurs."""
    every: Sequence[Decision] = (*decisions_in(store), decision)
    store.note(_NOTE, msgspec.json.format(msgspec.json.encode(every), indent=1) + b"\n")
