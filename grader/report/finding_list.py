"""Draw findings as an HTML list: sign, message, and the cases it was seen in.

Built in Python and not in the template: a report has dozens, each with several cases.
"""

from collections.abc import Sequence
from functools import cache
from html import escape

from markupsafe import Markup

from grader.language import Catalogue
from grader.report.prose import prose
from grader.report.said import Said, cases_of, told


def finding_list(findings: Sequence[Said], catalogue: Catalogue) -> Markup:
    """Return one list of findings; empty when there are none."""
    if not findings:
        return Markup("")
    lines = [
        f"<li>{_sign(said.ok, catalogue)}{prose(told(said, catalogue))} "
        f'<span class="cases">{escape(cases_of(said, catalogue))}</span></p></li>\n'
        for said in findings
    ]
    return Markup(f'<ul class="findings">\n{"".join(lines)}</ul>\n')  # noqa: S704  (escaped above)


@cache
def _sign(ok: bool, catalogue: Catalogue) -> str:
    """Open a line: a sign for the eye, a word for the ear."""
    mark, icon, key = ("full", "right", "ui.right") if ok else ("none", "wrong", "ui.wrong")
    return (
        f'<svg class="i {mark}" aria-hidden="true"><use href="#i-{icon}"/></svg>'
        f'<p><span class="vh">{escape(catalogue.word(key))}: </span>'
    )
