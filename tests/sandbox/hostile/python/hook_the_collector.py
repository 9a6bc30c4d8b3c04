# expect: passed
# judged: wrong
# control: inside left
"""Be called whenever Python collects what nobody needs, and by weak references that die."""

import builtins
import gc
import weakref


class Cycle:
    pass


def called(*_):
    builtins.left_by_a_submission = True


def attack(_world):
    gc.callbacks.append(called)
    first, second = Cycle(), Cycle()
    first.other, second.other = second, first
    attack.kept = weakref.ref(first, called)
    weakref.finalize(second, called)
    return [0.0, 0.0, 0.0]
