# listed: 107
# expect: refused
# control: inside found
"""Look through objects, frames, modules and arguments for what only the grader knows."""

import gc
import os
import sys
import types

WORD = "SECRET"
HEAVY = (
    "prepare",
    "judge",
    "grade",
    "assignment",
    "score",
    "seed",
    "batch",
    "report",
    "intake",
    "exercise",
    "check",
    "adapt",
)


def attack(_world):
    gc.unfreeze()  # what was there before the fork is found too
    found = {}
    texts = [*os.environ.values(), *sys.argv, *sys.orig_argv]
    for thing in gc.get_objects():
        if type(thing) is dict:
            texts += [text for pair in list(thing.items()) for text in pair if type(text) is str]
        elif type(thing) in (list, tuple):
            texts += [text for text in thing if type(text) is str]
    frame = sys._getframe()
    while frame is not None:
        texts += [text for text in frame.f_locals.values() if type(text) is str]
        frame = frame.f_back
    for text in texts:
        if f"{WORD}-" in text:
            found[text[:40]] = "allowed"
    modules = [thing for thing in gc.get_objects() if type(thing) is types.ModuleType]
    for name in [*sys.modules, *(str(module.__name__) for module in modules)]:
        if name.startswith("grader.") and name.split(".")[1] in HEAVY:
            found[name] = "allowed"
    return found
