"""The filter and the policy, rule by rule, without a kernel."""

import errno
import os
import platform
import re
import struct
from pathlib import Path

import pytest
from filter_machine import ALLOW, ERRNO, KILL, verdict, well_formed
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.sandbox import bpf, policy

MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_PLACE = {"x86_64": 0, "aarch64": 1}
_HEADERS = {
    "x86_64": ("/usr/include/x86_64-linux-gnu/asm/unistd_64.h", "/usr/include/asm/unistd_64.h"),
    "aarch64": ("/usr/include/asm-generic/unistd.h",),
}
# what asm-generic calls by another name
_GENERIC = {"newfstatat": "fstatat"}
EPERM, EACCES, ENOSYS, ENOTTY = (
    ERRNO | e for e in (errno.EPERM, errno.EACCES, errno.ENOSYS, errno.ENOTTY)
)
_O_TMPFILE = 0o20000000

# calls that must never be on the list, by their numbers on x86_64 and aarch64
FORBIDDEN = {
    "socket": (41, 198), "connect": (42, 203), "sendmsg": (46, 211), "clone": (56, 220),
    "execve": (59, 221), "execveat": (322, 281), "kill": (62, 129), "tgkill": (234, 131),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "pidfd_open": (434, 434),
    "mount": (165, 40), "unshare": (272, 97), "setns": (308, 268), "chroot": (161, 51),
    "truncate": (76, 45), "ftruncate": (77, 46), "unlinkat": (263, 35), "mkdirat": (258, 34),
    "fchmodat": (268, 53), "fchownat": (260, 54), "utimensat": (280, 88), "fsetxattr": (190, 7),
    "flock": (73, 32), "pipe2": (293, 59), "memfd_create": (319, 279), "shmget": (29, 194),
    "io_uring_setup": (425, 425), "bpf": (321, 280), "perf_event_open": (298, 241),
    "userfaultfd": (323, 282), "keyctl": (250, 219), "prctl": (157, 167), "seccomp": (317, 277),
    "landlock_restrict_self": (446, 446), "setrlimit": (160, 164), "setuid": (105, 146),
    "epoll_create1": (291, 20), "inotify_init1": (294, 26), "timer_create": (222, 107),
    "name_to_handle_at": (303, 264), "getpriority": (140, 141), "setpriority": (141, 140),
}  # fmt: skip


@pytest.fixture(params=sorted(MACHINES))
def machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(platform, "machine", lambda: request.param)
    return str(request.param)


def number(name: str, machine: str) -> int | None:
    return policy._NUMBERS[name][_PLACE[machine]]


def judged(name: str, machine: str, *arguments: int, may_open: bool = True) -> int | None:
    """Return the policy's verdict on a call; None where the machine has no such call."""
    found = number(name, machine)
    if found is None:
        return None
    program = bpf.program(policy.architecture(), policy.rules(may_open=may_open))
    return verdict(program, MACHINES[machine], found, arguments)


@pytest.mark.parametrize("may_open", [True, False])
def test_the_program_is_one_that_the_kernel_takes(machine: str, may_open: bool) -> None:
    program = bpf.program(policy.architecture(), policy.rules(may_open=may_open))
    assert policy.architecture() == MACHINES[machine]
    assert well_formed(program)
    assert len(program) // 8 < 250


def test_every_listed_call_is_allowed_whatever_its_arguments(machine: str) -> None:
    plain = [name for name in policy._NUMBERS if name not in policy._JUDGED]
    for name in plain:
        for arguments in ((), (1,) * 6, (-1,) * 6):
            assert judged(name, machine, *arguments) in (ALLOW, None), name


def test_no_two_calls_share_a_number(machine: str) -> None:
    numbers = [n for name in policy._NUMBERS if (n := number(name, machine)) is not None]
    assert len(numbers) == len(set(numbers))


def test_every_other_number_is_refused(machine: str) -> None:
    listed = {number(name, machine) for name in policy._NUMBERS}
    program = bpf.program(policy.architecture(), policy.rules(may_open=True))
    for other in [*range(600), 1 << 30, 0x40000000 | 39, 0xFFFFFFFF]:
        if other not in listed:
            assert verdict(program, MACHINES[machine], other) == EPERM, other


@pytest.mark.parametrize("name", FORBIDDEN)
def test_a_forbidden_call_is_refused(name: str, machine: str) -> None:
    program = bpf.program(policy.architecture(), policy.rules(may_open=True))
    assert verdict(program, MACHINES[machine], FORBIDDEN[name][_PLACE[machine]]) == EPERM


def test_a_foreign_architecture_is_killed(machine: str) -> None:
    program = bpf.program(policy.architecture(), policy.rules(may_open=True))
    i386, x86_64, aarch64, arm = 0x40000003, 0xC000003E, 0xC00000B7, 0x40000028
    for architecture in {i386, x86_64, aarch64, arm, 0} - {MACHINES[machine]}:
        for call in (0, 20, 39, 63, 172, 0xFFFFFFFF):
            assert verdict(program, architecture, call) == KILL


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        (os.O_RDONLY, ALLOW), (os.O_RDONLY | os.O_CLOEXEC, ALLOW), (os.O_DIRECTORY, ALLOW),
        (os.O_NOFOLLOW | os.O_NONBLOCK, ALLOW), (os.O_WRONLY, EACCES), (os.O_RDWR, EACCES),
        (os.O_ACCMODE, EACCES), (os.O_CREAT, EACCES), (os.O_TRUNC, EACCES), (os.O_APPEND, EACCES),
        (_O_TMPFILE, EACCES), (os.O_RDONLY | os.O_CLOEXEC | os.O_CREAT, EACCES),
        (1 << 32 | os.O_WRONLY, EACCES), (-1, EACCES),
    ],
)  # fmt: skip
def test_files_are_opened_for_reading_only(flags: int, expected: int, machine: str) -> None:
    path, here = 0x7FFF12345678, -100
    assert judged("openat", machine, here, path, flags) == expected
    assert judged("open", machine, path, flags) in (expected, None)
    assert judged("openat", machine, here, path, flags, may_open=False) == EACCES
    assert judged("open", machine, path, flags, may_open=False) in (EACCES, None)


def test_newer_calls_say_that_they_are_not_there(machine: str) -> None:
    assert judged("openat2", machine, -100, 1, 1, 24) == ENOSYS
    assert judged("clone3", machine, 1, 88) == ENOSYS
    assert judged("ioctl", machine, 0, 0x5412) == ENOTTY


@pytest.mark.parametrize(("command", "expected"), [(c, ALLOW) for c in (0, 1, 2, 3, 4, 1030)])
def test_harmless_fcntl_is_allowed(command: int, expected: int, machine: str) -> None:
    assert judged("fcntl", machine, 3, command, 5) == expected


# F_GETLK .. F_GETSIG, leases, notifications, pipe sizes, seals, the hints, locks by description
@pytest.mark.parametrize("command", [*range(5, 17), *range(24, 40), *range(1024, 1042), -1])
def test_any_other_fcntl_is_refused(command: int, machine: str) -> None:
    if command != 1030:
        assert judged("fcntl", machine, 3, command, 0) == EPERM


@pytest.mark.parametrize(
    ("pid", "new", "expected"),
    [
        (0, 0, ALLOW), (1, 0, EPERM), (-1, 0, EPERM), (0, 1, EPERM), (0, 1 << 32, EPERM),
        (0, 0x7FFF12345678, EPERM), (77, 0x7FFF12345678, EPERM),
    ],
)  # fmt: skip
def test_limits_may_be_read_and_only_ones_own(
    pid: int, new: int, expected: int, machine: str
) -> None:
    assert judged("prlimit64", machine, pid, 9, new, 0x7FFF12345678) == expected


@pytest.mark.parametrize("machine_name", sorted(MACHINES))
def test_the_numbers_are_those_of_the_kernels_own_headers(machine_name: str) -> None:
    found = next((p for p in map(Path, _HEADERS[machine_name]) if p.is_file()), None)
    if found is None:
        pytest.skip("no kernel headers here")
    lines = re.findall(r"^#define __NR(?:3264)?_(\w+)\s+(\d+)$", found.read_text(), re.MULTILINE)
    theirs = {name: int(value) for name, value in lines}
    column = _PLACE[machine_name]
    for table in (policy._NUMBERS, FORBIDDEN):
        for name, numbers in table.items():
            known = theirs.get(name, theirs.get(_GENERIC.get(name, "")))
            assert numbers[column] == known, name


conditions = st.tuples(
    st.integers(0, 11), st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1)
).map(lambda c: (c[0], c[1], c[2] & c[1]))
rules = st.builds(
    lambda n, groups, otherwise: bpf.allow_if(n, groups, otherwise=otherwise),
    st.integers(0, 500),
    st.lists(st.lists(conditions, min_size=1, max_size=4), min_size=1, max_size=5),
    st.integers(1, 133),
)


@given(st.lists(rules, max_size=9, unique_by=lambda r: r.number), st.data())
@settings(max_examples=200, deadline=None)
def test_a_program_decides_as_its_rules_read(chosen: list[bpf.Rule], data: st.DataObject) -> None:
    program = bpf.program(5, chosen)
    assert well_formed(program)
    near = [r.number + away for r in chosen for away in (0, 0, 1, -1) if r.number + away >= 0]
    call = data.draw(st.sampled_from(near or [1]) | st.integers(0, 2**32 - 1))
    arguments = data.draw(st.lists(st.integers(0, 2**64 - 1), min_size=6, max_size=6))
    wanted = [r for r in chosen if r.number == call]
    fitting = data.draw(st.booleans())
    if wanted and fitting:  # make one group hold
        for word, _mask, value in wanted[0].groups[0]:
            low, high = struct.unpack("<II", struct.pack("<Q", arguments[word // 2]))
            halves = [value, high] if word % 2 == 0 else [low, value]
            arguments[word // 2] = struct.unpack("<Q", struct.pack("<II", *halves))[0]
    expected = EPERM
    if wanted:
        words = struct.unpack("<12I", struct.pack("<6Q", *arguments))
        holds = any(all(words[w] & m == v for w, m, v in g) for g in wanted[0].groups)
        expected = ALLOW if holds else ERRNO | wanted[0].otherwise
    assert verdict(program, 5, call, arguments) == expected
    assert verdict(program, 6, call, arguments) == KILL
