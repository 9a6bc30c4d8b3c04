"""A class to show in tests."""

from dataclasses import replace

from report_maker import Maker
from report_samples import HOSTILE, full_marks, hostile, mixed, unreadable
from rows import row_of

from grader.report.class_page import AsideRow, CollisionRow, render_class_page
from grader.report.class_row import ClassRow


def class_rows(language: str) -> list[ClassRow]:
    """A class of a dozen, with a file nobody can read and a hostile name."""
    rows = [
        row_of(replace(full_marks(language), student=f"aluna{n}"), f"students/aluna{n}/report.html")
        for n in range(3)
    ]
    for number in range(7):
        report = mixed(language)
        report = replace(report, student=f"estudante-{number}", score=5.0 + 6.5 * number)
        rows.append(row_of(report, f"students/estudante-{number}/report.html"))
    rows.append(row_of(unreadable(language)))
    fault = replace(mixed(language), student="José Ñandú", status="grader_fault", score=None)
    rows.append(row_of(fault, "students/José Ñandú #1/report.html"))
    rows.append(row_of(hostile(language), "javascript:alert(1)"))
    return rows


def class_page(language: str) -> str:
    """The class page of `class_rows`."""
    return render_class_page(
        class_rows(language),
        title=Maker(language).text["title"],
        language=language,
        set_aside=[AsideRow("ana.ipynb:Zone.Identifier", "NTFS"), AsideRow(HOSTILE, HOSTILE)],
        collisions=[
            CollisionRow("Two are one.", (("a/ana", "a/ana.py"), ("", "ana<U+200B>.py"))),
            CollisionRow(HOSTILE, ((HOSTILE, HOSTILE),)),
        ],
        run={"grader": "0.1.0", "seed": "sha256:77aa", "jobs": 2},
    )
