"""Reads a page as a browser would, and notes whatever a safe, whole page must not have."""

import base64
import hashlib
import re
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "hr", "img", "input"}
SAFE_STYLE = re.compile(r"(width|height):\d+(\.\d+)?%|flex-grow:\d+(\.\d+)?")
SAFE_LINK = re.compile(r"#[\w-]+|data:,|[\w%.~-][\w%./~-]*")


class PageReader(HTMLParser):
    """Collects faults, tags, words and the ids of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.feed(page)
        self.close()
        self.faults += [f"<{tag}> is never closed" for tag in self.open]
        ids = [attributes["id"] for _, attributes in self.tags if "id" in attributes]
        self.faults += [f"id {name} is there twice" for name in set(ids) if ids.count(name) > 1]
        self.faults += [f"{link} leads nowhere" for link in self._links() if link[1:] not in ids]

    def _links(self) -> list[str]:
        links = [attributes.get("href", "") for _, attributes in self.tags]
        return [link for link in links if link.startswith("#")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> does not close what is open")

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self._read_script(data)
        elif not self.open or self.open[-1] != "style":
            self.text.append(data)
        elif re.search(r"url\(|@import|https?:|expression", data):
            self.faults.append("the style sheet asks for something outside")

    def _read_script(self, data: str) -> None:
        """Note a script that the page's own policy would not let run, or that reaches out."""
        digest = base64.b64encode(hashlib.sha256(data.encode()).digest()).decode()
        policy = next(
            attributes["content"]
            for tag, attributes in self.tags
            if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
        )
        if f"script-src 'sha256-{digest}'" not in policy:
            self.faults.append("a script that the page's policy does not name")
        if re.search(r"https?:|fetch|XMLHttp|import|eval|innerHTML|cookie|Storage", data):
            self.faults.append("the script does more than a table needs")

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"a comment: {data[:40]}")

    def _note(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if len(attributes) < len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice")
        self.tags.append((tag, attributes))
        if tag in ("iframe", "object", "embed", "base", "form", "img"):
            self.faults.append(f"<{tag}> is on the page")
        for name, value in attributes.items():
            if name.startswith("on") or name in ("src", "srcset", "action", "xlink:href"):
                self.faults.append(f"<{tag} {name}>")
            if name == "href" and not SAFE_LINK.fullmatch(value):
                self.faults.append(f"href {value}")
            if name == "style" and not SAFE_STYLE.fullmatch(value):
                self.faults.append(f"style {value}")

    def having(self, name: str, word: str) -> list[str]:
        """Return the tags whose attribute holds a word."""
        return [tag for tag, attributes in self.tags if word in attributes.get(name, "").split()]

    @property
    def words(self) -> str:
        """All text outside tags, spaces made one."""
        return " ".join("".join(self.text).split())
