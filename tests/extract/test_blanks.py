"""What is left blank is told from what was attempted, and from what was given."""

import pytest
from notebook_samples import COST, FORWARD, LESSON, cells, sample

from grader.extract import extract, fingerprints
from grader.model import Ask


def test_the_handout_s_own_blanks_are_not_attempted() -> None:
    handout = sample("lesson-handout")
    prints = fingerprints(handout, LESSON)

    extraction = extract(handout, LESSON, prints)

    assert extraction.not_attempted == {COST, FORWARD}
    assert [p.message.key for p in extraction.problems] == ["blank_left"]


def test_what_the_handout_gives_whole_has_no_fingerprint() -> None:
    assert set(fingerprints(sample("lesson-handout"), LESSON)) == {COST, FORWARD}


def test_a_filled_in_handout_is_attempted() -> None:
    prints = fingerprints(sample("lesson-handout"), LESSON)

    assert not extract(sample("lesson-done"), LESSON, prints).not_attempted


BLANK = "def f(x):\n    '''Double.'''\n    y = x\n    # YOUR CODE HERE\n    return y\n"


@pytest.mark.parametrize(
    "untouched",
    [
        BLANK,
        "# mine\n" + BLANK,
        BLANK.replace("Double", "Twice\n    as much"),
        BLANK.replace("    '''Double.'''\n", ""),
        BLANK.replace("# YOUR CODE HERE", "# what to do?"),
        BLANK.replace("y = x", "y=x   \n\n"),
        "%%time\n" + BLANK,
    ],
)
def test_comments_docstrings_and_spacing_make_no_attempt(untouched: str) -> None:
    prints = fingerprints(cells(BLANK), [Ask("f")])

    assert extract(cells(untouched), [Ask("f")], prints).not_attempted == {"f"}


@pytest.mark.parametrize(
    "touched",
    [
        BLANK.replace("y = x", "y = x * 2"),
        BLANK.replace("y = x", "y = '# no'"),
        BLANK.replace("return", "    return"),
        BLANK.replace("return y", "return y, '''Double.'''"),
    ],
)
def test_any_change_of_the_code_is_an_attempt(touched: str) -> None:
    prints = fingerprints(cells(BLANK), [Ask("f")])

    assert not extract(cells(touched), [Ask("f")], prints).not_attempted


@pytest.mark.parametrize(
    ("given", "is_blank"),
    [
        ("def f(x):\n    y = None\n    return x + y", True),
        ("def f(x):\n    y, z = None, None\n    return x + y", True),
        ("def f(x):\n    return g(..., x)", True),
        ("def f(x):\n    if x:\n        raise NotImplementedError\n    return 1", True),
        ("def f(x):\n    ### INICIE O SEU CÓDIGO AQUI ###\n    return x", True),
        ("def f(x):\n    # escribe tu código aquí\n    return x", True),
        ("def f(x):\n    # TODO\n    return x", True),
        ("class f:\n    def __init__(self):\n        self.grad = None\n        self.x = 0", False),
        ("def f(x):\n    '''Your code calls this.'''\n    return x[..., 0]", False),
        ("def f(x=None):\n    return x", False),
    ],
)
def test_a_blank_is_told_from_what_is_given(given: str, is_blank: bool) -> None:
    assert ("f" in fingerprints(cells(given), [Ask("f")])) == is_blank


def test_an_untouched_loop_is_not_attempted() -> None:
    asks = [Ask("train", "block", calls=("step",))]
    blank = "for i in range(3):\n    step()\n    loss = None\n"
    prints = fingerprints(cells(blank), asks)

    assert set(prints) == {"train"}
    assert extract(cells(blank), asks, prints).not_attempted == {"train"}
    assert not extract(cells(blank.replace("None", "2")), asks, prints).not_attempted
