"""PyTorch's own Dropout as an oracle for the reference: by law, never by numbers."""

import numpy as np
import pytest
from course_lesson import Lesson

from grader.measure import law

torch = pytest.importorskip("torch", reason="an optional extra: pip install -e '.[torch]'")

LESSON = Lesson("dropout_layer")


class TorchDropout:
    """`torch.nn.Dropout` as a student's layer."""

    def __init__(self, p):
        self.module = torch.nn.Dropout(p)

    def train(self):
        self.module.train()

    def eval(self):
        self.module.eval()

    def forward(self, x):
        torch.manual_seed(np.random.randint(2**31))  # the exercises seed numpy
        self.x = torch.from_numpy(x.copy()).requires_grad_()
        self.y = self.module(self.x)
        return self.y.detach().numpy().copy()

    def backward(self, dE_dy):
        self.y.backward(torch.from_numpy(dE_dy.copy()))
        return self.x.grad.numpy().copy(), {}


@pytest.mark.parametrize("exercise", LESSON.exercises)
def test_pytorch_earns_full_marks(exercise):
    for seed in range(5):
        assert not LESSON.lost_items({"Dropout": TorchDropout}, exercise, seed)


@pytest.mark.parametrize("p", [0.2, 0.5, 0.7])
def test_the_reference_and_pytorch_obey_one_law(p):
    np.random.seed(0)
    x = np.random.default_rng(1).uniform(0.5, 1.5, (90, 110))
    g = np.ones(x.shape)
    for kind in (LESSON.reference()["Dropout"], TorchDropout):
        layer = kind(p)
        y = layer.forward(x)
        gradient, _ = layer.backward(g)
        kept = y != 0
        assert law.kept_fraction(kept, 1 - p) and law.independent(kept)
        np.testing.assert_allclose(y[kept] / x[kept], 1 / (1 - p), rtol=1e-12)
        np.testing.assert_allclose(gradient, kept / (1 - p), rtol=1e-12)


def test_in_the_test_phase_both_are_the_identity_both_ways():
    x, g = np.random.default_rng(2).normal(size=(2, 3, 4))
    edunn = LESSON.provided()["edunn"]
    ours, theirs = LESSON.reference()["Dropout"](0.3), TorchDropout(0.3)
    ours.set_phase(edunn.Phase.Test)
    theirs.eval()
    for layer in (ours, theirs):
        assert np.array_equal(layer.forward(x), x)
        assert np.array_equal(layer.backward(g)[0], g)
