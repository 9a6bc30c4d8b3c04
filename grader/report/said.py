"""What was found of an item, as it is said: each thing once, with all cases that it was seen in."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from grader.frozen import frozen
from grader.language import Catalogue
from grader.model import Kind, Text
from grader.reported import FindingReport


@frozen
class Said:
    """One message with every case it was said of."""

    ok: bool
    message: str
    cases: tuple[tuple[str, Kind], ...]
    likewise: tuple[str, ...] = ()
    """Quantities of which the same is said, word for word but for their numbers: A2 besides A1."""
    general: str = ""
    """What of the message is said of hidden tests too: it begins so, and numbers follow."""


def gathered(findings: Iterable[FindingReport]) -> tuple[list[Said], list[Said]]:
    """Return what does not hold and what holds, each message once, examples before hidden cases.

    Students can repeat an example by themselves, so those come first.
    """
    groups: dict[tuple[bool, str], dict[tuple[str, Kind], None]] = {}
    for finding in findings:
        cases = groups.setdefault((finding.ok, finding.message), {})
        cases[finding.case, finding.kind] = None
    said = [
        Said(ok, message, tuple(sorted(cases, key=hidden_last)))
        for (ok, message), cases in groups.items()
    ]
    said.sort(key=lambda one: hidden_last(one.cases[0]))
    wrong = _likewise(_once([one for one in said if not one.ok]))
    return wrong, [one for one in said if one.ok]


def _once(wrong: Sequence[Said]) -> list[Said]:
    """Say once what differs in its numbers only: an example's message goes on with them."""
    groups: dict[str, list[Said]] = {}
    for said in wrong:
        begun = [one.message for one in wrong if said.message.startswith(one.message)]
        groups.setdefault(min(begun, key=len), []).append(said)
    return [
        replace(
            those[0],
            cases=tuple(dict.fromkeys(case for one in those for case in one.cases)),
            general=general if general != those[0].message else "",
        )
        for general, those in groups.items()
    ]


def _likewise(wrong: Iterable[Said]) -> list[Said]:
    """Say once what differs only in the layer's number: of A1, and likewise of A2.

    Where it is said of hidden tests too, without numbers, an example's numbers make no difference.
    """
    kept: dict[str, Said] = {}
    for said in wrong:
        words = said.general or said.message
        form = _NUMBERED.sub(lambda name: name[0].rstrip("0123456789"), words)
        before = kept.get(form)
        if before is None:
            kept[form] = said
            continue
        named = zip(
            _NUMBERED.findall(before.general or before.message),
            _NUMBERED.findall(words),
            strict=True,
        )
        other = next((second for first, second in named if first != second), "")
        cases = tuple(dict.fromkeys((*before.cases, *said.cases)))
        likewise = tuple(dict.fromkeys((*before.likewise, other)))
        kept[form] = replace(before, cases=cases, likewise=likewise)
    return [*kept.values()]


_NUMBERED = re.compile(r"(?<![\w.])[A-Za-z_]+[0-9]+(?!\w)")
"""A quantity of a layer: A1, dW2."""


def told(said: Said, catalogue: Catalogue) -> str:
    """Return a message, and of what else it is true."""
    if not said.likewise:
        return said.message
    likewise = catalogue.say(Text("ui.likewise", {"names": ", ".join(said.likewise)}))
    return f"{said.message} {likewise}"


def cases_of(said: Said, catalogue: Catalogue) -> str:
    """Return where it was seen: examples by name, hidden tests by their number and name if few."""
    examples = [case for case, kind in said.cases if kind == "example"]
    hidden = [case for case, kind in said.cases if kind == "hidden"]
    if not hidden:
        return ", ".join(examples)
    key = "ui.also_hidden" if examples else "ui.in_hidden"
    counted = catalogue.count(key, len(hidden))
    named = f" ({'; '.join(hidden)})" if len(hidden) <= _FEW and not examples else ""
    return ", ".join([*examples, counted + named])


_FEW = 2
"""Hidden tests that are named: where many fail, their names tell nothing."""


def shared(wrongs: Sequence[Sequence[Said]]) -> list[Said]:
    """Return what was found wrong in every item alike, to be said once: an error, a lack.

    Empty for an exercise of a single item, where nothing would be repeated.
    """
    if len(wrongs) < 2:
        return []
    return [
        Said(said.ok, said.message, _cases_of(said.message, wrongs))
        for said in wrongs[0]
        if all(is_said(said, wrong) for wrong in wrongs[1:])
    ]


def unrepeated(
    found: Iterable[tuple[Sequence[Said], Sequence[Said]]], everywhere: Sequence[Said]
) -> list[list[Said]]:
    """Return for each item what is wrong and was said of none before it, nor of all of them."""
    before = [*everywhere]
    kept = []
    for wrong, _right in found:
        new = [said for said in wrong if not is_said(said, before)]
        before += new
        kept.append(new)
    return kept


def repeats(wrong: Sequence[Said], unsaid: Sequence[Said], everywhere: Sequence[Said]) -> bool:
    """Tell whether all that is wrong with an item was said of an item before it."""
    return not unsaid and not all(is_said(said, everywhere) for said in wrong)


def is_said(said: Said, before: Iterable[Said]) -> bool:
    """Tell whether this message was said before, of whatever cases."""
    return any(other.message == said.message for other in before)


def _cases_of(message: str, wrongs: Iterable[Iterable[Said]]) -> tuple[tuple[str, Kind], ...]:
    alike = (said for wrong in wrongs for said in wrong if said.message == message)
    cases = dict.fromkeys(case for said in alike for case in said.cases)
    return tuple(sorted(cases, key=hidden_last))


def hidden_last(case: tuple[str, Kind]) -> bool:
    """Sort examples, which students can repeat by themselves, before hidden cases."""
    return case[1] == "hidden"
