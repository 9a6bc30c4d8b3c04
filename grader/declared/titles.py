"""What people read as the titles of declared cases, unless `texts.toml` says it better."""

import re
from collections.abc import Iterable

from grader.declared.tables import Declaration
from grader.language import built_in
from grader.model import Text

_EXAMPLE = re.compile(r"example_(\d+)")


def titles(declared: Iterable[Declaration], language: str) -> dict[str, str]:
    """Return `cases.<name>` of every case that exercises declare."""
    say = built_in(language).say
    found = {"cases.equal_sizes": say(Text("declared.equal_sizes"))}
    for one in declared:
        for number in range(1, one.cases + 1):
            found[f"cases.drawn_{number}"] = say(Text("declared.drawn", {"n": number}))
        for example in one.examples:
            if told := _EXAMPLE.fullmatch(example.name):
                found[f"cases.{example.name}"] = say(Text("declared.example", {"n": told[1]}))
    return found
