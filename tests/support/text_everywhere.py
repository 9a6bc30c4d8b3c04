"""A report that holds one text wherever a text may be."""

from dataclasses import replace

from report_samples import hostile

from grader.reported import DiagnosisReport, ExhibitReport, FindingReport, PrintedReport, Report

FORMS = ("array", "mask", "curve")
CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""What a page may load: nothing."""


def with_text_everywhere(text: str) -> Report:
    report = hostile("en")
    exercise = report.exercises[0]
    item = replace(
        exercise.items[0], title=text, reason=text,
        findings=(FindingReport(text, "example", False, text),),
    )  # fmt: skip
    rows = ((text, "1"), (text, "2"))
    exhibits = tuple(ExhibitReport(text, text, rows, rows, ((1, 0),), text, form) for form in FORMS)
    exercise = replace(
        exercise, title=text, name=text, summary=text, items=(item,), exhibits=exhibits,
        printed=(PrintedReport(text, text or "x"),), advice=(text,),
        diagnosis=(DiagnosisReport("either", (text,), text, text, text),),
    )  # fmt: skip
    return replace(report, student=text, title=text, exercises=(exercise,), provenance={text: text})
