"""Words of somebody else's are kept as far as there is room, and where they were cut is seen."""

import pytest

from grader.shortened import MESSAGE, shortened

SAID = "operands could not be broadcast together. Shapes (5,3) (4,2) were given to the sum"


@pytest.mark.parametrize(
    ("text", "most", "kept"),
    [
        (SAID, len(SAID), SAID),
        (SAID, 60, "operands could not be broadcast together. …"),
        (SAID, 40, "operands could not be broadcast …"),
        ("x" * 50, 20, "x" * 18 + "…"),
        ("a line\nanother one", 12, "a line …"),
        ("weights 0.25 and 0.50 differ", 16, "weights 0.25 …"),
        ("", 20, ""),
    ],
)
def test_a_text_is_cut_behind_a_sentence_or_a_word(text: str, most: int, kept: str) -> None:
    assert shortened(text, most) == kept
    assert len(kept) <= most


@pytest.mark.parametrize("part", [". ", " ", "\n", "x", "…"])
def test_any_text_is_bounded_and_ends_as_a_cut_one(part: str) -> None:
    text = part * 10**6
    found = shortened(text, MESSAGE)
    assert len(found) <= MESSAGE
    assert found.endswith("…")
    assert found.removesuffix("…").strip() == text[: len(found) - 1].strip()
