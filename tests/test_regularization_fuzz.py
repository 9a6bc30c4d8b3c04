"""Whatever a student returns, a check of the regularization lesson judges it and nothing else."""

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from regularization_lesson import EXERCISES, cases, counted, lesson

from grader.check.values import Unfit
from grader.language import Catalogue

KEYS = """
    cost without W1 b1 W2 b2 W3 b3 dW1 dA1 dZ3 A3 cache D1 kept alike changed one two many three
    step first again no_chance returned twice costs
"""
NAMES = st.sampled_from(KEYS.split())
ARRAYS = hnp.arrays(
    dtype=st.sampled_from(["f8", "f4", "i8", "u1", "?", "c16", "<U3"]),
    shape=hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=6),
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.just(10**400)
    | st.floats(allow_nan=True, allow_infinity=True)
    | st.complex_numbers()
    | st.text(max_size=5)
    | st.binary(max_size=5)
    | ARRAYS
    | st.just(np.float64("nan"))
    | st.just(np.array([1e308, -1e308]))
)
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(NAMES | st.text(max_size=3), inner, max_size=6)
        | st.tuples(inner, inner)
    ),
    max_leaves=12,
)


def judged(exercise: str, case: Any, got: Any, want: Any) -> list[Any]:
    try:
        return list(lesson().exercises[exercise].check(case, got, want))
    except Unfit:
        return []


def spoilt(data: st.DataObject, value: Any) -> Any:
    """Replace one leaf of a right answer, at a drawn place."""
    if data.draw(st.integers(0, 3)) == 0:
        return data.draw(TREES)
    if isinstance(value, dict) and value:
        key = data.draw(st.sampled_from(sorted(value)))
        return {**value, key: spoilt(data, value[key])}
    if isinstance(value, tuple | list) and value:
        place = data.draw(st.integers(0, len(value) - 1))
        return [spoilt(data, one) if i == place else one for i, one in enumerate(value)]
    if isinstance(value, np.ndarray) and value.ndim:
        return data.draw(st.sampled_from([value.T, value[0], value.tolist(), value * np.nan]))
    return data.draw(TREES)


@pytest.mark.parametrize("exercise", EXERCISES)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_check_raises_nothing_and_judges_every_item_it_is_counted_on(exercise, data):
    case, want = data.draw(st.sampled_from(cases(exercise, 0)))
    got = data.draw(TREES) if data.draw(st.booleans()) else spoilt(data, want)
    findings = judged(exercise, case, got, want)
    items = {item.id for r in lesson().rubrics if r.name == exercise for item in r.items}
    assert {finding.item for finding in findings} <= items
    if findings:
        pairs = {(finding.item, finding.part) for finding in findings}
        parts = {item for item, part in pairs if part == ""}
        lacking = {p for p in counted(exercise, case, want) if p not in pairs and p[0] not in parts}
        assert not lacking


@pytest.mark.parametrize("exercise", EXERCISES)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(rubbish=TREES)
def test_rubbish_earns_nothing(exercise, rubbish):
    for case, want in cases(exercise, 0):
        findings = judged(exercise, case, rubbish, want)
        assert not any(all(f.ok for f in findings if f.item == item) for item in _items(findings))


def _items(findings: list[Any]) -> set[str]:
    return {finding.item for finding in findings}


@pytest.mark.parametrize("language", ["pt-BR", "es", "en"])
def test_everything_a_check_says_is_a_sentence_of_the_language(language):
    catalogue = Catalogue(language, lesson().texts[language])
    for exercise in EXERCISES:
        for case, want in cases(exercise, 0):
            for got in (want, {}, dict.fromkeys(want, 7.0)):
                for finding in judged(exercise, case, got, want):
                    for text in (finding.message, finding.detail):
                        if text is not None:
                            assert text.key in catalogue
                            said = catalogue.say(text)
                            assert "{" not in said and said.endswith(".")
