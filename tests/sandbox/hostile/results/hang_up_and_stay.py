# expect: crashed
# why: ended.protocol
"""Close the way to the grader and wait to be killed: that kill must not look like our fault."""

import os
import time


def attack(_world):
    os.close(3)
    time.sleep(1000)
