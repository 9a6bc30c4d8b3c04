# expect: passed
# judged: not_an_array
# control: inside dies
"""Return what says that its numbers are at an address where nothing is."""


class Pointer:
    __array_interface__ = {  # noqa: RUF012
        "version": 3, "shape": (3,), "typestr": "<f8", "data": (16, False),
    }  # fmt: skip


def attack(_world):
    return Pointer()
