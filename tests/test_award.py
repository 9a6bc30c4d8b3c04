"""What an item earns: what holds, what a named mistake leaves, what is right but for another's."""

from typing import Any

import pytest

from grader.assignment import Item
from grader.award import Award, award, counted
from grader.diagnosis import Diagnosis
from grader.exercise import Case, Exercise
from grader.follow_through import Followed
from grader.model import Finding, JudgedCase, Status, Text
from grader.prepare import PreparedCase
from grader.sandbox.executor import question

Pairs = tuple[tuple[str, str], ...]
ONE, PARTS = (("item", ""),), (("item", "a"), ("item", "b"), ("item", "c"))


class Work(Exercise):
    name = "work"


def prepared_case(name: str, pairs: Pairs) -> PreparedCase:
    return PreparedCase(question(0, Work(), Case(name), "hidden", 1), None, frozenset(pairs))


def judged(name: str, *ok: bool, parts: str = "") -> JudgedCase:
    """Judge a case by these findings about the item, each of its part."""
    found = tuple(Finding("item", holds, Text("agrees"), part=part)
                  for holds, part in zip(ok, parts or [""] * len(ok), strict=True))  # fmt: skip
    status = Status.PASSED if all(ok) else Status.FAILED
    return JudgedCase("work", name, "hidden", status, findings=found)


def unjudged(name: str, status: Status = Status.RAISED) -> JudgedCase:
    return JudgedCase("work", name, "hidden", status, why=Text("why.raised_nowhere"))


def item(credit: Any = "all", points: float = 6, follow: float = 0.0) -> Item:
    # names are compared, whichever file each was read from
    return Item("".join(["it", "em"]), points, {}, credit, follow_through=follow)


def awarded(
    of: Item,
    *cases: JudgedCase,
    pairs: Pairs = ONE,
    remains: tuple[float, ...] = (),
    followed: tuple[Followed, ...] = (),
) -> Award:
    counted_on = counted([prepared_case(case.case, pairs) for case in cases])
    diagnoses = [Diagnosis("mistake", ("m",), remains={"item": left}) for left in remains]
    return award(of, cases, counted_on, diagnoses, followed)


def chance(*cases: JudgedCase, pairs: Pairs = ONE) -> Followed:
    """Return what was asked once more, where these cases came out so."""
    return Followed(("before",), True, tuple(prepared_case(c.case, pairs) for c in cases), cases)


# ---------------------------------------------------------------- what holds

HOLDS: dict[str, tuple[Item, Pairs, tuple[JudgedCase, ...], float | None]] = {
    "everything": (item(), ONE, (judged("a", True), judged("b", True, True)), 6),
    "not everything": (item(), ONE, (judged("a", True), judged("b", True, False)), 0),
    "nothing was found": (item(), ONE, (judged("a", True), judged("b")), 0),
    "one case raised": (item(), ONE, (judged("a", True), unjudged("b")), 0),
    "all of the parts": (item("share"), PARTS, (judged("a", *[True] * 3, parts="abc"),), 6),
    "two of three parts": (
        item("share"), PARTS, (judged("a", True, False, True, parts="abc"),), 4,
    ),
    "a part that holds in one case only": (
        item("share"), PARTS,
        (judged("a", *[True] * 3, parts="abc"), judged("b", True, True, False, parts="abc")), 4,
    ),
    "a part that was not found": (item("share"), PARTS, (judged("a", True, parts="a"),), 2),
    "a finding about all parts": (item("share"), PARTS, (judged("a", True),), 6),
    "a share of a case that raised": (
        item("share"), PARTS, (judged("a", *[True] * 3, parts="abc"), unjudged("b")), 0,
    ),
    "all or nothing, with parts": (
        item(), PARTS, (judged("a", True, False, True, parts="abc"),), 0,
    ),
    "rounded to cents": (item("share", 1), PARTS, (judged("a", True, parts="a"),), 0.33),
    "our fault": (
        item(), ONE, (judged("a", True), unjudged("b", Status.GRADER_FAULT)), None,
    ),
    "our fault beside theirs": (
        item("share"), PARTS, (judged("a", False, parts="a"), unjudged("b", Status.GRADER_FAULT)),
        None,
    ),
    "one case broke off": (item(), ONE, (judged("a", True), unjudged("b", Status.CRASHED)), 0),
    "no case at all": (item(), ONE, (), 0),
}  # fmt: skip


@pytest.mark.parametrize("name", HOLDS)
def test_what_holds_is_paid(name: str) -> None:
    of, pairs, cases, points = HOLDS[name]
    found = awarded(of, *cases, pairs=pairs)
    assert (found.points, found.for_mistake, found.follow_through) == (points, None, None)


OTHERS: Pairs = (("an_item", ""), *ONE, ("whatever", ""))
"""A case is counted on other items as well, whose names come before and after."""


def judged_with_others(*, ok: bool, others: bool) -> JudgedCase:
    names = {"an_item": others, "item": ok, "whatever": others}
    found = tuple(Finding(name, holds, Text("agrees")) for name, holds in names.items())
    return JudgedCase("work", "a", "hidden", Status.FAILED, findings=found)


@pytest.mark.parametrize(("ok", "points"), [(True, 6), (False, 0)])
def test_what_is_found_of_other_items_is_theirs(ok: bool, points: float) -> None:
    found = awarded(item(), judged_with_others(ok=ok, others=not ok), pairs=OTHERS)
    assert found.points == points
    assert [finding.item for _case, finding in found.findings] == ["item"]


def test_a_case_that_is_counted_on_other_items_only_leaves_this_one_alone() -> None:
    others = tuple(pair for pair in OTHERS if pair not in ONE)
    counted_on = counted([prepared_case("a", ONE), prepared_case("b", others)])
    cases = (judged("a", True), unjudged("b"))
    assert award(item(), cases, counted_on, (), ()).points == 6


def test_a_mistake_that_says_nothing_of_an_item_leaves_nothing_of_it() -> None:
    counted_on = counted([prepared_case("a", ONE)])
    elsewhere = Diagnosis("mistake", ("m",), remains={"another": 4})
    assert award(item(), [judged("a", False)], counted_on, [elsewhere], ()).points == 0


# ---------------------------------------------------------------- the best of three

WRONG, RIGHT = judged("a", False), judged("a", True)
HALF = judged("a", True, False, parts="ab")

BEST: dict[str, tuple[Award, float | None, str]] = {
    "a named mistake": (awarded(item(), WRONG, remains=(2,)), 2, "mistake"),
    "less than a point": (awarded(item(), WRONG, remains=(0.5,)), 0.5, "mistake"),
    "a mistake that leaves a third": (awarded(item(), WRONG, remains=(1 / 3,)), 0.33, "mistake"),
    "a mistake that leaves nothing": (awarded(item(), WRONG, remains=(0,)), 0, ""),
    "more than there is": (awarded(item(), WRONG, remains=(9,)), 6, "mistake"),
    "less than nothing": (awarded(item(), WRONG, remains=(-3,)), 0, ""),
    "the better of two diagnoses": (awarded(item(), WRONG, remains=(1, 3)), 3, "mistake"),
    "right, whatever was named": (awarded(item(), RIGHT, remains=(2,)), 6, ""),
    "more holds than remains": (
        awarded(item("share"), HALF, pairs=PARTS[:2], remains=(2,)), 3, "",
    ),
    "as much holds as remains": (
        awarded(item("share"), HALF, pairs=PARTS[:2], remains=(3,)), 3, "",
    ),
    "less holds than remains": (
        awarded(item("share"), HALF, pairs=PARTS[:2], remains=(4,)), 4, "mistake",
    ),
    "followed": (awarded(item(follow=0.5), WRONG, followed=(chance(RIGHT),)), 3, "followed"),
    "followed for less than a point": (
        awarded(item(points=1, follow=0.5), WRONG, followed=(chance(RIGHT),)), 0.5, "followed",
    ),
    "followed for a third": (
        awarded(item(points=1, follow=1 / 3), WRONG, followed=(chance(RIGHT),)), 0.33, "followed",
    ),
    "followed by share": (
        awarded(
            item("share", follow=0.5), WRONG, followed=(chance(HALF, pairs=PARTS[:2]),)
        ), 1.5, "followed",
    ),
    "not followed by the rubric": (awarded(item(), WRONG, followed=(chance(RIGHT),)), 0, ""),
    "wrong again": (awarded(item(follow=0.5), WRONG, followed=(chance(WRONG),)), 0, ""),
    "raised again": (awarded(item(follow=1), WRONG, followed=(chance(unjudged("a")),)), 0, ""),
    "the better of two chances": (
        awarded(item(follow=0.5), WRONG, followed=(chance(WRONG), chance(RIGHT))), 3, "followed",
    ),
    "followed more than remains": (
        awarded(item(follow=0.8), WRONG, remains=(2,), followed=(chance(RIGHT),)), 4.8, "followed",
    ),
    "remains more than followed": (
        awarded(item(follow=0.1), WRONG, remains=(2,), followed=(chance(RIGHT),)), 2, "mistake",
    ),
    "our fault, whatever else": (
        awarded(
            item(follow=1), unjudged("a", Status.GRADER_FAULT),
            remains=(6,), followed=(chance(RIGHT),),
        ), None, "",
    ),
    "our fault by follow-through leaves it unjudged": (
        awarded(
            item("share", follow=1), HALF, pairs=PARTS[:2],
            followed=(chance(unjudged("a", Status.GRADER_FAULT)),),
        ), None, "",
    ),
    "our fault by follow-through that pays nothing": (
        awarded(
            item("share"), HALF, pairs=PARTS[:2],
            followed=(chance(unjudged("a", Status.GRADER_FAULT)),),
        ), 3, "",
    ),
    "our fault by follow-through of what is right": (
        awarded(item(follow=1), RIGHT, followed=(chance(unjudged("a", Status.GRADER_FAULT)),)),
        6, "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BEST)
def test_an_item_is_paid_once_by_the_best(name: str) -> None:
    found, points, reason = BEST[name]
    told = "mistake" if found.for_mistake else "followed" if found.follow_through else ""
    assert (found.points, told) == (points, reason)


def test_the_findings_are_those_of_the_first_time() -> None:
    first = judged("a", False)
    found = awarded(item(follow=1), first, followed=(chance(judged("a", True)),))
    assert found.findings == ((first, first.findings[0]),)
