"""What is seen in the source of an exercise that is not right, and may be why: said first.

The same sentences are advice where everything is right, or where a known mistake found in the code
says it already.
"""

from collections.abc import Mapping, Sequence

from grader.diagnosis import Certainty, Diagnosis, Excerpt
from grader.extract.methods import KEYS as OF_METHODS
from grader.model import Text

UNUSED, UNREAD = "advice.unused", "advice.unread"
_LATER = (UNUSED, UNREAD)
_NAMED = ("mistake", "either", "repair")
KEYS: Mapping[str, Certainty] = {
    **dict.fromkeys(OF_METHODS, "confirmed"),
    UNUSED: "confirmed",
    UNREAD: "confirmed",
    "advice.uncalled": "confirmed",
    "advice.discarded": "confirmed",
    "advice.seed": "confirmed",
    "advice.example_value": "possible",
    "advice.example_size": "possible",
}
"""Sentences about what may be why, and how they are known: a method that is not there, a function
that is never called, an argument that is never used, a value that nothing reads or keeps, a seed
that is set inside, a number that looks like an argument of the example or a size of it."""
_MOST = 2
"""Of one exercise: more would not be read."""

Diagnoses = Mapping[str, Sequence[Diagnosis]]
Advice = Mapping[str, Sequence[Text]]


def said_first(
    diagnoses: Diagnoses, advice: Advice
) -> tuple[dict[str, tuple[Diagnosis, ...]], dict[str, tuple[Text, ...]]]:
    """Return diagnoses that begin with what is seen in the source, and the advice without it.

    `diagnoses` has an entry for each exercise that was attempted and is not right.
    """
    found = {name: tuple(those) for name, those in diagnoses.items()}
    left = {name: tuple(texts) for name, texts in advice.items()}
    for name, those in found.items():
        seen = [text for text in left.get(name, ()) if text.key in KEYS]
        if not seen or any(one.certainty == "confirmed" for one in those):
            continue
        told = list(map(_seen, seen[:_MOST]))
        # a mistake that is named says more than that an argument of it is never used
        is_named = any(one.kind in _NAMED for one in those)
        later = [one for one in told if is_named and one.text and one.text.key in _LATER]
        found[name] = (*(one for one in told if one not in later), *those, *later)
        left[name] = tuple(text for text in left[name] if text not in seen[:_MOST])
    return found, {name: texts for name, texts in left.items() if texts}


def _seen(text: Text) -> Diagnosis:
    cell, line = (int(str(text.values[key])) for key in ("cell", "line"))
    code = Excerpt.at(cell, line, line)
    return Diagnosis("seen", text=text, certainty=KEYS[text.key], code=code)
