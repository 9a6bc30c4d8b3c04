"""What is seen in the source of an exercise that is not right, and may be why: said first.

The same sentences are advice where everything is right, or where a known mistake found in the code
says it already.
"""

from collections.abc import Collection, Mapping, Sequence

from grader.diagnosis import Certainty, Diagnosis, Excerpt
from grader.extract.methods import KEYS as OF_METHODS
from grader.model import Text

UNUSED, UNREAD = "advice.unused", "advice.unread"
_LATER = (UNUSED, UNREAD)
_NAMED = ("mistake", "either", "repair", "follows")
_LEFT_OUT = (
    "advice.empty", "advice.idle", "advice.unfilled", "advice.handed_round", "advice.endless",
)  # fmt: skip
"""What shows that something is left out: told beside a mistake that is known and stands nowhere."""
_BESIDE = (*_LATER, *_LEFT_OUT)
"""What is told after a mistake that was named."""
KEYS: Mapping[str, Certainty] = {
    **dict.fromkeys(OF_METHODS, "confirmed"),
    **dict.fromkeys(_LEFT_OUT, "confirmed"),
    UNUSED: "confirmed",
    UNREAD: "confirmed",
    "advice.uncalled": "confirmed",
    "advice.discarded": "confirmed",
    "advice.seed": "confirmed",
    "advice.example_value": "possible",
    "advice.example_size": "possible",
}
"""Sentences about what may be why, and how they are known: a method that is not there; where
something is left out, or never ends; a function that is never called, an argument that is never
used, a value that nothing reads or keeps, a seed that is set inside, a number that looks like an
argument of the example or a size of it."""
_MOST = 2
"""Of one exercise: more would not be read."""

Diagnoses = Mapping[str, Sequence[Diagnosis]]
Advice = Mapping[str, Sequence[Text]]


def said_first(
    diagnoses: Diagnoses, advice: Advice, stopped: Collection[str] = ()
) -> tuple[dict[str, tuple[Diagnosis, ...]], dict[str, tuple[Text, ...]]]:
    """Return diagnoses that begin with what is seen in the source, and the advice without it.

    `diagnoses` has an entry for each exercise that was attempted and is not right; `stopped` are
    those whose code stopped at a line that is known: that tells more than what is never used.
    """
    found = {name: tuple(those) for name, those in diagnoses.items()}
    left = {name: tuple(texts) for name, texts in advice.items()}
    for name, those in found.items():
        told = _told(left.get(name, ()), those, has_stopped=name in stopped)
        if not told:
            continue
        # a mistake that is named says more than that an argument of it is never used
        is_named = any(one.kind in _NAMED for one in those)
        is_known = any(one.certainty == "confirmed" for one in those)
        later = [one for one in told if is_known or (is_named and one.key in _BESIDE)]
        first = [one for one in told if one not in later]
        found[name] = (*map(_seen, first), *those, *map(_seen, later))
        left[name] = tuple(text for text in left[name] if text not in told)
    return found, {name: texts for name, texts in left.items() if texts}


def _told(
    texts: Sequence[Text], those: Sequence[Diagnosis], *, has_stopped: bool
) -> Sequence[Text]:
    """Return what is said first of an exercise."""
    seen = [text for text in texts if text.key in KEYS]
    if has_stopped:
        seen = [text for text in seen if text.key not in _LATER]
    sure = [one for one in those if one.certainty == "confirmed"]
    if any(one.code is not None for one in sure):
        return ()
    return [text for text in seen if text.key in _LEFT_OUT or not sure][:_MOST]


def _seen(text: Text) -> Diagnosis:
    cell, line, last = (
        int(str(text.values.get(key) or text.values["line"])) for key in ("cell", "line", "last")
    )
    code = Excerpt.at(cell, line, last)
    return Diagnosis("seen", text=text, certainty=KEYS[text.key], code=code)
