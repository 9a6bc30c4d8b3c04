"""`grader doctor`: what this machine's sandbox holds, from a test just run."""

from rich.console import Console
from rich.table import Table

from grader.errors import SandboxFault
from grader.sandbox import policy
from grader.sandbox.policy import Limits
from grader.sandbox.selftest import ISOLATED, attempts

_TIERS = {
    "isolated": "isolated: other people's code may be run here",
    "isolated_no_files": "isolated, without Landlock: other people's code may be run here, "
    "but it cannot import what was not loaded beforehand",
    "partly_isolated": "partly isolated: without seccomp; not for other people's code",
    "not_isolated": "NOT a sandbox: run only code that you wrote yourself (--own-code)",
}


def run_doctor() -> int:
    """Run the self-test, print what held; return 0 where strangers' code may be run."""
    console = Console()
    if not policy.supported():
        console.print(_TIERS["not_isolated"])
        return 1
    from grader.sandbox.jail import Jail

    try:
        with Jail(None, Limits()) as jail:
            isolation, seen = jail.isolation, attempts(jail)
    except SandboxFault as fault:
        console.print(f"NOT a sandbox: {fault}", markup=False)
        return 1
    table = Table("a student's process tried to", "it was", box=None)
    for what, answer in seen.items():
        refused = "ALLOWED" if answer == "allowed" else f"refused ({answer})"
        table.add_row(what, refused)
    console.print(table)
    console.print(f"\nLandlock version {isolation.facts['landlock_abi']}, "
                  f"seccomp {'on' if isolation.facts['seccomp'] else 'off'}")  # fmt: skip
    console.print(_TIERS[isolation.tier], style="bold")
    return 0 if isolation.tier in ISOLATED else 1
