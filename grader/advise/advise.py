"""What is worth a word beside the points: habits, answers that only fit the example, left-overs.

Most of it is told from the code and the judged cases. Where nothing explains why an exercise is
wrong, its first example is put twice to the same child: the second answer must be the first.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from grader.advise.definition import Definitions
from grader.advise.endless import endless
from grader.advise.habits import habits
from grader.advise.lacking import Lacking
from grader.advise.left_out import left_out
from grader.advise.only_example import only_example
from grader.advise.twice import about_differing, differs
from grader.advise.uncalled import uncalled
from grader.advise.unread import unread
from grader.advise.unused import unused
from grader.budget import Budget
from grader.diagnose.diagnose import Diagnoses, is_right
from grader.diagnosis import Diagnosis
from grader.errors import where
from grader.model import Attempt, JudgedCase, Status, Text
from grader.prepare import Prepared
from grader.sandbox.executor import Executor, Question

_MOST = 3
"""Advice on one exercise: more would not be read."""
_UNRUN = (Status.MISSING, Status.NOT_ATTEMPTED)


def advise(
    prepared: Prepared,
    executor: Executor,
    attempt: Attempt,
    diagnoses: Diagnoses,
    report_fault: Callable[[str], None],
    budget: Budget,
) -> dict[str, tuple[Text, ...]]:
    """Return advice by the exercise's name.

    When we fail, `report_fault` is told and nothing is said: no points depend on it. Nothing is
    asked twice when the submission has used up its time.
    """
    try:
        return _advise(prepared, executor, attempt, diagnoses, budget)
    except Exception as error:  # a bug of ours, or a sandbox that failed
        if budget.blames(error):
            raise
        report_fault(f"advice: {where(error)}")
        return {}


def _advise(
    prepared: Prepared,
    executor: Executor,
    attempt: Attempt,
    diagnoses: Diagnoses,
    budget: Budget,
) -> dict[str, tuple[Text, ...]]:
    extraction, judged = attempt.extraction, attempt.judged
    definitions = Definitions(extraction)
    found = {name: list(texts) for name, texts in habits(definitions, prepared).items()}
    unexplained = []
    methods = Lacking(prepared, attempt)
    for rubric in prepared.assignment.rubrics:
        name = rubric.name
        found.setdefault(name, [])[:0] = _told_by_claims(prepared, name, judged)
        if is_right(name, judged):
            continue
        own = [case for case in judged if case.exercise == name]
        if all(case.status in _UNRUN for case in own):  # what is said of that is all there is
            continue
        found[name][:0] = [*methods.of(name), *_seen(prepared, definitions, name)]
        if _names_a_mistake(diagnoses.get(name, ())):
            continue
        fitting = only_example(prepared, definitions, name, own)
        found.setdefault(name, [])[:0] = fitting
        if not fitting and prepared.assignment.exercises[name].asked_twice:
            unexplained.append(name)
    for name in _changing(prepared, executor, attempt, unexplained, budget):
        asked = prepared.assignment.exercises[name].asks or (name,)
        known_as = extraction.names.get(asked[-1], asked[-1])
        found.setdefault(name, []).insert(0, about_differing(known_as))
    return {name: tuple(texts[:_MOST]) for name, texts in found.items() if texts}


def _told_by_claims(
    prepared: Prepared, exercise: str, judged: Sequence[JudgedCase]
) -> Iterable[Text]:
    """Return what findings that hold say, where the exercise wants it to be told."""
    told = prepared.assignment.exercises[exercise].advice
    own = [f.message for case in judged if case.exercise == exercise for f in case.findings if f.ok]
    return {said.key: said for said in own if said is not None and said.key in told}.values()


def _seen(prepared: Prepared, definitions: Definitions, name: str) -> list[Text]:
    """Return what stands in the source and may be why: what never ends, and is left out, first.

    In what an exercise asks for, and in the functions of the notebook that it comes to from there.
    """
    exercise = prepared.assignment.exercises[name]
    asked = exercise.asks or (name,)
    given = definitions.of(asked)
    own = [one for one in given if one.asked not in exercise.upstream]
    inner = [text for one in given for text in uncalled(one)]
    gaps = [text for one in definitions.reached(given) for text in endless(one)]
    handed_out = prepared.once(_left_out_of_handout)
    gaps += [
        text
        for one in definitions.reached(own)
        for text in left_out(one)
        if _place(text) not in handed_out
    ]
    unused_ = [text for one in given for text in (*unread(one), *unused(one))]
    return [*inner, *gaps, *_of_others(unused_, gaps)]


def _place(text: Text) -> tuple[str, str, str]:
    name = str(text.values["name"]).rpartition(".")[2]
    return text.key, name, str(text.values["what"])


def _left_out_of_handout(prepared: Prepared) -> frozenset[tuple[str, str, str]]:
    """Return what the handout itself leaves out: a method that does nothing, to be given later."""
    given = Definitions(prepared.handed_out).asked
    return frozenset(_place(text) for one in given for text in left_out(one))


def _of_others(texts: Iterable[Text], told: Iterable[Text]) -> Iterator[Text]:
    """Yield what is said of other functions than those of which something was told already.

    Where a statement is left out, what it would have used is not used either.
    """
    names = {text.values["name"] for text in told}
    yield from (text for text in texts if text.values["name"] not in names)


def _names_a_mistake(diagnoses: Sequence[Diagnosis]) -> bool:
    return any(diagnosis.mistakes for diagnosis in diagnoses)


def _changing(
    prepared: Prepared,
    executor: Executor,
    attempt: Attempt,
    exercises: Sequence[str],
    budget: Budget,
) -> list[str]:
    """Return the exercises whose first example is answered differently the second time."""
    asked = {
        case.question.exercise: case.question
        for case in reversed(prepared.cases)
        if case.question.exercise in exercises
        and case.question.kind == "example"
        and case.question.index in attempt.outcomes
        and attempt.outcomes[case.question.index].status is Status.PASSED
    }
    if not asked or budget.no_time_left:
        return []
    twice = list(_twice(asked.values(), len(prepared.cases)))
    told = executor.run(attempt.extraction, twice, budget).outcomes
    return [
        name
        for name, one, other in zip(asked, told[::2], told[1::2], strict=True)
        if one.status is other.status is Status.PASSED and differs(one.value, other.value)
    ]


def _twice(questions: Iterable[Question], free: int) -> Iterator[Question]:
    """Yield every question twice; the second bears an index of its own, from `free` on."""
    for index, q in enumerate(questions, free):
        yield q
        yield replace(q, index=index)
