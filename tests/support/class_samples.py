"""A class to show in tests."""

from dataclasses import replace

from report_maker import Maker
from report_samples import HOSTILE, full_marks, hostile, mixed, unreadable
from rows import row_of

from grader.diagnosis import Excerpt
from grader.report.class_page import AsideRow, CollisionRow, render_class_page
from grader.report.class_row import ClassRow
from grader.result import Trace, Unexplained


def class_rows(language: str) -> list[ClassRow]:
    """A class of a dozen, with a file nobody can read and a hostile name."""
    rows = [
        row_of(replace(full_marks(language), student=f"aluna{n}"), f"students/aluna{n}/report.html")
        for n in range(3)
    ]
    for number in range(7):
        report = mixed(language)
        report = replace(report, student=f"estudante-{number}", score=5.0 + 6.5 * number)
        row = row_of(report, f"students/estudante-{number}/report.html")
        rows.append(_compared(row, number))
    rows.append(row_of(unreadable(language)))
    fault = replace(mixed(language), student="José Ñandú", status="grader_fault", score=None)
    rows.append(row_of(fault, "students/José Ñandú #1/report.html"))
    rows.append(row_of(hostile(language), "javascript:alert(1)"))
    return rows


def _compared(row: ClassRow, number: int) -> ClassRow:
    """Return a row of the class with what it is compared by: two alike, three with one answer."""
    first, name = row.items[0], row.exercises[0].name
    code = Excerpt(7, 16, f"    dW1 = np.dot(dZ1, X.T) / m + lambd * np.sum(W1)  # {HOSTILE}")
    alike = "".join(f"{n:010x}" for n in range(12 + number)) if number < 2 else ""
    shared = Unexplained("d1", 9, replace(code, text=code.text * 9), f"dW1 = 0.25 1.5 {HOSTILE}")
    return replace(
        row,
        mistakes=tuple(replace(m, certainty="confirmed", code=code) for m in row.mistakes),
        items=(replace(first, is_near=number == 5), *row.items[1:]),
        traces=(Trace(name, False, (), shared if 2 <= number < 5 else None, alike),),
        file=f"sha-{number}",
    )


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
