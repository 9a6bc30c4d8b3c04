"""Folders of attempts: the same file in `tentativa-1` and `tentativa-2` is one person's."""

import re
from collections.abc import Sequence
from dataclasses import replace

from grader.intake.found import Found
from grader.intake.hand_in import Collision, HandIn, Member, SetAside
from grader.intake.likeness import key, visible
from grader.intake.terms import MOST_GRADED
from grader.model import Text

_ATTEMPT = re.compile(r"(?i)(?:tentativa|intento|attempt)[ _-]?([0-9]{1,9})(?:\.zip)?")
_ASIDE = {"last": "aside.older", "first": "aside.later", "best": "aside.older"}
_TOLD = {
    "last": "collision.attempts",
    "first": "collision.attempts_first",
    "best": "collision.attempts_best",
}


def of_attempts(
    found: Sequence[Found], attempt: str = "last"
) -> tuple[list[Found], list[SetAside], list[Collision]]:
    """Return one of each person's attempts, or all for the best of them; what is set aside; told.

    Attempts are files of one id whose folders differ in nothing but the number of the attempt, one
    file for each number. The highest number is the last, whatever the dates say.
    """
    groups: dict[tuple[str, ...], list[Found]] = {}
    for one in found:
        masked = ("" if _number(part) else f"/{part}" for part in one.place)
        groups.setdefault((key(one.handed.person.id), *masked), []).append(one)
    kept, aside, told = [], [], []
    for group in groups.values():
        ordered = sorted(group, key=_numbers)
        numbers = [_numbers(one) for one in ordered]
        if len(group) == 1 or not numbers[0] or len({*numbers}) < len(group):
            kept += group
            continue
        graded = {"first": ordered[:1], "best": ordered[-MOST_GRADED:]}.get(attempt, ordered[-1:])
        others = [one for one in ordered if one not in graded]
        numbered = [_numbered(one) for one in graded]
        whole = replace(numbered[-1], others=tuple(numbered[:-1]))
        kept.append(replace(graded[-1], handed=whole))
        why = Text(_ASIDE[attempt], {"kept": whole.name})
        aside += [SetAside(one.handed.name, why) for one in others]
        told.append(_told(ordered, graded, attempt))
    return kept, aside, told


def _numbered(one: Found) -> HandIn:
    return replace(one.handed, attempt=max(_numbers(one)))


def _told(ordered: Sequence[Found], graded: Sequence[Found], attempt: str) -> Collision:
    student = visible(graded[-1].handed.person.id)
    members = [
        Member(student if one in graded else "", visible(one.handed.name)) for one in ordered
    ]
    what = Text(_TOLD[attempt], {"n": len(members), "student": student})
    return Collision(what, tuple(members))


def _number(part: str) -> str:
    match = _ATTEMPT.fullmatch(part)
    return match[1] if match else ""


def _numbers(one: Found) -> tuple[int, ...]:
    return tuple(int(number) for part in one.place if (number := _number(part)))
