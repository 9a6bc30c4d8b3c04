"""Draw findings as an HTML list: sign, message, and the cases it was seen in.

Built in Python and not in the template: a report has dozens, each with several cases.
"""

from collections.abc import Sequence
from functools import cache
from html import escape

from markupsafe import Markup

from grader.language import Catalogue
from grader.model import Kind
from grader.report.outline import Said


def finding_list(findings: Sequence[Said], catalogue: Catalogue) -> Markup:
    """Return one list of findings; empty when there are none."""
    if not findings:
        return Markup("")
    lines = [
        f"<li>{_sign(said.ok, catalogue)}{escape(said.message)} "
        f'<span class="cases">{_cases(said, catalogue)}</span></p></li>\n'
        for said in findings
    ]
    return Markup(f'<ul class="findings">\n{"".join(lines)}</ul>\n')  # noqa: S704  (escaped above)


def _cases(said: Said, catalogue: Catalogue) -> str:
    return " ".join(
        [f"<span>{escape(case)} {_kind(kind, catalogue)}</span>" for case, kind in said.cases]
    )


@cache
def _kind(kind: Kind, catalogue: Catalogue) -> str:
    return f"<em>{escape(catalogue.word(f'kind.{kind}'))}</em>"


@cache
def _sign(ok: bool, catalogue: Catalogue) -> str:
    """Open a line: a sign for the eye, a word for the ear."""
    mark, icon, key = ("full", "right", "ui.right") if ok else ("none", "wrong", "ui.wrong")
    return (
        f'<svg class="i {mark}" aria-hidden="true"><use href="#i-{icon}"/></svg>'
        f'<p><span class="vh">{escape(catalogue.word(key))}: </span>'
    )
