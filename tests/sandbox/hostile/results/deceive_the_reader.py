# listed: 113
# expect: raised
# raised: ValueError
"""Raise with a message that drives a terminal and a browser."""


def attack(_world):
    raise ValueError("\x1b]0;mine\x07<script>alert(1)</script>\ud800\u202e")
