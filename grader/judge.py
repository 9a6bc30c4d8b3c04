"""Judge outcomes: run each exercise's check in the grader, on plain values, case by case."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.errors import where
from grader.exercise import Picture, shown_of
from grader.extract.methods import ERRORS as OF_METHODS
from grader.extract.methods import Methods
from grader.extract.place import not_loaded
from grader.extract.places import Places
from grader.extract.remarks import clip
from grader.extract.signature import signature_differs
from grader.hidden import ANY_OTHER, ERRORS
from grader.measure.values import Unfit, array
from grader.model import Extraction, Finding, JudgedCase, Outcome, Raised, Shown, Status, Text
from grader.prepare import Prepared, PreparedCase
from grader.provided_words import in_their_words
from grader.refused import is_refused
from grader.rounded import told_as_rounded

_PICTURES = 8
"""Pictures drawn of one answer, at most."""


def judge(
    prepared: Prepared,
    extraction: Extraction,
    outcomes: Mapping[int, Outcome],
    report_fault: Callable[[str], None],
    failed: Collection[int] = (),
) -> tuple[JudgedCase, ...]:
    """Judge every case; `outcomes` holds those that were run, by the question's index.

    `failed` are the chunks that raised as they were loaded.
    A check that raises is a fault of ours: `report_fault` is told, and nobody's points change. Of a
    hidden case only what passes the gate is kept (`grader.hidden`).
    """
    judged: dict[int, JudgedCase] = {}
    places, methods = Places(extraction), Methods(extraction, prepared.handed_out)
    for case in prepared.cases:
        outcome = outcomes.get(case.question.index)
        if outcome is None:
            judged[case.question.index] = _not_asked(prepared, case, extraction)
            continue
        if outcome.status is Status.PASSED:
            found = _checked(prepared, case, outcome, places, report_fault)
        else:
            found = _unrun(prepared, case, outcome, extraction, places, methods)
            if outcome.status is Status.MISSING and failed:
                found = _told_as_not_loaded(prepared, case, found, extraction, failed)
        judged[case.question.index] = found
    judged = told_as_rounded(
        prepared,
        outcomes,
        judged,
        lambda case, outcome: _checked(prepared, case, outcome, places, report_fault),
    )
    return tuple(
        prepared.gate.case(found) if found.kind == "hidden" and index in outcomes else found
        for index, found in judged.items()
    )


def _checked(
    prepared: Prepared,
    case: PreparedCase,
    outcome: Outcome,
    places: Places,
    report_fault: Callable[[str], None],
) -> JudgedCase:
    q = case.question
    shown = _shown(prepared, case, outcome.value) if q.kind == "example" else ()
    try:
        found = prepared.findings(case, outcome.value)
    except Unfit as unfit:
        return JudgedCase(
            q.exercise, q.case.name, q.kind, Status.BAD_VALUE,
            why=unfit.text, detail=unfit.detail, shown=shown, printed=outcome.printed,
        )  # fmt: skip
    except Exception as error:  # ours, whatever the student returned
        report_fault(f"check of {q.exercise}, case {q.case.name}: {where(error)}")
        return JudgedCase(
            q.exercise, q.case.name, q.kind, Status.GRADER_FAULT, why=Text("why.grader_fault")
        )
    right = all(finding.ok for finding in found)
    return JudgedCase(
        q.exercise, q.case.name, q.kind, Status.PASSED if right else Status.FAILED,
        findings=found, shown=shown, printed=outcome.printed,
        stopped=_stopped(found, outcome, places),
    )  # fmt: skip


def _stopped(found: Sequence[Finding], outcome: Outcome, places: Places) -> tuple[int, int] | None:
    """Return where the first thing stopped that a finding says has; None where that is not known.

    What was raised in between may be of no account: only what a finding names is looked for.
    """
    said = (one.message for one in found if not one.ok and one.message is not None)
    names = {str(text.values.get("error", "")) for text in said if text.key == "stopped"}
    for one in outcome.caught:
        name = one.type if one.type in ERRORS else ANY_OTHER
        if name in names and one.cell and one.line and places.holds(one.cell, one.line):
            return one.cell, one.line
    return None


def _not_asked(prepared: Prepared, case: PreparedCase, extraction: Extraction) -> JudgedCase:
    q = case.question
    missing = [name for name in _asks(prepared, case) if name in extraction.missing]
    if missing:
        status, why = Status.MISSING, _in_words(extraction.missing[missing[0]])
    else:
        status, why = Status.NOT_ATTEMPTED, Text("why.not_attempted")
    return JudgedCase(q.exercise, q.case.name, q.kind, status, why=why)


def _asks(prepared: Prepared, case: PreparedCase) -> tuple[str, ...]:
    exercise = case.question.exercise
    return prepared.assignment.exercises[exercise].asks or (exercise,)


def _in_words(text: Text) -> Text:
    """Write a sentence's numbers as words: these are places in the notebook, not values."""
    words = {
        name: _in_words(value) if isinstance(value, Text) else str(value)
        for name, value in text.values.items()
    }
    return Text(text.key, words)


def _unrun(
    prepared: Prepared,
    case: PreparedCase,
    outcome: Outcome,
    extraction: Extraction,
    places: Places,
    methods: Methods,
) -> JudgedCase:
    q = case.question
    why, detail = outcome.why or Text(f"why.{outcome.status}"), None
    if outcome.raised is not None:
        place = (outcome.raised.cell, outcome.raised.line)
        if q.kind == "hidden":
            is_known = place in places.of(_asks(prepared, case))
        else:
            is_known = places.holds(*place)
        why, detail = _why_raised(outcome.raised, is_known=is_known)
        if known := in_their_words(prepared.assignment, outcome.raised):
            why, detail = Text("why.provided", {"message": known}), None
        why = signature_differs(outcome.raised, extraction, prepared.handed_out) or why
        if not is_known and outcome.raised.type in OF_METHODS:
            why = next(iter(methods.lacking(_asks(prepared, case))), why)
    return JudgedCase(
        q.exercise, q.case.name, q.kind, outcome.status,
        why=why, detail=detail, printed=outcome.printed,
    )  # fmt: skip


def _told_as_not_loaded(
    prepared: Prepared,
    case: PreparedCase,
    judged: JudgedCase,
    extraction: Extraction,
    failed: Collection[int],
) -> JudgedCase:
    """Say where a definition is that stopped as it was loaded: a cell does define it."""
    lost = not_loaded(extraction, _asks(prepared, case), failed)
    if lost is None:
        return judged
    name, chunk = lost
    place = {"cell": str(chunk.cell), "line": str(chunk.line)}
    why = Text("why.not_loaded", {"name": clip(name), **place})
    return replace(judged, status=Status.RAISED, why=why)


def _why_raised(raised: Raised, *, is_known: bool) -> tuple[Text, Text]:
    """Say what was raised, and where, if the place is known: it may have been made up."""
    # a student's own exception could bear a hidden input in its name; of examples `said` has it
    name = raised.type if raised.type in ERRORS else ANY_OTHER
    message = f"{raised.type}: {raised.message}" if raised.message else raised.type
    said = Text("why.message", {"message": message})
    place = {"cell": str(raised.cell), "line": str(raised.line)} if is_known else {}
    if is_refused(raised):
        return Text("why.refused" if place else "why.refused_nowhere", place), said
    return Text("why.raised" if place else "why.raised_nowhere", {"type": name, **place}), said


def _shown(prepared: Prepared, case: PreparedCase, got: Any) -> tuple[Shown, ...]:
    exercise, want = prepared.assignment.exercises[case.question.exercise], case.want
    # an author's code, on a hostile value: at worst it is shown beside other draws
    with suppress(Exception), np.errstate(all="ignore"):
        want = exercise.beside(case.question.case, got, want)
    want = shown_of(exercise, want)
    return (*_drawable(want, got, ""), *_pictured(prepared, case, got))


def _pictured(prepared: Prepared, case: PreparedCase, got: Any) -> tuple[Shown, ...]:
    """Return what the exercise draws of an answer; a curve beside the reference's of its name."""
    exercise, asked = prepared.assignment.exercises[case.question.exercise], case.question.case
    # `got` is hostile, and an author cannot foresee everything: an answer that cannot be drawn is
    # judged all the same, without pictures
    with suppress(Exception), np.errstate(all="ignore"):
        found = list(islice(exercise.pictures(asked, got), _PICTURES))
        curves = {picture.name for picture in found if picture.form == "curve"}
        wanted = exercise.pictures(asked, case.want) if curves else ()
        expected = {p.name: _vetted(p) for p in wanted if p.name in curves and p.form == "curve"}
        return tuple(
            Shown(picture.name, expected.get(picture.name), value, 1e-6, 1e-8, picture.form)
            for picture in found
            if (value := _vetted(picture)) is not None
        )
    return ()


def _vetted(picture: Picture) -> NDArray[np.float64] | None:
    """Return a picture's value if it is what its form says; None when there is nothing to draw."""
    try:
        value = array(picture.value, picture.name)
    except Unfit:
        return None
    if picture.form == "mask":
        fits = value.ndim == 2 and value.size > 0 and bool(((value == 0) | (value == 1)).all())
    else:
        fits = picture.form == "curve" and value.ndim == 1 and value.size > 1
    return value if fits else None


def _drawable(want: Any, got: Any, name: str) -> Iterator[Shown]:
    """Walk a tree of values down to what can be drawn: numbers and arrays of them."""
    if isinstance(want, dict):
        found = got if isinstance(got, dict) else {}
        for key, value in want.items():
            yield from _drawable(value, found.get(key), f"{name}.{key}".lstrip("."))
    elif isinstance(want, list | tuple):
        items = got if isinstance(got, list | tuple) else ()
        for place, value in enumerate(want):
            item = items[place] if place < len(items) else None
            yield from _drawable(value, item, f"{name}[{place}]")
    elif not isinstance(want, str) and np.asarray(want).dtype.kind in "biuf":
        yield Shown(name, want, got, 1e-6, 1e-8)
