# expect: out_of_memory
# control: inside hoards
"""Have Python compile a few lines whose code doubles with each."""

DEPTH = 40


def attack(_world):
    lines = []
    for n in range(DEPTH):
        lines += [" " * n + "try: pass", " " * n + "finally:"]
    compile("\n".join([*lines, " " * DEPTH + "pass"]), "<cell 1>", "exec")
