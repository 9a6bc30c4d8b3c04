# expect: passed
# judged: wrong
# control: inside left
"""Hook what Python audits, for good, so that nothing after it may import or execute."""

import sys


def forbidding(event, _arguments):
    if event in ("import", "exec", "compile", "open"):
        raise RuntimeError(event)


def attack(_world):
    sys.addaudithook(forbidding)
    return [0.0, 0.0, 0.0]
