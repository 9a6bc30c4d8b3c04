"""The colours of the page, light and dark: text can be read on every ground it stands on."""

import re
from importlib import resources

import pytest


def colours(dark: bool) -> dict[str, str]:
    style = (resources.files("grader.report") / "templates" / "page.css").read_text()
    light, _, rest = style.partition("@media screen and (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([\w-]+): (#\w{6});", light))
    return found | dict(re.findall(r"--([\w-]+): (#\w{6});", rest)) if dark else found


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, WCAG 2.2: (L1 + 0.05) / (L2 + 0.05)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


MARKS = ("full", "part", "none", "unjudged")
PAIRS = [
    *((text, ground) for text in ("ink", "soft", "link", *MARKS) for ground in ("bg", "card")),
    *((mark, f"{mark}-tint") for mark in MARKS),
    *(("ink", ground) for ground in ("part-tint", "off1", "off2", "off3", "off4")),
]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_has_the_contrast_that_wcag_aa_asks_for(text: str, ground: str, dark: bool) -> None:
    found = colours(dark)
    assert contrast(found[text], found[ground]) >= 4.5
