# asked: 2
# expect: crashed
# why: ended.protocol
"""Have C write a byte between the frames whenever a signal comes."""

import fcntl
import os
import signal
import time


def attack(_world):
    signal.signal(signal.SIGALRM, lambda *_: None)
    flags = fcntl.fcntl(3, fcntl.F_GETFL)
    fcntl.fcntl(3, fcntl.F_SETFL, flags | os.O_NONBLOCK)
    signal.set_wakeup_fd(3, warn_on_full_buffer=False)
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    time.sleep(0.1)
    fcntl.fcntl(3, fcntl.F_SETFL, flags)
    return 1.0
