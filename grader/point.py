"""The lines of a student's own code that each diagnosis speaks of, with those beside them.

Where a mistake was found in the code, those are the lines. Elsewhere they are the ones that give
the wrong quantity its value, which is true of them whatever went wrong, and no more is said.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from grader.assignment import Assignment
from grader.diagnose.made_at import made_at, operated_at, returned_at
from grader.diagnose.stopped_at import stopped_at
from grader.diagnosis import Diagnosis, Excerpt
from grader.extract.called_from import called_from
from grader.extract.defining import Defining, asked_of, defining, helpers
from grader.frozen import frozen
from grader.model import Attempt, JudgedCase, Notebook, Text
from grader.report import clean
from grader.shortened import shortened

_BESIDE, _LINES, _WIDTH, _OPENING = 1, 3, 120, 60
"""Lines shown on either side; lines that are meant, at most; characters of a line, and of the
words that a cell begins with."""
_WORD = re.compile(r"[^\W\d]\w*+(?!\s*=)")
"""A name; not that of an argument, as in cost(lambd=0)."""
_CALL = re.compile(r"(\w++)\(\w++(?:, \w++)*+\)")
"""A call with names, as mlp(x, 0): what it returns is spoken of, and not what it is given."""
_EXPRESSION = re.compile(r"\s[·+*/@-]\s")
"""In an expression, as inputs · weights: what it is made of may be right."""
_SPOKEN_OF = ("what", "name", "names", "mask", "first", "then")
"""Under these a text names the quantity that it is about; not those that are right."""


def pointed(
    diagnoses: Mapping[str, Sequence[Diagnosis]],
    assignment: Assignment,
    attempt: Attempt,
    notebook: Notebook,
) -> dict[str, tuple[Diagnosis, ...]]:
    """Return the diagnoses, each with its lines where they can be told."""
    cells = {cell.number: cell.source for cell in notebook.cells}
    stops = stopped_at(attempt.judged)
    found = {}
    for exercise, those in diagnoses.items():
        looked = _Looked.at(exercise, assignment, attempt)
        told = [replace(one, code=_shown(one, looked, cells)) for one in those]
        found[exercise] = tuple(_not_twice(one, stops.get(exercise)) for one in told)
    return found


def stopped(judged: Iterable[JudgedCase], notebook: Notebook) -> dict[str, Excerpt]:
    """Return, by exercise, the line at which its code stopped first.

    Or what a finding says has stopped, where the case went on.
    """
    cells = {cell.number: cell.source for cell in notebook.cells}
    cut = {
        exercise: _cut(cells, cell, line, line)
        for exercise, (cell, line) in stopped_at(judged).items()
    }
    return {exercise: excerpt for exercise, excerpt in cut.items() if excerpt}


def called(assignment: Assignment, attempt: Attempt, notebook: Notebook) -> dict[str, Excerpt]:
    """Return, by exercise, a line of its own that calls what its code stopped in.

    Only where it is the one such call: of several, none is known to be the one.
    """
    cells = {cell.number: cell.source for cell in notebook.cells}
    found: dict[str, Excerpt] = {}
    for exercise, (cell, line) in stopped_at(attempt.judged).items():
        asks = assignment.exercises[exercise].asks or (exercise,)
        own = defining(attempt.extraction, asks)
        others = [*asked_of(attempt.extraction), *helpers(attempt.extraction)]
        calls = called_from(own, others, cell, line)
        if len(calls) == 1 and (cut := _cut(cells, calls[0].cell, calls[0].first, calls[0].last)):
            found[exercise] = replace(cut, calls=calls[0].name)
    return found


@frozen
class _Looked:
    """What is looked at of one exercise."""

    assignment: Assignment
    judged: tuple[JudgedCase, ...]
    own: tuple[Defining, ...]
    """The definitions that were asked for."""
    beside: tuple[Defining, ...]
    """What these need."""
    names: Mapping[str, str]
    """Asked name -> the name it bears."""

    @classmethod
    def at(cls, exercise: str, assignment: Assignment, attempt: Attempt) -> "_Looked":
        asks = assignment.exercises[exercise].asks or (exercise,)
        return cls(
            assignment,
            tuple(case for case in attempt.judged if case.exercise == exercise),
            tuple(defining(attempt.extraction, asks)),
            tuple(helpers(attempt.extraction)),
            attempt.extraction.names,
        )

    @property
    def gives_one_number(self) -> bool:
        shown = [case.shown for case in self.judged if case.shown]
        return bool(shown) and all(len(s) == 1 and np.ndim(s[0].expected) == 0 for s in shown)

    @property
    def one_shown(self) -> list[str]:
        """The one quantity that is shown of what is wrong; none where several are."""
        wrong = (case for case in self.judged if any(not finding.ok for finding in case.findings))
        names = {shown.name for case in wrong for shown in case.shown if shown.form == "array"}
        return [*names] if len(names) == 1 else []


def _shown(diagnosis: Diagnosis, looked: _Looked, cells: Mapping[int, str]) -> Excerpt | None:
    if diagnosis.kind == "follows":
        return None
    if (code := diagnosis.code) is not None:
        cut = _cut(cells, code.cell, *code.meant)
        return replace(cut, also=code.also) if cut else None
    said = [*_said(diagnosis.where), *_said(diagnosis.text)]
    names = _names(diagnosis, looked)
    made = next((at for one in said if (at := operated_at(looked.own, one, looked.names))), None)
    made = made or made_at(looked.own, names) or made_at(looked.beside, names, are_variables=True)
    if made is None and looked.gives_one_number:
        made = returned_at(looked.own)
    return _cut(cells, made.cell, made.first, made.last, made.name) if made else None


def _not_twice(diagnosis: Diagnosis, stop: tuple[int, int] | None) -> Diagnosis:
    """Take away the lines of a value where code stopped among them: that line is shown as such."""
    code = diagnosis.code
    if code is None or code.makes is None or stop is None:
        return diagnosis
    cell, line = stop
    stopped_here = code.cell == cell and line in range(code.line, code.meant[1] + _BESIDE + 1)
    return replace(diagnosis, code=None) if stopped_here else diagnosis


def _names(diagnosis: Diagnosis, looked: _Looked) -> list[str]:
    """Return the quantities that a diagnosis is about, by its own words or by what is wrong.

    Of a mistake whose sentence names some of what is wrong, these. Where only a weight is named,
    its gradient is meant.
    """
    said = [*_words(diagnosis.where), *_words(diagnosis.text)]
    if not said:
        wrong = [word for case in looked.judged for word in _wrong_in(case)]
        told = {word for one in diagnosis.mistakes for word in _told(one, looked.assignment)}
        said = (
            [word for word in wrong if word in told]
            or wrong
            or (looked.one_shown if _is_expression(diagnosis) else [])
        )
    return [name for word in dict.fromkeys(said) for name in (word, f"d{word}")]


def _is_expression(diagnosis: Diagnosis) -> bool:
    said = [*_said(diagnosis.where), *_said(diagnosis.text)]
    return any(_EXPRESSION.search(one) for one in said)


def _told(mistake: str, assignment: Assignment) -> Iterator[str]:
    for language in assignment.languages:
        for kind in ("observed", "sentence"):
            yield from _WORD.findall(assignment.mistakes.get(f"{mistake}.{kind}.{language}", ""))


def _wrong_in(case: JudgedCase) -> Iterator[str]:
    for finding in case.findings:
        if not finding.ok:
            yield from _words(finding.message)


def _words(text: Text | None) -> Iterator[str]:
    for said in _said(text):
        if _EXPRESSION.search(said):
            continue
        call = _CALL.fullmatch(said)
        yield from _WORD.findall(call[1] if call else said)


def _said(text: Text | None) -> Iterator[str]:
    for key, value in text.values.items() if text else ():
        if key not in _SPOKEN_OF:
            continue
        if isinstance(value, Text):
            yield from _said(value)
        elif isinstance(value, str):
            yield value


def _cut(
    cells: Mapping[int, str], cell: int, first: int, last: int, makes: str | None = None
) -> Excerpt | None:
    """Return lines of a cell and those beside them; None where there are no such lines."""
    lines = cells[cell].split("\n") if cell in cells else []
    last = min(last, first + _LINES - 1, len(lines))
    if not 1 <= first <= last:
        return None
    begin = max(1, first - _BESIDE)
    shown = [_clean(line) for line in lines[begin - 1 : last + _BESIDE]]
    while len(shown) > last + 1 - begin and not shown[-1]:
        shown.pop()  # a blank line beside it tells nothing
    opening = next((line for line in map(clean.line, lines) if line), "") if begin > 1 else ""
    return Excerpt(
        cell, begin, "\n".join(shown), (first, last), makes, shortened(opening, _OPENING)
    )


def _clean(line: str) -> str:
    """Return a line that stays one line; tabs are four spaces wide."""
    return clean.block(line.expandtabs(4)[:_WIDTH]).replace("\n", " ").rstrip()
