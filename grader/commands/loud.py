"""What is said loudly of a class: that most was set aside, and what nobody could look into."""

from collections import Counter
from collections.abc import Iterator

from grader.intake import Intake
from grader.intake.likeness import visible
from grader.language import Catalogue
from grader.model import Text
from grader.report import clean

LISTED = 10
"""Files, and hand-ins of a collision, that are listed; the class page has all of them."""
_EXPECTED = frozenset(
    f"aside.{kind}"
    for kind in (
        "copy", "system_file", "older", "later", "another", "duplicate", "environment",
        "hidden_folder", "results", "course", "tests", "module", "of_platform",
    )
)  # fmt: skip
"""Why files are set aside that nobody would look for among the hand-ins."""
_OUT_OF_REACH = frozenset(
    f"aside.{kind}"
    for kind in (
        "link", "linked_folder", "broken_link", "unlistable", "unreadable", "special",
        "encrypted", "packed", "damaged", "too_deep", "archive_large",
    )
)  # fmt: skip
"""Why nobody knows what a file holds: each is named on the terminal, too."""


def loud(intake: Intake, catalogue: Catalogue) -> Iterator[str]:
    """Say that most is set aside, and what nobody could look into."""
    unexpected = [one for one in intake.set_aside if one.why.key not in _EXPECTED]
    everything = len(unexpected) + len(intake.handed_in)
    if 2 * len(unexpected) > everything:
        text = Text("intake.most_aside", {"n": len(unexpected), "all": everything})
        yield f"! {catalogue.say(text)}"
        for key, number in Counter(one.why.key for one in unexpected).most_common():
            yield f"    {number}  {catalogue.word(key)}"
    unknown = [one for one in unexpected if one.why.key in _OUT_OF_REACH]
    for one in unknown[:LISTED]:
        yield f"! {clean.line(visible(one.name))}: {clean.line(catalogue.say(one.why))}"
    yield from more(len(unknown), "! ")


def more(number: int, indent: str, where: str = ": index.html") -> Iterator[str]:
    """Say how many of so many are not listed here, and where they are."""
    if number > LISTED:
        yield f"{indent}... +{number - LISTED}{where}"
