"""Layers that draw nothing, or draw wrongly, as submissions: what each of them may earn at most."""

from collections.abc import Iterator

import pytest
from course_lesson import Lesson
from lesson_bench import Bench, by_name, open_items, opened

LAYER = """
import hashlib
import numpy as np
from edunn import Layer, Phase

PUBLIC = ((2, 10), (40, 60), (18, 22, 25))

class Dropout(Layer):
    def __init__(self, p=0.5):
        super().__init__()
        self.p, self.calls = p, 0

    def forward(self, x):
        self.u = np.ones(x.shape)
        if self.phase != Phase.Training:
            return x
        self.calls += 1
        p, n, places = self.p, self.calls, np.arange(x.size).reshape(x.shape)
        drawn = np.random.rand(*x.shape) >= p
        {training}

    def backward(self, g):
        {backward}
"""
MASK = "self.u = ({}) / (1 - p); return x * self.u"
"""What a layer does that keeps these entries."""
WAY_BACK = "return g * self.u, {}"

NOTHING = {
    "ones": "return np.ones(x.shape)",
    "echo": "return x",
    "one more": "return x + 1",
    "twice": "self.u = self.u * 2; return x * 2",
    "noise": "self.u = np.random.randn(*x.shape); return self.u",
    "right at the examples' shapes": MASK.format("drawn if x.shape in PUBLIC else (1 - p)"),
    "nothing kept but at the examples' shapes": MASK.format("drawn * (x.shape in PUBLIC)"),
    "the first entry": MASK.format("places > 0"),
    "every fifth entry": MASK.format("places % 5 > 0"),
    "every second row": MASK.format("np.arange(x.shape[0]).reshape(-1, *[1] * (x.ndim - 1)) % 2"),
    "rows, as many as p says": MASK.format(
        "np.arange(x.shape[0]).reshape(-1, *[1] * (x.ndim - 1)) >= p * x.shape[0]"
    ),
    "spread evenly": MASK.format("places * 0.6180339887 % 1 >= p"),
    "spread evenly, by the call": MASK.format("(places + 31 * n) * 0.6180339887 % 1 >= p"),
    "the positive ones": MASK.format("x > 0"),
    "the largest": MASK.format("np.abs(x) >= np.quantile(np.abs(x), p)"),
    "by digits of the input": MASK.format("np.abs(x) * 1e6 % 1 >= p"),
    "by a hash of the input": MASK.format(
        "np.reshape([int(hashlib.md5(v.tobytes()).hexdigest()[:6], 16) >= p * 2**24"
        " for v in x.ravel()], x.shape)"
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with opened(Lesson("dropout_layer"), "es") as bench:
        yield bench


def earned(bench: Bench, training: str, backward: str = WAY_BACK) -> dict[str, float]:
    """Return the points of each item that is not lost altogether."""
    report = bench.graded_cells([LAYER.format(training=training, backward=backward)])
    assert report.status == "graded"
    items = {f"{e.name}.{i.id}": i.score for e in report.exercises for i in e.items}
    return {name: score for name, score in items.items() if score}


def test_the_layer_that_these_are_made_from_is_right(bench: Bench) -> None:
    assert sum(earned(bench, MASK.format("drawn")).values()) == 100


@pytest.mark.parametrize("training", NOTHING.values(), ids=NOTHING)
def test_what_is_no_draw_earns_nothing(bench: Bench, training: str) -> None:
    assert earned(bench, training) == {}


def test_a_mask_that_is_not_used_costs_forward_only(bench: Bench) -> None:
    found = earned(bench, "self.u = drawn / (1 - p); return x")
    full = earned(bench, MASK.format("drawn"))
    assert found == {name: score for name, score in full.items() if "forward" not in name}


@pytest.mark.parametrize("right", ["'Training'", "'entrenamiento'", "True"])
def test_a_phase_of_the_layers_own_costs_the_phases_only(bench: Bench, right: str) -> None:
    wrong = LAYER.replace("self.phase != Phase.Training", f"self.phase != {right}")
    report = bench.graded_cells([wrong.format(training=MASK.format("drawn"), backward=WAY_BACK)])
    assert [e.score for e in report.exercises] == [43, 25, 0, 12]


@pytest.mark.parametrize("begins", ["Phase.Test", "Phase.Training"])
def test_a_new_layer_is_in_training(bench: Bench, begins: str) -> None:
    made = LAYER.replace("super().__init__()", f"super().__init__(); self.set_phase({begins})")
    report = bench.graded_cells([made.format(training=MASK.format("drawn"), backward=WAY_BACK)])
    open_ones = open_items(report)
    if begins == "Phase.Training":
        assert open_ones == {}
    else:
        assert [*open_ones] == ["contract.returns"]
        sentence = open_ones["contract.returns"]
        assert sentence.startswith("Una capa nueva ya debería estar en entrenamiento y apagar")


@pytest.mark.parametrize("two", ["drawn - p", "np.where(drawn, 3.0, 0.5)", "drawn * 1 / 1 - p"])
def test_two_factors_are_a_slip_of_the_scale(bench: Bench, two: str) -> None:
    found = earned(bench, f"self.u = {two}; return x * self.u")
    full = earned(bench, MASK.format("drawn"))
    assert found == {name: score for name, score in full.items() if name != "forward.scaling"}


WRONG = {
    "all or nothing": (
        "np.random.rand() >= p * np.ones(x.shape)",
        {"forward.probability": 0, "forward.independence": 0},
    ),
    "rate off by 0.02": ("np.random.rand(*x.shape) >= p + 0.02", {"forward.probability": 0}),
    "rate off by -0.02": ("np.random.rand(*x.shape) >= p - 0.02", {"forward.probability": 0}),
    "one rate whatever is asked": ("np.random.rand(*x.shape) >= 0.2", {"forward.probability": 0}),
    "exactly so many of each call": (
        "np.random.permutation(x.size).reshape(x.shape) >= round(p * x.size)",
        {"forward.independence": 0},
    ),
    "one mask for all calls of a layer": (
        "self.__dict__.setdefault(str(x.shape), drawn)", {"contract.fresh": 3},
    ),
    "two masks in turn": (
        "np.random.RandomState(n % 2).rand(*x.shape) >= p", {"contract.fresh": 0},
    ),
    "five masks in turn": (
        "np.random.RandomState(n % 5).rand(*x.shape) >= p", {"contract.fresh": 0},
    ),
    "the same masks for every layer": (
        "np.random.RandomState(n).rand(*x.shape) >= p", {"contract.fresh": 3},
    ),
    "1 + 1e-3 times": ("drawn * (1 + 1e-3)", {"forward.scaling": 0}),
    "a factor that is drawn": ("drawn * np.random.rand()", {"forward.scaling": 0}),
}  # fmt: skip


@pytest.mark.parametrize(("kept", "left"), WRONG.values(), ids=WRONG)
def test_what_is_drawn_wrongly_costs_its_item_and_no_other(
    bench: Bench, kept: str, left: dict[str, float]
) -> None:
    full = earned(bench, MASK.format("drawn"))
    assert earned(bench, MASK.format(kept)) == {k: v for k, v in (full | left).items() if v}


def test_masks_of_a_few_that_are_chosen_by_chance_are_not_fresh(bench: Bench) -> None:
    """Under `forward` it may be seen or not: a mask that comes again later is a fault there too."""
    one_of_twenty = "np.random.RandomState(np.random.randint(20)).rand(*x.shape) >= p"
    found, full = earned(bench, MASK.format(one_of_twenty)), earned(bench, MASK.format("drawn"))
    assert found["contract.fresh"] == 3
    lost = {name for name in full if found.get(name, 0) != full[name]}
    assert lost - {"contract.fresh"} <= {"forward.independence", "forward.probability"}


@pytest.mark.parametrize("moved", ["np.roll(self.m, 1)", "np.random.permutation(self.m)"])
def test_one_mask_that_is_moved_about_is_not_fresh(bench: Bench, moved: str) -> None:
    keep = f"{moved} if hasattr(self, 'm') and self.m.shape == x.shape else drawn"
    found = earned(bench, f"self.m = {keep}; self.u = self.m / (1 - p); return x * self.u")
    full = earned(bench, MASK.format("drawn"))
    assert {name for name in full if found.get(name, 0) != full[name]} == {"contract.fresh"}
    assert found["contract.fresh"] == 3


@pytest.mark.parametrize("output", ["np.roll(y, 1)", "y[::-1]", "y.ravel()[places.T.ravel()]"])
def test_of_what_is_not_the_inputs_own_the_way_back_is_judged(bench: Bench, output: str) -> None:
    training = f"self.u = drawn / (1 - p); y = x * self.u; return ({output}).reshape(x.shape)"
    found, full = earned(bench, training), earned(bench, MASK.format("drawn"))
    assert not {"forward.probability", "forward.scaling"} & {*found}
    lost = {name for name in full if found.get(name, 0) != full[name]}
    assert all(name.startswith("forward.") for name in lost)
    # a way back that is turned round as well tells nothing
    back = output.replace("y", "(g * self.u)").replace(
        "places", "np.arange(g.size).reshape(g.shape)"
    )
    found = earned(bench, training, f"return ({back}).reshape(g.shape), {{}}")
    assert not {name for name in found if name.startswith(("backward.", "phases.", "contract."))}


@pytest.mark.parametrize(
    "output",
    [
        # the zeros of y tell who was kept
        "np.abs(y)", "np.sign(y)", "x * y", "np.tanh(y)", "y.clip(-1, 1)", "y ** 3 + y", "self.u",
        "np.where(self.u, y, np.nan)",
        # the way back does
        "np.maximum(0, y)", "np.minimum(0, y)", "y.astype(int)", "y.clip(0, 1)", "y + 1e-3",
        "x / self.u", "x / (self.u + 1e-8)", "np.exp(y)", "np.round(y)", "y * (x > 0.5)",
    ],
)  # fmt: skip
def test_a_slip_on_what_was_kept_costs_what_is_about_it(bench: Bench, output: str) -> None:
    training = f"self.u = drawn / (1 - p); y = x * self.u; return {output}"
    found, full = earned(bench, training), earned(bench, MASK.format("drawn"))
    assert {name for name in full if found.get(name, 0) != full[name]} == {"forward.scaling"}


@pytest.mark.parametrize(
    ("output", "back"),
    [
        ("y * (np.random.rand(*x.shape) >= 0.2)", "self.u"),
        ("np.maximum(0, y)", "(np.random.rand(*g.shape) >= self.p) / (1 - self.p)"),
        ("np.maximum(0, y)", "1 / (1 - self.p)"),
    ],
    ids=["drawn twice", "drawn again on the way back", "no mask on the way back"],
)
def test_a_mask_on_the_way_back_that_is_not_forwards_tells_nothing(
    bench: Bench, output: str, back: str
) -> None:
    training = f"self.u = drawn / (1 - p); y = x * self.u; return {output}"
    found = earned(bench, training, f"return g * {back}, {{}}")
    assert not {"forward.probability", "backward.same_units"} & {*found}


@pytest.mark.parametrize(
    "by", ["-1", "drawn.mean(0, keepdims=True).clip(0.1)", "drawn.mean(1, keepdims=True).clip(0.1)"]
)
def test_a_wrong_factor_costs_no_promise(bench: Bench, by: str) -> None:
    found = earned(bench, f"self.u = drawn / ({by}); return x * self.u")
    full = earned(bench, MASK.format("drawn"))
    assert full.keys() - found.keys() <= {"forward.scaling", "backward.scaling"}


@pytest.mark.parametrize("backward", ["return 0 * g, {}", "return g, {}", "return g + 1, {}"])
def test_a_way_back_that_is_made_up_earns_nothing_of_it(bench: Bench, backward: str) -> None:
    found = earned(bench, MASK.format("drawn"), backward)
    assert not {name for name in found if name.startswith("backward.")}


def test_shared_draws_are_told_that_they_show_no_rate(bench: Bench) -> None:
    rows = "np.random.rand(len(x), *[1] * (x.ndim - 1)) < 1 - p"
    source = LAYER.format(training=MASK.format(rows), backward=WAY_BACK)
    report = bench.graded_cells([source])
    [probability, *_] = by_name(report)["forward"].items
    said = [finding.message for finding in probability.findings if not finding.ok]
    assert said and all("apaga junto" in message for message in said)
