"""Claims: an exercise's judging as statements, each about one rubric item.

    class Softmax(Claims):
        @claim("softmax.exponential", item="exponential", on="modest")
        def exponential(self, got):
            return is_exponential(got.array("output", got.case.batch.shape), got.case.batch)

        @claim("softmax.rows", item="rows", rests_on="exponential", on="modest")
        def rows(self, got):
            return alike(got.array("output", got.case.batch.shape).sum(axis=1), 1)

`got` is an `Answer`: what the student's code answered, with its case and the reference's answer. A
reader of it that raises `Unfit` fails the claim that read, and no other. A claim that would hold,
and rests on one that does not, means nothing yet: it is lost with a sentence that says so.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from operator import attrgetter
from typing import Any, ClassVar

import numpy as np

from grader.exercise import Case, Exercise
from grader.frozen import frozen
from grader.measure import compare, values
from grader.measure.compare import ATOL, RTOL, refused
from grader.measure.values import Array, Unfit
from grader.model import Finding, Text


class Answer:
    """What a student's code answered to a case, as a dict, and the readers of it.

    Subclass it for what several claims read: a `cached_property` is computed once for them all.
    """

    called: ClassVar[str] = ""
    """What sentences call its values; by their keys when left empty."""

    def __init__(self, case: Case, values: Mapping[str, Any], want: Any) -> None:
        """`want` is what the reference answered."""
        self.case = case
        self.values = values
        self.want = want

    def get(self, key: str) -> Any:
        """Return a value as it is; None where there is none."""
        return self.values.get(key)

    def word(self, key: str) -> str:
        """Return a value that is a text; "" for anything else, which is no word."""
        value = self.get(key)
        return value if isinstance(value, str) else ""

    def flag(self, key: str) -> bool:
        """Tell whether a value is True, and nothing else that counts as such."""
        value = self.get(key)
        return isinstance(value, bool | np.bool_) and bool(value)

    def array(self, key: str, shape: tuple[int, ...] | None = None, what: str = "") -> Array:
        """Return a value as an array, of exactly this shape when one is given. Raises Unfit."""
        return values.array(self.get(key), what or self.called or key, shape)

    def arrays(
        self, key: str, length: int, shape: tuple[int, ...] | None = None, what: str = ""
    ) -> list[Array]:
        """Return a list of so many arrays. Raises Unfit."""
        what = what or self.called or key
        return [values.array(one, what, shape) for one in self.sequence(key, length, what)]

    def number(self, key: str, what: str = "") -> float:
        """Return a value as a number. Raises Unfit."""
        return values.number(self.get(key), what or self.called or key)

    def numbers(self, key: str, length: int, what: str = "") -> list[float]:
        """Return a list of so many numbers. Raises Unfit."""
        what = what or self.called or key
        return [values.number(one, what) for one in self.sequence(key, length, what)]

    def sequence(self, key: str, length: int, what: str = "") -> tuple[Any, ...]:
        """Return a value as a tuple of this length. Raises Unfit."""
        return values.sequence(self.get(key), what or self.called or key, length)

    def close(
        self, key: str, want: Any, what: str = "", rtol: float = RTOL, atol: float = ATOL
    ) -> Finding:
        """Judge whether a value is this array, by its shape and then by its entries."""
        what = what or self.called or key
        return compare.close(self.get(key), want, item="", what=what, rtol=rtol, atol=atol)

    def close_number(
        self, key: str, want: float, what: str = "", rtol: float = RTOL, atol: float = ATOL
    ) -> Finding:
        """Judge whether a value is this number."""
        what = what or self.called or key
        return compare.close_number(self.get(key), want, item="", what=what, rtol=rtol, atol=atol)


@frozen
class Said:
    """What a claim says besides whether it holds."""

    ok: bool
    key: str = ""
    """Of the sentences, where they are not the claim's own."""
    words: Mapping[str, str] = field(default_factory=dict)
    detail: Text | None = None
    """The numbers of a failure; left out when the claim holds."""
    message: Text | None = None
    """One sentence in the place of the two."""


def said(ok: Any, key: str = "", detail: Text | None = None, **words: str) -> Said:
    """Say whether a claim holds, with words for its sentence or in other words."""
    return Said(bool(ok), key, words, detail)


BY_NAME = attrgetter("name")
"""The part of an item that bears the case's name."""

Judgement = bool | np.bool_ | Said | Finding | None
"""What a claim's method returns: a `Finding` for what it says, None where nothing is to be said."""


@frozen
class Claim:
    """One judged statement about one item, as `claim` marks it."""

    name: str
    key: str
    item: str
    parts: Mapping[str, str] | None
    """What the method is asked about one by one -> the part of the item that it belongs to."""
    part: Callable[[Case], str]
    rests_on: Mapping[str, str]
    """What it rests on -> what is said where that does not hold."""
    later: str | None
    on: Callable[[Case], bool]
    judge: Callable[..., Judgement]


def claim(
    key: str = "",
    *,
    item: str,
    part: str | Callable[[Case], str] = "",
    parts: Sequence[str] | Mapping[str, str] | None = None,
    rests_on: str | Sequence[str] | Mapping[str, str] = (),
    later: str | None = "",
    on: str | Sequence[str] | Callable[[Case], bool] = (),
) -> Callable[[Callable[..., Judgement]], Any]:
    """Mark a method of `Claims` as one judged statement.

    The method takes an `Answer`, and returns whether the statement holds: `<key>.holds` and
    `<key>.fails` are its sentences, where it returns none of its own. With `parts` it is asked once
    for each of them, by name; a mapping names the part of the item that each belongs to. `on` says
    how a case must be asked (`Case.asked`), or picks the cases; left out, the claim is made of
    every case.

    `rests_on` names other claims, or properties of the answer (``likeness.exponential``), which may
    be mappings that tell of each of `parts`. Where one of them does not hold, a claim that would is
    lost with the sentence `later`, which is `<key>_later` when left out; None says nothing at all,
    for what is not even a question then. A mapping has a sentence for each: the first is said.
    """
    names = (rests_on,) if isinstance(rests_on, str) else rests_on
    later = f"{key}_later" if later == "" else later
    grounds = names if isinstance(names, Mapping) else dict.fromkeys(names, later or "")
    ways = (on,) if isinstance(on, str) else () if callable(on) else tuple(on)

    def is_asked(case: Case) -> bool:
        return not ways or case.asked in ways

    def part_of(case: Case) -> str:
        return part(case) if callable(part) else part

    asked = None
    if parts is not None:
        asked = parts if isinstance(parts, Mapping) else {name: name for name in parts}

    def mark(judge: Callable[..., Judgement]) -> Callable[..., Judgement]:
        judge.claim = Claim(  # type: ignore[attr-defined]
            judge.__name__, key, item, asked, part_of, grounds, later,
            on if callable(on) else is_asked, judge,
        )  # fmt: skip
        return judge

    return mark


class Claims(Exercise):
    """An exercise whose judging is claims: they are made in the order in which they are written."""

    reads: ClassVar[type[Answer]] = Answer
    """What the claims are handed."""
    answered: ClassVar[str] = ""
    """What the answer is called where it is no dict; the exercise's name when left empty."""
    claims: ClassVar[Mapping[str, Claim]] = {}

    def __init_subclass__(cls) -> None:
        """Gather the claims, and refuse what rests on nothing or on itself."""
        super().__init_subclass__()
        found: dict[str, Claim] = {}
        for kind in reversed(cls.__mro__):
            for name, value in vars(kind).items():
                found.pop(name, None)
                if isinstance(one := getattr(value, "claim", None), Claim):
                    found[name] = one
        cls.claims = found
        for name in found:
            _refuse_groundless(cls, name, ())

    def read(self, case: Case, got: Any, want: Any) -> Answer:
        """Return what the claims are handed. Raises Unfit where none of them can be judged."""
        return self.reads(case, values.mapping(got, self.answered or self.name, ()), want)

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        """Judge every claim that is made of this case. Raises Unfit when `got` cannot be read."""
        with np.errstate(all="ignore"):
            judging = _Judging(self, self.read(case, got, want))
        yield from judging.findings()


def _refuse_groundless(kind: type[Claims], name: str, above: tuple[str, ...]) -> None:
    """Raise TypeError for a ground that is no claim and no property, or rests on the claim."""
    if name in above:
        raise TypeError(f"{kind.__name__}: claim {name!r} rests on itself")
    for ground in kind.claims[name].rests_on:
        if ground in kind.claims:
            _refuse_groundless(kind, ground, (*above, name))
        elif not any(hasattr(reads, ground.partition(".")[0]) for reads in _readers(kind)):
            raise TypeError(
                f"{kind.__name__}: claim {name!r} rests on {ground!r}, which is nothing"
            )


def _readers(kind: type[Claims]) -> list[type[Answer]]:
    """Return what claims of this class may be handed: those of a base, what that base reads."""
    return [base.reads for base in kind.__mro__ if issubclass(base, Claims)]


class _Judging:
    """One answer being judged: each claim once, whoever rests on it."""

    def __init__(self, exercise: Claims, answer: Answer) -> None:
        self._exercise = exercise
        self._answer = answer
        self._judged: dict[tuple[str, str], Finding | None] = {}

    def findings(self) -> Iterator[Finding]:
        """Judge every claim; what is said of one part in the same words is said once."""
        found: list[Finding] = []
        for claim in self._exercise.claims.values():
            if not claim.on(self._answer.case):
                continue
            for asked in _asked(claim):
                with np.errstate(all="ignore"):  # anew for each: who reads on may have another
                    finding = self._finding(claim, asked)
                if finding is not None and finding not in found:
                    found.append(finding)
                    yield finding

    def _finding(self, claim: Claim, asked: str) -> Finding | None:
        place = claim.name, asked
        if place not in self._judged:
            self._judged[place] = self._judge(claim, asked)
        return self._judged[place]

    def _judge(self, claim: Claim, asked: str) -> Finding | None:
        part = claim.part(self._answer.case) if claim.parts is None else claim.parts[asked]
        given = () if claim.parts is None else (asked,)
        try:
            if claim.later is None and self._lacks(claim, asked):
                return None
            finding = _told(claim, part, claim.judge(self._exercise, self._answer, *given))
            if finding is not None and finding.ok and (ground := self._lacks(claim, asked)):
                words = finding.message.values if finding.message is not None else {}
                return Finding(claim.item, False, Text(claim.rests_on[ground], words), part=part)
        except Unfit as unfit:
            return refused(unfit, item=claim.item, part=part)
        return finding

    def _lacks(self, claim: Claim, asked: str) -> str:
        """Name what a claim rests on that does not hold; "" where all does. Raises Unfit."""
        return next((one for one in claim.rests_on if not self._holds(one, asked)), "")

    def _holds(self, ground: str, asked: str) -> bool:
        """Tell whether a claim holds, for the same thing where it is asked of several."""
        claim = self._exercise.claims.get(ground)
        if claim is None:
            told = attrgetter(ground)(self._answer)
            return bool(told[asked] if isinstance(told, Mapping) else told)
        if not claim.on(self._answer.case):
            return True
        places = _asked(claim)
        findings = [self._finding(claim, one) for one in ((asked,) if asked in places else places)]
        return all(finding is None or finding.ok for finding in findings)


def _asked(claim: Claim) -> tuple[str, ...]:
    return ("",) if claim.parts is None else tuple(claim.parts)


def _told(claim: Claim, part: str, judged: Judgement) -> Finding | None:
    """Put what a claim's method returned into a finding."""
    if judged is None:
        return None
    if isinstance(judged, Finding):
        return replace(judged, item=claim.item, part=part)
    one = judged if isinstance(judged, Said) else Said(bool(judged))
    message = one.message
    if message is None and (one.key or claim.key):
        ending = "holds" if one.ok else "fails"
        message = Text(f"{one.key or claim.key}.{ending}", dict(one.words))
    return Finding(claim.item, one.ok, message, None if one.ok else one.detail, part)
