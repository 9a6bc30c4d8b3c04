"""`--resume` believes no report that was not made by a run with the course's seed."""

import json
from pathlib import Path

import pytest
from resuming import (
    ALL_BUT_ANA,
    PAGE,
    REPORT,
    RESULT,
    Spoil,
    change,
    change_report,
    grade,
    kept,
    mark,
)

from grader.seed import practice_seed

pytestmark = pytest.mark.usefixtures("small_course")


def _linked(path: str) -> Spoil:
    return lambda _in, out: (out / path).symlink_to((out / path).rename(out / "elsewhere"))


def _of_bruno(path: str) -> Spoil:
    theirs = path.replace("ana", "bruno")
    return lambda _in, out: (out / path).write_bytes((out / theirs).read_bytes())


FORGED: dict[str, Spoil] = {
    "a better score": change_report(lambda report: report.update(score=11.0)),
    "a better item": change_report(
        lambda report: report["exercises"][0]["items"][0].update(score=99.0)
    ),
    "another digest of the hand-in": change_report(
        lambda report: report["provenance"]["submission"].update(sha256="0" * 64)
    ),
    "a field more": change_report(lambda report: report.update(extra=1)),
    "a field that is there twice": change(
        REPORT, lambda text: text.replace("{\n", '{\n "score": 11.0,\n', 1)
    ),
    "another layout": change(REPORT, lambda text: json.dumps(json.loads(text))),
    "no seal": change_report(lambda report: report.pop("seal")),
    "an empty seal": change_report(lambda report: report.update(seal="")),
    "a seal that is no text": change_report(lambda report: report.update(seal=[1])),
    "a seal in letters of other alphabets": change_report(
        lambda report: report.update(seal="\u0430" * 64)
    ),
    "a seal of the practice seed": change_report(lambda report: report, practice_seed()),
    "a seal of zeros": change_report(lambda report: report, bytes(32)),
    "another's report": _of_bruno(REPORT),
    "another's page": _of_bruno(PAGE),
    "another page": change(PAGE, lambda text: f"{text}<p>11 / 10"),
    "a report that is a link": _linked(REPORT),
    "a page that is a link": _linked(PAGE),
    "a better score in the result": change_report(lambda r: r.update(score=11.0), path=RESULT),
    "a better item in the result": change_report(
        lambda r: r["exercises"][0]["items"][0].update(score=99.0), path=RESULT
    ),
    "a result without a seal": change_report(lambda r: r.pop("seal"), path=RESULT),
    "a result sealed with the practice seed": change_report(
        lambda r: r, practice_seed(), path=RESULT
    ),
    "a result of another's": _of_bruno(RESULT),
    "a result that is a link": _linked(RESULT),
    "a result that others may write to": lambda _in, out: (out / RESULT).chmod(0o666),
    "a report that others may write to": lambda _in, out: (out / REPORT).chmod(0o666),
}


@pytest.mark.sampled(thorough=4)
@pytest.mark.parametrize("forged", FORGED)
def test_a_report_that_no_run_of_ours_wrote_is_made_anew(
    handed_in: Path, out: Path, forged: str
) -> None:
    mark(out)
    FORGED[forged](handed_in, out)
    assert grade(handed_in, out, "--resume").exit_code == 0
    assert kept(out) == ALL_BUT_ANA
    assert json.loads((out / REPORT).read_bytes())["score"] == 10
    assert "11 / 10" not in (out / PAGE).read_text("utf-8")


@pytest.mark.parametrize("name", ["feedback.html", "feedback.ipynb"])
def test_a_copy_that_was_changed_is_made_anew(handed_in: Path, annotated: Path, name: str) -> None:
    out = annotated
    mark(out)
    copy = out / "students" / "ana" / name
    before = copy.read_bytes()
    copy.write_bytes(before + b" ")
    grade(handed_in, out, "--resume", "--annotate")
    assert kept(out) == ALL_BUT_ANA
    assert copy.read_bytes() == before
