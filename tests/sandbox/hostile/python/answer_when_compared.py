# expect: passed
# judged: wrong
# control: inside believed
"""Wait for whoever compares the answer, then make it what it is compared with."""

import sys

import numpy as np

answer = np.zeros(3)


def waiting(frame, _event, _argument):
    expected = frame.f_locals.get("expected")
    if type(expected) is np.ndarray:
        answer[:] = expected


def attack(_world):
    monitoring = getattr(sys, "monitoring", None)
    if monitoring is not None:  # Python 3.12 and later
        monitoring.use_tool_id(3, "waiting")
        monitoring.register_callback(
            3, monitoring.events.PY_START, lambda *_: waiting(sys._getframe(1), None, None)
        )
        monitoring.set_events(3, monitoring.events.PY_START)
    else:
        sys.setprofile(waiting)
    return answer
