"""Makes the records of a report, in the words of `report_maker.toml`."""

import tomllib
from pathlib import Path

from grader.language import built_in
from grader.model import Kind, Text
from grader.reported import CodeReport, ExerciseReport, FindingReport, ItemReport, Report

_WORDS: dict[str, dict[str, str]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)


class Maker:
    """Builds reports in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.text = _WORDS.get(language) or _WORDS["en"]  # sentences are in every language
        self.catalogue = built_in(language)

    def say(self, key: str, **values: str | int | float) -> str:
        return self.catalogue.say(Text(key, dict(values)))

    def finding(self, case: str, kind: Kind, ok: bool, message: str) -> FindingReport:
        return FindingReport(self.text[case], kind, ok, message)

    def item(self, key: str, points: float, whats: str, score: float | None = None) -> ItemReport:
        """An item that holds in three cases."""
        cases: tuple[tuple[str, Kind], ...] = (
            ("lesson", "example"),
            ("rows", "hidden"),
            ("wide", "hidden"),
        )
        findings = tuple(
            self.finding(case, kind, True, self.say("agrees", what=what))
            for what in whats.split()
            for case, kind in cases
        )
        score = points if score is None else score
        return ItemReport(key, self.text[key], score, points, findings)

    def code(
        self, cell: int, line: int, meant: tuple[int, int], lines: tuple[str, ...], first: int,
        calls: str = "",
    ) -> CodeReport:  # fmt: skip
        place = {"cell": cell, "line": line}
        where = (
            self.say("code.calls", **place, what=calls)
            if calls
            else self.say("code.where", **place)
        )
        return CodeReport(where, "# exercise", cell, first, lines, meant)

    def report(
        self, student: str, exercises: tuple[ExerciseReport, ...], status: str = "graded"
    ) -> Report:
        given = [e.score for e in exercises if e.score is not None]
        return Report(
            student=student,
            slug="regularization",
            title=self.text["title"],
            digest="sha256:4f1c0de5b1e2",
            language=self.language,
            score=sum(given) if given else None,
            max_score=50.0,
            status=status,
            exercises=exercises,
            problems=(),
            provenance={
                "submission": "sha256:9a0b7c",
                "seed": "sha256:77aa",
                "versions": {"grader": "0.1.0", "numpy": "2.1.0", "python": "3.11.7"},
                "command": "grader check regularization ana.ipynb",
            },
            isolation={"tier": "isolated", "landlock_abi": 4, "seccomp": True},
            timing={"cpu_seconds": 0.041, "wall_seconds": 0.052},
        )

    def exercise(
        self, name: str, key: str, status: str, items: tuple[ItemReport, ...]
    ) -> ExerciseReport:
        known = [item.score for item in items if item.score is not None]
        return ExerciseReport(
            name=name,
            title=self.text[key],
            score=sum(known) if len(known) == len(items) else None,
            max_score=sum(item.max_score for item in items),
            status=status,
            summary=self.say(f"summary.{status}"),
            items=items,
        )
