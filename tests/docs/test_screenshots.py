"""The tutorial's pictures are small, and all of them are shown."""

from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
PICTURES = sorted((DOCS / "screenshots").glob("*.png"))
SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST = 300_000
"""Bytes of a picture."""


def test_the_pictures_are_small_and_shown_in_the_tutorial() -> None:
    tutorial = (DOCS / "tutorial.md").read_text(encoding="utf-8")
    assert [picture.name for picture in PICTURES] == [
        "class-dark.png", "class-light.png", "class-paper.png",
    ]  # fmt: skip
    for picture in PICTURES:
        content = picture.read_bytes()
        assert content.startswith(SIGNATURE)
        assert len(content) < MOST, picture.name
        assert f"(screenshots/{picture.name})" in tutorial
