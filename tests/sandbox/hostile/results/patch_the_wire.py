# listed: 106
# expect: crashed
"""Replace the function that writes answers."""

import sys


def attack(_world):
    for module in list(sys.modules.values()):
        if hasattr(module, "WireError") and hasattr(module, "pack"):
            module.pack = lambda *_: b"not a frame" * 10
    return 5
