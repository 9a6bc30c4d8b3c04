"""What is said of the exercises of a submission that one small edit makes right.

An exercise is searched where it is wrong and nothing is confirmed at a line of its code; never
where it is right, nor where follow-through or what the notebook hides explains all of it, nor where
it rests on another that is wrong: an edit might only lead round what is wrong there. No points come
of it, and none of the submission's time is used.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from grader.budget import Budget
from grader.diagnose.diagnose import is_right
from grader.diagnosis import Diagnosis
from grader.errors import SandboxFault, where
from grader.extract.defining import asked_of
from grader.model import Attempt, Chunk
from grader.prepare import Prepared
from grader.repair.body import body_of
from grader.repair.candidate import Candidate
from grader.repair.found import Bounds, Repaired, Searched
from grader.repair.remembered import Came, Kept, Remembered
from grader.repair.rests import own_asks, rests_on
from grader.repair.say import said
from grader.repair.search import editable, search
from grader.repair.suspects import suspects
from grader.sandbox.executor import Executor

_MOST_SAME = 1_000
"""Searches of which is kept what was found, for who hands in the same code to the letter."""

_KEPT = 0.15
"""How much of the time is kept for trying on earlier exercises what was found in later ones."""

_SHARED = 1.5
"""Times its share that an exercise gets for itself and others that ask for the same."""

Diagnoses = Mapping[str, Sequence[Diagnosis]]


class Repairs:
    """Searches the submissions to one assignment, and remembers what came of each body.

    Two bodies are one if they are the same whatever their names. All submissions are held to the
    same cases.
    """

    def __init__(self, bounds: Bounds, kept: Kept | None = None) -> None:
        self._bounds = bounds
        self._remembered = Remembered(kept)
        self._same: dict[tuple[object, ...], Repaired] = {}
        """What was found in the very same code: it was tried there on all cases."""

    def of(
        self,
        prepared: Prepared,
        executor: Executor,
        attempt: Attempt,
        diagnoses: Diagnoses,
        aside: Collection[str],
        report_fault: Callable[[str], None],
        budget: Budget,
    ) -> dict[str, tuple[Diagnosis, ...]]:
        """Return what is said of each exercise that an edit makes right."""
        names = [rubric.name for rubric in prepared.assignment.rubrics]
        all_wrong = [name for name in names if not is_right(name, attempt.judged)]
        wrong = [
            name
            for name in all_wrong
            if name not in aside
            and not _is_known(diagnoses.get(name, ()))
            and not rests_on(prepared, attempt.extraction, name, all_wrong)
        ]
        found: dict[str, tuple[Diagnosis, ...]] = {}
        before, left, edits = budget.mark(), self._bounds.seconds, list[Candidate]()
        known: dict[str, int] = {}
        refused: dict[str, frozenset[Chunk]] = {}
        alike = {name: _asking_the_same(prepared, name, wrong) for name in wrong}
        kept = _KEPT * left if len(wrong) > 1 else 0.0
        for place, name in enumerate((*wrong, *wrong)):  # a later one's edit may mend an earlier
            is_again = place >= len(wrong)
            usable = left if is_again else left - kept
            if budget.no_time_left:
                break
            if usable <= 0 or name in found or known.get(name) == len(edits):
                continue
            share = usable / max(1, len(wrong) - place)
            if not is_again and any(one not in known for one in alike[name] if one != name):
                share = min(usable, _SHARED * share)
            last = frozenset[Chunk]().union(*(refused.get(one, ()) for one in alike[name]))
            try:
                came = self._searched(
                    prepared, executor, attempt, name, alike[name], diagnoses, share, edits, last,
                    is_again=is_again,
                )  # fmt: skip
            except SandboxFault as fault:  # ours: nothing is said
                report_fault(f"repair of {name}: {fault}")
                break
            except Exception as error:  # a bug of ours, on hostile code: no points depend on it
                report_fault(f"repair of {name}: {where(error)}")
                break
            left -= came.cpu_seconds
            known[name], refused[name] = len(edits), came.refused
            if came.repaired is not None:
                edits += (one for one in came.repaired.edits[:1] if one.besides is None)
                found[name] = said(came.repaired)
        budget.restore(before)
        return found

    def _searched(
        self,
        prepared: Prepared,
        executor: Executor,
        attempt: Attempt,
        name: str,
        alike: Sequence[str],
        diagnoses: Diagnoses,
        seconds: float,
        first: Sequence[Candidate],
        last: Collection[Chunk],
        *,
        is_again: bool,
    ) -> Searched:
        """Return what was found, and the seconds of processor time that it took.

        What is known of exercises that are `alike` goes for this one too. Of what was searched
        already only the `first` edits are tried, which others were found by.
        """
        code = (name, attempt.extraction.chunks, *sorted(attempt.extraction.names.items()))
        if code in self._same:
            return Searched(self._same[code], 0, is_complete=True)
        definitions = [*editable(prepared, attempt.extraction, name)]
        body = body_of(dict.fromkeys(one.chunk.source for one in definitions))
        before = self._remembered.of(name, body) if not is_again else None
        if before is not None and before.was_in_vain(seconds):
            return Searched(None, 0, is_complete=before.is_complete)
        judged = [one for one in attempt.judged if one.exercise in alike]
        given = [diagnosis for one in alike for diagnosis in diagnoses.get(one, ())]
        lines = suspects(
            definitions, given, judged, attempt.extraction.names, asked_of(attempt.extraction)
        )
        most = 0 if is_again else self._bounds.candidates
        bounds = replace(self._bounds, seconds=seconds, candidates=most)
        came = search(prepared, executor, attempt, name, lines, bounds, first, before, last)
        if came.repaired is not None or not is_again:
            self._remembered.note(name, body, _came(came, seconds))
        if came.repaired is not None and len(self._same) < _MOST_SAME:
            self._same[code] = came.repaired
        return came


def _asking_the_same(prepared: Prepared, name: str, others: Sequence[str]) -> tuple[str, ...]:
    """Return the exercises that ask for the very same as one does; that one at least."""
    own = own_asks(prepared, name)
    return tuple(one for one in others if one == name or (own and own_asks(prepared, one) == own))


def _came(searched: Searched, seconds: float) -> Came:
    if searched.repaired is None:
        return Came(seconds, searched.is_complete or searched.is_hopeless)
    edit = searched.repaired.edits[0]
    after, line = body_of([edit.after.source]), 1 + edit.line - edit.before.line
    return Came(seconds, False, edit.kind, edit.size, after, line)


def _is_known(diagnoses: Sequence[Diagnosis]) -> bool:
    """Tell whether the cause is known for sure: found at its line, or in another exercise.

    Of a statement that is missing a mistake may be known, and not where it would stand.
    """
    return any(
        one.kind == "follows" or (one.certainty == "confirmed" and one.code is not None)
        for one in diagnoses
    )
