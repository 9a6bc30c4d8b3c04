"""An answer held against one variant's: what agrees, what is passed over, what tells at all."""

from typing import Any

import numpy as np
import pytest
from arbitrary_values import TREES, spoilt
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.diagnose.table import FAR, RAISED, RTOL, Leaves, Sieve, Told, answer_leaves, told

RIGHT = {"cost": 2.0, "grads": {"dW": np.array([[1.0, -3.0]]), "db": np.array([0.5])}}
WRONG = {"cost": 2.0, "grads": {"dW": np.array([[2.0, -6.0]]), "db": np.array([0.5])}}


def of(value: Any, raised: str = "") -> Leaves:
    return answer_leaves(value, raised)


def against_right(value: Any, raised: str = "") -> Told:
    return told([of(RIGHT)], of(value, raised))


def changed(**leaves: Any) -> dict[str, Any]:
    """Return WRONG with some of its gradients changed."""
    return {"cost": WRONG["cost"], "grads": {**WRONG["grads"], **leaves}}


def test_what_is_far_from_right_tells() -> None:
    assert against_right(WRONG).telling == {"grads.dW"}
    assert against_right(RIGHT).telling == set()
    assert against_right(None, "ValueError").telling == {RAISED}


@pytest.mark.parametrize("tolerances", [0, 1, FAR / 2])
def test_what_is_near_to_right_never_tells(tolerances: float) -> None:
    near = {"cost": 2.0 * (1 + tolerances * RTOL), "grads": RIGHT["grads"]}
    assert against_right(near).telling == set()


def test_what_one_right_answer_has_does_not_tell_though_another_differs() -> None:
    other = {**RIGHT, "cost": 5.0}
    assert told([of(RIGHT), of(other)], of(other)).telling == set()


AGREE = {
    "itself": WRONG,
    "rounded otherwise": changed(dW=WRONG["grads"]["dW"] * (1 + 1e-7)),
    "a value left out": {"grads": {"dW": WRONG["grads"]["dW"]}},
    "a value of its own": {**WRONG, "m": 7},
    "one number in an array": {**WRONG, "cost": np.array([[2.0]])},
    "a list": changed(dW=[[2, -6]]),
}
DISAGREE = {
    "right": RIGHT,
    "a little off": changed(dW=WRONG["grads"]["dW"] * (1 + 1e-4)),
    "one entry off": changed(dW=np.array([[2.0, -6.1]])),
    "another shape": changed(dW=np.array([[2.0], [-6.0]])),
    "not a number": changed(db=np.array([np.nan])),
    "a word": changed(db="0.5"),
    "None": changed(db=None),
    "nothing in common": {"m": 7},
    "nothing at all": {},
}


@pytest.mark.parametrize("got", AGREE.values(), ids=AGREE)
def test_answers_that_are_the_mistakes(got: Any) -> None:
    assert against_right(WRONG).agrees(of(got))


@pytest.mark.parametrize("got", DISAGREE.values(), ids=DISAGREE)
def test_answers_that_are_not(got: Any) -> None:
    assert not against_right(WRONG).agrees(of(got))


@pytest.mark.parametrize("there", [np.inf, -np.inf, np.nan])
@pytest.mark.parametrize("here", [0.0, 5.0, 1e308, np.inf, -np.inf, np.nan])
def test_infinity_and_nan_are_themselves_only(here: float, there: float) -> None:
    """An infinite number has an infinite tolerance, which must not let everything through."""
    answer, mistake = np.array([1.0, here]), np.array([1.0, there])
    alike = np.array_equal(answer, mistake, equal_nan=True)
    assert against_right({"cost": mistake}).agrees(of({"cost": answer})) == alike
    kept = Sieve([of({"cost": mistake})]).left_by(of({"cost": answer}))
    assert bool(kept.size) == alike


def test_an_exception_is_no_value_and_no_other_exception() -> None:
    raises = against_right(None, "ValueError")
    assert raises.agrees(of(None, "ValueError"))
    assert not raises.agrees(of(None, "TypeError"))
    assert not raises.agrees(of(RIGHT))
    assert not against_right(WRONG).agrees(of(None, "ValueError"))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_the_sieve_drops_nobody_who_agrees(data: st.DataObject) -> None:
    variants = [of(value) for value in (WRONG, RIGHT, changed(db=np.zeros(1)), changed(dW=None))]
    got = of(data.draw(st.sampled_from([WRONG, RIGHT])) | {"cost": data.draw(TREES | st.just(2.0))})
    if data.draw(st.booleans()):
        got = of(spoilt(data, WRONG))
    left = set(Sieve(variants).left_by(got).tolist())
    agreeing = {n for n, one in enumerate(variants) if told([of(RIGHT)], one).agrees(got)}
    assert agreeing <= left
