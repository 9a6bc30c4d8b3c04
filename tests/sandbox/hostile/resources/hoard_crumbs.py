# expect: out_of_memory
# control: inside hoards or dies
"""Take memory in the smallest pieces, so that none is left to say so."""

import gc

gc.disable()
CHAIN = ()


def attack(_world):
    global CHAIN
    while True:
        CHAIN = (CHAIN,)
