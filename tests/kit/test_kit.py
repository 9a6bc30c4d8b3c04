"""A report from a kit is the report from the solutions, and none of the solutions is in it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from built_kits import ONE_SEED, QUICK, built_kit
from command_line import run, write
from course_lesson import Lesson
from diagnosing import SOLUTIONS, STANDARDISE
from each_lesson import readable
from known_mistakes import known_mistakes
from lesson_bench import Bench, opened
from told import grade

from grader.assignment import load_assignment
from grader.diagnose.known import Known
from grader.errors import BrokenKit
from grader.kit import archive
from grader.kit.freeze import freeze
from grader.kit.read import FromKit
from grader.model import Submission
from grader.prepare import Prepared, prepare
from grader.reported import Report
from grader.seed import practice_seed

DROPOUT = Lesson("dropout_layer")
SECRET = ("reference.py", "mistakes.py", "alternatives.py", "dishonest.py", "solution.ipynb")


@dataclass(frozen=True)
class Both:
    """One lesson, from its solutions and from its kit."""

    bench: Bench
    learnt: Known
    prepared: Prepared
    known: Known

    def reports(self, path: Path) -> tuple[Report, Report]:
        given = Submission("someone", path.name, path.read_bytes())
        jail = self.bench.jail
        from_kit = grade(given, self.prepared, jail, "en", pytest.fail, known=self.known)
        return self.bench.graded_submission(given, self.learnt), from_kit


@pytest.fixture(scope="module")
def kit() -> Path:
    return built_kit(DROPOUT.slug, ONE_SEED)


@pytest.fixture(scope="module")
def both(kit: Path) -> Iterator[Both]:
    source = FromKit(kit)
    prepared = source.prepared(source.load())
    known = source.known(prepared)
    assert known is not None
    with opened(DROPOUT, "en") as bench:
        yield Both(bench, known_mistakes(bench.prepared), prepared, known)


NOTEBOOKS = sorted((Path(__file__).parents[1] / "data/judgement/dropout_layer").glob("*.ipynb"))


@pytest.mark.sampled(4, thorough=4)
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_report_from_the_kit_is_the_report_from_the_solutions(both: Both, path: Path) -> None:
    one, other = both.reports(path)
    assert [e.items for e in one.exercises] == [e.items for e in other.exercises]
    assert [e.diagnosis for e in one.exercises] == [e.diagnosis for e in other.exercises]
    assert one.score == other.score


def each_lesson() -> Iterator[object]:
    """Every lesson with a kit that is made quickly, and, as a slow test, with the kit it has."""
    for lesson in readable():
        yield pytest.param(lesson, QUICK, id=f"{lesson}-quick")
        yield pytest.param(lesson, "", id=f"{lesson}-whole", marks=pytest.mark.slow)


@pytest.mark.parametrize(("lesson", "options"), list(each_lesson()))
def test_no_line_of_the_solutions_is_in_it(lesson: Lesson, options: str) -> None:
    kit = built_kit(lesson.slug, options)
    assert kit.stat().st_size < 2_000_000
    _manifest, members = archive.unpacked(kit.read_bytes(), kit.name)
    assert {name.partition("/")[0] for name in members} <= {
        "assignment",
        "cases",
        "known",
        archive.MISTAKES,
    }
    public = b"\n".join(there for name, there in members.items() if name.startswith("assignment/"))
    # what mistakes look like is told on purpose; docs/write-an-assignment.md says so
    everything = b"\n".join(there for name, there in members.items() if name != archive.MISTAKES)
    secret = {
        line.strip()
        for name, line in _lines(lesson.solutions)
        if name in SECRET and len(line.strip()) > 30
    }
    assert len(secret) > 100
    assert [
        line for line in secret if line.encode() in everything and line.encode() not in public
    ] == []


def test_only_public_seeds_are_in_it(tmp_path: Path) -> None:
    """What is drawn depends on the seed alone: a kit has the cases of the practice seeds."""
    path = tmp_path / "standardise.kit"
    path.write_bytes(freeze(STANDARDISE, SOLUTIONS, 2, mistakes=False))
    for number in range(2):
        kit = FromKit(path, number)
        there = kit.prepared(kit.load())
        made = prepare(load_assignment(STANDARDISE, SOLUTIONS), practice_seed(number))
        assert there.seed_commitment == made.seed_commitment
        assert [case.question.seed for case in there.cases] == [c.question.seed for c in made.cases]


def _lines(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".py", ".ipynb", ".toml"}:
            text = path.read_text(encoding="utf-8")
            if path.suffix == ".ipynb":
                text = "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
            yield from ((path.name, line) for line in text.splitlines())


def test_one_without_mistakes_names_none(tmp_path: Path) -> None:
    path = tmp_path / "standardise.kit"
    path.write_bytes(freeze(STANDARDISE, SOLUTIONS, 1, mistakes=False))
    source = FromKit(path)
    prepared = source.prepared(source.load())
    assert source.known(prepared) is None
    assert prepared.assignment.mistakes == {}
    assert prepared.assignment.solutions is None


def test_a_seed_that_it_does_not_have_is_told(kit: Path) -> None:
    with pytest.raises(BrokenKit, match="1 practice seed"):
        FromKit(kit, 1).prepared(FromKit(kit, 1).load())


def test_the_commands_make_one_and_check_with_it(tmp_path: Path) -> None:
    path = tmp_path / "a kit.kit"
    made = run("release", STANDARDISE, "--out", path, "--seeds", "1")
    assert made.exit_code == 0, made.output
    assert "a kit.kit" in made.output
    right = write(tmp_path / "right.ipynb", (SOLUTIONS / "reference.py").read_text("utf-8"))
    again = run("check", path, right)
    assert again.exit_code == 0, again.output
    path.write_bytes(path.read_bytes()[:-10])
    damaged = run("check", path, right)
    assert damaged.exit_code == 2
    assert "download it again" in damaged.output


def test_where_nothing_may_be_kept_it_is_unpacked_elsewhere(
    kit: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    monkeypatch.setenv("GRADER_CACHE", str(in_the_way))
    assert FromKit(kit).load().slug == "dropout_layer"
