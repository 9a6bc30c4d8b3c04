"""The sample class, graded as `grader grade` does it: who loses what, and what nobody may reach."""

import os
import shutil
import tomllib
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path

import pytest
from known_mistakes import known_mistakes
from made_once import made_once
from regularization_lesson import BACKWARD, COST, FOLDER, FORWARD, L2, MODEL, ROOT, SOLUTIONS
from rich.console import Console
from seeing import children
from told import grade

from grader.assignment import load_assignment
from grader.diagnose.known import Known
from grader.intake import HandIn, collect
from grader.prepare import Prepared, prepare
from grader.report.html import render_html
from grader.report.terminal import render
from grader.report.to_json import write_json
from grader.reported import ExerciseReport, Report
from grader.sandbox import policy
from grader.seed import practice_seed

if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)

from grader.sandbox.jail import Jail

EXAMPLES = ROOT / "examples" / "regularization"
SHORT = {"cost": COST, "l2": L2, "forward": FORWARD, "backward": BACKWARD, "model": MODEL}
NEIGHBOUR = "Marcos Vinícius"
"""Graded again after each hostile notebook; it loses some of everything."""

EXPECTED = tomllib.loads((EXAMPLES.parent / "expected.toml").read_text(encoding="utf-8"))
LOSES, UNREADABLE, REMARKS = EXPECTED["loses"], EXPECTED["unreadable"], EXPECTED["remarks"]
HOSTILE, ENDS = EXPECTED["earns_nothing_in"], EXPECTED["ends"]
NAMED = EXPECTED["named"]


@dataclass(frozen=True)
class Graded:
    """One student's report; after a hostile one also what was found then."""

    report: Report
    neighbour: Report | None = None
    left: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Everything:
    """The class, graded, and one of it by themselves."""

    graded: dict[str, Graded]
    alone: Report


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy in which the second attempt is the newer one, whatever made the files here."""
    copy = tmp_path_factory.mktemp("class") / "regularization"
    shutil.copytree(EXAMPLES, copy)
    for attempt, seconds in (("tentativa-1", 1e9), ("tentativa-2", 1.1e9)):
        os.utime(copy / attempt / "ana-souza.ipynb", (seconds, seconds))
    return copy


@pytest.fixture(scope="module")
def everything(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Everything:
    """Grade everybody in one sandbox, in the order of a class run, and the neighbour in another."""
    return made_once(tmp_path_factory, "sample_class", lambda: _all_graded(folder))


@pytest.fixture(scope="module")
def graded(everything: Everything) -> dict[str, Graded]:
    return everything.graded


@pytest.fixture(scope="module")
def alone(everything: Everything) -> Report:
    """The neighbour's report from a sandbox that nobody else has used."""
    return everything.alone


def _all_graded(folder: Path) -> Everything:
    prepared = prepare(load_assignment(FOLDER, SOLUTIONS), practice_seed())
    known, limits = known_mistakes(prepared), prepared.assignment.limits
    handed_in = {handed.person.id: handed for handed in collect([folder]).handed_in}
    with Jail(FOLDER, limits, (SOLUTIONS,)) as jail:
        graded = {name: _graded(handed_in, name, prepared, jail, known) for name in handed_in}
    with Jail(FOLDER, limits, (SOLUTIONS,)) as jail:
        neighbour = handed_in[NEIGHBOUR].read()
        return Everything(graded, grade(neighbour, prepared, jail, "pt-BR", known=known))


def _graded(
    handed_in: dict[str, HandIn], name: str, prepared: Prepared, jail: Jail, known: Known
) -> Graded:
    def report_on(student: str) -> Report:
        return grade(handed_in[student].read(), prepared, jail, "pt-BR", pytest.fail, known=known)

    before = _seen(jail)
    report = report_on(name)
    if name not in HOSTILE:
        return Graded(report)
    left = frozenset(_seen(jail) - before)
    return Graded(report, report_on(NEIGHBOUR), left)


def _seen(jail: Jail) -> set[str]:
    """Name what code in the sandbox could have started or left: processes, and Kevin's note."""
    folders = (Path.cwd(), Path.home(), Path("/"), Path("/tmp"), Path("/dev/shm"), EXAMPLES)
    found = {str(path) for folder in folders for path in folder.glob("*esteve-aqui*")}
    found |= {f"child {pid}" for pid in children(jail.pid)}
    # a fork keeps the command line and the session, whoever its parent has become
    command = Path(f"/proc/{jail.pid}/cmdline").read_bytes()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            forked = os.getsid(int(process.name)) == os.getsid(jail.pid)
            if forked and (process / "cmdline").read_bytes() == command:
                found.add(f"process {process.name}")
        except OSError:  # it has ended
            continue
    return found


def _losses(report: Report) -> set[str]:
    short = {name: key for key, name in SHORT.items()}
    found = set()
    for exercise in report.exercises:
        key = short[exercise.name]
        if exercise.score == 0:
            found.add(f"{key}.*")
            continue
        for item in exercise.items:
            assert item.score is not None
            if item.score < item.max_score:
                found.add(f"{key}.{item.id}{'~' if item.score else ''}")
    return found


def test_the_tables_name_everybody(graded: dict[str, Graded]) -> None:
    assert {*LOSES, *UNREADABLE, *HOSTILE} == graded.keys()


@pytest.mark.parametrize("student", LOSES)
def test_a_student_loses_what_the_mistakes_cost_and_nothing_else(
    graded: dict[str, Graded], student: str
) -> None:
    report = graded[student].report
    assert _losses(report) == set(LOSES[student].split())
    assert (report.score == report.max_score) == (not LOSES[student])
    nothing = student == "breno-carvalho"
    assert report.status == ("not_attempted" if nothing else "graded")


@pytest.mark.parametrize("student", [*LOSES, *UNREADABLE, *HOSTILE])
def test_the_mistakes_that_were_made_are_named_and_no_others(
    graded: dict[str, Graded], student: str
) -> None:
    named = set()
    exercises = {e.name: e for e in graded[student].report.exercises}
    for key in SHORT if exercises else ():
        for diagnosis in exercises[SHORT[key]].diagnosis:
            if diagnosis.mistakes:
                assert diagnosis.kind == "mistake"
                assert all(name.startswith(f"{key}.") for name in diagnosis.mistakes)
                named |= {*diagnosis.mistakes}
    assert named == set(NAMED.get(student, "").split())


@pytest.mark.parametrize("student", ENDS)
def test_every_exercise_ends_as_it_should(graded: dict[str, Graded], student: str) -> None:
    statuses = {e.name: e.status for e in graded[student].report.exercises}
    assert {key: statuses[SHORT[key]] for key in ENDS[student]} == ENDS[student]


@pytest.mark.parametrize("student", UNREADABLE)
def test_a_damaged_file_is_told_what_is_wrong_with_it(
    graded: dict[str, Graded], student: str
) -> None:
    report = graded[student].report
    assert (report.status, report.score) == ("unreadable", 0)
    assert UNREADABLE[student] in report.problems[0].message


@pytest.mark.parametrize("student", REMARKS)
def test_what_is_odd_in_a_notebook_is_told_with_its_place(
    graded: dict[str, Graded], student: str
) -> None:
    report = graded[student].report
    said = " ".join(f"{problem.where} {problem.message}" for problem in report.problems)
    assert [words for words in REMARKS[student] if words not in said] == []


def test_training_at_top_level_is_not_run(graded: dict[str, Graded]) -> None:
    """Three trainings of 30,000 iterations would take about half a minute."""
    assert graded["Débora Pinto"].report.timing["sandbox_cpu_seconds"] < 5


@pytest.mark.parametrize("student", HOSTILE)
def test_a_hostile_notebook_earns_only_what_it_solved(
    graded: dict[str, Graded], student: str
) -> None:
    report = graded[student].report
    nothing = {f"{key}.*" for key in HOSTILE[student].split()}
    assert report.status == "graded"
    assert nothing <= _losses(report)


@pytest.mark.parametrize("student", HOSTILE)
def test_a_hostile_notebook_reached_nothing_and_left_nothing(
    graded: dict[str, Graded], student: str
) -> None:
    """The notebooks say ESCAPED when something forbidden works."""
    report = graded[student].report
    told = replace(report, exercises=tuple(map(_without_code, report.exercises)))
    assert b"ESCAPED" not in write_json(told)
    assert graded[student].left == frozenset()


def _without_code(exercise: ExerciseReport) -> ExerciseReport:
    """Leave out the lines of the notebook's own code, where the word stands."""
    own = tuple(replace(diagnosis, code=None) for diagnosis in exercise.diagnosis)
    return replace(exercise, diagnosis=own, stopped=None)


@pytest.mark.parametrize("student", HOSTILE)
def test_the_report_after_a_hostile_notebook_is_what_it_is_alone(
    graded: dict[str, Graded], alone: Report, student: str
) -> None:
    after = graded[student].neighbour
    assert after is not None
    assert write_json(replace(after, timing={})) == write_json(replace(alone, timing={}))


def test_markup_and_control_codes_of_a_notebook_stay_text(graded: dict[str, Graded]) -> None:
    report = graded["renan-xavier"].report
    page, terminal = render_html(report), StringIO()
    render(report, Console(file=terminal, width=100))
    for live in ("<script>alert", "<img src=x", "<h1>Nota", "\x1b", "\u202e", "\x07"):
        assert live not in page
    assert "&lt;script&gt;alert" in page
    assert not {"\x1b", "\x07", "\u202e", "\x00"} & set(terminal.getvalue())


def test_what_is_not_handed_in_is_set_aside(folder: Path) -> None:
    assert {aside.name: aside.why.key for aside in collect([folder]).set_aside} == EXPECTED[
        "set_aside"
    ]


def test_the_readme_names_every_file() -> None:
    readme = (EXAMPLES.parent / "README.md").read_text(encoding="utf-8")
    names = [p.relative_to(EXAMPLES).as_posix() for p in EXAMPLES.rglob("*") if p.is_file()]
    assert [name for name in names if f"`{name}`" not in readme] == []
    assert all((EXAMPLES / name).stat().st_size <= 150_000 for name in names)
