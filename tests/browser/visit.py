"""One page as one reader sees it: what it asks for, how it is laid out, who cannot use it."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the tests can be collected without it
    from playwright.sync_api import ConsoleMessage, Page, Request, Route

HERE = Path(__file__).parent
PICTURES = HERE.parents[1] / "build" / "browser"
AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"
LAYOUT = (HERE / "layout.js").read_text(encoding="utf-8")
STOPS = (HERE / "stops.js").read_text(encoding="utf-8")
STOP = (HERE / "stop.js").read_text(encoding="utf-8")
WRITTEN_IN = (HERE / "fonts.js").read_text(encoding="utf-8")
DEJAVU = HERE / "node_modules" / "dejavu-fonts-ttf" / "ttf"
FONTS = {"--serif": "DejaVuSerif.ttf", "--sans": "DejaVuSans.ttf", "--mono": "DejaVuSansMono.ttf"}
"""Variable of the page's stylesheet -> the font it is measured in."""
SERIOUS = ("serious", "critical")


@dataclass(frozen=True)
class View:
    """How wide the window is, in px, and whether its reader likes it light or dark."""

    width: int
    scheme: str

    def __str__(self) -> str:
        return f"{self.width}-{self.scheme}"


VIEWS = tuple(View(width, scheme) for width, scheme in product((1200, 400), ("light", "dark")))


@dataclass
class Visit:
    """An open page. A request for anything but the page's own file is noted and refused."""

    page: Page
    address: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self) -> Visit:
        self.page.context.route("**/*", self._answer)
        self.page.on("request", self._note)
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(self.address)
        return self

    def _note(self, request: Request) -> None:
        if request.url != self.address:
            self.asked.append(request.url)

    def _answer(self, route: Route) -> None:
        if route.request.url == self.address:
            route.continue_()
        else:
            route.abort()

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def open_details(self) -> None:
        """Unfold everything that can be unfolded."""
        self.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")

    def faults(self) -> list[str]:
        """Return what is wrong with the page as it stands, each as "kind: what and where"."""
        found = self.layout_faults() + self._barriers()
        return self._outside() + found

    def layout_faults(self) -> list[str]:
        """Return what lies on something else, is cut off, or makes the page scroll sideways."""
        found: list[str] = self.page.evaluate(LAYOUT)
        return found

    def _outside(self) -> list[str]:
        asked = [f"request: {url}" for url in self.asked]
        return asked + [f"console: {text}" for text in self.complaints]

    def _barriers(self) -> list[str]:
        """Return what axe-core finds that keeps people out."""
        self.page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
        result: dict[str, Any] = self.page.evaluate("axe.run({resultTypes: ['violations']})")
        return [
            f"axe: {broken['id']}: {broken['help']}: {_places(broken)}"
            for broken in result["violations"]
            if broken["impact"] in SERIOUS
        ]

    def picture(self, path: Path) -> None:
        """Store what a reader sees, from top to bottom."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=path, full_page=True)

    def height(self) -> int:
        """Return how long the page itself is, in px, in fonts that are the same on every machine.

        Lines break elsewhere, and are of another height, in another font.
        """
        fonts = {name: b64encode((DEJAVU / file).read_bytes()) for name, file in FONTS.items()}
        self.page.evaluate(WRITTEN_IN, {name: coded.decode() for name, coded in fonts.items()})
        measured = self.page.evaluate("document.body.getBoundingClientRect().height")
        return round(measured)

    def press(self, key: str) -> None:
        """Press a key, where the focus is."""
        self.page.keyboard.press(key)

    def focused(self, what: str) -> Any:
        """Return something of the element that has the focus, said in JavaScript."""
        return self.page.evaluate(f"document.activeElement.{what}")

    def stops(self) -> set[int]:
        """Return the numbers of what keys must reach: links, summaries, areas that scroll."""
        return set(self.page.evaluate(STOPS))

    def tab_through(self) -> tuple[set[int], list[str]]:
        """Press Tab to the end: the numbers of what was reached, and what showed no focus."""
        reached: set[int] = set()
        unmarked: list[str] = []
        while (stop := self._next_stop()) and stop["number"] not in reached:
            reached.add(stop["number"])
            if not stop["isOutlined"]:
                unmarked.append(stop["html"])
        return reached, unmarked

    def _next_stop(self) -> dict[str, Any] | None:
        self.press("Tab")
        stop: dict[str, Any] | None = self.page.evaluate(STOP)
        return stop


def _places(broken: dict[str, Any]) -> str:
    """Name the first places where a rule is broken, and why."""
    nodes = broken["nodes"]
    told = [f"{node['target']} {' '.join(node['failureSummary'].split())}" for node in nodes[:3]]
    return f"{len(nodes)} times: {'; '.join(told)}"
