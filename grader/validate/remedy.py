"""What to do about a fault: said beside it, by the row that found it and by its words."""

from collections.abc import Mapping

from grader.validate.flaw import Flaw

ANY = ""

TO_DO: Mapping[str, Mapping[str, str]] = {
    "files": {ANY: "Write it; `grader new` in another folder shows what it looks like."},
    "assignment.toml": {
        "is not a known key": "Spell it as one of the known keys, or take it out.",
        "the items sum to": "Change points, or those of the items.",
        "two items have the id": "Give one of them another id.",
        ANY: "Mend this key; docs/write-an-assignment.md explains each.",
    },
    "texts": {
        "has other {fields}": "Use the same {fields} in every language.",
        ANY: "Write the sentence in this language, or take the language out of `languages`.",
    },
    "loading": {ANY: "Mend what the sentence names; nothing else can be examined before."},
    "reference": {
        "two runs of the reference disagree": "Take what is not seeded out of it: a clock, a file.",
        "No module named": "Install the module beside grader, or put it into provided/.",
        "no cases": "Mend `cases` or `examples` of the exercise at the line that is named.",
        "has two cases named": "Give one of the cases another name.",
        "says nothing of it": "Make a claim of the case (`on`), or take it out of `cases`.",
        "judges item": "Write a claim, or an output, for the item, or take the item out.",
        ANY: "Mend the reference, or what the exercise asks of it or claims.",
    },
    "examples": {
        "is no public example": "Freeze again: grader validate --freeze.",
        ANY: "Freeze again (grader validate --freeze), or mend the reference.",
    },
    "fixtures": {
        "is square": "Draw sizes that differ, or name the case in `meant` of the exercise.",
        "keeping and dropping look alike": "Draw a probability away from one half.",
        "single example": "Draw at least two examples and two features.",
        "kink": "Draw numbers away from zero, or name the case in `meant` of the exercise.",
        "NaN": "Draw finite numbers.",
        ANY: "Draw other inputs, or name the case in `meant` of the exercise.",
    },
    "mistakes": {
        "loses no points": "Add a case that tells it from the right answer, or take it out.",
        "same answers": "Add a case that tells them apart, or say what one looks like.",
        "is no exercise": "Write the name of an exercise of assignment.toml.",
        "nothing is said of it": "Add a table [its id]: sentence and hint in each language.",
        ANY: "Mend the file at what is named.",
    },
    "looks": {
        "is not the id": "Spell it as in mistakes.py, or take it out.",
        ANY: "Make the pattern narrower, or add what right code has to `lacks`.",
    },
    "credit": {
        "is never paid": "Name `upstream` in the exercise, or take follow_through out.",
        ANY: "Spell it as in mistakes.py, under the same exercise, or take it out.",
    },
    "alternatives": {
        "keeps full marks": "Add a case that tells it apart, or declare it in equivalents.toml.",
        "loses": "Judge by what is true of both ways, or take it out: it is wrong.",
        ANY: "Mend the file at what is named.",
    },
    "mutants": {
        "keeps full marks": "Add a case that tells it apart, or declare it in equivalents.toml.",
        ANY: "Say in mistakes.toml what the mistake looks like, so that it is not taken for this.",
    },
    "equivalents": {ANY: "Take it out of equivalents.toml."},
    "sandbox": {ANY: "`grader doctor` shows what the sandbox lacks here."},
    "dishonest answers": {
        "earns": "Judge by more, let the claim rest on the work, or allow it in dishonest.py.",
        ANY: "Mend the file at what is named.",
    },
    "handout.ipynb in the sandbox": {
        "earns": "Blank what is to be written: None, ... or pass in its place.",
        ANY: "Mend the notebook; grader check shows the whole report.",
    },
    "solution.ipynb in the sandbox": {
        ANY: "Mend the notebook, or the exercise: grader check on it shows the whole report.",
    },
    "solution.ipynb in a kernel": {
        "install": "Install what is named, then validate again; --no-kernel leaves this out.",
        ANY: "Mend the cell that stopped; --no-kernel leaves this out.",
    },
}
"""By the row that found it, then by words of the fault: what to do; ANY where no words say more."""


def to_do(what: str, flaw: Flaw) -> str:
    """Return what to do about a fault of the row that is called so."""
    known = TO_DO.get(what, {})
    for words, remedy in known.items():
        if words and words in flaw.sentence:
            return remedy
    return known.get(ANY, "")
