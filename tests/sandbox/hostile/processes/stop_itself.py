# expect: refused
# control: inside endures
"""Stop, so that whoever waits for an end waits for ever."""

import signal

from attacking import tried


def attack(_world):
    return tried({"stop": lambda: signal.raise_signal(signal.SIGSTOP)})
