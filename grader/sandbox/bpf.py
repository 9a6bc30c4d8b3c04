"""Write a seccomp filter as classic BPF: an allow-list that kills foreign architectures.

The program the kernel runs on every system call (seccomp(2), linux/filter.h)::

    load architecture; not ours -> kill
    load call number
    halve the numbers until one run of them is left, all with the same verdict
    judge arguments, allow or fail

The halving is for the kernel, which tries the program on every number there is when it is
installed: asking for one number after the other takes it almost twice as long.
"""

import errno
import struct
from collections.abc import Sequence

from grader.frozen import frozen

_LOAD, _EQUALS, _AT_LEAST, _RETURN, _AND = 0x20, 0x15, 0x35, 0x06, 0x54
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
# offsets in struct seccomp_data
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16

Condition = tuple[int, int, int]
"""(word, mask, value): holds when that word & mask == value. Word 2i is the low half of argument i,
word 2i + 1 its high half."""


@frozen
class Rule:
    """What to do on one system call: allowed when all conditions of any one group hold."""

    number: int
    groups: tuple[tuple[Condition, ...], ...] = ()
    otherwise: int = 0
    """errno when no group holds; 0 allows."""


def allow(number: int) -> Rule:
    """Allow a call, whatever its arguments."""
    return Rule(number)


def allow_if(number: int, groups: Sequence[Sequence[Condition]], *, otherwise: int) -> Rule:
    """Allow a call when all conditions of any one group hold, else fail it with this errno."""
    return Rule(number, tuple(tuple(group) for group in groups), otherwise)


def fail(number: int, error: int) -> Rule:
    """Fail a call with an errno of its own."""
    return Rule(number, (), error)


def program(architecture: int, rules: Sequence[Rule]) -> bytes:
    """Return the filter's instructions, 8 bytes each. A call without a rule fails with EPERM."""
    code = [
        _instruction(_LOAD, _ARCHITECTURE),
        _instruction(_EQUALS, architecture, 1, 0),
        _instruction(_RETURN, _KILL),
        _instruction(_LOAD, _NUMBER),
        *_search(_runs(rules)),
    ]
    return b"".join(code)


def _runs(rules: Sequence[Rule]) -> list[tuple[int, list[bytes]]]:
    """Return runs of numbers that have one verdict: the first number, and the verdict's block."""
    blocks = {rule.number: _block(rule) for rule in rules}
    refuse = [_instruction(_RETURN, _ERRNO | errno.EPERM)]
    runs: list[tuple[int, list[bytes]]] = []
    for first in sorted({0, *blocks, *(number + 1 for number in blocks)}):
        block = blocks.get(first, refuse)
        if not runs or runs[-1][1] != block:
            runs.append((first, block))
    return runs


def _search(runs: Sequence[tuple[int, list[bytes]]]) -> list[bytes]:
    if len(runs) == 1:
        return runs[0][1]
    middle = len(runs) // 2
    low, high = _search(runs[:middle]), _search(runs[middle:])
    return [_instruction(_AT_LEAST, runs[middle][0], len(low), 0), *low, *high]


def _block(rule: Rule) -> list[bytes]:
    block = []
    for group in rule.groups:
        for place, (word, mask, value) in enumerate(group):
            # a condition that fails jumps over the rest of its group and the group's RETURN
            left = 3 * (len(group) - place - 1) + 1
            block += [
                _instruction(_LOAD, _ARGUMENTS + 4 * word),
                _instruction(_AND, mask),
                _instruction(_EQUALS, value, 0, left),
            ]
        block.append(_instruction(_RETURN, _ALLOW))
    verdict = _ERRNO | rule.otherwise if rule.otherwise else _ALLOW
    return [*block, _instruction(_RETURN, verdict)]


def _instruction(code: int, k: int, jump_true: int = 0, jump_false: int = 0) -> bytes:
    return struct.pack("<HBBI", code, jump_true, jump_false, k)
