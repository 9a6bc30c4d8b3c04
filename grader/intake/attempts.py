"""Folders of attempts: the same file in `tentativa-1` and `tentativa-2` is one person's."""

import re
from collections.abc import Sequence
from dataclasses import replace

from grader.intake.found import Found
from grader.intake.hand_in import Collision, Member, SetAside
from grader.intake.likeness import key, visible
from grader.model import Text

_ATTEMPT = re.compile(r"(?i)(?:tentativa|intento|attempt)[ _-]?([0-9]{1,9})(?:\.zip)?")


def last_attempts(
    found: Sequence[Found],
) -> tuple[list[Found], list[SetAside], list[Collision]]:
    """Keep the last of each person's attempts; return what is kept, set aside, and told.

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
        *earlier, last = ordered
        kept.append(replace(last, handed=replace(last.handed, attempt=max(numbers[-1]))))
        why = Text("aside.older", {"kept": last.handed.name})
        aside += [SetAside(one.handed.name, why) for one in earlier]
        told.append(_told(earlier, last))
    return kept, aside, told


def _told(earlier: Sequence[Found], last: Found) -> Collision:
    student = last.handed.person.id
    members = [Member("", visible(one.handed.name)) for one in earlier]
    members.append(Member(student, visible(last.handed.name)))
    what = Text("collision.attempts", {"n": len(members), "student": visible(student)})
    return Collision(what, tuple(members))


def _number(part: str) -> str:
    match = _ATTEMPT.fullmatch(part)
    return match[1] if match else ""


def _numbers(one: Found) -> tuple[int, ...]:
    return tuple(int(number) for part in one.place if (number := _number(part)))
