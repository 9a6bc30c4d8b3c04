"""Ask a loss, with labels in both formats; one that raises does not hide the other."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from grader.exercise import Case
from grader.measure.values import Array, Unfit, array
from grader.remote.errors import StudentError

from .asking import AskedLoss
from .judging import is_changed

FORMATS = ("sparse", "one_hot")
WHOLE = ("loss", "others", "elsewhere")
PAIR = 2
"""Samples that stand for one, where a batch of one has no loss: a slip in the mean alone."""
Pair = tuple[Any, Any]
"""Predictions and labels."""


def with_labels(student: Any, case: Case) -> dict[str, Any]:
    """Ask about the case's batches, the first in two parts, and about samples told clearly.

    Whether it is answered alike again is asked in one case: only noise is not.
    """
    found = _with_labels(student, case, 1)
    if _say_no_number([one["sure"] for one in found.values() if one]):
        return _with_labels(student, case, PAIR)
    return found


def _with_labels(student: Any, case: Case, copies: int) -> dict[str, Any]:
    """Ask so; one sample is asked about as so many that are alike."""
    p = case.probabilities
    told = [_sure(case, share).repeat(copies, axis=0) for share in case.sure]
    has_again = case.asked == "batch_again"

    def pairs(labels: Array, elsewhere: Array) -> list[Pair]:
        whole = [(p, labels), (case.others, labels), (p, elsewhere)]
        one, others = (part.repeat(copies, axis=0) for part in (labels[:1], labels[1:]))
        alone = [(p[:1].repeat(copies, axis=0), one), (p[1:].repeat(copies, axis=0), others)]
        return [*whole, *alone, *((row, one) for row in told), *whole[: int(has_again)]]

    def answer(losses: Sequence[Any], _: Any) -> dict[str, Any]:
        named = dict(zip((*WHOLE, "first", "rest"), losses, strict=False))
        again = {"again": losses[-1]} if has_again else {}
        sure = list(losses[5 : 5 + len(told)])
        return {**named, "sure": sure, "copies": copies, **again}

    labels = zip(_formats(case, case.labels), _formats(case, case.elsewhere), strict=True)
    asked = [(pairs(*one), ()) for one in labels]
    loss = AskedLoss(student.Loss_CategoricalCrossentropy)
    found = _answers(loss, asked, answer)
    for place, name in enumerate(FORMATS):
        if found[name]:
            found[name]["each"] = _each(loss.forward_alone(asked[place][0][0]), len(p))
    both = has_again and all(found.values())
    for place, name in enumerate(FORMATS):
        given = asked[place][0]
        if has_again and found[name]:  # one object, asked about two other batches before
            # and with labels in the other format, where these can be read
            before = [asked[1 - place][0][2]] if both else []
            found[name]["kept"] = loss.of_one([*given[1:3], *before, given[0]])[-1]
    return found


def _each(losses: Any, samples: int) -> str:
    """Tell in a word what `forward` gave for a batch: "one" number, where there is one for each."""
    try:
        found = array(losses, "losses")
    except Unfit:
        return ""
    return "one" if found.size == 1 < samples else ""


def near_zero(student: Any, case: Case) -> dict[str, Any]:
    """Ask what a probability of 0 costs, a small one, the first for another class, and again."""
    found = _near_zero(student, case, 1)
    if _say_no_number([one["rows"][1:] for one in found.values() if one]):
        return _near_zero(student, case, PAIR)
    return found


def _near_zero(student: Any, case: Case, copies: int) -> dict[str, Any]:
    """Ask so; one sample is asked about as so many that are alike."""
    rows = [row.repeat(copies, axis=0) for row in case.rows]
    told = [one.repeat(copies, axis=0) for one in (case.labels, case.elsewhere)]

    def answer(losses: Sequence[Any], held: Any) -> dict[str, Any]:
        found = {"loss": losses[0], "rows": list(losses[:2]), "other": losses[2]}
        return {**found, "again": losses[3], "changed": any(map(is_changed, *held))}

    asked = []
    formats = zip(*(_formats(case, one) for one in told), strict=True)
    for labels, others in formats:
        given = (*rows, labels)
        first, small, kept = held = [*map(student.hold, given)]
        again = [(rows[0], others), (rows[0], labels)]
        asked.append(([(first, kept), (small, kept), *again], (held, given)))
    return _answers(AskedLoss(student.Loss_CategoricalCrossentropy), asked, answer)


def _say_no_number(answers: Sequence[Sequence[Any]]) -> bool:
    """Tell whether of single samples nothing but NaN or infinity was said, as of no sample."""
    said = [one for of_format in answers for one in of_format]
    numbers = [float(one) for one in said if isinstance(one, float | np.floating)]
    return bool(said) and len(numbers) == len(said) and not np.isfinite(numbers).any()


def _answers(
    loss: AskedLoss, asked: Sequence[tuple[list[Pair], Any]], answer: Any
) -> dict[str, Any]:
    """Ask everything together, and where that raises format by format; None for one that raises."""
    together = [pair for pairs, _ in asked for pair in pairs]
    try:
        losses, held = loss.losses(together, *(one for _, one in asked))
    except StudentError:
        return _one_by_one(loss, asked, answer)
    half = len(losses) // 2
    parts = zip(FORMATS, (losses[:half], losses[half:]), held, strict=True)
    return {name: answer(*one) for name, *one in parts}


def _one_by_one(
    loss: AskedLoss, asked: Sequence[tuple[list[Pair], Any]], answer: Any
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    raised: StudentError | None = None
    for name, (pairs, one) in zip(FORMATS, asked, strict=True):
        try:
            losses, [held] = loss.losses(pairs, one)
            found[name] = answer(losses, held)
        except StudentError as error:
            found[name], raised = None, raised or error
    if raised is not None and not any(found.values()):
        raise raised
    return found


def _formats(case: Case, labels: Array) -> tuple[Array, Array]:
    return labels, np.eye(case.classes)[labels]


def _sure(case: Case, p: float) -> Array:
    """Return one row in which the first sample's class has probability p."""
    row = np.full((1, case.classes), (1 - p) / (case.classes - 1))
    row[0, case.labels[0]] = p
    return row
