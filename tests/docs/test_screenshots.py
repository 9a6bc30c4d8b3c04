"""The pictures of the docs are small, and each is shown where it belongs."""

from itertools import chain
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
PICTURES = sorted((DOCS / "screenshots").glob("*.png"))
SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST = 300_000
"""Bytes of a picture."""


SHOWN = {
    "tutorial.md": ["class-dark.png", "class-light.png", "class-paper.png"],
    "service.md": ["service-class.png", "service-phone.png", "service-student.png"],
}


def test_the_pictures_are_small_and_shown() -> None:
    assert [picture.name for picture in PICTURES] == sorted(chain(*SHOWN.values()))
    for picture in PICTURES:
        content = picture.read_bytes()
        assert content.startswith(SIGNATURE)
        assert len(content) < MOST, picture.name
    for page, names in SHOWN.items():
        text = (DOCS / page).read_text(encoding="utf-8")
        assert [name for name in names if f"(screenshots/{name})" not in text] == []
