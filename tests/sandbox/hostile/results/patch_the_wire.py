# listed: 106
# expect: crashed
"""Replace the function that writes answers."""

import gc
import types


def attack(_world):
    gc.unfreeze()  # what was there before the fork is found too
    for module in [thing for thing in gc.get_objects() if type(thing) is types.ModuleType]:
        if "WireError" in vars(module) and "pack" in vars(module):
            module.pack = lambda *_: b"not a frame" * 10
    return 5
