# expect: refused
# control: unlocked allowed
"""Read what the kernel tells about itself and its processes."""

from attacking import tried

FILES = (
    "/proc/kallsyms", "/proc/self/pagemap", "/proc/self/stack", "/proc/sys/kernel/random/boot_id",
    "/proc/sys/kernel/yama/ptrace_scope", "/proc/self/attr/current", "/proc/1/environ",
    "/sys/kernel/security/lsm", "/sys/class/net", "/sys/fs/cgroup/cgroup.procs",
)  # fmt: skip


def attack(_world):
    return tried({path: lambda path=path: open(path, "rb").read(1) for path in FILES})
