"""Attempts, rosters, what is due, one file of two people: what `grader grade` makes of them."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from command_line import run, write
from course_fixture import GOOD_COUNTER, GOOD_DOUBLE, notebook_bytes

from grader.language import LANGUAGES, built_in
from grader.model import Text

WRONG = "def double(x):\n    return x + 2\n"


def grade(handed_in: Path, out: Path, *options: str | Path) -> Result:
    result = run("grade", "double", handed_in, "--out", out, "--jobs", "1", *options)
    assert result.exit_code == 0, result.output
    return result


def facts(out: Path) -> dict[str, Any]:
    found = json.loads((out / "run.json").read_bytes())
    assert isinstance(found, dict)
    return found


def points(out: Path) -> dict[str, str]:
    rows = csv.DictReader((out / "gradebook.csv").read_text("utf-8").splitlines())
    return {row["student"]: row["score"] for row in rows}


@pytest.fixture
def resubmitted(tmp_path: Path) -> Path:
    """Jane hands in something wrong, something right and something wrong again; Jo is late."""
    for number, source in ((900, WRONG), (901, GOOD_DOUBLE), (902, f"{WRONG}# again")):
        write(tmp_path / "in" / f"doejane_12_{number}_lab.ipynb", source, GOOD_COUNTER)
    write(tmp_path / "in" / "roejo_LATE_13_903_lab.ipynb", GOOD_DOUBLE, GOOD_COUNTER)
    return tmp_path / "in"


@pytest.mark.parametrize(
    ("attempt", "file", "number", "score"),
    [("first", 900, 1, "1"), ("last", 902, 3, "1"), ("best", 901, 2, "10")],
)
def test_the_attempt_counts_that_is_asked_for(
    resubmitted: Path, tmp_path: Path, attempt: str, file: int, number: int, score: str
) -> None:
    out = tmp_path / "out"
    grade(resubmitted, out, "--attempt", attempt)
    assert points(out) == {"doejane_12": score, "roejo_13": "10"}
    jane, jo = facts(out)["people"]
    assert (jane["file"], jane["attempt"]) == (f"doejane_12_{file}_lab.ipynb", number)
    result = json.loads((out / "results" / "doejane_12.json").read_bytes())
    assert result["provenance"]["file"] == jane["file"]
    scores = [one["score"] for one in jane.get("attempts", [])]
    assert scores == ([1, 10, 1] if attempt == "best" else [])
    assert jo["late"] is True and "attempts" not in jo


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_late_and_what_was_handed_in_again_is_listed(
    resubmitted: Path, tmp_path: Path, language: str
) -> None:
    out = tmp_path / "out"
    printed = grade(resubmitted, out, "--attempt", "best", "--lang", language).output
    rules = {one["rule"]: one for one in facts(out)["collisions"]}
    assert set(rules) == {"best", "late", "same_file"}
    page = (out / "index.html").read_text("utf-8")
    said = built_in(language).say(Text("collision.late", {"n": 1}))
    assert rules["late"]["what"] == said and said in page and said in " ".join(printed.split())
    assert [one["student"] for one in rules["same_file"]["members"]] == ["doejane_12", "roejo_13"]


def test_the_best_of_attempts_is_graded_again_by_resume_and_stays_the_best(
    resubmitted: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    grade(resubmitted, out, "--attempt", "best")
    grade(resubmitted, out, "--attempt", "best", "--resume")
    assert points(out)["doejane_12"] == "10"
    assert facts(out)["timing"]["kept"] == 1


def test_of_folders_of_attempts_the_best_counts(tmp_path: Path) -> None:
    for number, source in ((1, GOOD_DOUBLE), (2, WRONG)):
        write(tmp_path / "in" / f"tentativa-{number}" / "ana.ipynb", source, GOOD_COUNTER)
    grade(tmp_path / "in", tmp_path / "out", "--attempt", "best")
    assert points(tmp_path / "out") == {"ana": "10"}
    assert facts(tmp_path / "out")["people"][0]["file"] == "tentativa-1/ana.ipynb"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_roster_names_people_and_says_who_is_missing_and_unknown(
    tmp_path: Path, language: str
) -> None:
    for number, name in ((1, "Ana Souza"), (2, "Bia Reis"), (3, "Eve")):
        notebook = notebook_bytes(GOOD_DOUBLE, GOOD_COUNTER, f"# {name}")
        path = tmp_path / "in" / f"{name}_{number}_assignsubmission_file" / "lab.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(notebook)
    roster = tmp_path / "turma.csv"
    roster.write_text("Matrícula;Nome completo\n007;Ana Souza\n008;Souza, Caio\n009;Bia Reis\n")
    out = tmp_path / "out"
    printed = grade(
        tmp_path / "in", out, "--roster", roster, "--lang", language, "--due", "2026-11-29"
    ).output
    told = facts(out)
    assert told["roster"]["people"] == 3
    assert [one["student"] for one in told["roster"]["missing"]] == ["008"]
    assert [one["student"] for one in told["roster"]["unknown"]] == ["Eve_3"]
    ana, bia, eve = told["people"]
    assert (ana["ids"], bia["ids"]["roster"]) == ({"roster": "007", "moodle": "1"}, "009")
    assert "roster" not in eve["ids"]
    assert told["due"] == "2026-11-29T23:59:59"
    words = {"n": 3, "missing": 1, "unknown": 1}
    assert built_in(language).say(Text("intake.roster", words)) in printed
    assert "Souza, Caio (008)" in printed
    assert "Souza, Caio (008)" in (out / "index.html").read_text("utf-8")


def test_a_roster_with_an_id_twice_grades_nobody(tmp_path: Path) -> None:
    write(tmp_path / "in" / "ana.ipynb")
    roster = tmp_path / "r.csv"
    roster.write_text("id,name\n7,Ana\n7,Bia\n")
    result = run("grade", "double", tmp_path / "in", "--out", tmp_path / "out", "--roster", roster)
    assert result.exit_code == 2
    assert "7 (2, 3)" in result.output
    assert not (tmp_path / "out").exists()


def test_names_are_read_and_ids_are_folders(tmp_path: Path) -> None:
    for name in ("souzaana_1_900", "reisbia_2_901"):
        write(tmp_path / "in" / f"{name}_lab.ipynb", GOOD_DOUBLE, GOOD_COUNTER, f"# {name}")
    roster = tmp_path / "r.csv"
    roster.write_text('Student,ID,SIS User ID\n"Souza, Ana",1,007\n')
    out = tmp_path / "out"
    grade(tmp_path / "in", out, "--roster", roster)
    assert {path.name for path in (out / "students").iterdir()} == {"souzaana_1", "reisbia_2"}
    page = (out / "index.html").read_text("utf-8")
    assert '<bdi>Souza, Ana</bdi></a> <span class="label"><bdi>souzaana_1</bdi></span>' in page
    assert "<bdi>reisbia_2</bdi></a></th>" in page
