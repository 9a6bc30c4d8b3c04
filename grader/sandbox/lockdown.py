"""Lock a process down, in the one order that works.

Theory of operation. Three processes: the grader (knows the answers), the zygote (exec'ed by it,
knows libraries and `provided/`, nothing secret), a child of the zygote per submission. The
zygote gives up what it can before the first fork (`prepare`); the child gives up the rest
(`enter`) before it reads its first byte of student code. Namespaces, where they can be had, are
the zygote's: its children are born in them. Each child:

1. die with the parent, so that nobody outlives a killed grader;
2. keep four descriptors, close all others;
3. resource limits: memory, processor time, no file growth, no processes;
4. Landlock: read libraries, nothing else (also a domain of its own: no signals, no ptrace);
5. seccomp last, for it forbids the calls that the steps before it needed.
"""

import os
import resource
import signal

from grader.frozen import frozen
from grader.model import Limits
from grader.sandbox import bpf, linux, namespaces, policy
from grader.sandbox.bare_root import bare_root
from grader.sandbox.wire import RESULTS

_RULESET = 4
_MB = 1 << 20
_EXIT_ORPHANED = 5


@frozen
class Locks:
    """What the zygote prepared for its children."""

    limits: tuple[tuple[int, tuple[int, int]], ...]
    filter: linux.Filter | None
    ruleset: int | None
    null: int
    """Descriptor of /dev/null, the child's standard input."""


def prepare(limits: Limits, layers: policy.Layers) -> Locks:
    """Give up, in the zygote, all that no child needs, and prepare what each child will install.

    A layer that this machine does not have is left out; the self-test tells.
    """
    _first_to_be_killed()
    bounds = _resource_limits(limits) if layers.rlimits else ()
    readable = policy.readable_paths()
    if layers.namespaces:
        namespaces.enter(bare_root(policy.library_paths()))
    linux.forbid_inspection()  # only now: namespaces are entered by way of /proc/self
    linux.drop_capabilities()
    linux.forbid_new_privileges()
    ruleset = None
    if layers.landlock and linux.landlock_abi() > 0:
        ruleset = linux.landlock_ruleset(readable)
    program = None
    if layers.seccomp and policy.supported():
        rules = policy.rules(may_open=ruleset is not None)
        program = linux.Filter(bpf.program(policy.architecture(), rules))
    null = os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)
    return Locks(bounds, program, ruleset, null)


def enter(locks: Locks, results: int, output: int, parent: int) -> None:
    """Lock this child down. Afterwards only descriptors 0 to 3 are open.

    `results` is its end of the socket to the grader, `output` of the pipe for printed text.
    """
    linux.die_with_parent(signal.SIGKILL)
    if os.getppid() != parent:  # the zygote died before the line above
        os._exit(_EXIT_ORPHANED)
    _keep_descriptors(locks, results, output)
    for kind, bounds in locks.limits:
        resource.setrlimit(kind, bounds)
    if locks.ruleset is not None:
        linux.landlock_restrict(_RULESET)
        os.close(_RULESET)
    if locks.filter is not None:
        locks.filter.install()


def _keep_descriptors(locks: Locks, results: int, output: int) -> None:
    # first to numbers that none of them has, so that no dup2 overwrites one still needed
    results, output, null = (
        os.dup2(fd, 100 + i) for i, fd in enumerate((results, output, locks.null))
    )
    if locks.ruleset is not None:
        ruleset = os.dup2(locks.ruleset, 103)
        os.dup2(ruleset, _RULESET)
    os.dup2(null, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.dup2(results, RESULTS)
    os.closerange(_RULESET if locks.ruleset is None else _RULESET + 1, 65536)


def _resource_limits(limits: Limits) -> tuple[tuple[int, tuple[int, int]], ...]:
    # exact, for whatever else could hold memory (threads, pipes, shared memory, files) is refused
    memory = _address_space() + limits.memory_mb * _MB
    return (
        (resource.RLIMIT_CORE, (0, 0)),
        (resource.RLIMIT_FSIZE, (0, 0)),
        (resource.RLIMIT_NPROC, (0, 0)),
        (resource.RLIMIT_NOFILE, (64, 64)),
        (resource.RLIMIT_MEMLOCK, (0, 0)),
        (resource.RLIMIT_MSGQUEUE, (0, 0)),
        (resource.RLIMIT_SIGPENDING, (64, 64)),
        (resource.RLIMIT_NICE, (0, 0)),
        (resource.RLIMIT_RTPRIO, (0, 0)),
        (resource.RLIMIT_STACK, (8 * _MB, 8 * _MB)),
        (resource.RLIMIT_AS, (memory, memory)),
        # the soft limit's signal can be ignored, the hard limit's kill cannot
        (resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1)),
    )


def _address_space() -> int:
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[0]) * resource.getpagesize()


def _first_to_be_killed() -> None:
    """When memory runs out, the kernel takes a child before the grader."""
    try:
        with open("/proc/self/oom_score_adj", "w", encoding="ascii") as adjustment:
            adjustment.write("1000")
    except OSError:  # not ours to change here; only the order of killing is lost
        return
