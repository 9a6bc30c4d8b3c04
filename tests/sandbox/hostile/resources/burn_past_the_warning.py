# listed: 72
# jail: frugal
# expect: timed_out
# why: ended.cpu
# control: inside endures
"""Ignore the signal that warns of the limit on processor time, and go on."""

import signal


def attack(_world):
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    while True:
        pass
