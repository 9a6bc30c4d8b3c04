"""The gate before everything that is said of a hidden case: our sentences, and words known before.

A submission knows the inputs of its hidden cases and wants to tell somebody. So what is said of
such a case is a sentence of a catalogue, filled in with words that were known before it ran: names
that are asked for, items, keys of the reference's answer, words of the checks' own sources.
Numbers, and whatever else came from its process, are left out together with their sentence. What is
left to it is counted in docs/threat-model.md.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from grader.alone import quietly
from grader.assignment import Assignment
from grader.diagnosis import Diagnosis
from grader.exercise import Case, Exercise
from grader.extract.methods import KEYS as OF_METHODS
from grader.language import built_in
from grader.model import Finding, JudgedCase, Status, Text

ERRORS = frozenset(
    {"AbsentModuleError", "AssertionError", "AttributeError", "FileNotFoundError", "IndexError",
     "KeyError", "NameError", "NotImplementedError", "OverflowError",
     "RecursionError", "TypeError", "UnboundLocalError", "ValueError", "ZeroDivisionError"}
)  # fmt: skip
"""Exceptions that are named; with "any other" and what the sandbox refuses, 4 bits. A name of the
submission's own may be any."""
ANY_OTHER = "Exception"

_PLACED = ("why.raised", "why.refused", "why.not_loaded")
"""Sentences with a place in the notebook."""
_NOWHERE = Text("why.raised_nowhere", {"type": ANY_OTHER})

_SIGNALS = frozenset({"SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL", "SIGTRAP", "SIGSYS"})
_WORD = re.compile(r"[^\W\d²]+")
_NUMBER = re.compile(r"\d+")
_SIGNS = frozenset(" ,;:.…()[]{}+-−*·×/=<>²^_'|∂?!")
_STRING = re.compile(r"\"[^\"\n]+\"|'[^'\n]+'")
_DOCSTRING = re.compile(r'"""(?:[^"]|"(?!""))*+"""')
_OURS = ("measure", "adapt", "lessons", "diagnose/relation")
"""Packages of ours that checks are made of."""
_LONGEST, _MOST_DIGITS, _DEEPEST = 300, 2, 4
"""Characters of a value, digits of a number in a name (dW10), sentences in a sentence."""
_MOST_LINES = 100


@dataclass(frozen=True)
class Gate:
    """What may be said of one assignment's hidden cases."""

    assignment: Assignment
    asked: tuple[tuple[str, Case, Any], ...]
    """(exercise, case, reference's answer) of all its cases."""

    @cached_property
    def keys(self) -> frozenset[str]:
        """The sentences that there are."""
        own = (sentence for texts in self.assignment.texts.values() for sentence in texts)
        return frozenset({*built_in("en"), *own})

    @cached_property
    def words(self) -> frozenset[str]:
        """The words that may stand in them: gathered when a first one is to be said."""
        names = [*ERRORS, ANY_OTHER, *_SIGNALS, *_names(self.assignment)]
        for exercise, case, want in self.asked:
            names += [case.name, *_keys(case.inputs), *_keys(want)]
            names += _lines(self.assignment.exercises[exercise], case, want)
        words = {word for name in names for word in _WORD.findall(name)}
        folder = _words_of_folder(self.assignment.folder, self.assignment.digest)
        return frozenset(words) | folder | _words_of_checks()

    def case(self, judged: JudgedCase) -> JudgedCase:
        """Return a hidden case with what may be said of it, and nothing else."""
        why = judged.why
        # what is missing was seen in the submission's text, and nothing of it had run
        is_static = judged.status is Status.MISSING
        if why is not None and not is_static and not self.admits(why):
            is_raised = judged.status is Status.RAISED
            why = _NOWHERE if is_raised else Text(f"why.{judged.status}")
        findings = map(self._finding, judged.findings)
        return replace(
            judged,
            findings=tuple(_of_one_error(findings)),
            why=why,
            detail=None,
            shown=(),
            printed="",
            stopped=None,
        )

    def diagnoses(self, given: Iterable[Diagnosis]) -> tuple[Diagnosis, ...]:
        """Return the diagnoses that may be said."""
        return tuple(
            one
            for one in given
            if all(self.admits(text) for text in (one.where, one.text, one.hint) if text)
        )

    def admits(self, text: Text, depth: int = 0) -> bool:
        """Tell whether a sentence says nothing but what was known before the submission ran."""
        return (
            text.key in self.keys
            and depth < _DEEPEST
            and all(
                self.admits(value, depth + 1)
                if isinstance(value, Text)
                else isinstance(value, str) and self._knows(text.key, name, value)
                for name, value in text.values.items()
            )
        )

    def _finding(self, finding: Finding) -> Finding:
        message = finding.message
        if message is not None and "error" in message.values and not self.admits(message):
            message = Text(message.key, {**message.values, "error": ANY_OTHER})
        if message is not None and not self.admits(message):
            message = Text("hidden.holds" if finding.ok else "hidden.fails")
        return replace(finding, message=message, detail=None)

    def _knows(self, key: str, name: str, value: str) -> bool:
        if key in _PLACED and name in ("cell", "line"):
            return value.isdecimal()  # `judge` has looked it up among the submission's own
        if key in ("why.signature", *OF_METHODS):
            return True  # read in the submission's text and the handout's
        if len(value) > _LONGEST or any(len(n) > _MOST_DIGITS for n in _NUMBER.findall(value)):
            return False
        rest = _NUMBER.sub("", _WORD.sub("", value))
        return self.words.issuperset(_WORD.findall(value)) and _SIGNS.issuperset(rest)


def _of_one_error(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Let one exception be named in a case, however many parts of it stopped with others."""
    named = ""
    for finding in findings:
        words = finding.message.values if finding.message is not None else {}
        error = words.get("error", "")
        named = named or str(error)
        if finding.message is not None and error and error != named:
            said = Text(finding.message.key, {**words, "error": ANY_OTHER})
            yield replace(finding, message=said)
        else:
            yield finding


def _names(assignment: Assignment) -> Iterator[str]:
    for ask in assignment.asks:
        yield from (ask.name, *ask.aliases, *ask.calls)
    for rubric in assignment.rubrics:
        yield from (rubric.name, *(item.id for item in rubric.items))


def _lines(exercise: Exercise, case: Case, want: Any) -> Iterator[str]:
    """Yield what the quantities of the reference's answer are called."""
    # an author's code: what it cannot name is not said, and `diagnose` reports what it raises
    with suppress(Exception), quietly(), np.errstate(all="ignore"):
        yield from [line.name for line in islice(exercise.lines(case, want), _MOST_LINES)]


def _keys(value: Any) -> Iterator[str]:
    """Yield the keys of a tree of ours."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from (str(key), *_keys(inner))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _keys(inner)


@cache
def _words_of_folder(folder: Path, _digest: str) -> frozenset[str]:
    """Return the words that an author's checks may say; the digest tells when they changed."""
    files = [folder / "exercises.py", *(folder / "exercises").glob("*.py")]
    return _words(path.read_text(encoding="utf-8") for path in files if path.is_file())


@cache
def _words_of_checks() -> frozenset[str]:
    parts = (Path(__file__).parent / part for part in _OURS)
    files = (file for part in parts for file in part.iterdir() if file.name.endswith(".py"))
    return _words(file.read_text(encoding="utf-8") for file in files)


def _words(sources: Iterable[str]) -> frozenset[str]:
    """Return the words in the strings of some sources, docstrings left out."""
    strings = (s for source in sources for s in _STRING.findall(_DOCSTRING.sub("", source)))
    return frozenset(word for string in strings for word in _WORD.findall(string))
