# listed: 68
# expect: timed_out
# why: ended.timed_out
# control: inside endures
"""Never return."""


def attack(_world):
    while True:
        pass
