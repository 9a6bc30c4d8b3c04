"""The regularization lesson in this process, without a sandbox: its files, and who loses what."""

import warnings
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np

from grader.assignment import Assignment, load_assignment
from grader.check.values import Unfit
from grader.exercise import Case
from grader.load import importable, load_module, load_provided
from grader.model import Finding

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "assignments" / "regularization"
SOLUTIONS = ROOT / "solutions" / "regularization"

COST = "compute_cost_with_regularization"
L2 = "backward_propagation_with_regularization"
FORWARD = "forward_propagation_with_dropout"
BACKWARD = "backward_propagation_with_dropout"
MODEL = "model"
EXERCISES = (COST, L2, FORWARD, BACKWARD, MODEL)

Functions = Mapping[str, Callable[..., Any]]


@cache
def lesson() -> Assignment:
    return load_assignment(FOLDER, SOLUTIONS)


@cache
def provided() -> dict[str, ModuleType]:
    return load_provided(FOLDER / "provided")


@cache
def solution(name: str) -> ModuleType:
    """Load one Python file of the lesson's solutions."""
    with importable(provided()):
        return load_module(SOLUTIONS / f"{name}.py", name)


def reference() -> Functions:
    return {name: getattr(solution("reference"), name) for name in EXERCISES}


@cache
def cases(exercise: str, seed: int) -> tuple[tuple[Case, Any], ...]:
    """Draw an exercise's cases, examples first, each with the reference's answer."""
    judge = lesson().exercises[exercise]
    drawn = [*judge.examples(), *judge.cases(np.random.default_rng(seed))]
    return tuple((case, answer(reference(), exercise, case, seed)) for case in drawn)


def answer(functions: Functions, exercise: str, case: Case, seed: int) -> Any:
    """Ask as the sandbox does. Lets the functions' own exceptions through."""
    np.random.seed(seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a student's code may warn
        return (
            lesson()
            .exercises[exercise]
            .run(SimpleNamespace(**{name: functions[name] for name in EXERCISES}), case)
        )


def counted(exercise: str, case: Case, want: Any) -> set[tuple[str, str]]:
    """Return the (item, part) pairs that a case is counted on."""
    findings = lesson().exercises[exercise].check(case, want, want)
    return {(finding.item, finding.part) for finding in findings}


def earned(findings: Iterable[Finding], pair: tuple[str, str]) -> bool:
    item, part = pair
    about = [f.ok for f in findings if f.item == item and f.part in (part, "")]
    return bool(about) and all(about)


def lost_pairs(functions: Functions, exercise: str, seed: int) -> set[tuple[str, str]]:
    """Return the (item, part) pairs that these functions do not earn."""
    lost = set()
    for case, want in cases(exercise, seed):
        try:
            got = answer(functions, exercise, case, seed)
            findings = list(lesson().exercises[exercise].check(case, got, want))
        except Unfit:
            findings = []
        except Exception:  # the student's own; the case is lost
            findings = []
        lost |= {p for p in counted(exercise, case, want) if not earned(findings, p)}
    return lost


def lost_items(functions: Functions, exercise: str, seed: int) -> set[str]:
    """Return the items on which these functions lose points."""
    return {item for item, _part in lost_pairs(functions, exercise, seed)}
