"""How often the laws of chance may err, and how that is shared out (docs/statistics.md).

Right work meets several tests of chance in one submission; it may be refused by none of them but
once in a million submissions. So each test gets its share of that (Bonferroni): whatever the tests
have to do with each other, the sum of what they may err is an upper bound.
"""

import math
from types import MappingProxyType

RIGHT_REFUSED = 1e-6
"""How often right work may be refused by chance, a submission."""

WRONG_ACCEPTED = 1e-3
"""How often a rate that is off by the stated offset may be accepted, a test."""

TESTS = MappingProxyType(
    {
        "regularization": 10,  # two layers at two rates: rate and independence; two pairs of layers
        "dropout_layer": 10,  # four masks: rate and independence; fresh masks; who passes at zeros
        "dense_layers": 10,  # weights: three laws, and two layers; noise: three, on either axis
        "autograd_mlp": 0,
        "autograd_dropout": 6,  # two pairs of rates: the rates, and two layers' independence
    }
)
"""Tests of chance that a submission meets at most, by lesson, when each exercise is asked once."""

ASKED = 2
"""An exercise lost to an earlier one's mistake is asked once more: a second set of tests."""

ALPHA = RIGHT_REFUSED / (ASKED * max(TESTS.values()))
"""How often one test may refuse right work."""

BETA = WRONG_ACCEPTED

DOUBT = math.log(1 / ALPHA)
"""The evidence against a law, in nats, from which on it is refused."""
