"""How many points an item earns, and why, where not everything holds.

An item is paid once, by the best of three: what holds; what the rubric leaves to a named mistake
(`partial`); what holds apart from an earlier exercise's mistake (`follow_through`). What a fault of
ours kept from being judged has no points, neither full nor zero.
"""

from collections.abc import Mapping, Sequence

from grader.assignment import Item
from grader.diagnosis import Diagnosis
from grader.follow_through import Followed
from grader.frozen import frozen
from grader.model import Finding, JudgedCase, Status
from grader.prepare import PreparedCase

Counted = Mapping[tuple[str, str], frozenset[tuple[str, str]]]
"""(exercise, case) -> the (item, part) pairs that the case is counted on."""


def counted(cases: Sequence[PreparedCase]) -> Counted:
    """Return what each case is counted on."""
    return {(c.question.exercise, c.question.case.name): c.counted for c in cases}


@frozen
class Award:
    """An item's points, and what they were given for."""

    points: float | None
    findings: tuple[tuple[JudgedCase, Finding], ...]
    for_mistake: Diagnosis | None = None
    """The named mistake that leaves these points."""
    follow_through: Followed | None = None
    """Follow-through in which these points were earned."""


def award(
    item: Item,
    judged: Sequence[JudgedCase],
    counted_on: Counted,
    diagnoses: Sequence[Diagnosis],
    followed: Sequence[Followed],
) -> Award:
    """Decide what an item earns. `judged` are the cases of its exercise."""
    share, findings = _share(item, judged, counted_on)
    if share is None:
        return Award(None, findings)
    best = Award(round(item.points * share, 2), findings)
    if share == 1:
        return best
    for diagnosis in diagnoses:
        left = round(min(diagnosis.remains.get(item.id, 0), item.points), 2)
        if left > (best.points or 0):
            best = Award(left, findings, for_mistake=diagnosis)
    for one in followed:
        held, _ = _share(item, one.judged, counted(one.cases))
        if held is None and item.follow_through:
            return Award(None, findings)
        points = round(item.points * item.follow_through * (held or 0), 2)
        if points > (best.points or 0):
            best = Award(points, findings, follow_through=one)
    return best


def _share(
    item: Item, judged: Sequence[JudgedCase], counted_on: Counted
) -> tuple[float | None, tuple[tuple[JudgedCase, Finding], ...]]:
    """Return the share of an item that holds, and what was found; None after a fault of ours.

    An item is paid for evidence only: each case that is counted on it must have yielded findings,
    and they must hold.
    """
    found: list[tuple[JudgedCase, Finding]] = []
    parts: dict[str, bool] = {}
    fault = False
    for case in judged:
        expected = [part for name, part in counted_on[case.exercise, case.case] if name == item.id]
        own = [finding for finding in case.findings if finding.item == item.id]
        if expected and case.why is not None:
            own = [Finding(item.id, False, case.why)]
            fault = fault or case.status is Status.GRADER_FAULT
        for part in expected:
            about = [finding.ok for finding in own if finding.part in (part, "")]
            parts[part] = parts.get(part, True) and bool(about) and all(about)
        found += [(case, finding) for finding in own]
    if fault or not parts:
        return (None if fault else 0.0), tuple(found)
    held = all(parts.values()) and all(finding.ok for _case, finding in found)
    if item.credit == "all" or held:
        return float(held), tuple(found)
    return sum(parts.values()) / len(parts), tuple(found)
