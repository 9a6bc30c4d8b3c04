# expect: timed_out
# why: ended.timed_out
"""Never return."""


def attack(_world):
    while True:
        pass
