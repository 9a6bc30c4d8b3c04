# listed: 24
# expect: refused
# control: inside found
"""Compute beside the case, and after it."""

import threading
import time

from attacking import tried


def attack(_world):
    def start():
        threading.Thread(target=time.sleep, args=(1,), daemon=True).start()

    return tried({f"thread {n}": start for n in range(20)})
