"""The class page's lists, as they are drawn: in one language, clean, each with its students."""

from collections.abc import Mapping, Sequence
from textwrap import dedent

from grader.frozen import frozen
from grader.language import Catalogue
from grader.model import Text
from grader.report import clean
from grader.report.alike_work import AlikeWork
from grader.report.code_example import CodeExample
from grader.report.insight import CaseInsight, ItemInsight
from grader.report.mistake_map import MistakeInsight
from grader.report.repair_map import RepairInsight, entry
from grader.report.shared_answers import SharedAnswers

Pages = Mapping[str, str]
"""Links to students' reports, by id."""


@frozen
class Item:
    """One item of the rubric."""

    title: str
    exercise: str
    share: int
    earned: str
    lost: str
    near: str
    """How many lose it by a few tolerances; empty for none."""
    discrimination: str
    """As a number with two decimals; a dash where the class is too small for one."""
    is_odd: bool
    group: str
    near_group: str


@frozen
class Code:
    """Lines of a student's, and where they stand."""

    student: str
    place: str
    text: str


@frozen
class Group:
    """Some students, each with the link to the report."""

    students: str
    """How many."""
    who: list[tuple[str, str]]
    group: str
    """What their rows are shown for."""


@frozen
class Mistake:
    """A known mistake."""

    sentence: str
    exercise: str
    hint: str
    confirmed: str
    """Of how many it was found in the code; empty for none."""
    code: Code | None
    of: Group


@frozen
class Case:
    """A case that most of the best fail."""

    case: str
    exercise: str
    failed: str
    group: str


@frozen
class Shared:
    """Wrong answers that no known mistake explains."""

    shown: str
    exercise: str
    code: Code | None
    of: Group


@frozen
class Repaired:
    """A change that makes the code of several right."""

    said: str
    exercise: str
    was: str
    becomes: str
    entry: str
    """How a known mistake of it may begin; empty where there is one."""
    of: Group


@frozen
class Alike:
    """Students whose wrong work is alike."""

    exercises: str
    said: list[str]
    of: Group


def items(found: Sequence[ItemInsight], catalogue: Catalogue) -> list[Item]:
    """Return the items by the share of submissions that earn them in full, lowest first."""
    return [
        Item(
            title=clean.line(one.title),
            exercise=clean.line(one.exercise_title),
            share=round(100 * one.full / len(one.students)),
            earned=f"{one.full} / {len(one.students)}",
            lost=catalogue.count("class.lost", len(one.lost_by)) if one.lost_by else "",
            near=catalogue.count("class.bin", len(one.near_misses)) if one.near_misses else "",
            discrimination=_number(one.discrimination, catalogue),
            is_odd=one.is_odd,
            group=f"i{number}",
            near_group=f"n{number}",
        )
        for number, one in enumerate(found)
    ]


def _number(value: float | None, catalogue: Catalogue) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}".replace("-", "−").replace(".", catalogue.word("ui.decimal"))


def mistakes(found: Sequence[MistakeInsight], pages: Pages, catalogue: Catalogue) -> list[Mistake]:
    """Return known mistakes with who made each, and where one of them made it."""
    return [
        Mistake(
            sentence=clean.line(one.sentence),
            exercise=clean.line(one.exercise_title),
            hint=clean.line(one.hint),
            confirmed=_confirmed(one, catalogue),
            code=_code(one.code, catalogue),
            of=_group(one.students, f"m{number}", pages, catalogue),
        )
        for number, one in enumerate(found)
    ]


def _confirmed(mistake: MistakeInsight, catalogue: Catalogue) -> str:
    if mistake.confirmed == len(mistake.students):
        return catalogue.word("class.confirmed_all")
    return catalogue.count("class.confirmed", mistake.confirmed) if mistake.confirmed else ""


def repairs(found: Sequence[RepairInsight], pages: Pages, catalogue: Catalogue) -> list[Repaired]:
    """Return the changes that make code right, each with an excerpt that bears nobody's name."""
    return [
        Repaired(
            said=clean.line(_tried(one, catalogue)),
            exercise=clean.line(one.exercise_title),
            was=clean.block(one.was),
            becomes=clean.block(one.becomes),
            entry="" if one.mistakes else clean.block(entry(one, catalogue.language)),
            of=_group(one.students, f"r{number}", pages, catalogue),
        )
        for number, one in enumerate(found)
    ]


def _tried(one: RepairInsight, catalogue: Catalogue) -> str:
    key = "class.repair_other"
    if not one.removed or not one.added:
        key = "class.repair_missing" if one.added else "class.repair_extra"
    said = catalogue.say(Text(key, {"removed": one.removed, "added": one.added}))
    if not one.targets:
        return said
    return catalogue.say(Text("class.repair_in", {"said": said, "names": ", ".join(one.targets)}))


def cases(found: Sequence[CaseInsight]) -> list[Case]:
    """Return the cases that most of the best fail."""
    return [
        Case(
            clean.line(one.case), clean.line(one.exercise_title),
            f"{len(one.failed_by)} / {one.best}", f"c{number}",
        )
        for number, one in enumerate(found)
    ]  # fmt: skip


def shared(found: Sequence[SharedAnswers], pages: Pages, catalogue: Catalogue) -> list[Shared]:
    """Return wrong answers that several share, with code that gives them."""
    return [
        Shared(
            shown=clean.line(one.shown),
            exercise=clean.line(one.exercise_title),
            code=_code(one.code, catalogue),
            of=_group(one.students, f"u{number}", pages, catalogue),
        )
        for number, one in enumerate(found)
    ]


def alike(found: Sequence[AlikeWork], pages: Pages, catalogue: Catalogue) -> list[Alike]:
    """Return who is to be looked at together, and for what."""
    return [
        Alike(
            exercises=clean.line(", ".join(one.titles)),
            said=_alike(one, catalogue),
            of=_group(one.students, f"k{number}", pages, catalogue),
        )
        for number, one in enumerate(found)
    ]


def _alike(one: AlikeWork, catalogue: Catalogue) -> list[str]:
    said = []
    if one.share is not None:
        share = str(int(100 * one.share))  # all of it is said of all of it only
        said.append(catalogue.say(Text("class.alike_code", {"share": share})))
    if one.answers:
        said.append(catalogue.word("class.alike_answers"))
    return said


def _group(students: Sequence[str], group: str, pages: Pages, catalogue: Catalogue) -> Group:
    who = [(clean.line(student), pages[student]) for student in students]
    return Group(catalogue.count("class.bin", len(students)), who, group)


def _code(example: CodeExample | None, catalogue: Catalogue) -> Code | None:
    if example is None:
        return None
    place = catalogue.say(Text("cell_line", {"cell": example.cell, "line": example.line}))
    return Code(clean.line(example.student), place, dedent(clean.block(example.text)))
