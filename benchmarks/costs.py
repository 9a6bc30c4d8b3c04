"""What one slip costs: for every known mistake, the items that it costs and the points.

``python benchmarks/costs.py [--write] [ASSIGNMENT...]`` hands each variant of `mistakes.py` in,
alone and all else right, under the practice seed, and prints a table for each lesson. What holds,
what the rubric leaves to a named mistake and what holds apart from an earlier exercise all count,
as for a student. With `--write` these tables are made anew in `docs/costs.md`; others stay there.
"""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))

from course_lesson import Lesson, submitted  # noqa: E402
from told import ABOUT  # noqa: E402

from grader.award import counted  # noqa: E402
from grader.bound import bound  # noqa: E402
from grader.diagnose.diagnose import diagnose  # noqa: E402
from grader.diagnose.known import Known  # noqa: E402
from grader.find import known_assignments  # noqa: E402
from grader.follow_through import follow_through, is_right_apart  # noqa: E402
from grader.judge import judge  # noqa: E402
from grader.model import Attempt  # noqa: E402
from grader.prepare import Prepared, prepare  # noqa: E402
from grader.result import Result  # noqa: E402
from grader.sandbox.executor import budget_of  # noqa: E402
from grader.sandbox.jail import Jail  # noqa: E402
from grader.score import Evidence, score  # noqa: E402
from grader.seed import practice_seed  # noqa: E402

PAGE = ROOT / "docs" / "costs.md"
BEGIN = "<!-- made by benchmarks/costs.py --write -->"
_HEAD = "## "


@dataclass(frozen=True)
class Cost:
    """What one mistake costs."""

    mistake: str
    exercise: str
    points: float
    items: dict[str, float]
    """Points lost, by exercise.item."""


@click.command()
@click.option("--write", is_flag=True, help="Make the tables of docs/costs.md anew.")
@click.argument("slugs", nargs=-1)
def main(write: bool, slugs: tuple[str, ...]) -> None:
    """Print what every known mistake of the lessons costs."""
    tables = {slug: table(slug) for slug in slugs or sorted(known_assignments())}
    if write:
        PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8"), tables), encoding="utf-8")
    else:
        print("\n".join(tables.values()))


def renewed(page: str, tables: Mapping[str, str]) -> str:
    """Return the page with these tables, by slug, in it; those of other lessons stay."""
    said, _begin, made = page.partition(BEGIN)
    before = {one.split("\n", 1)[0]: f"{_HEAD}{one}" for one in made.split(_HEAD)[1:]}
    found = {slug: f"{one.rstrip()}\n" for slug, one in before.items()} | {**tables}
    return f"{said}{BEGIN}\n\n" + "\n".join(found[slug] for slug in sorted(found))


def table(slug: str) -> str:
    """Return the table of one lesson."""
    rows = sorted(costs(Lesson(slug)), key=lambda cost: (cost.mistake.split(".")[0], -cost.points))
    lines = [
        f"{_HEAD}{slug}",
        "",
        "| mistake | points | of its own exercise | elsewhere |",
        "|---|---|---|---|",
    ]
    for cost in rows:
        own, elsewhere = [], []
        for name, points in cost.items.items():
            exercise, item = name.rsplit(".", 1)
            said = f"{item if exercise == cost.exercise else name} {points:.3g}"
            (own if exercise == cost.exercise else elsewhere).append(said)
        places = " | ".join(", ".join(found) or "–" for found in (own, elsewhere))
        lines.append(f"| `{cost.mistake}` | {cost.points:.3g} | {places} |")
    return "\n".join([*lines, ""])


def costs(lesson: Lesson) -> Iterator[Cost]:
    """Yield what each mistake of a lesson costs."""
    prepared = prepare(lesson.assignment(), practice_seed())
    known = Known(prepared)
    with Jail(lesson.folder, prepared.assignment.limits, (lesson.solutions,)) as jail:
        for mistake in lesson.variants("mistakes"):
            result = _result(lesson, mistake.id, prepared, known, jail)
            lost = {
                f"{exercise.name}.{item.id}": item.max_score - (item.score or 0.0)
                for exercise in result.exercises
                for item in exercise.items
                if item.score != item.max_score
            }
            points = result.max_score - (result.score or 0.0)
            yield Cost(mistake.id, mistake.exercise, points, lost)


def _result(lesson: Lesson, mistake: str, prepared: Prepared, known: Known, jail: Jail) -> Result:
    extraction = submitted(lesson, "mistakes", mistake)
    budget = budget_of(prepared.assignment.limits)
    questions = [case.question for case in prepared.cases]
    execution = jail.run(extraction, questions, budget)
    answered = {q.index: o for q, o in zip(questions, execution.outcomes, strict=True)}
    outcomes = bound(prepared.cases, answered)
    judged = judge(prepared, extraction, outcomes, _fault)
    attempt = Attempt(extraction, outcomes, judged)
    followed = follow_through(prepared, jail, attempt, _fault, budget)
    aside = [r.name for r in prepared.assignment.rubrics if is_right_apart(r, followed)]
    diagnoses = diagnose(prepared, known, attempt, _fault, aside)
    evidence = Evidence(counted(prepared.cases), judged, diagnoses=diagnoses, followed=followed)
    return score(prepared.assignment, ABOUT, evidence)


def _fault(sentence: str) -> None:
    raise SystemExit(sentence)


if __name__ == "__main__":
    main()
