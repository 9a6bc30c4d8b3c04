"""The documentation as a site, strictly: `make docs`, or python docs/site/make_site.py [FOLDER].

The pages lie in `docs/` as plain Markdown. They are gathered with those that are made of the code;
any warning of Sphinx's is an error, and so is a page that would fetch something from elsewhere.
"""

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from gather import DOCS, gathered
from sphinx.cmd.build import build_main

_FETCHED = re.compile(
    r"<(?:script|img|iframe|source)\b[^>]*\bsrc=[\"'](?:https?:)?//"
    r"|<link\b(?![^>]*\brel=[\"']canonical)[^>]*\bhref=[\"'](?:https?:)?//"
)


def main() -> int:
    """Build it; return what Sphinx ends with, or 1 for a page that fetches."""
    folder = Path(sys.argv[1]) if sys.argv[1:] else DOCS.parent / "build"
    pages, site = folder / "pages", folder / "site"
    gathered(pages)
    shutil.rmtree(site, ignore_errors=True)
    options = ["--fail-on-warning", "--keep-going", "--quiet", "--fresh-env", "-b", "html"]
    ended = int(build_main([*options, "-c", str(Path(__file__).parent), str(pages), str(site)]))
    for line in fetching(site):
        print(line, file=sys.stderr)
        ended = ended or 1
    return ended


def fetching(site: Path) -> Iterator[str]:
    """Yield pages that would ask another site for a script, a style or a picture."""
    for page in sorted(site.rglob("*.html")):
        for found in _FETCHED.finditer(page.read_text(encoding="utf-8")):
            yield f"{page.relative_to(site)} fetches from elsewhere: {found.group()}"


if __name__ == "__main__":
    sys.exit(main())
