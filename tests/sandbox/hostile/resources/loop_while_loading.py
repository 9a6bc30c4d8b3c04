# expect: timed_out
# why: ended.timed_out
# control: inside endures
"""Never get to the definition."""

while True:
    pass


def attack(_world):
    return 1
