"""What a change of the assignment touches: whose results need not be made again."""

from dataclasses import replace

import msgspec

from grader.classrun.parts import Parts
from grader.classrun.store import Store
from grader.model import Status
from grader.result import Provenance, Result

_NOTE = "parts.json"
_NOT_THERE = (Status.MISSING, Status.NOT_ATTEMPTED)


class Changes:
    """What the results of one store were made with, and how it differs from today's assignment."""

    def __init__(self, now: Provenance, parts: Parts, earlier: dict[str, Parts]) -> None:
        self._now = _state(now)
        self._parts = parts
        self._earlier = earlier

    def as_today(self, result: Result) -> Result:
        """Return a result as today's assignment would give it; as it is where that is not known."""
        then = self._earlier.get(_state(result.provenance))
        if then is None or _touches(then, self._parts, result):
            return result
        assignment, reference = self._now.split()
        same = replace(result.provenance, assignment=assignment, reference=reference)
        return replace(result, provenance=same)


def changes_in(store: Store, now: Provenance, parts: Parts) -> Changes:
    """Return how today's assignment differs from those that the store's results were made with."""
    return Changes(now, parts, _kept(store))


def keep_parts(store: Store, now: Provenance, parts: Parts) -> None:
    """Keep what today's assignment is made of, for runs to come. Raises CannotWrite."""
    store.note(_NOTE, msgspec.json.encode({**_kept(store), _state(now): parts}))


def _kept(store: Store) -> dict[str, Parts]:
    content = store.noted(_NOTE)
    try:
        return msgspec.json.decode(content or b"{}", type=dict[str, Parts])
    except (msgspec.MsgspecError, UnicodeDecodeError):  # not what a run wrote: nothing is known
        return {}


def _state(provenance: Provenance) -> str:
    return f"{provenance.assignment} {provenance.reference}"


def _touches(then: Parts, now: Parts, result: Result) -> bool:
    if then.whole != now.whole or then.exercises.keys() != now.exercises.keys():
        return True
    explained = any(e.diagnoses or e.advice for e in result.exercises)
    if (explained or result.score != result.max_score) and then.solutions != now.solutions:
        return True
    there = [e.name for e in result.exercises if e.status not in _NOT_THERE]
    return any(then.exercises[name] != now.exercises[name] for name in there)
