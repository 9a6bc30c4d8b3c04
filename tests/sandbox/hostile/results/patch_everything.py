# listed: 109
# expect: passed
# control: inside left
"""Rewrite numpy, the builtins and the child's own wire; what then comes over is still judged."""

import builtins
import gc
import sys
import types

import numpy as np

np.allclose = np.array_equal = lambda *_, **__: True
np.mean = lambda *_, **__: 666.0
np.left_by_a_submission = True
sys.modules["math"] = None
builtins.left_by_a_submission = True


def attack(_world):
    return bool(np.allclose(1, 2))


gc.unfreeze()
for module in [thing for thing in gc.get_objects() if type(thing) is types.ModuleType]:
    if "WireError" in vars(module) and "MAX_BODY" in vars(module):
        module.MAX_BODY = module.MAX_HEADER = 1 << 40
