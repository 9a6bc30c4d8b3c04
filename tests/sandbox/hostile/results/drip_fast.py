# expect: timed_out
# control: reader endures
"""Send an answer byte by byte, so that there is always something to read."""

from attacking import frame, send


def attack(_world):
    for byte in frame(4, b" " * (1 << 20), body_size=4 << 20):
        send(bytes([byte]))
    while True:
        send(b"\0")
