"""Draw pages from templates: what is shown is escaped, and in the reader's language."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from grader.language import built_in
from grader.report.html import words

Values = Mapping[str, Any]


def draw(package: str, template: str, language: str, values: Values) -> str:
    """Return the text of a template in the folder `templates` of a package."""
    catalogue = built_in(language)
    given = {
        "language": language,
        "words": words(language),
        "say": catalogue.say,
        "count": catalogue.count,
        "points": catalogue.points,
        **values,
    }
    return _environment(package).get_template(f"{template}.html.j2").render(given)


@cache
def static(package: str, name: str) -> bytes:
    """Return a style sheet or script in the folder `static`; style goes on from the reports'."""
    own = (files(package) / "static" / name).read_bytes()
    if not name.endswith(".css"):
        return own
    return (files("grader.report") / "templates" / "page.css").read_bytes() + own


@cache
def _environment(package: str) -> Environment:
    made = Environment(
        loader=PackageLoader(package, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["moment"] = lambda at: at.strftime("%Y-%m-%d %H:%M UTC")
    return made
