"""What `check` shows in a real kernel, held against what was last read and approved."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from golden_pages import readable, words
from running_kernel import Kernel, kernel
from standardise_cells import RIGHT, SCORE, WRONG

from grader.language import LANGUAGES

Golden = Callable[[str, str], None]


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[Kernel]:
    with kernel(folder) as found:
        yield found


@pytest.mark.parametrize("language", LANGUAGES)
def test_reports_and_hints(running: Kernel, golden: Golden, language: str) -> None:
    running.run(f"check.language = {language!r}")
    running.run(WRONG)
    shown = {name: running.run(call) for name, call in _CLIMBING.items()}
    running.run(RIGHT)
    shown["right"] = running.run("check()")
    running.run(SCORE)
    shown["both"] = running.run("check()")
    running.run("del score, standardise")
    for name, output in shown.items():
        assert not output.errors
        golden(f"live/{name}.{language}.txt", f"{uncounted(output.text)}\n")
    for name in ("wrong", "both"):
        page = uncounted(shown[name].html)
        if language == "en":
            golden(f"live/{name}.{language}.html", readable(page))
        else:  # the markup is the same
            golden(f"live/{name}.{language}.words.txt", words(page))


def uncounted(said: str) -> str:
    """Leave out which cell of the kernel it was: that depends on which tests ran before."""
    return re.sub(r"\b(cell|código) \d+(?=, l)", r"\1 N", said)


_CLIMBING = {"wrong": "check('standardise')", "what": "check.hint()", "how": "check.hint()"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences(running: Kernel, golden: Golden, language: str) -> None:
    running.run(f"check.language = {language!r}")
    said = [f"{call}\n{running.run(call).text}\n" for call in _UNCLEAR]
    golden(f"live/sentences.{language}.txt", "\n".join(said))


_UNCLEAR = (
    "check(lesson='standardise')",
    "check('standardize')",
    "check('quite_another', lesson='standardise')",
    "check('standardise')",
    "check.all()",
    "check.all('not_there.ipynb')",
)
