"""Reports whose examples are drawn: dropout masks, cost curves, and what each diagnosis may say."""

import random
from dataclasses import replace

from report_maker import Maker

from grader.reported import DiagnosisReport, ExerciseReport, ExhibitReport, ItemReport, Report

Rows = tuple[tuple[str, ...], ...]

FALLS = ("0.69314718", "0.6120419", "0.5511873", "0.5102244", "0.48811", "0.479")
CLIMBS = ("0.69314718", "0.7810432", "0.9012", "nan", "1.4409", "inf")


def pictured(language: str) -> Report:
    """Masks of two sizes, a curve that climbs and breaks, diagnoses that leave something out."""
    make = Maker(language)
    return make.report("carla.lima", (_masks(make), _climbs(make)))


def agreeing_curve(make: Maker) -> ExhibitReport:
    """A curve that is as expected."""
    return ExhibitReport(
        make.text["lesson"], "costs", (FALLS,), (FALLS,), ((0,) * len(FALLS),), "", "curve"
    )


def mask_rows(rows: int, columns: int, keep_prob: float) -> Rows:
    """Draw who is kept, the same each time."""
    draws = random.Random(rows)
    return tuple(
        tuple(str(int(draws.random() < keep_prob)) for _ in range(columns)) for _ in range(rows)
    )


def hostile_pictures(bad: str) -> tuple[ExhibitReport, ...]:
    """A mask and curves of which nothing is as it should be."""
    return (
        ExhibitReport(bad, bad, (), ((bad, "1", "0"), ("1",), ()), ((7,),), bad, "mask"),
        ExhibitReport(
            bad, bad, ((bad, "1e400"),), ((bad, "1", "-1e308", "1e308"),), (), bad, "curve"
        ),
        ExhibitReport(bad, bad, ((),), ((bad,), ("2",)), ((-1,),), bad, "curve"),
    )


def _masks(make: Maker) -> ExerciseReport:
    finding = make.finding("many", "hidden", False, make.say("values_differ", what="D1"))
    made = make.exercise(
        "forward_propagation_with_dropout",
        "dropout",
        "failed",
        (
            ItemReport("mask", make.text["mask"], 0.0, 10.0, (finding,)),
            make.item("scale", 5, "A1 A2"),
        ),
    )
    lesson, many = make.text["lesson"], make.text["many"]
    wrong = ExhibitReport(
        lesson, "A3", (("0.36974721", "0.00305176"),), (("0.5", "0.5"),), ((3, 4),)
    )
    return replace(
        made,
        diagnosis=(
            DiagnosisReport("either", ("flipped", "drop"), "", make.text["either"], ""),
            DiagnosisReport("relation", (), make.text["rate_place"], "", ""),
            DiagnosisReport("divergence", (), "", "", ""),
        ),
        exhibits=(
            wrong,
            ExhibitReport(lesson, "D1", (), mask_rows(2, 5, 0.7), (), "", "mask"),
            ExhibitReport(many, "D2", (), mask_rows(40, 60, 0.7), (), make.text["cut"], "mask"),
        ),
    )


def _climbs(make: Maker) -> ExerciseReport:
    items = (ItemReport("falls", make.text["falls"], 0.0, 5.0, ()),)
    off = (0, 3, 3, 4, 4, 4)
    note = make.say("exhibit.broken", place=4)
    curve = ExhibitReport(make.text["lesson"], "costs", (FALLS,), (CLIMBS,), (off,), note, "curve")
    alone = ExhibitReport(make.text["many"], "losses", (), (FALLS[::-1],), ((0,) * 6,), "", "curve")
    return replace(
        make.exercise("model", "model", "failed", items),
        diagnosis=(DiagnosisReport("divergence", (), "", make.text["climbs"], make.text["hint"]),),
        exhibits=(curve, alone),
    )
