"""What is seen in the source of an exercise that is not right, and may be why: said first.

The same sentences are advice where everything is right, or where a known mistake found in the code
says it already.
"""

from collections.abc import Mapping, Sequence

from grader.model import Certainty, Diagnosis, Excerpt, Text

KEYS: Mapping[str, Certainty] = {
    "advice.unused": "confirmed",
    "advice.seed": "confirmed",
    "advice.example_value": "possible",
    "advice.example_size": "possible",
}
"""Sentences about what may be why, and how they are known: an argument that is never used, a seed
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
        told = tuple(map(_seen, seen[:_MOST]))
        # what the values show may be how a mistake comes about: the code says which one it is
        found[name] = (*told, *those)
        left[name] = tuple(text for text in left[name] if text not in seen[:_MOST])
    return found, {name: texts for name, texts in left.items() if texts}


def _seen(text: Text) -> Diagnosis:
    cell, line = (int(str(text.values[key])) for key in ("cell", "line"))
    code = Excerpt(cell, line, "", meant=(line, line))
    return Diagnosis("seen", text=text, certainty=KEYS[text.key], code=code)
