# listed: 109
# expect: passed
# control: inside left
"""Rewrite numpy, the builtins and the child's own wire; what then comes over is still judged."""

import builtins
import sys

import numpy as np

np.allclose = np.array_equal = lambda *_, **__: True
np.mean = lambda *_, **__: 666.0
np.left_by_a_submission = True
sys.modules["math"] = None
builtins.left_by_a_submission = True


def attack(_world):
    return bool(np.allclose(1, 2))


for module in list(sys.modules.values()):
    if hasattr(module, "WireError") and hasattr(module, "MAX_BODY"):
        module.MAX_BODY = module.MAX_HEADER = 1 << 40
