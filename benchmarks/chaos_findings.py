"""What `chaos.py` counts, and how it holds results against those of a calm run."""

import csv
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

KINDS = (
    "reports lost", "reports duplicated", "reports of nobody", "reports half written",
    "reports with other points", "reports that differ", "reports given up for nothing",
    "class pages that differ", "runs that failed", "processes left", "sockets left",
    "temporary files left",
)  # fmt: skip
"""Everything that must not be."""
_NO_POINTS = ("died twice", "the sandbox", "student's process")
"""Words of the sentences that may stand for a report without points."""


@dataclass
class Tally:
    """What was done, and what was found amiss."""

    kills: Counter[str] = field(default_factory=Counter)
    rounds: int = 0
    without_workers: int = 0
    """Runs that ended because worker after worker was killed before its first task."""
    compared: int = 0
    given_up: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    details: list[str] = field(default_factory=list)

    def amiss(self, kind: str, *details: object) -> None:
        """Note every single thing that must not be."""
        assert kind in KINDS
        self.wrong[kind] += len(details)
        self.details += [f"{kind}: {detail}" for detail in details]

    def compare(self, out: Path, calm: Path, *, unfinished: bool) -> None:
        """Hold every report that is there against the calm run's."""
        wanted, found = _finished(calm), _finished(out)
        if not unfinished:
            self.amiss("reports lost", *(wanted - found))
        self.amiss("reports of nobody", *(found - wanted))
        for student in sorted(wanted & found):
            self.compared += 1
            self._compare_report(out, calm, student)

    def compare_class(self, out: Path, calm: Path) -> None:
        """Hold gradebook and class page against the calm run's."""
        students = [row["student"] for row in csv.DictReader((out / "gradebook.csv").open())]
        twice = [student for student, count in Counter(students).items() if count > 1]
        self.amiss("reports duplicated", *twice)
        for name in ("gradebook.csv", "index.html"):
            if (out / name).read_bytes() != (calm / name).read_bytes():
                self.amiss("class pages that differ", name)

    def _compare_report(self, out: Path, calm: Path, student: str) -> None:
        place, other = (folder / "students" / student for folder in (out, calm))
        try:
            report = json.loads((place / "report.json").read_bytes())
        except ValueError:
            self.amiss("reports half written", student)
            return
        expected = json.loads((other / "report.json").read_bytes())
        del report["timing"], expected["timing"]
        points = (report["score"], expected["score"])
        if report["status"] == "grader_fault":
            self.given_up += 1
            said = _fault(out, student)
            if report["score"] is not None or not any(words in said for words in _NO_POINTS):
                self.amiss("reports given up for nothing", f"{student}: {said}")
        elif points[0] != points[1]:
            self.amiss("reports with other points", f"{student}: {points}")
        elif report != expected or _page(place) != _page(other):
            exercises = zip(report["exercises"], expected["exercises"], strict=False)
            names = [one["name"] for one, two in exercises if one != two]
            self.amiss("reports that differ", f"{student}: {names}")


def _finished(out: Path) -> set[str]:
    return {path.parent.name for path in out.glob("students/*/report.json")}


def _page(place: Path) -> bytes:
    return (place / "report.html").read_bytes()


def _fault(out: Path, student: str) -> str:
    path = out / "faults" / f"{student}.txt"
    return path.read_text(encoding="utf-8") if path.exists() else ""
