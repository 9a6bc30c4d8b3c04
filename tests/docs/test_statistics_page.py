"""docs/statistics.md says what the code does: constants, and what is cheap to compute again."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from course_lesson import Lesson

from grader.find import find_assignment
from grader.measure.budget import ALPHA, ASKED, BETA, DOUBT, RIGHT_REFUSED, TESTS
from grader.measure.dependence import Dependence

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "statistics.md").read_text(encoding="utf-8")


@pytest.fixture
def benchmarks(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "benchmarks")


def test_the_budget_is_that_of_the_code():
    assert dict(re.findall(r"^\| `(\w+)` \| (\d+) \|$", PAGE, re.M)) == {
        lesson: str(tests) for lesson, tests in TESTS.items()
    }
    for said in (
        f"**{RIGHT_REFUSED:.0e} times".replace("e-0", "e-"),
        f"({ASKED} · {max(TESTS.values())}) = **{ALPHA:.0e}**",
        f"evidence of {DOUBT:.1f} is needed",
        f"**{BETA:.0e}** times a test".replace("e-0", "e-"),
        f"{Dependence.KINDS} codes share",
    ):
        assert said in PAGE


@pytest.mark.parametrize("lesson", TESTS)
def test_the_budget_names_lessons(lesson):
    assert find_assignment(lesson)


def test_the_tests_of_a_submission_stay_within_the_budget():
    assert all(ASKED * tests * ALPHA <= RIGHT_REFUSED * (1 + 1e-9) for tests in TESTS.values())


def test_the_table_of_rates_is_what_the_code_computes(benchmarks):
    from power_lessons import PLANS
    from power_rates import course

    from grader.measure.rate import RateTest

    rows = re.findall(
        r"^(\w+(?: \w+)?) +([\d.]+) +([\d.]+) +(\d+) +(\d+) +\d+ +\d+ +([\d.e-]+) +([\d.e-]+)$",
        PAGE, re.M,
    )  # fmt: skip
    said = {(lesson, float(rate)): figures for lesson, rate, *figures in rows}
    assert len(said) == sum(len(plan.keep_probs) for plan in PLANS)
    for plan in PLANS:
        if plan.offset < 0.05:
            continue  # long ones; those below are the same code
        for rate in plan.keep_probs:
            offset, mean, most, refused, accepted = said[plan.lesson, rate]
            decide = RateTest(rate, plan.offset).decided
            right = course(decide, rate, plan.batch, plan.least)
            assert (float(offset), int(mean), int(most)) == (
                plan.offset, round(right.mean), right.most,
            )  # fmt: skip
            assert float(refused) == pytest.approx(right.refused, rel=0.1)
            assert float(refused) <= ALPHA
            assert float(accepted) <= BETA


def test_the_table_of_two_rates_is_what_the_code_computes(benchmarks):
    from power_lessons import PAIRS
    from power_pairs import course, worst

    rows = re.findall(
        r"^(\w+ \w+) +([\d.]+) ([\d.]+) +([\d.]+) +(\d+) +(\d+) +([\d.e-]+) +([\d.e-]+)$",
        PAGE, re.M,
    )  # fmt: skip
    said = {(lesson, (float(one), float(other))): rest for lesson, one, other, *rest in rows}
    assert set(said) == {(pair.lesson, pair.keep) for pair in PAIRS}
    for pair in PAIRS:
        offset, mean, most, refused, accepted = said[pair.lesson, pair.keep]
        right = course(pair, pair.keep)
        assert (float(offset), int(mean), int(most)) == (
            pair.offset, round(right.mean), right.most,
        )  # fmt: skip
        assert float(refused) == pytest.approx(right.refused, rel=0.1)
        assert float(accepted) == pytest.approx(worst(pair), rel=0.1)
        assert float(refused) <= ALPHA
        assert float(accepted) <= BETA


def test_the_rounds_are_those_that_the_lesson_asks_for(benchmarks):
    from power_lessons import PAIRS
    from power_pairs import NEURONS

    lesson = Lesson("autograd_dropout")
    cases = {case.name: case for case, _want in lesson.cases("sortear", 0)}
    for pair in PAIRS:
        case = cases[pair.lesson.split()[1]]
        assert (case.calls, tuple(case.sizes[:2])) == (pair.calls, NEURONS)
        assert (1 - case.rate, 1 - case.other_rate) == pytest.approx(pair.keep, abs=0.016)


def test_every_wrong_kind_that_was_drawn_is_on_the_page():
    from draws_of_masks import WRONG

    for kind in ("right", *WRONG):
        assert re.search(rf"^{re.escape(kind)} +[\d.]+", PAGE, re.M), kind


@pytest.mark.slow
def test_the_command_prints_its_tables():
    command = [sys.executable, str(ROOT / "benchmarks" / "power.py"), "--quick"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    assert ran.returncode == 0, ran.stderr
    for heading in ("budget:", "The rate, computed", "Why Wald's test", "weights:", "noise:"):
        assert heading in ran.stdout
