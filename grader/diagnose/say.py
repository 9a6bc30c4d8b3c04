"""Say a diagnosis in a language, as far as the assignment lets its reports go."""

from collections.abc import Sequence
from dataclasses import replace

from grader.assignment import Assignment, in_language
from grader.diagnosis import Diagnosis, Excerpt, Fix, Hints
from grader.language import Catalogue
from grader.model import Text
from grader.reported import CodeReport, DiagnosisReport

LEVELS: tuple[Hints, ...] = ("where", "what", "how", "fix")
BETWEEN_QUOTED = "”, “"
"""Joins titles that a sentence quotes."""


def allowed(assignment: Assignment, asked: Hints | None) -> Hints:
    """Return the level that was asked for, or the highest that the assignment allows."""
    highest = LEVELS.index(assignment.hints)
    return LEVELS[highest if asked is None else min(highest, LEVELS.index(asked))]


def say(
    diagnosis: Diagnosis,
    assignment: Assignment,
    catalogue: Catalogue,
    level: Hints,
    lost: Sequence[str],
) -> DiagnosisReport:
    """Say a diagnosis; `lost` are the titles of the items that are not right."""
    rank = LEVELS.index(level)
    where = diagnosis.where
    if where is None and lost:
        where = Text("diagnosis.where", {"items": BETWEEN_QUOTED.join(lost)})
    return DiagnosisReport(
        kind=diagnosis.kind,
        mistakes=diagnosis.mistakes if rank >= 1 else (),
        where=catalogue.say(where) if where else "",
        sentence=sentence(diagnosis, assignment, catalogue) if rank >= 1 else "",
        hint=_going_on(diagnosis, assignment, catalogue, rank),
        certainty=diagnosis.certainty,
        code=code(diagnosis.code, catalogue),
    )


def _going_on(diagnosis: Diagnosis, assignment: Assignment, catalogue: Catalogue, rank: int) -> str:
    hint = hint_of(diagnosis, assignment, catalogue) if rank >= LEVELS.index("how") else ""
    fix = fix_of(diagnosis, catalogue) if rank >= LEVELS.index("fix") else ""
    return f"{hint} {fix}".strip()


def with_line(diagnoses: Sequence[Diagnosis]) -> list[Diagnosis]:
    """Return diagnoses as they are told: a mistake that is observed with the line that was mended.

    Both are of one exercise, and each explains all of it: the mistake in better words, the repair
    with its place. What might be changed in the place of that is not told then.
    """
    repair = next((one for one in diagnoses if one.kind == "repair"), None)
    named = next((one for one in diagnoses if _is_observed(one)), None)
    if repair is None or named is None:
        return [*diagnoses]
    at_its_line = replace(named, where=repair.where, code=repair.code, fixes=repair.fixes)
    return [at_its_line if one is named else one for one in diagnoses if one.kind != "repair"]


def _is_observed(one: Diagnosis) -> bool:
    return one.kind == "mistake" and one.certainty == "observed"


def fix_of(diagnosis: Diagnosis, catalogue: Catalogue) -> str:
    """Return the changes with each of which everything is right; empty where none was found."""
    return " ".join(catalogue.say(_fix(fix, catalogue)) for fix in diagnosis.fixes)


def _fix(fix: Fix, catalogue: Catalogue) -> Text:
    if not fix.was:
        return Text("repair.fix_added", {"line": fix.becomes})
    read = [*zip(fix.was.split("\n"), fix.becomes.split("\n"), strict=False)]
    if len(read) == 1:
        return Text("repair.fix", {"was": fix.was, "is": fix.becomes})
    each = (
        catalogue.say(
            Text("repair.fix_line", {"was": was, "is": now})
            if was
            else Text("repair.fix_line_added", {"is": now})
        )
        for was, now in read
    )
    return Text("repair.fix_lines", {"lines": "; ".join(each)})


def code(found: Excerpt | None, catalogue: Catalogue) -> CodeReport | None:
    """Return lines of code as they are shown to a reader."""
    if found is None:
        return None
    lines = tuple(found.text.split("\n"))
    meant = found.meant if found.meant[0] else (found.line, found.line + len(lines) - 1)
    place: dict[str, str | int | float | Text] = {"cell": found.cell, "line": meant[0]}
    key = "code.where" if found.makes is None else "code.makes"
    if found.makes == "":
        key = "code.returns"
    if found.calls:
        key = "code.calls"
    if found.also:
        every = sorted({meant[0], *found.also})
        key, place["lines"] = "code.where_several", ", ".join(map(str, every))
    where = catalogue.say(Text(key, {**place, "what": found.makes or found.calls}))
    return CodeReport(where, found.opening, found.cell, found.line, lines, meant)


def sentence(diagnosis: Diagnosis, assignment: Assignment, catalogue: Catalogue) -> str:
    """Return what went wrong, in words."""
    said = [_cause(diagnosis, name, assignment, catalogue) for name in diagnosis.mistakes]
    if diagnosis.text is not None:
        return catalogue.say(diagnosis.text)
    if diagnosis.kind == "follows":
        titles = {rubric.name: rubric.title for rubric in assignment.rubrics}
        title = in_language(titles[diagnosis.source], catalogue.language, diagnosis.source)
        return catalogue.say(Text("diagnosis.follows", {"exercise": title}))
    if diagnosis.kind == "either":
        return catalogue.say(Text("diagnosis.either", {"one": said[0], "other": said[-1]}))
    return " ".join(said)


def _cause(diagnosis: Diagnosis, mistake: str, assignment: Assignment, catalogue: Catalogue) -> str:
    """Say a mistake as far as it is known: seen in the code, or one of the ways to such answers."""
    said = _text(assignment, mistake, "sentence", catalogue)
    if diagnosis.certainty == "confirmed" or mistake in assignment.observed:
        return said
    if diagnosis.kind == "either":
        return said
    observed = _text(assignment, mistake, "observed", catalogue, "")
    possible = catalogue.say(Text("diagnosis.possible", {"cause": said}))
    return f"{observed} {possible}".strip()


def hint_of(diagnosis: Diagnosis, assignment: Assignment, catalogue: Catalogue) -> str:
    """Return how to go on, in words."""
    if diagnosis.hint is not None:
        return catalogue.say(diagnosis.hint)
    if diagnosis.kind == "follows":
        return catalogue.word("diagnosis.follows_hint")
    return " ".join(_text(assignment, name, "hint", catalogue) for name in diagnosis.mistakes)


def _text(
    assignment: Assignment,
    mistake: str,
    kind: str,
    catalogue: Catalogue,
    default: str | None = None,
) -> str:
    """Return an author's text in this language, else in the assignment's own; else the id."""
    for language in (catalogue.language, *assignment.languages):
        if found := assignment.mistakes.get(f"{mistake}.{kind}.{language}"):
            return found
    return mistake if default is None else default
