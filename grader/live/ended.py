"""How the asking of a live function broke off, as the examiner is told."""

from typing import Any


class BrokeOff(Exception):
    """No answer: `status` is a `Status`, `key` a sentence with its `values`."""

    def __init__(self, status: str, key: str, **values: Any) -> None:
        super().__init__(key)
        self.told = [status, key, values]


def timed_out() -> BrokeOff:
    """Return the end of what took longer than one case may."""
    return BrokeOff("timed_out", "ended.timed_out")
