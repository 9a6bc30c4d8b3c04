"""What every rendering of a report shares: marks, grouped findings, headline, next steps, facts.

Orders and gathers what the report says; judges nothing anew.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from grader.frozen import frozen
from grader.language import Catalogue
from grader.model import Certainty, Kind, Text
from grader.reported import CodeReport, DiagnosisReport, ExerciseReport, FindingReport, Report
from grader.shortened import shortened

Mark = Literal["full", "part", "none", "unjudged"]
SIGNS: dict[Mark, str] = {"full": "✓", "part": "◐", "none": "✗", "unjudged": "–"}

CERTAIN: Mapping[Certainty, str] = {
    "observed": "ui.observed", "confirmed": "ui.confirmed", "possible": "ui.possible",
}  # fmt: skip
"""The words before what went wrong: how it is known."""

NOTHING_DONE = ("missing", "not_attempted")
"""Statuses of an exercise in which there is nothing to look at."""


@frozen
class Said:
    """One message with every case it was said of."""

    ok: bool
    message: str
    cases: tuple[tuple[str, Kind], ...]
    likewise: tuple[str, ...] = ()
    """Quantities of which the same is said, word for word but for their numbers: A2 besides A1."""
    general: str = ""
    """What of the message is said of hidden tests too: it begins so, and numbers follow."""


@frozen
class Step:
    """What is wrong in an exercise, or in several alike; numbers count exercises from 1."""

    exercises: tuple[tuple[int, str], ...]
    """Number and title of each."""
    text: str

    @property
    def titles(self) -> str:
        """Return the exercises' titles as one line."""
        return " · ".join(title for _number, title in self.exercises)


def mark(score: float | None, max_score: float) -> Mark:
    """Say whether points are all there, partly, not at all, or were never judged."""
    if score is None or not math.isfinite(score):
        return "unjudged"
    if score >= max_score - 1e-9:
        return "full"
    return "part" if score > 0 else "none"


def advice_heading(exercise: ExerciseReport) -> str:
    """Return the key of what stands above advice.

    Advice takes no points by itself; what it is about may be why an item is not right, so that it
    "costs no points" is said where there are full points only.
    """
    return "ui.advice" if exercise.score == exercise.max_score else "ui.advice_besides"


def exercise_mark(exercise: ExerciseReport) -> Mark:
    """Return the mark of a whole exercise; a fault of ours is never a student's lack."""
    if exercise.status == "grader_fault":
        return "unjudged"
    return mark(exercise.score, exercise.max_score)


def gathered(findings: Iterable[FindingReport]) -> tuple[list[Said], list[Said]]:
    """Return what does not hold and what holds, each message once, examples before hidden cases.

    Students can repeat an example by themselves, so those come first.
    """
    groups: dict[tuple[bool, str], dict[tuple[str, Kind], None]] = {}
    for finding in findings:
        cases = groups.setdefault((finding.ok, finding.message), {})
        cases[finding.case, finding.kind] = None
    said = [
        Said(ok, message, tuple(sorted(cases, key=_hidden_last)))
        for (ok, message), cases in groups.items()
    ]
    said.sort(key=lambda one: _hidden_last(one.cases[0]))
    wrong = _likewise(_once([one for one in said if not one.ok]))
    return wrong, [one for one in said if one.ok]


def _once(wrong: Sequence[Said]) -> list[Said]:
    """Say once what differs in its numbers only: an example's message goes on with them."""
    groups: dict[str, list[Said]] = {}
    for said in wrong:
        begun = [one.message for one in wrong if said.message.startswith(one.message)]
        groups.setdefault(min(begun, key=len), []).append(said)
    return [
        replace(
            those[0],
            cases=tuple(dict.fromkeys(case for one in those for case in one.cases)),
            general=general if general != those[0].message else "",
        )
        for general, those in groups.items()
    ]


def _likewise(wrong: Iterable[Said]) -> list[Said]:
    """Say once what differs only in the layer's number: of A1, and likewise of A2.

    Where it is said of hidden tests too, without numbers, an example's numbers make no difference.
    """
    kept: dict[str, Said] = {}
    for said in wrong:
        words = said.general or said.message
        form = _NUMBERED.sub(lambda name: name[0].rstrip("0123456789"), words)
        before = kept.get(form)
        if before is None:
            kept[form] = said
            continue
        named = zip(
            _NUMBERED.findall(before.general or before.message),
            _NUMBERED.findall(words),
            strict=True,
        )
        other = next((second for first, second in named if first != second), "")
        cases = tuple(dict.fromkeys((*before.cases, *said.cases)))
        likewise = tuple(dict.fromkeys((*before.likewise, other)))
        kept[form] = replace(before, cases=cases, likewise=likewise)
    return [*kept.values()]


_NUMBERED = re.compile(r"(?<![\w.])[A-Za-z_]+[0-9]+(?!\w)")
"""A quantity of a layer: A1, dW2."""


def told(said: Said, catalogue: Catalogue) -> str:
    """Return a message, and of what else it is true."""
    if not said.likewise:
        return said.message
    likewise = catalogue.say(Text("ui.likewise", {"names": ", ".join(said.likewise)}))
    return f"{said.message} {likewise}"


def cases_of(said: Said, catalogue: Catalogue) -> str:
    """Return where it was seen: examples by name, hidden tests by their number and name if few."""
    examples = [case for case, kind in said.cases if kind == "example"]
    hidden = [case for case, kind in said.cases if kind == "hidden"]
    if not hidden:
        return ", ".join(examples)
    key = "ui.also_hidden" if examples else "ui.in_hidden"
    counted = catalogue.count(key, len(hidden))
    named = f" ({'; '.join(hidden)})" if len(hidden) <= _FEW and not examples else ""
    return ", ".join([*examples, counted + named])


_FEW = 2
"""Hidden tests that are named: where many fail, their names tell nothing."""


def shared(wrongs: Sequence[Sequence[Said]]) -> list[Said]:
    """Return what was found wrong in every item alike, to be said once: an error, a lack.

    Empty for an exercise of a single item, where nothing would be repeated.
    """
    if len(wrongs) < 2:
        return []
    return [
        Said(said.ok, said.message, _cases_of(said.message, wrongs))
        for said in wrongs[0]
        if all(is_said(said, wrong) for wrong in wrongs[1:])
    ]


def unrepeated(
    found: Iterable[tuple[Sequence[Said], Sequence[Said]]], everywhere: Sequence[Said]
) -> list[list[Said]]:
    """Return for each item what is wrong and was said of none before it, nor of all of them."""
    before = [*everywhere]
    kept = []
    for wrong, _right in found:
        new = [said for said in wrong if not is_said(said, before)]
        before += new
        kept.append(new)
    return kept


def repeats(wrong: Sequence[Said], unsaid: Sequence[Said], everywhere: Sequence[Said]) -> bool:
    """Tell whether all that is wrong with an item was said of an item before it."""
    return not unsaid and not all(is_said(said, everywhere) for said in wrong)


def is_said(said: Said, before: Iterable[Said]) -> bool:
    """Tell whether this message was said before, of whatever cases."""
    return any(other.message == said.message for other in before)


def _cases_of(message: str, wrongs: Iterable[Iterable[Said]]) -> tuple[tuple[str, Kind], ...]:
    alike = (said for wrong in wrongs for said in wrong if said.message == message)
    cases = dict.fromkeys(case for said in alike for case in said.cases)
    return tuple(sorted(cases, key=_hidden_last))


def _hidden_last(case: tuple[str, Kind]) -> bool:
    return case[1] == "hidden"


def headline(report: Report, catalogue: Catalogue) -> str:
    """Return the sentence that stands beside the score."""
    if report.status != "graded":
        return catalogue.word(f"headline.{report.status}")
    if mark(report.score, report.max_score) == "full":
        return catalogue.word("headline.full")
    marks = [mark(i.score, i.max_score) for e in report.exercises for i in e.items]
    return catalogue.count("headline.open", marks.count("part") + marks.count("none"))


def next_steps(report: Report) -> list[Step]:
    """Return what is wrong in each exercise that can still be improved; what is one cause, once."""
    found: dict[str, list[tuple[int, str]]] = {}
    for number, exercise in enumerate(report.exercises, 1):
        if exercise_mark(exercise) in ("part", "none"):
            found.setdefault(_step(exercise), []).append((number, exercise.title))
    return [Step(tuple(exercises), shortened(text, _STEP)) for text, exercises in found.items()]


_STEP = 240
"""Characters of a step: all of it is said with the exercise."""


def diagnoses(exercise: ExerciseReport) -> list[DiagnosisReport]:
    """Return the diagnoses that say anything; hints may have been turned down to nothing."""
    return [d for d in exercise.diagnosis if d.where or d.sentence or d.hint]


def _step(exercise: ExerciseReport) -> str:
    """Prefer what a diagnosis says is wrong, then what was first found wrong, then the summary.

    Where nothing could be judged, the summary says why.
    """
    for found in diagnoses(exercise):
        return found.sentence or found.where or found.hint
    if exercise.status not in ("passed", "failed"):
        return exercise.summary
    wrongs = [gathered(item.findings)[0] for item in exercise.items]
    everywhere = shared(wrongs)
    if everywhere:
        return everywhere[0].message
    lost = [
        wrong[0]
        for item, wrong in zip(exercise.items, wrongs, strict=True)
        if wrong and mark(item.score, item.max_score) in ("part", "none")
    ]
    # an example says more than a hidden case may
    first = sorted(lost, key=lambda said: _hidden_last(said.cases[0]))
    return first[0].message if first else exercise.summary


def summary(exercise: ExerciseReport, said_above: Sequence[str] = ()) -> str:
    """Return what to say of an exercise as a whole; empty where something else says it better."""
    is_wrong = any(not finding.ok for item in exercise.items for finding in item.findings)
    is_told = exercise.status == "failed" and (is_wrong or bool(diagnoses(exercise)))
    return "" if is_told or exercise.summary in said_above else exercise.summary


def code_lines(code: CodeReport, indent: int = 0) -> str:
    """Return lines of code as plain text, each with its number; a sign marks those meant."""
    width = len(str(code.line + len(code.lines)))
    return "\n".join(
        f"{'':{indent}}{'▶' if code.meant[0] <= number <= code.meant[1] else ' '} "
        f"{number:{width}} {line}".rstrip()
        for number, line in enumerate(code.lines, code.line)
    )


def more(key: str, left_out: int, catalogue: Catalogue) -> str:
    """Say how many findings, exhibits or characters a report leaves out; empty when none."""
    return catalogue.count(key, left_out) if left_out > 0 else ""


def isolation_line(report: Report, catalogue: Catalogue) -> str:
    """Return the sentence for the tier of isolation; empty when nothing was run."""
    if report.status == "unreadable":
        return ""
    tier = str(report.isolation.get("tier", ""))
    return catalogue.word(f"isolation.{tier}", tier) if tier else ""


def facts(table: Mapping[str, Any], catalogue: Catalogue) -> list[tuple[str, str]]:
    """Return a provenance table as pairs of a label and one line of text."""
    return [
        (catalogue.word(f"provenance.{key}", str(key).replace("_", " ")), _flat(value))
        for key, value in table.items()
    ]


def _flat(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_flat(entry)}" for key, entry in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_flat(entry) for entry in value)
    return str(value)
