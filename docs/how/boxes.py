"""Draws the diagrams of these pages: `python docs/how/boxes.py` writes the SVG files beside it."""

from collections.abc import Iterator
from html import escape
from pathlib import Path

WIDTH, HEIGHT, GAP, EDGE = 150, 54, 44, 12

DIAGRAMS = {
    "grading": [
        ("extract", "definitions out of\ncells, nothing run", "#d8e6ff"),
        ("sandbox", "asked case by case,\nlocked down", "#ffe0d0"),
        ("judge", "claims against the\nreference's values", "#d8e6ff"),
        ("diagnose", "which mistake, and\nwhich line", "#d8e6ff"),
        ("tell", "one reader, one\nlanguage, hints", "#d8e6ff"),
    ],
    "sandbox": [
        ("grader", "exercises, reference,\nseed, marks", "#d8e6ff"),
        ("zygote", "Python, numpy,\nprovided modules", "#e6e6e6"),
        ("child", "one submission,\nlocked down", "#ffe0d0"),
        ("plain values", "numbers, arrays,\nhow it ended", "#e6e6e6"),
        ("judge", "in the grader:\npoints and words", "#d8e6ff"),
    ],
    "diagnosis": [
        ("answers", "of the submission,\ncase by case", "#ffe0d0"),
        ("known mistakes", "what each of them\nanswers", "#d8e6ff"),
        ("agreement", "every leaf, far from\nright ones", "#e6e6e6"),
        ("the code", "is the mistake seen\nin it?", "#ffe0d0"),
        ("said", "as a fact, as possible,\nor evidence only", "#d8e6ff"),
    ],
    "repair": [
        ("suspects", "lines that make what\ngoes wrong", "#ffe0d0"),
        ("edits", "small changes of the\nstudent's own text", "#e6e6e6"),
        ("sandbox", "each is tried as a\nsubmission", "#ffe0d0"),
        ("all cases", "right on every one,\npublic and hidden", "#d8e6ff"),
        ("said", "the line; the change\nto teachers", "#d8e6ff"),
    ],
}


def drawn(boxes: list[tuple[str, str, str]]) -> str:
    """Return boxes from left to right, an arrow between each two."""
    width = 2 * EDGE + len(boxes) * WIDTH + (len(boxes) - 1) * GAP
    height = 2 * EDGE + HEIGHT + 20
    label = escape(", then ".join(title for title, _, _ in boxes))
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{label}" font-family="sans-serif" font-size="12">'
    )
    back = f'<rect width="{width}" height="{height}" rx="6" fill="#ffffff"/>'
    return "\n".join([head, back, *_parts(boxes), "</svg>", ""])


def _parts(boxes: list[tuple[str, str, str]]) -> Iterator[str]:
    middle = EDGE + (HEIGHT + 20) / 2
    for number, (title, about, colour) in enumerate(boxes):
        x = EDGE + number * (WIDTH + GAP)
        yield (
            f'<rect x="{x}" y="{EDGE}" width="{WIDTH}" height="{HEIGHT + 20}" rx="5" '
            f'fill="{colour}" stroke="#555"/>'
        )
        yield _text(x, 20, title, ' font-weight="bold"')
        for line, words in enumerate(about.splitlines()):
            yield _text(x, 40 + 16 * line, words)
        if number:
            tip = x - 3
            yield f'<path d="M{x - GAP + 4} {middle}H{x - 8}" stroke="#555" stroke-width="1.5"/>'
            yield f'<path d="M{tip - 7} {middle - 4}L{tip} {middle}l-7 4Z" fill="#555"/>'


def _text(x: int, below: int, words: str, more: str = "") -> str:
    place = f'x="{x + WIDTH / 2}" y="{EDGE + below}" text-anchor="middle"'
    return f"<text {place}{more}>{escape(words)}</text>"


if __name__ == "__main__":
    for name, boxes in DIAGRAMS.items():
        Path(__file__).with_name(f"{name}.svg").write_text(drawn(boxes), encoding="utf-8")
