"""A relation that was put into an answer is found, and nothing is found where there is none."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from answered_lessons import related, texts
from arbitrary_values import NAMES, TREES
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.diagnose.relation import Answered, relate
from grader.language import LANGUAGES, built_in
from grader.model import Text

Spoil = Callable[[Any, Mapping[str, float], np.random.Generator], Any]
Shape = tuple[int, ...]

SEEDS = st.integers(0, 2**32 - 1)
SHAPE = (4, 3)


def cases(
    seed: int, spoil: Spoil, shape: Shape = SHAPE, count: int = 3, name: str = "dW1"
) -> list[Answered]:
    """Draw an array for each case, each with its own m and keep_prob, and spoil it."""
    rng = np.random.default_rng(seed)
    found = []
    for m in rng.permutation(np.arange(3, 13))[:count]:
        factors = {"m": float(m), "keep_prob": float(rng.uniform(0.2, 0.9))}
        want = rng.normal(size=shape)
        found.append(Answered(factors, {name: spoil(want, factors, rng)}, {name: want}))
    return found


def some_nan(w: Any, f: Mapping[str, float], rng: np.random.Generator) -> Any:
    return np.where(w == w.max(), np.nan, w)


def shuffled(w: Any, axis: int) -> Any:
    return np.roll(w, 1, axis=axis)


FACTORS: dict[tuple[str, ...], Spoil] = {
    ("opposite",): lambda w, f, rng: -w,
    ("double",): lambda w, f, rng: 2 * w,
    ("half",): lambda w, f, rng: w / 2,
    ("times", "m"): lambda w, f, rng: w * f["m"],
    ("divided", "m"): lambda w, f, rng: w / f["m"],
    ("times", "keep_prob"): lambda w, f, rng: w * f["keep_prob"],
    ("divided", "keep_prob"): lambda w, f, rng: w / f["keep_prob"],
    ("times", "2·m"): lambda w, f, rng: 2 * w * f["m"],
    ("divided", "2·m"): lambda w, f, rng: w / (2 * f["m"]),
    ("times", "−m"): lambda w, f, rng: -w * f["m"],
    ("times", "keep_prob²"): lambda w, f, rng: w * f["keep_prob"] ** 2,
    ("constant",): lambda w, f, rng: w / np.log(10),
}
ARRAYS: dict[tuple[str, ...], Spoil] = {
    **FACTORS,
    ("proportional",): lambda w, f, rng: w * rng.uniform(3, 4),
    ("summand",): lambda w, f, rng: w + rng.uniform(1, 2),
    ("transposed",): lambda w, f, rng: w.T,
    ("rows",): lambda w, f, rng: shuffled(w, 0),
    ("columns",): lambda w, f, rng: shuffled(w, 1),
    ("scaled_rows",): lambda w, f, rng: w * rng.uniform(1, 9, (len(w), 1)),
    ("scaled_columns",): lambda w, f, rng: w * rng.uniform(1, 9, w.shape[1]),
    ("shifted_rows",): lambda w, f, rng: w + rng.uniform(1, 9, (len(w), 1)),
    ("shifted_columns",): lambda w, f, rng: w + rng.uniform(1, 9, w.shape[1]),
    ("float32",): lambda w, f, rng: (w * rng.uniform(1, 1 + 1e-5, w.shape)).astype(np.float32),
    ("not_finite",): some_nan,
    ("zeroed",): lambda w, f, rng: w * (w < w.max()),
    ("repeated",): lambda w, f, rng: np.stack([w, w, w]),
    ("summed",): lambda w, f, rng: w.sum(axis=0),
    ("averaged",): lambda w, f, rng: w.mean(),
    ("reshaped",): lambda w, f, rng: w.ravel(),
    ("extra_axis",): lambda w, f, rng: w[:, np.newaxis],
}


@pytest.mark.parametrize(("relation", "spoil"), ARRAYS.items(), ids=map("-".join, ARRAYS))
@settings(max_examples=20, deadline=None)
@given(seed=SEEDS, rows=st.integers(4, 8), columns=st.integers(3, 8))
def test_a_relation_of_arrays_is_named_so_and_nothing_else(
    relation: tuple[str, ...], spoil: Spoil, seed: int, rows: int, columns: int
) -> None:
    form, *by = relation
    answers = cases(seed, spoil, (rows, columns))
    assert related(answers) == [(form, "dW1", *by)]


@pytest.mark.parametrize(("relation", "spoil"), FACTORS.items(), ids=map("-".join, FACTORS))
@given(seed=SEEDS)
def test_a_factor_of_numbers_is_named_where_several_cases_agree(
    relation: tuple[str, ...], spoil: Spoil, seed: int
) -> None:
    form, *by = relation
    assert related(cases(seed, spoil, (), name="cost")) == [(form, "cost", *by)]


COLUMNS: dict[str, Spoil] = {
    "flat": lambda w, f, rng: w.ravel(),
    "transposed": lambda w, f, rng: w.T,
    "repeated": lambda w, f, rng: np.tile(w, 5),
    "summed": lambda w, f, rng: w.sum(),
    "not_summed": lambda w, f, rng: w * np.array([0.2, 0.5, 0.3]),
    "not_averaged": lambda w, f, rng: 3 * w * np.array([0.2, 0.5, 0.3]),
    "rows": lambda w, f, rng: shuffled(w, 0),
    # what becomes of b (n, 1) when a db of shape (n,) is taken from it
    "outer": lambda w, f, rng: (w + 5) - np.full(len(w), 5) + np.triu(np.ones((len(w),) * 2), 1),
}


@pytest.mark.parametrize(("form", "spoil"), COLUMNS.items(), ids=list(COLUMNS))
@given(seed=SEEDS, rows=st.integers(3, 8))
def test_a_relation_of_columns_is_named_so(form: str, spoil: Spoil, seed: int, rows: int) -> None:
    assert related(cases(seed, spoil, (rows, 1), name="db1")) == [(form, "db1")]


@given(seed=SEEDS, rows=st.integers(3, 6), columns=st.integers(3, 6))
def test_a_missing_mask_is_seen(seed: int, rows: int, columns: int) -> None:
    rng = np.random.default_rng(seed)
    plain = [rng.normal(size=(rows, columns)) for _ in range(2)]
    # the first row is kept, the second dropped
    mask = np.arange(rows)[:, np.newaxis] % 2 == 0
    answers = [Answered({}, {"dA1": one}, {"dA1": one * mask}) for one in plain]
    assert related(answers) == [("not_zeroed", "dA1")]


SHAPES = st.sampled_from([(), (1,), (3,), (1, 1), (2, 1), (1, 4), (2, 2), (3, 5), (2, 3, 4)])


@settings(max_examples=300)
@given(seed=SEEDS, shape=SHAPES, count=st.integers(1, 4), zeros=st.booleans())
def test_unrelated_arrays_give_nothing(seed: int, shape: Shape, count: int, zeros: bool) -> None:
    def unrelated(w: Any, f: Mapping[str, float], rng: np.random.Generator) -> Any:
        return rng.normal(size=w.shape) * (rng.random(w.shape) < 0.5 if zeros else 1)

    assert relate(cases(seed, unrelated, shape, count)) == ()


@given(seed=SEEDS, shape=SHAPES, count=st.integers(1, 4))
def test_right_answers_give_nothing(seed: int, shape: Shape, count: int) -> None:
    assert relate(cases(seed, lambda w, f, rng: w * (1 + 1e-15), shape, count)) == ()
    assert relate(cases(seed, lambda w, f, rng: w.tolist(), shape, count)) == ()


MASK = np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]])
DEGENERATE = {
    "zeros": np.zeros((3, 3)),
    "ones": np.ones((2, 3)),
    "all equal": np.full((2, 3), 0.7),
    "mask": MASK,
    "truth values": MASK > 0,
    "whole numbers": np.arange(6).reshape(2, 3),
    "text": "0.5",
    "NaN": np.full((2, 2), np.nan),
}


@pytest.mark.parametrize("want", DEGENERATE.values(), ids=list(DEGENERATE))
@pytest.mark.parametrize("spoil", [lambda w: w * 2, lambda w: w - 1, lambda w: 1 - w])
def test_degenerate_arrays_tell_nothing(want: Any, spoil: Callable[[Any], Any]) -> None:
    got = want if isinstance(want, str) else spoil(want * 1)
    answers = [Answered({"m": float(m)}, {"D1": got}, {"D1": want}) for m in (2, 3, 4)]
    assert relate(answers) == ()


def test_one_number_in_one_case_tells_nothing() -> None:
    one = Answered({"m": 5.0}, {"cost": 2.5}, {"cost": 0.5})
    other = Answered({"m": 8.0}, {"cost": 4.0}, {"cost": 0.5})
    assert relate([one]) == ()
    assert related([one, other]) == [("times", "cost", "m")]


def test_what_holds_in_all_cases_but_one_is_not_said() -> None:
    answers = cases(0, lambda w, f, rng: 2 * w, count=4)
    last = answers[-1]
    answers[-1] = Answered(last.factors, {"dW1": last.want["dW1"] + 1}, last.want)
    assert relate(answers) == ()
    answers[-1] = Answered(last.factors, {}, last.want)
    assert relate(answers) == ()


def test_quantities_that_share_a_relation_are_named_together() -> None:
    rng = np.random.default_rng(1)
    names = ("dW1", "dW2", "dW3", "db1", "db2", "X")
    answers = []
    for m in (4.0, 7.0):
        want = {name: rng.normal(size=(3, 4)) for name in names}
        got = {name: value * m for name, value in want.items()}
        got |= {"db1": -want["db1"], "db2": -want["db2"], "X": want["X"] + 1}
        answers.append(Answered({"m": m}, got, want))
    assert related(answers) == [("times", "dW1, dW2, dW3", "m"), ("opposite", "db1, db2")]


def test_names_are_paths_in_the_reference_s_tree() -> None:
    want = {"cache": (np.arange(3.0) + 0.5, [{"W": np.arange(4.0) + 0.5}]), "costs": [0.5, 0.25]}
    got = {"cache": (-want["cache"][0], [{"W": -want["cache"][1][0]["W"]}]), "costs": [-0.5, -0.25]}
    answers = [Answered({}, got, want)] * 2
    assert related(answers) == [("opposite", "cache[0], cache[1][0].W, costs")]


def test_layers_are_compared_only_where_nothing_else_is_related() -> None:
    rng = np.random.default_rng(2)
    wants = [{f"dW{n}": rng.normal(size=(3, 4)) for n in (1, 2, 3)} for _ in range(2)]
    slips = [{**want, "dW2": rng.normal(size=(3, 4))} for want in wants]
    pairs = list(zip(slips, wants, strict=True))
    assert related([Answered({}, *pair) for pair in pairs]) == [("layers", "dW1, dW3", "dW2")]
    signed = [({**got, "dW3": -want["dW3"]}, want) for got, want in pairs]
    assert related([Answered({}, *pair) for pair in signed]) == [("opposite", "dW3")]


def test_large_arrays_are_left_alone() -> None:
    want = np.random.default_rng(0).normal(size=(200, 101))
    assert relate([Answered({}, {"X": 2 * want}, {"X": want})] * 2) == ()
    assert relate([Answered({}, {"X": 2 * want[:90]}, {"X": want[:90]})] * 2) != ()


# ---------------------------------------------------------------- whatever a student returns


RIGHT = st.dictionaries(NAMES, st.just(np.random.default_rng(0).normal(size=(3, 2))), min_size=1)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_nothing_raises_and_no_word_of_the_student_s_is_repeated(data: st.DataObject) -> None:
    wants = data.draw(st.lists(RIGHT | TREES, min_size=1, max_size=3))
    answers = [
        Answered({"m": 3.0}, data.draw(TREES) if data.draw(st.booleans()) else w, w) for w in wants
    ]
    for diagnosis in relate(answers):
        for text in texts(diagnosis):
            assert all(isinstance(value, str) for value in text.values.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_relation_has_a_sentence_and_a_hint(language: str) -> None:
    catalogue = built_in(language)
    keys = {key for key in catalogue if key.startswith("relation.")}
    forms = {key.split(".")[1] for key in keys}
    assert keys == {f"relation.{f}.{k}" for f in forms for k in ("text", "hint")}
    said = {form for form, *_ in (*ARRAYS, *[(form,) for form in COLUMNS])}
    assert forms == said | {"layers", "not_zeroed"}
    for key in (*keys, "evidence.where"):
        sentence = catalogue.say(Text(key, {"what": "dW1", "by": "m", "right": "dW2"}))
        assert "{" not in sentence and sentence.endswith((".", "?"))
