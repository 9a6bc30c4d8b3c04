"""A tier below the best is refused, unless it is allowed by name; the report says what was."""

import json
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from asking import ASSIGNMENT, LIMITS, call, program, run
from click.testing import CliRunner, Result
from course_fixture import COURSE, GOOD_COUNTER, GOOD_DOUBLE, notebook_bytes
from seeing import has_landlock

from grader.classrun import batch
from grader.cli import main
from grader.errors import NotIsolated
from grader.model import Isolation
from grader.sandbox import choose, policy
from grader.sandbox.tiers import TIERS, is_enough, missing

if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)
if not has_landlock():
    pytest.skip("this kernel has no Landlock", allow_module_level=True)

from grader.sandbox import jail

OFF: dict[str, dict[str, bool]] = {
    "isolated_no_files": {"landlock": False},
    "partly_isolated": {"seccomp": False},
    "not_isolated": {"landlock": False, "seccomp": False, "namespaces": False},
}
"""What has to be switched off for a tier."""
LACKS = {
    "isolated_no_files": "it lacks Landlock.",
    "partly_isolated": "it lacks seccomp.",
    "not_isolated": "it lacks Landlock and seccomp.",
}


@pytest.fixture(scope="module", autouse=True)
def started_as_everybodys() -> None:
    """Let them be forked, as other tests' are: what is switched off here is what they do next."""


@pytest.fixture(params=OFF)
def lower(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A machine of a lower tier."""
    monkeypatch.setattr(jail, "Jail", partial(jail.Jail, **OFF[request.param]))
    monkeypatch.setattr(batch, "_start", partial(start_lower, request.param))
    yield request.param


start = batch._start


def start_lower(tier: str, run: batch.ClassRun) -> Any:
    """Make a worker on a machine of a lower tier: it is a process of its own."""
    jail.Jail = partial(jail.Jail, **OFF[tier])  # type: ignore[misc, assignment]
    return start(run)


@pytest.fixture
def notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GRADER_COURSE", str(COURSE))
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "in" / "ana.ipynb"
    path.parent.mkdir()
    path.write_bytes(notebook_bytes(GOOD_DOUBLE, GOOD_COUNTER))
    return path


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def test_the_better_of_two_tiers_is_enough_for_the_other() -> None:
    for number, tier in enumerate(TIERS):
        assert [is_enough(tier, lowest) for lowest in TIERS] == [
            number <= place for place in range(len(TIERS))
        ]


def test_a_lower_tier_is_refused_in_a_sentence_that_says_what_to_do(lower: str) -> None:
    with pytest.raises(NotIsolated) as caught:
        choose.open_executor(ASSIGNMENT, LIMITS)
    sentence = str(caught.value)
    assert caught.value.exit_code == 2
    assert f"tier is {lower}, lower than isolated" in sentence
    assert LACKS[lower] in sentence
    assert f"--allow-tier {lower}" in sentence
    assert "`grader doctor`" in sentence


def test_a_lower_tier_is_accepted_when_it_is_allowed(lower: str) -> None:
    with choose.open_executor(ASSIGNMENT, LIMITS, choose.Requirements(allow=lower)) as executor:
        found = executor.isolation
        assert run(executor, program("def f():\n    return 5"), call("f"))[0].value == 5
    assert (found.tier, found.facts["allowed_tier"]) == (lower, lower)


def test_a_tier_below_the_one_that_is_allowed_is_refused_too(lower: str) -> None:
    better = TIERS[TIERS.index(lower) - 1]
    with pytest.raises(NotIsolated, match=f"lower than {better}"):
        choose.open_executor(ASSIGNMENT, LIMITS, choose.Requirements(allow=better))


def test_what_was_allowed_is_noted_where_nothing_lower_was_found() -> None:
    partly = choose.Requirements(allow="partly_isolated")
    with choose.open_executor(ASSIGNMENT, LIMITS, partly) as executor:
        assert executor.isolation.tier == "isolated"
        assert executor.isolation.facts["allowed_tier"] == "partly_isolated"
    with choose.open_executor(ASSIGNMENT, LIMITS, choose.Requirements(own_code=True)) as executor:
        assert executor.isolation.facts["allowed_tier"] == "not_isolated"


def test_where_there_is_no_sandbox_at_all_it_has_to_be_allowed_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(policy, "supported", lambda: False)
    with pytest.raises(NotIsolated, match="lacks a sandbox that works on this machine"):
        choose.open_executor(ASSIGNMENT, LIMITS, choose.Requirements(allow="partly_isolated"))
    with choose.open_executor(
        ASSIGNMENT, LIMITS, choose.Requirements(allow="not_isolated")
    ) as executor:
        assert executor.isolation == Isolation("not_isolated", {"allowed_tier": "not_isolated"})
    with pytest.raises(NotIsolated, match="--wall needs Linux"):
        choose.open_executor(
            ASSIGNMENT, LIMITS, choose.Requirements(allow="not_isolated", wall="bwrap")
        )


@pytest.mark.parametrize(
    ("tier", "facts", "what"),
    [
        ("isolated", {"landlock_abi": 1, "seccomp": True}, ""),
        ("isolated_no_files", {"landlock_abi": 0, "seccomp": True}, "Landlock"),
        ("not_isolated", {}, "a sandbox that works on this machine"),
        (
            "partly_isolated",
            {"landlock_abi": 1, "seccomp": True, "allowed: start a process": True},
            "a refusal when a program tries to start a process",
        ),
        ("not_isolated", {"landlock_abi": 1, "seccomp": True}, "an answer of its self-test"),
    ],
)
def test_what_is_missing_is_named(tier: str, facts: dict[str, Any], what: str) -> None:
    assert missing(Isolation(tier, facts)) == what


# ---------------------------------------------------------------- the commands


def test_grade_refuses_a_lower_tier_and_grades_nothing(
    lower: str, notebook: Path, tmp_path: Path
) -> None:
    result = invoke("grade", "double", notebook, "--out", tmp_path / "out", "--jobs", "1")
    assert result.exit_code == 2
    assert f"--allow-tier {lower}" in result.output
    assert not list((tmp_path / "out").rglob("report.json"))


def test_grade_takes_a_tier_that_is_allowed_and_every_report_says_so(
    lower: str, notebook: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    allowed = ("--allow-tier", lower, "--jobs", "1")
    assert invoke("grade", "double", notebook, "--out", out, *allowed).exit_code == 0
    report = json.loads((out / "students" / "ana" / "report.json").read_bytes())
    assert report["score"] == report["max_score"]
    for found in (report["isolation"], json.loads((out / "run.json").read_bytes())["isolation"]):
        assert found["tier"] == found["allowed_tier"] == lower
        assert bool(found["landlock_abi"]) == OFF[lower].get("landlock", True)
        assert found["seccomp"] == OFF[lower].get("seccomp", True)


def test_check_with_a_courses_seed_refuses_and_takes_a_lower_tier_alike(
    lower: str, notebook: Path, tmp_path: Path
) -> None:
    seed = tmp_path / "seed"
    seed.write_text("ab" * 32)
    given = ("check", "double", notebook, "--seed-file", seed)
    refused = invoke(*given)
    assert refused.exit_code == 2
    assert LACKS[lower] in refused.output.replace("\n", " ")
    taken = invoke(*given, "--allow-tier", lower, "--format", "json")
    assert taken.exit_code == 0
    assert json.loads(taken.output)["isolation"]["tier"] == lower


def test_check_for_practice_takes_what_there_is_and_says_so(lower: str, notebook: Path) -> None:
    taken = invoke("check", "double", notebook, "--format", "json")
    assert taken.exit_code == 0
    there = lower if lower == "isolated_no_files" else "not_isolated"
    assert json.loads(taken.output)["isolation"]["tier"] == there


def test_doctor_says_what_a_lower_tier_means_and_what_would_mend_it(lower: str) -> None:
    result = invoke("doctor")
    said = " ".join(result.output.split())
    assert result.exit_code == 1
    assert f"tier {lower}:" in said
    assert f"--allow-tier {lower}" in said
    assert ("have Landlock: a kernel" in said) == ("Landlock" in LACKS[lower])
    assert ("have seccomp: a kernel" in said) == ("seccomp" in LACKS[lower])
    assert ("ALLOWED" in said) == (lower == "partly_isolated")
    assert ("given no chance" in said) == (lower == "not_isolated")  # it replaced its own process


def test_doctor_shows_everything_that_was_tried() -> None:
    from grader.sandbox.selftest import attempts

    with jail.Jail(None, LIMITS) as opened:
        tried = attempts(opened)
    result = invoke("doctor")
    assert result.exit_code == 0
    for what, answer in tried.items():
        line = next(line for line in result.output.splitlines() if what in line)
        assert (f"({answer})" in line) == (answer != "allowed")
    assert "tier isolated: other people's code may be run here" in result.output


def test_doctor_without_namespaces_tells_how_to_have_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jail, "Jail", partial(jail.Jail, namespaces=False))
    result = invoke("doctor")
    assert result.exit_code == 0  # they are one wall more, not a tier
    assert "no; needs namespaces" in result.output
    assert "user.max_user_namespaces" in result.output


def test_doctor_on_another_system_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "supported", lambda: False)
    result = invoke("doctor")
    assert result.exit_code == 1
    assert f"{sys.platform} on" in result.output
    assert "NOT a sandbox" in result.output
    assert "WSL2" in result.output
