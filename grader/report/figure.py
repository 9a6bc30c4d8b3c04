"""Draw one exhibit as an HTML figure, each form in its own way: name, case, drawing, note."""

from html import escape

from markupsafe import Markup

from grader.language import Catalogue
from grader.report.curve_plot import curve_plot
from grader.report.heat_map import LEGEND, heat_map, is_paired, is_right
from grader.report.mask_map import mask_map
from grader.reported import ExhibitReport

_DRAWN = {"mask": mask_map, "curve": curve_plot}


def figure(exhibit: ExhibitReport, catalogue: Catalogue) -> Markup:
    """Return a figure. Takes clean text."""
    drawing = _DRAWN.get(exhibit.form, heat_map)(exhibit, catalogue)
    legend = ""
    if exhibit.form == "array" and not is_right(exhibit) and is_paired(exhibit):
        legend = f" · {escape(catalogue.word(LEGEND))}"
    note = f'<p class="note">{escape(exhibit.note)}</p>' if exhibit.note else ""
    return Markup(  # noqa: S704  (every text in it went through escape)
        f'<figure class="exhibit"><figcaption><code>{escape(exhibit.name)}</code> '
        f"<span>{escape(exhibit.case)}{legend}</span></figcaption>{drawing}{note}</figure>"
    )
