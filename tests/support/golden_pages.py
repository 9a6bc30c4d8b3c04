"""A page as a golden file holds it: as much as a person reads in a review."""

import hashlib
import re
from html.parser import HTMLParser

_LONG = re.compile(r'\bd="(?P<drawn>[^"]{200,})"|(?P<same>(?P<sign>[^\s<])(?P=sign){199,})')
_HEARD = ("aria-label", "alt", "title", "placeholder")


def readable(page: str) -> str:
    """Leave out what every page has; of drawings and long runs keep how long, and a digest."""
    page = re.sub(r"<style>.*?</style>", "<style></style>", page, count=1, flags=re.DOTALL)
    page = re.sub(r'<svg class="sprite".*?</svg>\n', "", page, count=1, flags=re.DOTALL)
    return _LONG.sub(_shortened, page)


def tags(page: str) -> list[str]:
    """Return a page's tags, as they begin."""
    return re.findall(r"</?[a-z][a-z0-9]*", page)


def _shortened(found: re.Match[str]) -> str:
    if found["same"]:
        return f"{found['sign']}[{len(found['same'])} times]"
    drawn = found["drawn"]
    digest = hashlib.sha256(drawn.encode()).hexdigest()[:12]
    return f'd="[{len(drawn)} signs, sha256 {digest}]"'


def words(page: str) -> str:
    """Return what is read on a page, or aloud: where the markup is another language's."""
    reader = _Reader()
    reader.feed(readable(page))
    return "".join(f"{line}\n" for line in reader.lines)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.lines += [f"({value})" for name, value in attrs if name in _HEARD and value]

    def handle_data(self, data: str) -> None:
        if said := " ".join(data.split()):
            self.lines.append(said)
