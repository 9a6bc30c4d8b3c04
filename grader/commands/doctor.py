"""`grader doctor`: what this machine's sandbox holds, from a test just run."""

import platform
import shutil
import sys
from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

from grader.errors import GraderError, SandboxFault
from grader.model import Isolation, Limits
from grader.sandbox import policy
from grader.sandbox.tiers import TIERS, missing

_MEANS = {
    "isolated": "other people's code may be run here",
    "isolated_no_files": "other people's code reaches nothing here, but it cannot import what was "
    "not loaded beforehand, so work that is right may fail",
    "partly_isolated": "other people's code does not get at your files, but may at other things; "
    "see what was allowed",
    "not_isolated": "this is NOT a sandbox: run only code that you wrote yourself (--own-code)",
}
_LINUX = (
    "Use Linux on x86-64 or arm64; a virtual machine, WSL2 or a container on this machine will do."
)
_LANDLOCK = (
    "For the tier isolated, have Landlock: a kernel from 5.13 on, with `landlock` among the "
    "security modules (boot parameter lsm=). In a container, let the landlock_* system calls "
    "through; Docker and containerd of 2022 and later do."
)
_SECCOMP = (
    "For the tier isolated, have seccomp: a kernel with CONFIG_SECCOMP_FILTER and, in a "
    "container, leave for a process to filter its own system calls."
)
_NAMESPACES = (
    "Without user namespaces a program can tell whether a path exists, its size and its date. To "
    "have them: sysctl user.max_user_namespaces above 0, kernel.unprivileged_userns_clone=1 "
    "(Debian), kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu); in a container, "
    "let the calls unshare and mount through."
)
_BUBBLEWRAP = "For --wall bwrap, install bubblewrap (Debian, Ubuntu: apt install bubblewrap)."


def run_doctor() -> int:
    """Run the self-test, print what held; return 0 where strangers' code may be run."""
    console = Console()
    if not policy.supported():
        console.print(f"{sys.platform} on {platform.machine()}: no sandbox was tried")
        _conclude(console, Isolation(TIERS[-1]), [_LINUX])
        return 1
    try:
        isolation, seen = _tried()
    except SandboxFault as fault:
        console.print(f"the sandbox did not start: {fault}", markup=False, highlight=False)
        _conclude(console, Isolation(TIERS[-1]), [_SECCOMP])
        return 1
    wall = _wall()
    console.print(_attempts(seen))
    console.print(_layers(isolation, wall))
    _conclude(console, isolation, _advice(isolation, wall))
    return 0 if isolation.tier == TIERS[0] else 1


def _tried() -> tuple[Isolation, Mapping[str, str]]:
    # only here: these modules need Linux to be imported
    from grader.sandbox.jail import Jail
    from grader.sandbox.selftest import attempts

    with Jail(None, Limits()) as jail:
        return jail.isolation, attempts(jail)


def _wall() -> str:
    """Say whether the wall can be had, by starting a sandbox inside of it."""
    from grader.sandbox.jail import Jail

    if shutil.which("bwrap") is None:
        return "not installed"
    try:
        with Jail(None, Limits(), wall="bwrap") as jail:
            return f"works ({jail.isolation.tier})"
    except GraderError as error:
        return f"does not work: {error}"


def _attempts(seen: Mapping[str, str]) -> Table:
    from grader.sandbox.probe import TELLING

    table = Table("a student's process tried to", "it was", "held", box=None)
    if not seen:
        table.add_row("answer the self-test", "given no chance", "NO", style="bold red")
    for what, answer in seen.items():
        if answer != "allowed":
            table.add_row(what, f"refused ({answer})", "yes")
        elif what == TELLING:
            table.add_row(what, "told", "no; needs namespaces")
        else:
            table.add_row(what, "ALLOWED", "NO", style="bold red")
    return table


def _layers(isolation: Isolation, wall: str) -> Table:
    facts = isolation.facts
    table = Table("\nlayer", "\nhere", box=None)
    abi = facts["landlock_abi"]
    table.add_row("Landlock: which files may be read", f"version {abi}" if abi else "NO")
    table.add_row(
        "seccomp: which system calls are let through", "yes" if facts["seccomp"] else "NO"
    )
    namespaces = "yes" if facts["namespaces"] else "no; optional"
    table.add_row("namespaces: another root folder, no network", namespaces)
    table.add_row("bubblewrap: a wall around it all (--wall bwrap)", f"{wall}; optional")
    return table


def _advice(isolation: Isolation, wall: str) -> list[str]:
    """Say what to install or enable, the most important first."""
    facts = isolation.facts
    wanted = [
        (not facts["landlock_abi"], _LANDLOCK),
        (not facts["seccomp"], _SECCOMP),
        (not facts["namespaces"], _NAMESPACES),
        (wall == "not installed", _BUBBLEWRAP),
    ]
    return [advice for applies, advice in wanted if applies]


def _conclude(console: Console, isolation: Isolation, advice: list[str]) -> None:
    tier = isolation.tier
    console.print(f"\ntier {tier}: {_MEANS[tier]}", style="bold", highlight=False)
    if tier != TIERS[0]:
        console.print(f"It lacks {missing(isolation)}.", highlight=False)
        console.print(
            f"`grader grade` and `grader check` refuse it, unless told --allow-tier {tier}.",
            highlight=False,
        )
    for sentence in advice:
        console.print(f"* {sentence}", markup=False, highlight=False)
