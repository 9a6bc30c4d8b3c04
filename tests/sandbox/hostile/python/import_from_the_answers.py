# expect: refused
# control: inside found
"""Find the grader's own modules by name, and what they hold."""

import sys

from attacking import tried

HOLDING = ("expected", "wants", "reference", "answer_key")


def attack(_world):
    main = sys.modules.get("__main__")
    frames = []
    frame = sys._getframe()
    while frame is not None:
        frames += [frame.f_locals, frame.f_globals]
        frame = frame.f_back

    def look(name):
        if not any(name in names for names in [vars(main), *frames]):
            raise LookupError(name)

    def attempt(name):
        try:
            look(name)
        except LookupError as error:
            raise ValueError(str(error)) from None

    return tried({name: lambda name=name: attempt(name) for name in HOLDING})
