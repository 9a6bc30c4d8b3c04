"""Write a seccomp filter as classic BPF: an allow-list that kills foreign architectures.

The program the kernel runs on every system call (seccomp(2), linux/filter.h)::

    load architecture; not ours -> kill
    load call number
    one block per rule: number matches -> judge arguments, allow or fail
    fail with EPERM
"""

import errno
import struct
from collections.abc import Sequence
from dataclasses import dataclass

_LOAD, _EQUALS, _RETURN, _AND = 0x20, 0x15, 0x06, 0x54
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
# offsets in struct seccomp_data
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16

Condition = tuple[int, int, int]
"""(word, mask, value): holds when that word & mask == value. Word 2i is the low half of argument i,
word 2i + 1 its high half."""


@dataclass(frozen=True, slots=True)
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
    """Return the filter's instructions, 8 bytes each."""
    code = [
        _instruction(_LOAD, _ARCHITECTURE),
        _instruction(_EQUALS, architecture, 1, 0),
        _instruction(_RETURN, _KILL),
        _instruction(_LOAD, _NUMBER),
    ]
    for rule in rules:
        block = _block(rule)
        code += [_instruction(_EQUALS, rule.number, 0, len(block)), *block]
    code.append(_instruction(_RETURN, _ERRNO | errno.EPERM))
    return b"".join(code)


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
